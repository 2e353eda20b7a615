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


DAY = "{type: string, format: date}"
STAY = f"{_asked('from', form='date')}, {_asked('to', form='date')}"


@pytest.mark.parametrize(
    ("parameters", "first", "last", "filters"),
    [
        (STAY, "start_date", "end_date", [("end_date", "ge"), ("start_date", "le")]),
        (STAY, "checkIn", "checkOut", [("check_out", "ge"), ("check_in", "le")]),
        (STAY, "validFrom", "validUntil", [("valid_until", "ge"), ("valid_from", "le")]),
        (
            STAY.replace("name: to,", "name: to, description: Exclusive,"),
            "startsOn",
            "endsOn",
            [("ends_on", "ge"), ("starts_on", "lt")],
        ),
        (STAY, "startDate", "reviewDate", []),
        (STAY.partition("}, ")[0] + "}", "startDate", "endDate", []),
    ],
)
@pytest.mark.parametrize("required", [True, False])
def test_a_span_is_met_by_what_overlaps_it(blueprint, parameters, first, last, filters, required):
    schemas = _schemas(f"{first}: {DAY}, {last}: {DAY}, bookedAt: {SET}, {MADE}")
    schemas = schemas.replace("required: [id]", f"required: [id, {first}, {last}]") if required else schemas
    made = blueprint(_points(parameters, ""), schemas)
    plan = next(plan for plan in made.operations if plan.operation_id == "ask")
    wanted = filters if required else []  # what has no end may be over or not
    assert [(a.column, a.operator) for a in plan.arguments if a.use == "filter"] == wanted


@pytest.mark.parametrize(("more", "column"), [("", "created_at"), (f"reportedAt: {TIME},", "reported_at")])
def test_a_time_that_only_verbs_set_tells_of_nothing_else(blueprint, more, column):
    shown = "{description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Point'}}}}"
    verbs = "".join(
        f"""
/points/{{id}}/{verb}:
  parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
  post: {{operationId: {verb}, responses: {{"200": {shown}}}}}
"""
        for verb in ("acknowledge", "resolve")
    )
    item = f"""
/points/{{id}}:
  parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
  get: {{operationId: read, responses: {{"200": {shown}, "404": {{description: None}}}}}}
"""
    schemas = _schemas(f"{more} acknowledgedAt: {SET}, resolvedAt: {SET}, createdAt: {SET}")
    made = blueprint(_points(_asked("since"), "") + item + verbs, schemas)
    plan = next(plan for plan in made.operations if plan.operation_id == "ask")
    assert [a.column for a in plan.arguments] == [column]


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
