"""Sorting: what the values mean by which a list may be sorted, and what an order without one is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from oagen.blueprint.filters import Filters
from oagen.blueprint.model import Argument, Field
from oagen.blueprint.naming import normal, words
from oagen.blueprint.shapes import Shapes
from oagen.blueprint.spans import is_bare
from oagen.contract.model import JSON, Operation, Parameter

_NEWEST = frozenset({"newest", "newestfirst", "latest", "latestfirst", "recent", "mostrecent", "recentfirst"})
_OLDEST = frozenset({"oldest", "oldestfirst", "earliest", "earliestfirst"})
_DIRECTED = re.compile(r"(?P<sign>[-+]?)(?P<name>.+?)(?:[ \t:._|-]*(?P<order>asc|desc)(?:ending)?)?", re.IGNORECASE)
# How descriptions tell in which order a list is where nobody asks for one.
_NEWEST_SAID = re.compile(
    r"\b(newest|latest|most recent(?P<how>ly \w+)?)( \w+)? (come )?first\b|\breverse[- ]chronological", re.IGNORECASE
)
_OLDEST_SAID = re.compile(r"\b(oldest|earliest)( \w+)? (come )?first\b|\bchronological(ly)?\b", re.IGNORECASE)
_ORDER_SAID = re.compile(
    r"\b(?:sorted|ordered) by (?:the |their |its )?|\bin (?:the )?order of (?:the |their )?", re.IGNORECASE
)
_DESCENDING_SAID = re.compile(r"\b(descending|newest|latest|most recent|highest|largest)\b", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(no|not|never|unless|unsorted|unordered|to get|sort with|(can|may|to) be (sorted|ordered))\b",
    re.IGNORECASE,
)
_NOUNS = {"creation": "created", "modification": "modified", "update": "updated", "publication": "published"}
_LONGEST_NAME = 3  # words
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


def spanned(arguments: Sequence[Argument], fields: Sequence[Field], *, bare: bool = False) -> str:
    """The property of time that a list asks a span of; "" where it asks for none, or for several.

    `bare`: by bounds that do not name it, and it is no time of a change, so that it is what the documents are about.
    """
    bounds = (each for each in arguments if each.use == "filter" and each.operator in _BOUNDS)
    asked = {each.column for each in bounds if not bare or is_bare(each.parameter)}
    about = [f for f in fields if f.column.name in asked and not (bare and f.generated == "updated_at")]
    times = [f.property for f in about if f.column.type in ("date", "datetime")]
    return times[0] if len(times) == 1 else ""


def described_order(operation: Operation, filters: Filters, newest_by: str) -> str:
    """The order of a list where nobody asks for one, as its description tells it (`-createdAt`); "" if it does not.

    `newest_by` is the property by which documents are newer than others.
    """
    answers = (each.description for each in operation.responses if each.status.startswith("2") and not each.added)
    for text in (operation.summary, operation.description, *answers):
        for sentence in re.split(r"[.;\n]", text):
            if not _DENIED.search(sentence) and (order := _order_told(sentence, filters, newest_by)):
                return order
    return ""


def _order_told(sentence: str, filters: Filters, newest_by: str) -> str:
    said = _ORDER_SAID.search(sentence)
    if said:
        spoken = [_NOUNS.get(word, word) for word in words(sentence[said.end() :])[:_LONGEST_NAME]]
        names = ("_".join(spoken[:length]) for length in range(len(spoken), 0, -1))
        name = next(filter(None, map(filters.property_of, names)), "")
        return f"-{name}" if name and _DESCENDING_SAID.search(sentence, said.end()) else name
    newest = _NEWEST_SAID.search(sentence)
    if newest:
        done = words(newest["how"] or "")[-1:]
        about = filters.property_of(done[0]) if done else newest_by
        return f"-{about}" if about else ""
    return newest_by if _OLDEST_SAID.search(sentence) else ""


def _offered(shapes: Shapes, parameter: Parameter) -> list[JSON]:
    items = shapes.items(parameter.schema.raw)
    values = shapes.annotation(parameter.schema.raw if items is None else items, "enum")
    return values if isinstance(values, list) else []


def _meaning(value: str, filters: Filters) -> str:
    """What a value means; "" where it names a property itself, or nothing known."""
    if normal(value) in _NEWEST | _OLDEST:
        told = filters.newest_by
        return f"-{told}" if told and normal(value) in _NEWEST else told
    directed = _DIRECTED.fullmatch(value)
    if directed is None or filters.has(directed["name"]) or filters.has(value):
        return ""
    meant = filters.property_of(directed["name"])
    descending = directed["sign"] == "-" or (directed["order"] or "").lower() == "desc"
    return f"-{meant}" if meant and descending else meant
