"""Which rows a list shows, and in which order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from src.models.entities.base.codec import AnyRow, DocumentCodec
from src.repositories.base.cursors import Neighbours, Seek
from src.repositories.base.json_lists import wanted_items

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
_OF_LISTS = ("has", "has_all")
_NARROWER: Mapping[str, Callable[[Any, Any], Any]] = {"ge": max, "gt": max, "le": min, "lt": min}


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition: eq, ne, lt, le, gt, ge, contains, prefix, in or not_in; given, which is about there being a value;
    with_deleted, of the column that marks what is deleted.

    Of a JSON list, has and has_all: one of the values, or all of them. A value of None sets no condition, nor does one
    that means `everything`. It is enough if one of the columns that are named `also` meets it.
    """

    column: str
    operator: str
    value: Any
    also: tuple[str, ...] = ()
    everything: tuple[Any, ...] = ()

    @property
    def values(self) -> list[Any]:
        """All values, where one is as good as several."""
        return self.value if isinstance(self.value, list) else [self.value]

    @property
    def is_set(self) -> bool:
        """Whether there is a condition at all."""
        if self.operator == "with_deleted" and not self.value:
            return False
        return self.value is not None and not any(value in self.everything for value in self.values)


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
    """Give (columns, operator) → what one of the columns is compared with. Raises NoRowsError.

    What is compared twice in one way has a number behind its operator.
    """
    values: dict[Condition, Any] = {}
    for (columns, operator), value in _conditions(codec, filters):
        key, narrower = (columns, operator), _NARROWER.get(operator)
        if narrower and key in values:
            values[key] = narrower(values[key], value)
            continue
        again = 1
        while key in values:
            again += 1
            key = columns, f"{operator}{again}"
        values[key] = value
    return values


def ordering(codec: DocumentCodec, criteria: Criteria, default: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Give (column, descending) in the order asked for; what names no property is passed over."""
    names = _sortable(codec)
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


def _sortable(codec: DocumentCodec) -> dict[str, str]:
    """Give name → column of what rows can be sorted by; names inside documents mean something if no property has them."""
    names = {_normal(name): held.column for name, held in codec.by_property.items() if held.sortable}
    inner = [held for held in codec.repeating if held.sortable]
    for held in inner:
        names.setdefault(_normal(".".join(held.place)), held.column)
    for held in inner:
        names.setdefault(_normal(held.place[-1]), held.column)
    return names


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
        if condition.is_set:
            columns = (condition.column, *condition.also)
            yield from (((columns, operator), value) for operator, value in _compared(codec, condition))


def _compared(codec: DocumentCodec, condition: Filter) -> Iterator[tuple[str, Any]]:
    """Give (operator, value to bind) of what a filter is made of."""
    column, operator, value = condition.column, condition.operator, condition.value
    span = codec.span(column, value)
    if span and operator in _COMPARED_WITH_SPANS:
        yield from ((other, span[end]) for other, end in _COMPARED_WITH_SPANS[operator])
    elif operator in ("given", "with_deleted"):
        yield operator, value
    elif operator in _OF_LISTS:
        yield operator, wanted_items(codec.spelled(column, item) for item in condition.values)
    elif operator in ("in", "not_in") or isinstance(value, list):
        yield from _among(operator, {codec.sought(column, item) for item in condition.values} - {None})
    elif operator in ("lt", "le", "gt", "ge"):
        yield operator, codec.nearest(column, value)
    elif operator in ("contains", "prefix"):
        yield operator, _pattern(operator, str(value))
    else:
        sought = codec.sought(column, value)
        if sought is not None:
            yield operator, sought
        elif operator == "eq":
            raise NoRowsError


def _among(operator: str, found: Set[Any]) -> Iterator[tuple[str, list[Any]]]:
    if found:
        yield "not_in" if operator == "not_in" else "in", list(found)
    elif operator != "not_in":
        raise NoRowsError


def _pattern(operator: str, text: str) -> str:
    if "\0" in text:
        raise NoRowsError
    pattern = _LIKE_SPECIAL.sub(r"/\1", text) + "%"
    return pattern if operator == "prefix" else f"%{pattern}"


def _tokens(sort: Any) -> list[str]:
    texts = sort if isinstance(sort, list) else [sort]
    return [token for text in texts if isinstance(text, str) for token in text.split(",")]


def _normal(name: str) -> str:
    return "".join(_WORD.findall(name.lower()))
