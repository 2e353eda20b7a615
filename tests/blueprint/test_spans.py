"""Bounds of times that name no property, and lists that require what would change nothing."""

from __future__ import annotations

import pytest


def _points(parameters: str, properties: str, path: str = "/points") -> str:
    shown = "{description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Point'}}}}"
    many = (
        "{description: ok, content: {application/json:"
        " {schema: {type: array, items: {$ref: '#/components/schemas/Point'}}}}}"
    )
    paths = f"""
/points:
  get: {{operationId: listPoints, responses: {{"200": {many}}}}}
  post:
    operationId: addPoint
    requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Point'}}}}}}}}
    responses: {{"201": {shown}}}
"""
    asked = f'get: {{operationId: ask, parameters: [{parameters}], responses: {{"200": {many}}}}}'
    if path == "/points":
        return paths.replace(f'get: {{operationId: listPoints, responses: {{"200": {many}}}}}', asked)
    return f"{paths}{path}:\n  {asked}\n"


def _schemas(properties: str) -> str:
    return f"Point: {{type: object, required: [id], properties: {{id: {{type: integer}}, {properties}}}}}"


def _asked(name: str, about: str = "", form: str = "date-time", required: str = "false") -> str:
    described = f'description: "{about}", ' if about else ""
    return f"{{name: {name}, in: query, required: {required}, {described}schema: {{type: string, format: {form}}}}}"


TIME = "{type: string, format: date-time}"
SET = "{type: string, format: date-time, readOnly: true}"
MADE = f"createdAt: {SET}, updatedAt: {SET}"


@pytest.mark.parametrize(
    ("parameter", "properties", "filters"),
    [
        (_asked("from"), f"timestamp: {TIME}", [("timestamp", "ge")]),
        (_asked("to", "Exclusive"), f"timestamp: {TIME}, {MADE}", [("timestamp", "lt")]),
        (_asked("since"), MADE, [("created_at", "ge")]),
        (_asked("date_from", "Leads created on or after", "date"), f"dueAt: {TIME}, {MADE}", [("created_at", "ge")]),
        (_asked("from"), f"startsAt: {TIME}, endsAt: {TIME}", []),
        (_asked("from", form="uri"), f"timestamp: {TIME}", []),
        (_asked("released_after"), f"releaseDate: {TIME}", [("release_date", "gt")]),
        (_asked("hired_on_or_after", form="date"), "hireDate: {type: string, format: date}", [("hire_date", "ge")]),
        (_asked("modified_before"), f"updatedAt: {TIME}", [("updated_at", "lt")]),
    ],
)
def test_a_bound_is_about_the_time_that_is_meant(blueprint, parameter, properties, filters):
    made = blueprint(_points(parameter, properties), _schemas(properties))
    plan = next(plan for plan in made.operations if plan.operation_id == "ask")
    assert [(a.column, a.operator) for a in plan.arguments if a.use == "filter"] == filters
    assert bool(plan.unmapped) == (not filters)


@pytest.mark.parametrize(
    ("parameters", "properties", "order"),
    [
        (f"{_asked('from')}, {_asked('to')}", f"timestamp: {TIME}, receivedAt: {SET}", "-timestamp"),
        ("", f"measuredAt: {TIME}, {MADE}", "-measuredAt"),
        ("", f"date: {TIME}, {MADE}", "-date"),
        (_asked("from"), f"publishedAt: {TIME}, {MADE}", "-publishedAt"),
        ("", f"publishedAt: {TIME}, {MADE}", "-createdAt"),
        (_asked("due_before"), f"dueAt: {TIME}, {MADE}", "-createdAt"),
        (_asked("from"), f"startsAt: {TIME}, endsAt: {TIME}, {MADE}", "-createdAt"),
        (_asked("since", "Updated since"), MADE, "-createdAt"),
    ],
)
def test_what_is_newest_tells_of_the_latest_time(blueprint, parameters, properties, order):
    paths = _points(parameters, properties).replace("operationId: ask", "operationId: ask, summary: newest first")
    plan = next(plan for plan in blueprint(paths, _schemas(properties)).operations if plan.operation_id == "ask")
    assert plan.paging.order == order


@pytest.mark.parametrize(("required", "role"), [("true", "custom"), ("false", "list")])
def test_a_list_that_requires_what_changes_nothing_is_left_to_be_written(blueprint, required, role):
    free = _points(_asked("from", required=required), "name: {type: string}", "/points/free")
    made = blueprint(free, _schemas("name: {type: string}"))
    assert next(plan for plan in made.operations if plan.operation_id == "ask").role == role


def test_a_list_may_be_sorted_by_several_properties(blueprint):
    sort = "{name: sort, in: query, schema: {type: array, items: {type: string, enum: [name, -name]}}}"
    plan = next(
        p for p in blueprint(_points(sort, ""), _schemas("name: {type: string}")).operations if p.role == "list"
    )
    assert [(a.use, a.annotation) for a in plan.arguments] == [("sort", "list[str] | None")]
