"""From the tables of one build to those of another: the steps, in an order that no constraint minds.

    loosen what stays → drop → create → add columns → fill them → the rest of what changes

A table whose key is another one is made anew: its rows could not be told apart by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from oagen.render import revisions
from oagen.render.database import Table, TableColumn
from oagen.render.revisions import Step


@dataclass(frozen=True, slots=True)
class Difference:
    """What two builds keep differently. A table that is made anew is both gone and new."""

    gone: tuple[Table, ...]
    new: tuple[Table, ...]
    kept: tuple[tuple[Table, Table], ...]  # before and after

    @property
    def renewed(self) -> frozenset[str]:
        """The names of tables that are made anew."""
        return frozenset(table.name for table in self.gone) & frozenset(table.name for table in self.new)

    @property
    def changed(self) -> tuple[tuple[Table, Table], ...]:
        """The tables that stay, and are touched."""
        return tuple((old, new) for old, new in self.kept if old != new or self._lose_targets(new))

    def _lose_targets(self, table: Table) -> bool:
        return any(reference.table in self.renewed for reference in table.references)


def difference(before: Sequence[Table], after: Sequence[Table]) -> Difference:
    """Compare the tables of two builds, by their names."""
    former, latter = {table.name: table for table in before}, {table.name: table for table in after}
    kept = {name for name in former.keys() & latter.keys() if _same_key(former[name], latter[name])}
    return Difference(
        gone=tuple(table for table in before if table.name not in kept),
        new=tuple(table for table in after if table.name not in kept),
        kept=tuple((former[table.name], table) for table in after if table.name in kept),
    )


def steps(found: Difference) -> Iterator[Step]:
    """The steps of an upgrade."""
    for old, new in found.changed:
        yield from _batch(old, _loosened(old, new, found.renewed))
    yield from (Step("drop", table) for table in reversed(found.gone))
    yield from (Step("create", table) for table in found.new)
    for old, new in found.changed:
        yield from _batch(new, map(revisions.adds_column, added(old, new)))
        yield from (Step("fill", new, column=column) for column in filled(old, new))
        yield from _batch(new, _tightened(old, new, found.renewed))


def added(old: Table, new: Table) -> list[TableColumn]:
    """The columns that a table gets."""
    known = {column.name for column in old.columns}
    return [column for column in new.columns if column.name not in known]


def dropped(old: Table, new: Table) -> list[TableColumn]:
    """The columns that a table loses."""
    return added(new, old)


def altered(old: Table, new: Table) -> list[tuple[TableColumn, TableColumn]]:
    """The columns that are declared otherwise, before and after."""
    known = {column.name: column for column in old.columns}
    pairs = [(known[column.name], column) for column in new.columns if column.name in known]
    return [(was, now) for was, now in pairs if _declaration(was) != _declaration(now)]


def filled(old: Table, new: Table) -> list[TableColumn]:
    """The columns that may not be empty any more, but for keys of others, which nobody can make up."""
    referring = {column for reference in new.references for column in reference.columns}
    demanding = [column for column in added(old, new) if not column.nullable]
    demanding += [now for was, now in altered(old, new) if was.nullable and not now.nullable]
    return [column for column in demanding if column.name not in referring]


def _batch(table: Table, calls: Iterable[str]) -> Iterator[Step]:
    listed = tuple(calls)
    if listed:
        yield Step("change", table, listed)


def _loosened(old: Table, new: Table, renewed: frozenset[str]) -> Iterator[str]:
    """Constraints and indexes that go, or that stand in the way of what changes."""
    for reference in old.references:
        if reference not in new.references or reference.table in renewed:
            yield revisions.drops_constraint(reference.name, "foreignkey")
    for unique in old.uniques:
        if unique not in new.uniques:
            yield revisions.drops_constraint(unique[0], "unique")
    for check in old.checks:
        if _values(old, check[1]) != _values(new, check[1]):
            yield revisions.drops_constraint(check[0], "check")
    for index in old.indexes:
        if index not in new.indexes:
            yield revisions.drops_index(index)


def _tightened(old: Table, new: Table, renewed: frozenset[str]) -> Iterator[str]:
    """Columns as they shall be, and the constraints and indexes that come."""
    yield from map(revisions.drops_column, dropped(old, new))
    for column in added(old, new):
        if not column.nullable:
            yield revisions.alters_column(_emptiable(column), column)
    for was, now in altered(old, new):
        yield revisions.alters_column(was, now)
    for unique in new.uniques:
        if unique not in old.uniques:
            yield revisions.makes_unique(unique)
    for check in new.checks:
        if _values(old, check[1]) != _values(new, check[1]):
            yield revisions.makes_check(check, _values(new, check[1]))
    for index in new.indexes:
        if index not in old.indexes:
            yield revisions.makes_index(index)
    for reference in new.references:
        if reference not in old.references or reference.table in renewed:
            yield revisions.makes_reference(reference)


def _same_key(old: Table, new: Table) -> bool:
    def key(table: Table) -> object:
        columns = [table.column(name) for name in table.primary_key]
        return table.never_reuses_keys, [(column.name, _declaration(column), column.counts) for column in columns]

    return key(old) == key(new)


def _declaration(column: TableColumn) -> tuple[str, bool]:
    """What a column is, but for the values that are checked."""
    return revisions.type_code(column), column.nullable


def _values(table: Table, name: str) -> tuple[str, ...]:
    return next((column.values for column in table.columns if column.name == name), ())


def _emptiable(column: TableColumn) -> TableColumn:
    return TableColumn(column.name, column.type, nullable=True, length=column.length)
