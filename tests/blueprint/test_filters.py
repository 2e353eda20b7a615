"""Filters: which property a parameter is about, how it is compared, and what is asked for when nothing is."""

from __future__ import annotations

from typing import Any

import pytest

TEXT, NUMBER, FLAG = "{type: string}", "{type: number}", "{type: boolean}"
TIME = "{type: string, format: date-time}"
TEXTS = "{type: array, items: {type: string}}"
SCHEMAS = f"""
Issue:
  type: object
  required: [id, title, state]
  properties:
    id: {{type: integer, readOnly: true}}
    title: {TEXT}
    category: {TEXT}
    note: {{type: [string, "null"]}}
    state: {{type: string, enum: [open, closed]}}
    labels: {TEXTS}
    pageTags: {TEXTS}
    "\u6a19": {TEXTS}
    scores: {{type: array, items: {{type: integer}}}}
    points: {{type: array, items: {{type: object}}}}
    price: {NUMBER}
    weightKg: {NUMBER}
    active: {FLAG}
    isPublic: {FLAG}
    startsAt: {TIME}
    dateOfBirth: {{type: string, format: date}}
    endsAt: {TIME}
    createdAt: {{type: string, format: date-time, readOnly: true}}
"""
PATHS = """
/issues:
  get:
    operationId: ask
    parameters: [{parameters}]
    responses: {{"200": {{description: ok, content: {{application/json: {{schema:
      {{type: array, items: {{$ref: '#/components/schemas/Issue'}}}}}}}}}}}}
  post:
    operationId: add
    requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Issue'}}}}}}}}
    responses: {{"201": {{description: ok, content: {{application/json: {{schema:
      {{$ref: '#/components/schemas/Issue'}}}}}}}}}}
"""


def asked(blueprint: Any, *parameters: tuple[str, str, str]) -> Any:
    """The plan of a list with these parameters: name, schema, description."""
    spelled = ", ".join(
        f'{{name: "{name}", in: query, schema: {schema}, description: "{said}"}}' for name, schema, said in parameters
    )
    made = blueprint(PATHS.format(parameters=spelled), SCHEMAS)
    return next(plan for plan in made.operations if plan.operation_id == "ask")


def only(blueprint: Any, name: str, schema: str, said: str = "") -> Any:
    plan = asked(blueprint, (name, schema, said))
    assert len(plan.arguments) <= 1
    assert bool(plan.unmapped) == (not plan.arguments)
    return plan.arguments[0] if plan.arguments else None


@pytest.mark.parametrize(
    ("name", "schema", "everything"),
    [
        ("state", "{type: string, enum: [open, closed, all]}", ("all",)),
        ("state", "{type: string, enum: [Any, open]}", ("Any",)),
        ("state", "{type: array, items: {type: string, enum: [open, closed, all]}}", ("all",)),
        ("state", "{type: string, enum: [open, closed, other]}", ()),
        ("title", "{type: string, enum: [a, all]}", ("all",)),
    ],
)
def test_a_value_that_no_document_has_may_mean_everything(blueprint, name, schema, everything):
    assert only(blueprint, name, schema).everything == everything


@pytest.mark.parametrize(
    ("name", "schema", "said", "column", "operator", "splits"),
    [
        ("label", TEXT, "", "labels", "has", False),
        ("labels", TEXT, "Issues with this label", "labels", "has", False),
        ("labels", TEXT, "Comma-separated list of labels", "labels", "has", True),
        ("labels", TEXTS, "", "labels", "has", False),
        ("labels[]", TEXTS, "Issues with all of these labels", "labels", "has_all", False),
        ("labels_all", TEXTS, "", "labels", "has_all", False),
        ("label", TEXTS, "Repeat for several (all must match)", "labels", "has_all", False),
        ("label", TEXTS, "Issues must have all labels", "labels", "has_all", False),
        ("label", TEXTS, "Labels, combined with AND", "labels", "has_all", False),
        ("label", TEXTS, "Repeat for several (not all must match)", "labels", "has", False),
        ("label", TEXTS, "Shows all issues with any of them", "labels", "has", False),
        ("label_in", TEXTS, "", "labels", "has", False),
        ("score", NUMBER, "", "scores", "has", False),
        ("pageTag", TEXT, "", "page_tags", "has", False),
        ("\u6a19", TEXT, "", "field", "has", False),
    ],
)
def test_lists_are_asked_for_what_they_hold(blueprint, name, schema, said, column, operator, splits):
    argument = only(blueprint, name, schema, said)
    assert (argument.column, argument.operator, argument.splits) == (column, operator, splits)


@pytest.mark.parametrize(
    ("name", "schema"), [("points", TEXTS), ("score", TEXT), ("labels", NUMBER), ("has_labels", FLAG)]
)
def test_what_a_list_does_not_hold_is_not_looked_for(blueprint, name, schema):
    assert only(blueprint, name, schema) is None


@pytest.mark.parametrize(
    ("said", "operator"),
    [
        ("Case-insensitive prefix of the title.", "prefix"),
        ("Starts with", "prefix"),
        ("Substring of the title (case-insensitive)", "contains"),
        ("Title contains", "contains"),
        ("Part of the title", "contains"),
        ("Full-text match", "contains"),
        ("Exact title, no partial match", "eq"),
        ("The title of the issue", "eq"),
        ("", "eq"),
    ],
)
def test_a_description_says_how_texts_are_compared(blueprint, said, operator):
    for name in ("title", "filter[title]"):
        argument = only(blueprint, name, TEXT, said)
        assert (argument.column, argument.operator) == ("title", operator)
    assert only(blueprint, "state", TEXT, said).operator == "eq"


@pytest.mark.parametrize(
    ("name", "schema", "column", "operator"),
    [
        ("price[gte]", NUMBER, "price", "ge"),
        ("price__lt", NUMBER, "price", "lt"),
        ("price.gt", NUMBER, "price", "gt"),
        ("created[lt]", TIME, "created_at", "lt"),
        ("filter[createdAt][gte]", TIME, "created_at", "ge"),
        ("weightFrom", NUMBER, "weight_kg", "ge"),
        ("weightTo", NUMBER, "weight_kg", "le"),
        ("minWeight", NUMBER, "weight_kg", "ge"),
        ("state__in", TEXTS, "state", "in"),
        ("states", TEXTS, "state", "in"),
        ("categories", TEXTS, "category", "in"),
        ("state__in", TEXT, "state", "in"),
        ("not_state", TEXT, "state", "ne"),
        ("state[ne]", TEXT, "state", "ne"),
        ("excludeState", TEXTS, "state", "not_in"),
        ("born_before", "{type: string, format: date}", "date_of_birth", "lt"),
        ("is_active", FLAG, "active", "eq"),
        ("public", FLAG, "is_public", "eq"),
        ("exclude_active", FLAG, "active", "ne"),
        ("has_note", FLAG, "note", "given"),
        ("hasNote", FLAG, "note", "given"),
        ("note[exists]", FLAG, "note", "given"),
        ("title[contains]", TEXT, "title", "contains"),
        ("title__startswith", TEXT, "title", "prefix"),
    ],
)
def test_operators_are_spelled_in_many_ways(blueprint, name, schema, column, operator):
    argument = only(blueprint, name, schema)
    assert (argument.column, argument.operator) == (column, operator)


@pytest.mark.parametrize("name", ["has_title", "has_state", "has_owner", "is_open", "in_stock", "zone", "weight"])
def test_what_could_mean_anything_is_named(blueprint, name):
    assert only(blueprint, name, FLAG if name != "zone" else TEXT) is None


@pytest.mark.parametrize(
    ("name", "schema", "role"),
    [
        ("state", "{type: string, enum: [open, closed]}", "clear"),
        ("label", TEXT, "clear"),
        ("state", "{type: string, enum: [open, closed, all]}", "custom"),
        ("exclude_active", FLAG, "custom"),
        ("labels_all", TEXTS, "custom"),
        ("filter", f"{{type: object, properties: {{title: {TEXT}}}}}", "custom"),
    ],
)
def test_what_may_set_no_condition_deletes_nothing(blueprint, name, schema, role):
    spelled = f"[{{name: {name}, in: query, required: true, schema: {schema}}}]"
    clear = f'  delete: {{operationId: clear, parameters: {spelled}, responses: {{"204": {{description: ok}}}}}}\n'
    made = blueprint(PATHS.format(parameters="") + clear, SCHEMAS)
    assert next(plan for plan in made.operations if plan.operation_id == "clear").role == role


def test_who_excludes_nothing_asks_for_nothing(blueprint):
    assert only(blueprint, "exclude_active", FLAG).everything == (False,)


@pytest.mark.parametrize(
    ("name", "said", "column", "operator"),
    [
        ("from", "Earliest start of a slot.", "starts_at", "ge"),
        ("to", "Latest start of a slot", "starts_at", "le"),
        ("until", "Issues that end by then", "ends_at", "le"),
        ("date", "Only what starts on this day", "starts_at", "eq"),
    ],
)
def test_a_span_is_about_the_time_that_its_description_names(blueprint, name, said, column, operator):
    argument = only(blueprint, name, "{type: string, format: date}", said)
    assert (argument.column, argument.operator) == (column, operator)


def test_an_object_in_the_query_has_members(blueprint):
    bounds = f"{{type: object, properties: {{gte: {NUMBER}, lt: {NUMBER}, unit: {TEXT}}}}}"
    grouped = f"{{type: object, properties: {{title: {TEXT}, mood: {TEXT}}}}}"
    plan = asked(blueprint, ("price", bounds, ""), ("filter", grouped, ""), ("colour", grouped, ""))
    assert [(a.python_name, a.place, a.column, a.operator) for a in plan.arguments] == [
        ("price", ("gte",), "price", "ge"),
        ("price", ("lt",), "price", "lt"),
        ("filter", ("title",), "title", "eq"),
    ]
    assert plan.unmapped == ("price.unit", "filter.mood", "colour")


def test_values_to_sort_by_have_meanings(blueprint):
    values = "[newest, oldest, created, -created, price_asc, createdAt, title desc, mood]"
    plan = asked(blueprint, ("sort", f"{{type: string, enum: {values}}}", ""))
    assert dict(plan.arguments[0].meanings) == {
        "newest": "-createdAt",
        "oldest": "createdAt",
        "created": "createdAt",
        "-created": "-createdAt",
    }
    (order,) = asked(blueprint, ("order", "{type: string, enum: [recent, title]}", "")).arguments
    assert (order.use, dict(order.meanings)) == ("sort", {"recent": "-createdAt"})


def test_an_order_is_about_the_time_of_which_a_span_is_asked(blueprint):
    order = ("order", "{type: string, enum: [asc, desc]}", "")
    by_span = asked(blueprint, ("starts_from", TIME, ""), order, ("starts_to", TIME, ""))
    assert [a.by for a in by_span.arguments if a.use == "order"] == ["startsAt"]
    of_two = asked(blueprint, ("starts_from", TIME, ""), order, ("created_to", TIME, ""))
    assert [a.by for a in of_two.arguments if a.use == "order"] == [""]
    alone = asked(blueprint, order, ("starts_from", TIME, ""), ("sort", TEXT, ""))
    assert [a.by for a in alone.arguments if a.use == "order"] == [""]


@pytest.mark.parametrize(("maximum", "kept"), [("10000", 10_000), ("50", 50), ("9223372036854775807", 1_000_000)])
def test_a_page_is_as_long_as_the_contract_allows(blueprint, maximum, kept):
    plan = asked(blueprint, ("limit", f"{{type: integer, maximum: {maximum}, default: 20}}", ""))
    assert (plan.paging.default_size, plan.paging.maximum_size) == (20, kept)


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ("Lists issues, newest first.", "-createdAt"),
        ("Lists issues. The most recently created issues come first.", "-createdAt"),
        ("Issues in reverse chronological order", "-createdAt"),
        ("Oldest issues first", "createdAt"),
        ("Issues, sorted by creation date, most recent first", "-createdAt"),
        ("Sorted by title.", "title"),
        ("Ordered by their price (highest to lowest)", "-price"),
        ("In order of starts at", "startsAt"),
        ("Sorted by relevance", ""),
        ("Sorted by labels", ""),
        ("The newest issue", ""),
        ("Issues. Newest first", "-createdAt"),
        ("The most recently dated first", ""),
        ("Not sorted by title", ""),
        ("Unsorted; sort with a parameter to get newest first", ""),
    ],
)
def test_a_description_says_how_a_list_is_sorted(blueprint, said, order):
    paths = PATHS.format(parameters="").replace("operationId: ask", f"operationId: ask\n    summary: '{said}'")
    plan = next(each for each in blueprint(paths, SCHEMAS).operations if each.operation_id == "ask")
    assert plan.paging.order == order


def test_an_answer_says_how_it_is_sorted(blueprint):
    paths = PATHS.format(parameters="").replace("description: ok", "description: 'Issues, newest first'", 1)
    plan = next(each for each in blueprint(paths, SCHEMAS).operations if each.operation_id == "ask")
    assert plan.paging.order == "-createdAt"
