"""Between JSON documents and rows, without loss.

Every property has a typed column. What the column cannot hold exactly (an integer beyond 64 bits, the year 0000, a NUL
character, an explicit null of an optional property, a property nobody declared) stands in the row's `overflow`, a JSON
object that is laid over the columns when the row is read. The column then holds the nearest value it can, so that
sorting and filtering stay sensible. Ordinary rows have no overflow.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Table

from src.models.entities.base.held_values import KEY, HeldValues, held_values

AnyRow = Sequence[Any]  # all columns of a table, in their order; then what it has in others, if that was looked for
Document = dict[str, Any]
OVERFLOW = "overflow"
_PROPERTY, _REQUIRED, _NULLABLE, _WRITE_ONLY, _PLACE = "property", "required", "nullable", "write_only", "place"
DELETES, ABOVE = "deletes", "above"
_CLEARS = "SET NULL"


def holds(
    name: str,
    *,
    required: bool = False,
    nullable: bool = False,
    write_only: bool = False,
    deletes: bool = False,
    is_key: bool = False,
) -> dict[str, Any]:
    """Describe a column (`info=holds(…)`): the JSON property it holds.

    That is whether it must be there, whether it may be null, whether no answer tells it, whether rows that have it
    are deleted, and whether paths name rows by it where no constraint says so.
    """
    told = {_PROPERTY: name, _REQUIRED: required, _NULLABLE: nullable, _WRITE_ONLY: write_only}
    return {**told, **({DELETES: True} if deletes else {}), **({KEY: True} if is_key else {})}


def repeats(*place: str) -> dict[str, Any]:
    """Describe a column (`info=repeats(…)`) for lists to ask for: it repeats what stands inside the document."""
    return {_PLACE: place}


@dataclass(frozen=True, slots=True)
class RowsOf:
    """The rows of a table that belong to one of another: those with its keys, column there → own column."""

    table: str
    keys: Mapping[str, str]


def lies_below(table: str, keys: Mapping[str, str]) -> dict[str, Any]:
    """Describe a table (`info=lies_below(…)`) whose rows are gone with those of another: column there → own column."""
    return {ABOVE: RowsOf(table, keys)}


@dataclass(frozen=True, slots=True)
class Held:
    """A column, and the name of the property it holds ("" for one that no document shows)."""

    column: str
    name: str
    values: HeldValues
    required: bool
    nullable: bool
    always: bool  # NOT NULL: a placeholder stands there when the property is missing
    sortable: bool
    place: tuple[str, ...]  # where what it repeats stands in the document; () for one that repeats nothing
    cleared: bool  # it is emptied when what it refers to is deleted, however its value was spelled

    @property
    def null_is_shown(self) -> bool:
        """Whether an empty column means null; else it means that the property is missing."""
        return self.required and self.nullable


class DocumentCodec:
    """Translates the documents of one table.

    What belongs to a row in other tables is shown under properties that are not kept: `elsewhere` maps each of them to
    what makes its value where there is nothing. So are `rows` that one refers to: whether null stands for none.
    """

    def __init__(
        self,
        table: Table,
        elsewhere: Mapping[str, Callable[[], Any]] | None = None,
        rows: Mapping[str, bool] | None = None,
    ) -> None:
        self.table = table.name
        columns = [column for column in table.columns if column.name != OVERFLOW]
        self.by_column = {column.name: _held(column) for column in columns}
        self.by_property = {held.name: held for held in self.by_column.values() if held.name}
        self.repeating = [held for held in self.by_column.values() if held.place]
        position = {column.name: index for index, column in enumerate(table.columns)}
        self.primary_key = tuple(column.name for column in table.primary_key.columns)
        counting = table.autoincrement_column
        self.counting = counting.name if counting is not None else ""  # the key that the database counts up
        self._columns = tuple(position)
        self._key = tuple((name, position[name]) for name in self.primary_key)
        self._overflow = position[OVERFLOW]
        self._elsewhere = tuple(
            (name, index, nothing) for index, (name, nothing) in enumerate((elsewhere or {}).items(), len(position))
        )
        behind = len(position) + len(self._elsewhere)
        self._rows = tuple((name, index, shown) for index, (name, shown) in enumerate((rows or {}).items(), behind))
        self._known = {*self.by_property, *(elsewhere or {}), *(rows or {})}
        self._plan = tuple(
            (position[held.column], held.name, held.values.decode, held.null_is_shown)
            for held in self.by_property.values()
        )
        self._cleared = tuple(
            (position[name], held.name) for name, held in self.by_column.items() if held.cleared and held.name
        )

    def from_document(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Split a document into the values of all columns that hold properties, and `overflow`."""
        row: dict[str, Any] = {}
        beside: dict[str, Any] = {}
        for name, held in self.by_property.items():
            value = document.get(name)
            if value is not None:
                row[held.column], exact = held.values.encode(value)
            else:
                placeholder = held.always and held.column != self.counting
                row[held.column] = held.values.encode("")[0] if placeholder else None
                exact = name not in document or (held.null_is_shown and not held.always)
            if not exact:
                beside[name] = value
        beside.update({name: value for name, value in document.items() if name not in self._known})
        for held in self.repeating:
            value = _value_at(document, held.place)
            row[held.column] = None if value is None else held.values.encode(value)[0]
        row[OVERFLOW] = json.dumps(beside) if beside else None
        return row

    def key_of(self, row: AnyRow) -> dict[str, Any]:
        """Give the primary key of a row, by column."""
        return {name: row[index] for name, index in self._key}

    def values_of(self, row: AnyRow) -> dict[str, Any]:
        """Give all values of a row, by column."""
        return dict(zip(self._columns, row, strict=False))

    def known_of(self, row: AnyRow) -> dict[str, Any]:
        """Give all values of a row, by column, as clients know them: a column may hold the digest of a key."""
        document = self.to_document(row)
        shown = {column: document.get(held.name) for column, held in self.by_column.items()}
        return {**self.values_of(row), **{column: value for column, value in shown.items() if value is not None}}

    def to_document(self, row: AnyRow) -> Document:
        """Put a document together again from a row."""
        document: Document = {}
        for index, name, decode, null_is_shown in self._plan:
            value = row[index]
            if value is not None:
                document[name] = decode(value)
            elif null_is_shown:
                document[name] = None
        for name, index, nothing in self._elsewhere:
            document[name] = row[index] if index < len(row) else nothing()  # for what is new, or gone
        for name, index, null_is_shown in self._rows:
            other = row[index] if index < len(row) else None
            if other is not None or null_is_shown:
                document[name] = other
        if row[self._overflow] is not None:
            beside = json.loads(row[self._overflow])
            gone = {name for index, name in self._cleared if row[index] is None and beside.get(name) is not None}
            document.update({name: value for name, value in beside.items() if name not in gone})
        return document

    def of_keys(self, keys: Mapping[str, Any]) -> Document:
        """Give what the keys of a path alone tell of a document; a key that its column cannot hold tells nothing."""
        document: Document = {}
        for column, key in keys.items():
            held = self.by_column[column]
            shown = held.values.spelled(key)
            if held.name and shown is not None and held.values.encode(shown)[1]:
                document[held.name] = shown
        return document

    def sought(self, column: str, value: Any) -> Any | None:
        """Give what to compare a column with to find a JSON value; None if no row can hold it."""
        return None if value is None else self.by_column[column].values.sought(value)

    def spelled(self, column: str, key: Any) -> Any:
        """Give the JSON value that a path's key stands for."""
        return self.by_column[column].values.spelled(key)

    def span(self, column: str, value: Any) -> tuple[Any, Any] | None:
        """Give where what a JSON value means begins in a column, and what is behind it; None if it means one value."""
        return self.by_column[column].values.span(value)

    def told(self, column: str, held: Any) -> Any:
        """Give the JSON value of what a column holds, whatever stands beside it."""
        return None if held is None else self.by_column[column].values.decode(held)

    def held(self, column: str, told: Any) -> Any | None:
        """Give what a column holds of which this JSON value was told; None if it can hold no such thing."""
        return self.by_column[column].values.restored(told)

    def nearest(self, column: str, value: Any) -> Any:
        """Give the value of a column that is nearest to a JSON value, for comparisons by order."""
        return self.by_column[column].values.encode(value)[0]


def _held(column: Any) -> Held:
    info = column.info
    return Held(
        column=column.name,
        name=info.get(_PROPERTY, ""),
        values=held_values(column),
        required=info.get(_REQUIRED, False),
        nullable=info.get(_NULLABLE, False),
        always=not column.nullable,
        sortable=not isinstance(column.type, JSON) and not info.get(_WRITE_ONLY, False),
        place=info.get(_PLACE, ()),
        cleared=any(key.ondelete == _CLEARS for key in column.foreign_keys),
    )


def _value_at(document: Any, place: Sequence[str]) -> Any:
    for name in place:
        document = document.get(name) if isinstance(document, Mapping) else None
    return document
