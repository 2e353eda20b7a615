"""Sorting: what the values mean by which a list may be sorted, and what an order without one is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from oagen.blueprint.filters import Filters
from oagen.blueprint.model import Argument, Field
from oagen.blueprint.naming import normal
from oagen.blueprint.shapes import Shapes
from oagen.contract.model import JSON, Parameter

_NEWEST = frozenset({"newest", "newestfirst", "latest", "latestfirst", "recent", "mostrecent", "recentfirst"})
_OLDEST = frozenset({"oldest", "oldestfirst", "earliest", "earliestfirst"})
_DIRECTED = re.compile(r"(?P<sign>[-+]?)(?P<name>.+?)(?:[ \t:._|-]*(?P<order>asc|desc)(?:ending)?)?", re.IGNORECASE)
_BOUNDS = frozenset({"ge", "gt", "le", "lt"})


def tells_directions(shapes: Shapes, parameter: Parameter) -> bool:
    """Whether the values of a parameter are directions, as far as they are known."""
    values = _offered(shapes, parameter)
    return not values or any(str(value).lower().startswith(("asc", "desc")) for value in values)


def meanings_of(shapes: Shapes, parameter: Parameter, filters: Filters) -> dict[str, str]:
    """What values mean that call no property by its name: `newest` → `-createdAt`, `created` → `createdAt`."""
    found = {}
    for value in _offered(shapes, parameter):
        if isinstance(value, str) and (meaning := _meaning(value, filters)):
            found[value] = meaning
    return found


def inner_orders(shapes: Shapes, parameter: Parameter, filters: Filters) -> tuple[str, ...]:
    """The columns that repeat values inside documents by which a list may be sorted: those that the parameter offers.

    Where it offers nothing in particular, they are those that are spoken of as if nothing were around them.
    """
    offered = [value for value in _offered(shapes, parameter) if isinstance(value, str)]
    if not offered:
        return tuple(filters.wrapped)
    directed = [match["name"] for value in offered if (match := _DIRECTED.fullmatch(value))]
    meant = [meaning.lstrip("-") for value in offered if (meaning := _meaning(value, filters))]
    found = (filters.inner_column(name) for name in (*offered, *directed, *meant))
    return tuple(dict.fromkeys(filter(None, found)))


def spanned(arguments: Sequence[Argument], fields: Sequence[Field]) -> str:
    """The property of time that a list asks a span of; "" where it asks for none, or for several."""
    asked = {each.column for each in arguments if each.use == "filter" and each.operator in _BOUNDS}
    times = [f.property for f in fields if f.column.name in asked and f.column.type in ("date", "datetime")]
    return times[0] if len(times) == 1 else ""


def _offered(shapes: Shapes, parameter: Parameter) -> list[JSON]:
    items = shapes.items(parameter.schema.raw)
    values = shapes.annotation(parameter.schema.raw if items is None else items, "enum")
    return values if isinstance(values, list) else []


def _meaning(value: str, filters: Filters) -> str:
    """What a value means; "" where it names a property itself, or nothing known."""
    if normal(value) in _NEWEST | _OLDEST:
        made = filters.made_at
        return f"-{made}" if made and normal(value) in _NEWEST else made
    directed = _DIRECTED.fullmatch(value)
    if directed is None or filters.has(directed["name"]) or filters.has(value):
        return ""
    meant = filters.property_of(directed["name"])
    descending = directed["sign"] == "-" or (directed["order"] or "").lower() == "desc"
    return f"-{meant}" if meant and descending else meant
