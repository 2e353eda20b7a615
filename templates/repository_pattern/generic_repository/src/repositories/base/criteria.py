"""Which rows a list shows, and in which order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from src.models.entities.base.codec import AnyRow, DocumentCodec
from src.repositories.base.cursors import Neighbours, Seek

_WORD = re.compile(r"[a-z0-9]+")
_ORDERS = ("ascending", "descending", "asc", "desc")
_BEFORE_AN_ORDER = " \t:._|-"
_LIKE_SPECIAL = re.compile(r"([/%_])")
# What is compared with all that a value means, such as a day of points in time: how, and with where it begins (0) or
# with what is behind it (1).
_COMPARED_WITH_SPANS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "eq": (("ge", 0), ("lt", 1)),
    "ge": (("ge", 0),),
    "gt": (("ge", 1),),
    "le": (("lt", 1),),
    "lt": (("lt", 0),),
}
_NARROWER: Mapping[str, Callable[[Any, Any], Any]] = {"ge": max, "gt": max, "le": min, "lt": min}


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition: eq, ne, lt, le, gt, ge, contains, prefix or in. A value of None sets no condition.

    It is enough if one of the columns that are named `also` meets it.
    """

    column: str
    operator: str
    value: Any
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Criteria:
    """What to list. `sort` names properties (`-title`, `title:desc,id`), `order` is the direction if it is apart.

    The page begins after `offset` rows, or where it is to `seek` a cursor. `counted` asks for the number of all rows,
    `numbered` for that of those before the page.
    """

    filters: Sequence[Filter] = ()
    sort: Any = None
    order: str | None = None
    limit: int = 100
    offset: int = 0
    counted: bool = False
    seek: Seek | None = None
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of rows, with whether there are `more` behind it.

    `total` counts those of all pages, if that was asked for, or if the page is behind them. Where pages follow
    cursors, `cursors` lead to the others, and `offset` counts the `earlier` rows, if that was asked for.
    """

    rows: Sequence[AnyRow]
    more: bool
    total: int | None = None
    earlier: bool = False
    offset: int | None = None
    cursors: Neighbours | None = None


Condition = tuple[tuple[str, ...], str]  # columns of which one has to meet it, operator


class NoRowsError(Exception):
    """No row can meet a condition."""


def condition_values(codec: DocumentCodec, filters: Sequence[Filter]) -> dict[Condition, Any]:
    """Give (columns, operator) → what one of the columns is compared with. Raises NoRowsError."""
    values: dict[Condition, Any] = {}
    for key, value in _conditions(codec, filters):
        narrower = _NARROWER.get(key[1])
        values[key] = narrower(values[key], value) if narrower and key in values else value
    return values


def ordering(codec: DocumentCodec, criteria: Criteria, default: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Give (column, descending) in the order asked for; what names no property is passed over."""
    names = {_normal(name): held.column for name, held in codec.by_property.items() if held.sortable}
    down = (criteria.order or "").lower().startswith("desc")
    wanted: dict[str, bool] = {}
    last = ""
    for token in _tokens(criteria.sort):
        if token.strip().lower() in _ORDERS and last:  # `title,desc`
            wanted[last] = token.strip().lower().startswith("desc")
            continue
        name, descending = _direction(token.strip())
        column = names.get(_normal(token)) or names.get(_normal(name))
        last = column if column and column not in wanted else ""
        if column:
            wanted.setdefault(column, descending or down)
    for column in default:
        wanted.setdefault(column, down and not wanted)
    return tuple(wanted.items())


def _direction(token: str) -> tuple[str, bool]:
    """Give (name, descending) of `-title`, `title:desc` and the like."""
    descending = token.startswith("-")
    name = token[1:] if token[:1] in ("-", "+") else token
    order = next((word for word in _ORDERS if name.lower().endswith(word)), "")
    if not order:
        return name, descending
    return name[: -len(order)].rstrip(_BEFORE_AN_ORDER), descending or order.startswith("desc")


def _conditions(codec: DocumentCodec, filters: Sequence[Filter]) -> Iterator[tuple[Condition, Any]]:
    for condition in filters:
        column, operator, value = condition.column, condition.operator, condition.value
        columns = (column, *condition.also)
        if value is None:
            continue
        span = codec.span(column, value)
        if span and operator in _COMPARED_WITH_SPANS:
            yield from (((columns, other), span[end]) for other, end in _COMPARED_WITH_SPANS[operator])
        elif operator == "in" or isinstance(value, list):
            values = value if isinstance(value, list) else [value]
            found = {codec.sought(column, item) for item in values} - {None}
            if not found:
                raise NoRowsError
            yield (columns, "in"), list(found)
        elif operator in ("lt", "le", "gt", "ge"):
            yield (columns, operator), codec.nearest(column, value)
        elif operator in ("contains", "prefix"):
            if "\0" in str(value):
                raise NoRowsError
            pattern = _LIKE_SPECIAL.sub(r"/\1", str(value)) + "%"
            yield (columns, operator), pattern if operator == "prefix" else f"%{pattern}"
        else:
            sought = codec.sought(column, value)
            if sought is not None:
                yield (columns, operator), sought
            elif operator == "eq":
                raise NoRowsError


def _tokens(sort: Any) -> list[str]:
    texts = sort if isinstance(sort, list) else [sort]
    return [token for text in texts if isinstance(text, str) for token in text.split(",")]


def _normal(name: str) -> str:
    return "".join(_WORD.findall(name.lower()))
