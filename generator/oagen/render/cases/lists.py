"""What tests expect of lists: pages of two, and which rows a filter shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from oagen.blueprint.model import Argument, OperationPlan, Resource
from oagen.contract.model import JSON, Operation
from oagen.render.cases.factories import FactoryFacts
from oagen.render.cases.rows import ROWS, Row
from oagen.render.cases.samples import Samples

_PAGE_SIZES = (2, 1)
_SIZE_USES = ("limit", "size")
_POSITIONS = {"offset": "offset", "page": "page", "cursor": "cursor"}
# operator of a filter → whether a row's value passes; values are compared as JSON, so none of dates or times
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, given: value == given and isinstance(value, bool) == isinstance(given, bool),
    "ne": lambda value, given: value != given,
    "lt": lambda value, given: value < given,
    "le": lambda value, given: value <= given,
    "gt": lambda value, given: value > given,
    "ge": lambda value, given: value >= given,
    "in": lambda value, given: value in given,
    "contains": lambda value, given: given.lower() in value.lower(),
    "prefix": lambda value, given: value.lower().startswith(given.lower()),
    "not_in": lambda value, given: value not in given,
}
_EXCLUDING = ("ne", "not_in")  # rows without a value pass, too
_ORDERED = ("lt", "le", "gt", "ge")


def shows_all(plan: OperationPlan) -> bool:
    """Whether the list shows every row to who asks for nothing in particular; a body asks for something."""
    view = None if plan.body else plan.view
    narrowed = any(each.use == "filter" and (each.required or each.default) for each in plan.arguments)
    is_cut = plan.paging is not None and plan.paging.style != "none" and plan.paging.default_size < ROWS
    return bool(view and view.whole and view.is_list and not view.is_map) and not (narrowed or is_cut)


def paging_of(
    plan: OperationPlan, operation: Operation, resource: Resource, samples: Samples
) -> dict[str, JSON] | None:
    """How to ask for page after page: {size, position, first, style, next}; None if there are no pages.

    Where the answer tells no cursor, it is the key of the last document: the style is `key`.
    """
    paging = plan.paging
    style = paging.style if paging else "none"
    by_use = {argument.use: argument for argument in plan.arguments}
    limit = next((by_use[use] for use in _SIZE_USES if use in by_use), None)
    position = by_use.get(_POSITIONS.get(style, ""))
    if limit is None or position is None or paging is None:
        return None
    raw = _raw(operation, limit)
    size = next((each for each in _PAGE_SIZES if samples.admits(raw, each)), None)
    cursor = list(plan.view.meta.get("next_cursor", ())) if plan.view else []
    if style == "cursor" and not cursor and [key.column for key in resource.identity] == [paging.cursor_key]:
        style = "key"
    if size is None or (style == "cursor" and not cursor):
        return None
    found = {"style": style, "size": {limit.parameter: size}, "position": position.parameter}
    if paging.style == "cursor":
        return {**found, **({"next": cursor} if cursor else {})}
    first = paging.first_page if style == "page" else paging.first_offset
    return {**found, "first": first, **({"next": cursor} if cursor else {})}


def filters_of(
    plan: OperationPlan, operation: Operation, facts: FactoryFacts, rows: Sequence[Row], samples: Samples
) -> list[dict[str, JSON]]:
    """{parameter, value | property, shows}: the numbers of the rows that a filter with the first row's value shows.

    `property` is one whose value is known when the rows are there: the key of another row.
    """
    if len(rows) < ROWS:
        return []
    found: list[dict[str, JSON]] = []
    for argument in plan.arguments:
        if argument.use != "filter" or argument.operator not in _COMPARISONS or argument.place:
            continue
        field = next((each for each in facts.resource.fields if each.column.name == argument.column), None)
        if field and (field.write_only or field.read_only):
            continue
        if field and field.property in facts.references:
            if argument.operator == "eq" and all(field.property in row.document for row in rows):
                found.append({"parameter": argument.parameter, "property": field.property, "shows": [0]})
            continue
        places = _places(facts.resource, argument)
        value = _value_at(rows[0].document, places[0]) if places else None
        given = [value] if argument.operator in ("in", "not_in") else value
        sent = value if argument.splits else given
        comparable = _comparable(argument, [_value_at(row.document, places[0]) for row in rows] if places else [])
        if (
            value is not None
            and _is_one(value, argument)
            and comparable
            and samples.admits(_raw(operation, argument), sent)
        ):
            shows = [n for n, row in enumerate(rows) if any(_passes(row.document, p, argument, given) for p in places)]
            found.append({"parameter": argument.parameter, "value": sent, "shows": shows})
    return found


def _places(resource: Resource, argument: Argument) -> list[Sequence[str]]:
    """Where in a document stands what a filter is about: names that lead there, those of its own column first."""
    places = {c.name: c.place or (c.property,) for c in resource.columns if c.place or c.property}
    return [places[name] for name in (argument.column, *argument.also) if name in places]


def _value_at(document: Any, place: Sequence[str]) -> Any:
    for name in place:
        document = document.get(name) if isinstance(document, Mapping) else None
    return document


def _is_one(value: JSON, argument: Argument) -> bool:
    """Whether a value means itself to a filter."""
    return value not in argument.everything and not (argument.splits and "," in str(value))


def _comparable(argument: Argument, values: Sequence[JSON]) -> bool:
    kinds = {_kind(value) for value in values if value is not None}
    if argument.operator in _ORDERED:
        return kinds == {float}
    return kinds <= {str, float, bool} and len(kinds) == 1


def _kind(value: JSON) -> type:
    """The type of a JSON value; texts that are times can be spelled in several ways, so they are no plain texts."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float
    if isinstance(value, str) and value[:4].isdigit() and "T" in value.upper():
        return object
    return type(value)


def _passes(document: Mapping[str, JSON], place: Sequence[str], argument: Argument, given: JSON) -> bool:
    value = _value_at(document, place)
    if value is None:
        return argument.operator in _EXCLUDING
    return _COMPARISONS[argument.operator](value, given)


def _raw(operation: Operation, argument: Argument) -> Any:
    place = (argument.parameter, argument.location)
    return next(each.schema.raw for each in operation.parameters if (each.name, each.location) == place)
