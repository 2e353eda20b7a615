"""The SQL of the repositories, built once for each entity and shape. Values to look for are bound as `_<column>`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from string import digits
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    ForeignKeyConstraint,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    false,
    func,
    insert,
    literal_column,
    not_,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.sql.dml import ReturningDelete, ReturningInsert, ReturningUpdate

from src.models.entities.base.codec import ABOVE, DELETES, RowsOf
from src.models.entities.base.declarative import Base, table_of
from src.repositories.base.json_lists import HasAll, HasAny

Keys = tuple[str, ...]
Conditions = tuple[tuple[Keys, str], ...]  # (columns of which one has to meet it, operator, with a number to tell it)
Ordering = tuple[tuple[str, bool], ...]  # (column, descending)
# which of the columns that a page is sorted by are empty in the row beside it, and whether it lies before that row
Beside = tuple[tuple[bool, ...], bool]
BESIDE_NONE: Beside = ((), False)
_ON_LISTS = {"has": HasAny, "has_all": HasAll}


def bound(*names: str) -> str:
    """Give the name under which the value for a condition on some columns is bound."""
    return "_" + "__".join(names)


@cache
def select_row(entity: type[Base], keys: Keys, *, lock: bool = False) -> Select[*tuple[Any, ...]]:
    """One row by its keys; `lock` keeps others from changing it until the end of the transaction."""
    table = table_of(entity)
    statement = select(*_shown(entity)).where(*_found_by(table, keys)).limit(1)
    return statement.with_for_update() if lock else statement


@cache
def select_exists(entity: type[Base], keys: Keys) -> Select[int]:
    """A row with a 1 if there is one with these keys."""
    table = table_of(entity)
    return select(literal_column("1")).select_from(table).where(*_found_by(table, keys)).limit(1)


@cache
def select_gone(entity: type[Base], keys: Keys) -> Select[int] | None:
    """A row with a 1 if there is one with these keys that is as good as deleted; None if no row can be."""
    table = table_of(entity)
    found: Select[int] = select(literal_column("1")).select_from(table).where(*matching(table, keys))
    there = _there(table)
    return found.where(not_(and_(true(), *there))).limit(1) if there else None


@cache
def select_referred(key: ForeignKeyConstraint) -> Select[int]:
    """A row with a 1 if there is what a reference leads to; its values are bound by the names of their columns."""
    matching = (each.column == bindparam(each.parent.name, type_=each.column.type) for each in key.elements)
    return select(literal_column("1")).select_from(key.referred_table).where(*matching).limit(1)


@cache
def select_living(key: ForeignKeyConstraint) -> Select[int]:
    """The same, unless that is marked as deleted; nobody can mark it until the end of the transaction."""
    return select_referred(key).where(*_there(key.referred_table)).with_for_update(read=True)


@cache
def insert_row(entity: type[Base], columns: Keys) -> ReturningInsert[*tuple[Any, ...]]:
    """A new row with values for these columns, as it was stored."""
    table = table_of(entity)
    return insert(table).values({name: bindparam(name) for name in columns}).returning(*table.c)


@cache
def update_row(entity: type[Base], keys: Keys, columns: Keys) -> ReturningUpdate[*tuple[Any, ...]]:
    """Other values for these columns of a row, as it was stored."""
    table = table_of(entity)
    changes: dict[str, Any] = {name: bindparam(name) for name in columns}
    return update(table).where(*_found_by(table, keys)).values(changes).returning(*table.c)


@cache
def delete_row(entity: type[Base], keys: Keys) -> ReturningDelete[*tuple[Any, ...]]:
    """Take away rows by their keys, and give them."""
    table = table_of(entity)
    return delete(table).where(*_found_by(table, keys)).returning(*table.c)


@lru_cache(maxsize=4096)
def delete_rows(entity: type[Base], keys: Keys, conditions: Conditions) -> ReturningDelete[*tuple[Any, ...]]:
    """Take away the rows that meet the conditions, and give them."""
    table = table_of(entity)
    return delete(table).where(*_found_by(table, keys, conditions), *_meeting(table, conditions)).returning(*table.c)


@lru_cache(maxsize=4096)
def select_page(
    entity: type[Base], keys: Keys, conditions: Conditions, ordering: Ordering, beside: Beside = BESIDE_NONE
) -> Select[*tuple[Any, ...]]:
    """A page (`_limit`, `_offset`) of the rows that meet the conditions: of all, or of those on one side of a row.

    What lies before a row begins with what is nearest to it.
    """
    table = table_of(entity)
    met = (*_found_by(table, keys, conditions), *_meeting(table, conditions), *_beyond(table, ordering, beside))
    statement = select(*_shown(entity)).where(*met)
    statement = statement.order_by(*(_ordered(table.c[name], descending, beside[1]) for name, descending in ordering))
    return statement.limit(bindparam("_limit")).offset(bindparam("_offset"))


@lru_cache(maxsize=4096)
def count_rows(
    entity: type[Base], keys: Keys, conditions: Conditions, ordering: Ordering = (), beside: Beside = BESIDE_NONE
) -> Select[int]:
    """How many rows meet the conditions: all of them, or those on one side of a row."""
    table = table_of(entity)
    counted = select(func.count()).select_from(table)
    return counted.where(*_found_by(table, keys, conditions), *_meeting(table, conditions), *_beyond(table, ordering, beside))


@cache
def select_below(entity: type[Base], keys: Keys, order: Keys) -> Select[*tuple[Any, ...]]:
    """All rows that have these keys."""
    table = table_of(entity)
    return select(*_shown(entity)).where(*_found_by(table, keys)).order_by(*_in_order(table, order))


@cache
def select_below_any(entity: type[Base], keys: Keys, order: Keys, *, deleted: bool = False) -> Select[*tuple[Any, ...]]:
    """All rows that have the keys of any row of several, which are bound as `_keys`; those that are `deleted`, too."""
    table = table_of(entity)
    (column, *others) = (table.c[name] for name in keys)
    key: ColumnElement[Any] = tuple_(column, *others) if others else column
    among = key.in_(bindparam(bound("keys"), expanding=True))
    there = [] if deleted else _there(table)
    return select(*_shown(entity)).where(among, *there).order_by(*_in_order(table, order))


def _in_order(table: Table, order: Keys) -> Iterable[ColumnElement[Any]]:
    return (_ordered(table.c[name], descending=False, backwards=False) for name in order)


def _shown(entity: type[Base]) -> Iterable[ColumnElement[Any]]:
    """What is read of a row: its columns, then how many other rows belong to it."""
    table = table_of(entity)
    return (*table.c, *(_number_of(rows, table) for rows in entity.COUNTS.values()))


def _number_of(rows: RowsOf, table: Table) -> ColumnElement[int]:
    others = table.metadata.tables[rows.table]
    belonging = (others.c[theirs] == table.c[own] for theirs, own in rows.keys.items())
    there = _marked_as_there(others) if _above(others) == table.name else _there(others)
    return select(func.count()).select_from(others).where(*belonging, *there).correlate(table).scalar_subquery()


def _found_by(table: Table, keys: Keys, conditions: Conditions = ()) -> Iterable[ColumnElement[bool]]:
    return [*matching(table, keys), *_there(table, conditions)]


def _there(table: Table, conditions: Conditions = ()) -> Iterable[ColumnElement[bool]]:
    """Pass over what is marked as deleted, unless it is asked for, and what lies below such a row."""
    return [*_marked_as_there(table, conditions), *below_living(table)]


def _marked_as_there(table: Table, conditions: Conditions = ()) -> Iterable[ColumnElement[bool]]:
    marks = marks_of(table)
    if any(mark.name in columns for columns, _ in conditions for mark in marks):
        return []
    return [mark.is_not(True) if isinstance(mark.type, Boolean) else mark.is_(None) for mark in marks]


def marks_of(table: Table) -> Sequence[ColumnElement[Any]]:
    """The columns that mark the rows of a table as deleted."""
    return [column for column in table.c if DELETES in column.info]


def below_living(table: Table) -> Iterable[ColumnElement[bool]]:
    """Pass over what lies below a row that is marked as deleted, or below what lies there."""
    rows = table.info.get(ABOVE)
    if rows is None:
        return []
    above = table.metadata.tables[rows.table]
    same = (above.c[theirs] == table.c[own] for theirs, own in rows.keys.items())
    found: Select[int] = select(literal_column("1")).select_from(above).where(*same).correlate(table)
    return [found.where(*_there(above)).exists()]


def _above(table: Table) -> str:
    """The table whose rows those of another are gone with; "" for none."""
    rows = table.info.get(ABOVE)
    return rows.table if rows else ""


def matching(table: Table, keys: Keys) -> Iterable[ColumnElement[bool]]:
    """The rows with some keys, deleted ones too."""
    return [table.c[name] == bindparam(bound(name), type_=table.c[name].type) for name in keys]


def _meeting(table: Table, conditions: Conditions) -> Iterable[ColumnElement[bool]]:
    return [
        or_(*(_condition(table.c[column], operator.rstrip(digits), bound(*columns, operator)) for column in columns))
        for columns, operator in conditions
    ]


def _condition(column: ColumnElement[Any], operator: str, name: str) -> ColumnElement[bool]:
    value = bindparam(name, type_=column.type)
    if operator == "in":
        return column.in_(bindparam(name, type_=column.type, expanding=True))
    if operator == "not_in":
        return or_(column.is_(None), column.not_in(bindparam(name, type_=column.type, expanding=True)))
    if operator == "given":
        return column.is_not(None) == bindparam(name, type_=Boolean())
    if operator == "with_deleted":
        return bindparam(name, type_=Boolean()) == true()
    if operator in _ON_LISTS:
        return _ON_LISTS[operator](column, bindparam(name, type_=Text()))
    if operator in ("contains", "prefix"):
        return func.lower(column).like(func.lower(bindparam(name)), escape="/")
    if operator == "ne":
        return column.is_distinct_from(value)
    compared: dict[str, ColumnElement[bool]] = {
        "eq": column == value,
        "lt": column < value,
        "le": column <= value,
        "gt": column > value,
        "ge": column >= value,
    }
    return compared[operator]


def _beyond(table: Table, ordering: Ordering, beside: Beside) -> Iterable[ColumnElement[bool]]:
    """The rows on one side of another, in an order: `a >= ? AND (a > ? OR b >= ? AND (…))`.

    That is `(a, b, …) > (?, ?, …)`, but columns may be empty, or sorted up and down. What is said twice is what an
    index on the first column can be searched for.
    """
    empty, backwards = beside
    found: ColumnElement[bool] | None = None
    for (name, descending), is_empty in reversed([*zip(ordering, empty, strict=False)]):
        column = table.c[name]
        not_short, further = _sides(column, is_empty, descending, backwards)
        found = further if found is None else and_(not_short, or_(further, found))
    return [] if found is None else [found]


def _sides(
    column: Any, is_empty: bool, descending: bool, backwards: bool
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The rows that come as far as another one by one column, and those that come further. Empty ones are the last."""
    if is_empty:
        return (true(), column.is_not(None)) if backwards else (column.is_(None), false())
    value = bindparam(bound(column.name, "at"), type_=column.type)
    not_short, further = column >= value, column > value
    if descending != backwards:
        not_short, further = column <= value, column < value
    if backwards or not column.nullable:
        return not_short, further
    return or_(not_short, column.is_(None)), or_(further, column.is_(None))


def _ordered(column: Any, descending: bool, backwards: bool) -> ColumnElement[Any]:
    ordered: ColumnElement[Any] = column.asc() if descending == backwards else column.desc()
    if not column.nullable:
        return ordered
    return ordered.nulls_first() if backwards else ordered.nulls_last()
