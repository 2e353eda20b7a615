"""Cursors: places in a list, each told by the row beside it, so that what is added or deleted elsewhere moves none.

A cursor is a token with that row's values in the columns that the list is sorted by, the primary key among them. Where
those values would make it too long it names the row alone, and where the contract has keys of rows for cursors it is
such a key: they lead nowhere once the row is gone, unless the list is sorted by nothing but keys.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any
from zlib import crc32

from src.models.entities.base.codec import AnyRow, DocumentCodec
from src.repositories.base.statements import Beside, Ordering, bound

LONGEST = 1000  # characters of a token, which has to fit into a URL
_READABLE = 8 * LONGEST  # where the keys of a row are longer
Held = Mapping[str, Any]  # column → the value that it holds


@dataclass(frozen=True, slots=True)
class Seek:
    """Which page clients want: the one `after` a cursor, or else the one `before` a cursor, or else the first.

    Cursors are tokens of at most `longest` characters, or what rows have in the column `key`.
    """

    after: Any = None
    before: Any = None
    key: str = ""
    longest: int = LONGEST


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list: right behind a row that has these values in the columns that the list is sorted by.

    `backwards`, it is the one right before that row, and what is meant lies in front of it. Without values it is
    the beginning of the list, or its end.
    """

    values: tuple[Any, ...] = ()
    backwards: bool = False

    @property
    def beside(self) -> Beside:
        """What decides how a statement looks for the place."""
        return tuple(value is None for value in self.values), self.backwards

    def bindings(self, order: Ordering) -> dict[str, Any]:
        """Give the values that such a statement needs."""
        held = zip(order, self.values, strict=False)
        return {bound(column, "at"): value for (column, _), value in held if value is not None}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The cursors that lead from a page to others of its list; None where there is no such page, or no such cursor."""

    previous: Any = None
    next: Any = None
    first: str | None = None
    last: str | None = None


class Cursors:
    """Writes and reads the cursors of one list, in its order; its rows have what is `known` of them in common."""

    def __init__(self, codec: DocumentCodec, order: Ordering, seek: Seek, known: Held) -> None:
        self._codec = codec
        self._seek = seek
        self._columns = tuple(column for column, _ in order)
        self._told = tuple(column for column in self._columns if column not in known)
        self._key = tuple(column for column in codec.primary_key if column not in known)
        self._list = codec.table, order, sorted(known.items())

    @cached_property
    def asked(self) -> tuple[Held, bool]:
        """What is told of the row beside the page, and whether the page lies before it.

        A cursor that no page of such a list gave tells nothing, as if there were none.
        """
        seek = self._seek
        backwards = seek.after in (None, "")
        given = seek.before if backwards else seek.after
        if not seek.key:
            return self._read(given, backwards)
        sought = self._codec.sought(seek.key, given)
        return ({}, False) if sought is None else ({seek.key: sought}, backwards)

    def place(self, held: Held, *, backwards: bool) -> Place | None:
        """Give the place beside a row of which this is told; None if it does not say where the row is."""
        if any(column not in held for column in self._columns):
            return None
        return Place(tuple(held[column] for column in self._columns), backwards)

    def beside(self, row: AnyRow, *, backwards: bool) -> Place:
        """Give the place beside a row, by what its columns hold exactly: a decimal is read as the nearest float."""
        read = self._codec.values_of(row)
        told = ((column, self._codec.told(column, read[column])) for column in self._columns)
        return Place(tuple(self._codec.held(column, value) for column, value in told), backwards)

    def neighbours(self, rows: Sequence[AnyRow], *, earlier: bool, more: bool) -> Neighbours:
        """Give the cursors of a page, which know whether there are `earlier` rows, and whether there are `more`."""
        first, last = self._end(backwards=False), self._end(backwards=True)
        if not rows:  # all there is lies on one side
            return Neighbours(last if earlier else None, first if more else None, first, last)
        previous = self._cursor(rows[0], backwards=True) if earlier else None
        return Neighbours(previous, self._cursor(rows[-1], backwards=False) if more else None, first, last)

    def _end(self, *, backwards: bool) -> str | None:
        return None if self._seek.key else self._token((), {}, backwards)

    def _cursor(self, row: AnyRow, *, backwards: bool) -> Any:
        if self._seek.key:
            return self._codec.known_of(row)[self._seek.key]
        held = self._codec.values_of(row)
        token = self._token(self._told, held, backwards)
        return token if len(token) <= self._seek.longest else self._token(self._key, held, backwards)

    def _token(self, columns: Sequence[str], held: Held, backwards: bool) -> str:
        told = [self._codec.told(column, held[column]) for column in columns]
        text = json.dumps([self._mark(columns), backwards, *told], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def _read(self, token: Any, backwards: bool) -> tuple[Held, bool]:
        match _parsed(token):
            case [int() as mark, bool() as leads_back, *told]:
                for columns in (self._told, self._key, ()):
                    held = self._held(columns, told) if mark == self._mark(columns) else None
                    if held is not None:
                        return held, backwards or leads_back
        return {}, False

    def _held(self, columns: Sequence[str], told: Sequence[Any]) -> Held | None:
        """Give what columns hold; None if they could not."""
        if len(columns) != len(told):
            return None
        held = {}
        for column, value in zip(columns, told, strict=True):
            held[column] = self._codec.held(column, value)
            if held[column] is None and (value is not None or self._codec.by_column[column].always):
                return None
        return held

    def _mark(self, columns: Sequence[str]) -> int:
        """Tell what a token is made of from what those of other lists and orders are made of."""
        return crc32(repr((*self._list, tuple(columns))).encode())


def _parsed(token: Any) -> Any:
    if not isinstance(token, str) or len(token) > _READABLE:
        return None
    try:
        text = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        return json.loads(text, parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError):
        return None


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number
