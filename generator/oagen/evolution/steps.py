"""From the tables of one build to those of another: the steps, in an order that no constraint minds.

    loosen what stays → drop → create → drop and rename columns → add → convert → settle → repeat → name → fill
    → tighten

A table whose key is another one is made anew: its rows could not be told apart by it. So is what cannot be without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from string import Formatter

from oagen.evolution.change import Change
from oagen.render import overflows, revisions
from oagen.render.database import Table, TableColumn
from oagen.render.revisions import Step

_MOVED, _CONVERTED = "_moved", "_converted"  # behind the names of columns on their way


@dataclass(frozen=True, slots=True)
class Difference:
    """What two builds keep differently. A table that is made anew is both gone and new."""

    gone: tuple[Table, ...]
    new: tuple[Table, ...]
    changes: tuple[Change, ...]  # of every table that stays

    @property
    def renewed(self) -> frozenset[str]:
        """The names of tables that are made anew."""
        return frozenset(table.name for table in self.gone) & frozenset(table.name for table in self.new)


def difference(before: Sequence[Table], after: Sequence[Table]) -> Difference:
    """Compare the tables of two builds, by their names."""
    former, latter = {table.name: table for table in before}, {table.name: table for table in after}
    kept = {name for name in former.keys() & latter.keys() if _same_key(former[name], latter[name])}
    while orphans := {name for name in kept if _loses_a_parent(former[name], latter[name], former.keys() - kept)}:
        kept -= orphans
    lost = frozenset(former.keys() - kept)
    return Difference(
        gone=tuple(table for table in before if table.name not in kept),
        new=tuple(table for table in after if table.name not in kept),
        changes=tuple(Change(former[table.name], table, lost) for table in after if table.name in kept),
    )


def steps(found: Difference, *, lenient: bool = False) -> tuple[Step, ...]:
    """The steps of an upgrade. A `lenient` one demands no values that nobody can make up: the way back."""
    return tuple(_steps(found, lenient=lenient))


def _steps(found: Difference, *, lenient: bool) -> Iterator[Step]:
    for change in found.changes:
        yield from _batch(change.old, _loosened(change))
    yield from (Step("drop", table) for table in reversed(found.gone))
    yield from (Step("create", table) for table in found.new)
    for change in found.changes:
        yield from _columns(change)
        yield from _settled(change)
        yield from _repeated(change)
        yield from _named_anew(change)
        yield from (Step("fill", change.new, column=column) for column in change.filled)
        yield from _batch(change.new, _tightened(change, lenient=lenient))


def _batch(table: Table, calls: Iterable[str]) -> Iterator[Step]:
    listed = tuple(calls)
    if listed:
        yield Step("change", table, listed)


def _loosened(change: Change) -> Iterator[str]:
    """Constraints and indexes that go, or that stand in the way of what changes."""
    old, new = change.old, change.new
    for reference in old.references:
        if reference not in new.references or reference.table in change.lost or change.touches(reference.columns):
            yield revisions.drops_constraint(reference.name, "foreignkey")
    for unique in old.uniques:
        if unique not in new.uniques or change.touches(unique[1:]):
            yield revisions.drops_constraint(unique[0], "unique")
    for check in old.checks:
        if change.checks_otherwise(check[1]):
            yield revisions.drops_constraint(check[0], "check")
    for index in old.indexes:
        if index not in new.indexes or change.touches(index[1:]):
            yield revisions.drops_index(index)


def _columns(change: Change) -> Iterator[Step]:
    """Every column under its name, and of its type; what is new may still be empty."""
    old, new = change.old, change.new
    moved = [(was, now) for was, now in change.pairs if was.name != now.name]
    gone = [revisions.drops_column(column) for column in change.dropped]
    yield from _batch(old, [*gone, *(revisions.renames_column(was, now.name + _MOVED) for was, now in moved)])
    back = [revisions.renames_column(_named(was, now.name + _MOVED), now.name) for was, now in moved]
    fresh = [*change.added, *(_named(now, now.name + _CONVERTED) for _, now in change.converted)]
    yield from _batch(new, [*back, *map(revisions.adds_column, fresh)])
    for was, now in change.converted:
        source, column = _named(was, now.name), _named(now, now.name + _CONVERTED)
        yield Step("convert", new, column=column, source=source)
    yield from _batch(new, (revisions.drops_column(now) for _, now in change.converted))
    yield from _batch(
        new, (revisions.renames_column(_named(now, now.name + _CONVERTED), now.name) for _, now in change.converted)
    )
    yield from _batch(new, (revisions.retypes_column(was, now) for was, now in change.retyped))


def _settled(change: Change) -> Iterator[Step]:
    """What rows hold beside their columns, where it was not declared as it is now."""
    table = change.new
    calls = [overflows.takes(table, now, was) for was, now in change.taken_in]
    calls += map(overflows.forgets, change.forgotten)
    taken = {now.name for _, now in change.taken_in}
    calls += [overflows.forgets_null(now.property) for now in change.without_null if now.name not in taken]
    if calls:
        names = [*table.primary_key, *taken, "overflow"]
        columns = (column for column in table.columns if column.name in names)
        found = tuple(revisions.found_by(each) if each.name in table.primary_key else each for each in columns)
        yield Step("settle", table, tuple(calls), columns=found)


def _repeated(change: Change) -> Iterator[Step]:
    """What lists begin to ask of the objects inside documents, for rows from before."""
    table = change.new
    keys = tuple(revisions.found_by(table.column(name)) for name in table.primary_key)
    for source, column in change.repeating:
        yield Step("repeat", table, column=column, source=source, columns=(*keys, column))


def _named_anew(change: Change) -> Iterator[Step]:
    """What rows from before are called by their keys."""
    table = change.new
    for column in change.named:
        used = {name for _, name, _, _ in Formatter().parse(column.named) if name}
        keys = (each for each in table.columns if each.name in used and each.name not in table.primary_key)
        found = (*(table.column(name) for name in table.primary_key), *keys)
        yield Step("name", table, column=column, columns=found)


def _tightened(change: Change, *, lenient: bool) -> Iterator[str]:
    """What may be empty, and the constraints and indexes that come."""
    old, new = change.old, change.new
    if change.counts_otherwise:  # what changes nothing makes SQLite copy the table, and read its options again
        yield revisions.demands_column(new.column("overflow"), nullable=True)
    for column in change.tightened:
        if not lenient or column not in change.unfilled:
            yield revisions.demands_column(column, nullable=False)
    for column in change.loosened:
        yield revisions.demands_column(column, nullable=True)
    for unique in new.uniques:
        if unique not in old.uniques or change.touches(unique[1:]):
            yield revisions.makes_unique(unique)
    for check in new.checks:
        if change.checks_otherwise(check[1]):
            yield revisions.makes_check(check, new.column(check[1]).values)
    for index in new.indexes:
        if index not in old.indexes or change.touches(index[1:]):
            yield revisions.makes_index(index)
    for reference in new.references:
        if reference not in old.references or reference.table in change.lost or change.touches(reference.columns):
            yield revisions.makes_reference(reference)


def _same_key(old: Table, new: Table) -> bool:
    """Whether rows are found by the same key; it may have become longer or shorter."""

    def key(table: Table) -> object:
        columns = [table.column(name) for name in table.primary_key]
        return [(each.name, "text" if each.type == "string" else each.type, each.counts) for each in columns]

    return key(old) == key(new)


def _loses_a_parent(old: Table, new: Table, lost: Iterable[str]) -> bool:
    """Whether rows refer to some that are lost, and cannot do without."""
    names = {reference.table for reference in old.references} & set(lost)
    return any(
        reference.table in names and any(not new.column(name).nullable for name in reference.columns)
        for reference in new.references
    )


def _named(column: TableColumn, name: str) -> TableColumn:
    return TableColumn(name, column.type, column.nullable, column.length)
