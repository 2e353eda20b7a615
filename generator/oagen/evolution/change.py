"""What becomes of the columns of a table that stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oagen.render.conversions import conversion, is_cast, kind
from oagen.render.database import Table, TableColumn
from oagen.render.revisions import type_code

Pair = tuple[TableColumn, TableColumn]  # before and after


@dataclass(frozen=True, slots=True)
class Change:
    """A table before and after; `lost` are the tables that rows cannot refer to any more, for theirs are gone."""

    old: Table
    new: Table
    lost: frozenset[str]

    @property
    def counts_otherwise(self) -> bool:
        """Whether SQLite shall give keys out otherwise, which it can only in a table made anew."""
        return self.old.never_reuses_keys != self.new.never_reuses_keys

    @property
    def pairs(self) -> list[Pair]:
        """The columns that keep their values: those of one property, whatever their name, then those of one name."""
        return [(was, now) for was, now in self._matched if self._keeps(was, now)]

    @property
    def added(self) -> list[TableColumn]:
        """The columns that begin empty."""
        kept = {now.name for _, now in self.pairs}
        return [column for column in self.new.columns if column.name not in kept]

    @property
    def dropped(self) -> list[TableColumn]:
        """The columns whose values are lost."""
        kept = {was.name for was, _ in self.pairs}
        return [column for column in self.old.columns if column.name not in kept]

    @property
    def retyped(self) -> list[Pair]:
        """The columns of another type, to which databases can cast."""
        return [(was, now) for was, now in self.pairs if type_code(was) != type_code(now) and is_cast(was, now)]

    @property
    def converted(self) -> list[Pair]:
        """The columns of another type, to which values are converted one by one."""
        return [(was, now) for was, now in self.pairs if type_code(was) != type_code(now) and not is_cast(was, now)]

    @property
    def tightened(self) -> list[TableColumn]:
        """The columns that may be empty, and may not at the end."""
        fresh = {now.name for _, now in self.converted} | {column.name for column in self.added}
        fresh |= {now.name for was, now in self.pairs if was.nullable}
        return [column for column in self.new.columns if column.name in fresh and not column.nullable]

    @property
    def loosened(self) -> list[TableColumn]:
        """The columns that may not be empty, and may at the end."""
        converted = {now.name for _, now in self.converted}
        return [now for was, now in self.pairs if now.nullable and not was.nullable and now.name not in converted]

    @property
    def filled(self) -> list[TableColumn]:
        """The columns that rows from before have to have a value in, where one can be made up."""
        return [column for column in self._demanding if self._can_be_made_up(column)]

    @property
    def unfilled(self) -> list[TableColumn]:
        """Those where none can: keys, and what no two rows share."""
        return [column for column in self._demanding if not self._can_be_made_up(column)]

    @property
    def taken_in(self) -> list[tuple[TableColumn | None, TableColumn]]:
        """The columns for what rows hold of their properties beside the columns: undeclared, or of another type."""
        declared = {column.property for column in self.old.columns}
        fresh = (column for column in self.added if column.property)
        return [
            *((None, column) for column in fresh if self.old.open or column.property in declared),
            *((was, now) for was, now in self.pairs if now.property and kind(was) != kind(now)),
        ]

    @property
    def repeating(self) -> list[tuple[TableColumn, TableColumn]]:
        """The columns that begin to repeat what stands inside documents, each behind the one that has it."""
        by_property = {column.property: column for column in self.new.columns if column.type == "json"}
        fresh = (column for column in self.added if column.place and column.place[0] in by_property)
        return [(by_property[column.place[0]], column) for column in fresh]

    @property
    def named(self) -> list[TableColumn]:
        """The columns that begin to be made of the keys of their rows, or of other ones."""
        before = {now.name: was.named for was, now in self.pairs}
        return [column for column in self.new.columns if column.named and before.get(column.name, "") != column.named]

    @property
    def forgotten(self) -> list[str]:
        """The properties that no column holds any more, or that are made anew."""
        held = {column.property for column in self.new.columns}
        gone = [column.property for column in self.dropped if column.property and column.property not in held]
        return [*gone, *(column.property for column in self.named)]

    @property
    def without_null(self) -> list[TableColumn]:
        """The columns whose properties could be null, and cannot any more."""
        return [now for was, now in self.pairs if "null" in was.types and now.types and "null" not in now.types]

    def touches(self, names: Iterable[str]) -> bool:
        """Whether one of some columns is not the one that it was, though it may be called the same."""
        moved = {name for was, now in self.pairs if was.name != now.name for name in (was.name, now.name)}
        moved |= {now.name for _, now in self.converted}
        moved |= {column.name for column in (*self.added, *self.dropped)}
        return not moved.isdisjoint(names)

    def checks_otherwise(self, name: str) -> bool:
        """Whether other values of a column are checked, or those of another column under its name."""

        def values(table: Table) -> tuple[str, ...]:
            return next((column.values for column in table.columns if column.name == name), ())

        return self.touches([name]) or values(self.old) != values(self.new)

    @property
    def _matched(self) -> list[Pair]:
        by_property = {column.property: column for column in self.old.columns if column.property}
        pairs = [
            (by_property[column.property], column) for column in self.new.columns if column.property in by_property
        ]
        olds, news = {was.name for was, _ in pairs}, {now.name for _, now in pairs}
        left = {column.name: column for column in self.old.columns if column.name not in olds}
        same = (column for column in self.new.columns if column.name not in news and column.name in left)
        return [*pairs, *((left[column.name], column) for column in same)]

    def _keeps(self, was: TableColumn, now: TableColumn) -> bool:
        refers = [reference for reference in self.new.references if now.name in reference.columns]
        if any(reference.table in self.lost for reference in refers):
            return False
        if was.place != now.place or (now.place and type_code(was) != type_code(now)):
            return False  # to be read from the documents again
        return is_cast(was, now) or bool(conversion(was, now))

    @property
    def _demanding(self) -> list[TableColumn]:
        before = {now.name: was for was, now in self.pairs}
        return [
            column
            for column in self.new.columns
            if not column.named
            if (not column.nullable and (column.name not in before or before[column.name].nullable))
            or (column.demanded and (column.name not in before or not before[column.name].demanded))
        ]

    def _can_be_made_up(self, column: TableColumn) -> bool:
        referring = {name for reference in self.new.references for name in reference.columns}
        unique = {name for _, *names in self.new.uniques for name in names}
        return bool(column.property) and column.name not in referring | unique | set(self.new.primary_key)
