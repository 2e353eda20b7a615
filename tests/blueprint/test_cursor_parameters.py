"""Which parameters take cursors, what cursors look like, and where answers tell them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from oagen.blueprint.model import Blueprint, OperationPlan

SCHEMAS = """
Event:
  type: object
  required: [id, title, createdAt]
  properties:
    id: {%s, readOnly: true}
    title: {type: string}
    createdAt: {type: string, format: date-time, readOnly: true}
Events:
  type: object
  required: [data]
  properties:
    data: {type: array, items: {$ref: '#/components/schemas/Event'}}
    nextCursor: {%s}
    meta: {type: object, properties: {cursors: {type: object, properties: {before: {type: string}}}}}
"""
PATHS = """
/events:
  get:
    operationId: listEvents
    parameters:
      - {name: limit, in: query, schema: {type: integer, maximum: 50}}
      %s
    responses: {"200": {description: all, content: {application/json: {schema: {$ref: '#/components/schemas/Events'}}}}}
  post:
    operationId: createEvent
    requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Event'}}}}
    responses: {"201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Event'}}}}}
/events/{eventId}:
  get:
    operationId: getEvent
    parameters: [{name: eventId, in: path, required: true, schema: {%s}}]
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Event'}}}}}
"""
UUID, NUMBER, TEXT = "type: string, format: uuid", "type: integer", "type: string"
Make = Callable[..., Blueprint]


def _asked(**schemas: str) -> str:
    return "\n      ".join(f"- {{name: '{name}', in: query, schema: {{{raw}}}}}" for name, raw in schemas.items())


def _listing(
    make: Make, key: str = UUID, told: str = "type: [string, 'null']", /, **schemas: str
) -> tuple[OperationPlan, str]:
    """The list, and the column that it is sorted by."""
    (resource,) = make(PATHS % (_asked(**schemas), key), SCHEMAS % (key, told)).resources
    return next(plan for plan in resource.operations if plan.role == "list"), resource.sort_column


@pytest.mark.parametrize(
    ("name", "schema", "longest"),
    [
        ("cursor", TEXT, 1000),
        ("page_token", "type: [string, 'null']", 1000),
        ("page[after]", f"{TEXT}, maxLength: 255", 255),
        ("after", f"{TEXT}, maxLength: 4096, minLength: 1", 1000),
        ("marker", f"{TEXT}, pattern: '^[\\w-]+$'", 1000),
    ],
)
def test_a_cursor_is_a_token_where_there_is_room_for_one(blueprint: Make, name: str, schema: str, longest: int) -> None:
    plan, sorted_by = _listing(blueprint, **{name: schema})
    assert plan.paging is not None
    assert (plan.paging.style, plan.paging.cursor_key, plan.paging.longest_cursor) == ("cursor", "", longest)
    assert sorted_by == "created_at"


@pytest.mark.parametrize(
    ("key", "name", "schema"),
    [
        (UUID, "starting_after", UUID),
        (UUID, "cursor", UUID),
        (NUMBER, "cursor", f"{NUMBER}, minimum: 0"),
        (NUMBER, "afterId", NUMBER),
        (TEXT, "startAfter", TEXT),
        (f"{TEXT}, maxLength: 20", "cursor", f"{TEXT}, maxLength: 20"),
    ],
)
def test_elsewhere_it_is_a_key_which_the_list_is_sorted_by(blueprint: Make, key: str, name: str, schema: str) -> None:
    plan, sorted_by = _listing(blueprint, key, **{name: schema})
    assert plan.paging is not None
    assert (plan.paging.style, plan.paging.cursor_key, sorted_by) == ("cursor", "id", "id")


@pytest.mark.parametrize(
    ("key", "name", "schema"),
    [
        (UUID, "cursor", NUMBER),
        (UUID, "cursor", f"{TEXT}, maxLength: 20"),
        (UUID, "cursor", f"{TEXT}, pattern: '^[0-9]+$'"),
        (UUID, "cursor", f"{TEXT}, enum: [first, last]"),
        (NUMBER, "starting_after", UUID),
    ],
)
def test_what_has_room_for_neither_is_named(blueprint: Make, key: str, name: str, schema: str) -> None:
    plan, sorted_by = _listing(blueprint, key, **{name: schema})
    assert plan.paging is not None
    assert (plan.paging.style, plan.unmapped) == ("offset", (name,))
    assert sorted_by == ("id" if name == "starting_after" else "created_at")


def test_pages_with_numbers_keep_them(blueprint: Make) -> None:
    """A key is what the list begins after, then; that `since_id` is a filter in any list."""
    plan, _ = _listing(blueprint, starting_after=UUID, offset=NUMBER, since_id=UUID)
    filters = [(a.parameter, a.operator) for a in plan.arguments if a.use == "filter"]
    assert plan.paging is not None
    assert (plan.paging.style, filters) == ("offset", [("starting_after", "gt"), ("since_id", "gt")])


@pytest.mark.parametrize(
    ("after", "before", "schema", "other"),
    [
        ("after", "before", TEXT, TEXT),
        ("page[after]", "page[before]", TEXT, f"{TEXT}, maxLength: 200"),
        ("starting_after", "ending_before", UUID, UUID),
        ("next_cursor", "prev_cursor", TEXT, TEXT),
    ],
)
def test_a_page_may_end_before_a_cursor(blueprint: Make, after: str, before: str, schema: str, other: str) -> None:
    plan, _ = _listing(blueprint, **{after: schema, before: other})
    uses = {a.parameter: a.use for a in plan.arguments}
    assert (uses[after], uses[before], plan.unmapped) == ("cursor", "before", ())


def test_before_means_nothing_beside_no_cursor(blueprint: Make) -> None:
    plan, _ = _listing(blueprint, before=TEXT)
    assert plan.unmapped == ("before",)


@pytest.mark.parametrize(
    ("key", "asked", "told", "is_told"),
    [
        (UUID, TEXT, "type: [string, 'null']", True),
        (UUID, TEXT, UUID, False),
        (UUID, TEXT, NUMBER, False),
        (NUMBER, NUMBER, NUMBER, True),
        (NUMBER, NUMBER, TEXT, False),
        (UUID, UUID, UUID, True),
    ],
)
def test_answers_tell_cursors_that_they_have_room_for(
    blueprint: Make, key: str, asked: str, told: str, is_told: bool
) -> None:
    plan, _ = _listing(blueprint, key, told, cursor=asked)
    assert plan.view is not None
    assert ("next_cursor" in plan.view.meta) == is_told
    assert ("previous_cursor" in plan.view.meta) == (asked == TEXT or key == UUID)


def test_tokens_are_as_long_as_answers_have_room_for(blueprint: Make) -> None:
    plan, _ = _listing(blueprint, UUID, f"{TEXT}, maxLength: 128", cursor=TEXT)
    assert plan.paging is not None
    assert plan.paging.longest_cursor == 128
