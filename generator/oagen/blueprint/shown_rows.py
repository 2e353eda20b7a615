"""Shown rows: properties that show the document of a row which another property refers to (`author` beside `authorId`).

Clients give the key, answers show what it names: as it is now, and not as it was when somebody stored it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from oagen.blueprint.candidates import ID_SUFFIXES, Candidate
from oagen.blueprint.making import ShownRow
from oagen.blueprint.model import Column, Evidence, Field, ForeignKey, Resource
from oagen.blueprint.naming import normal
from oagen.blueprint.reads import Reads, kept_apart, rows_of
from oagen.blueprint.resources import Tools
from oagen.blueprint.views import shown_without

Pair = tuple[Candidate, Resource]
_OF_ITS_KIND = "it is a row of the same kind"
_IN_A_CIRCLE = "its rows are read with those that would show it"
_CANNOT_SHOW = "it could not show every row of them"
_NOT_ALWAYS_THERE = "it must be there where nothing is referred to, too"


def with_shown_rows(pairs: Sequence[Pair], tools: Tools, reads: Reads) -> list[Pair]:
    """The pairs, where objects are the documents of the rows that stand beside them by their keys.

    Rows are shown with what they show in turn. What documents are read with is added to `reads`; what is there already
    are the lists of rows.
    """
    making = _Making({resource.name: (candidate, resource) for candidate, resource in pairs}, tools, reads)
    listing = [resource.name for _, resource in pairs if reads.of(resource.name)]
    for name in [*listing, *(resource.name for _, resource in pairs)]:
        making.finish(name)
    return [making.made[resource.name] for _, resource in pairs]


class _Making:
    """Makes of every resource what it shows, each behind those that it shows."""

    def __init__(self, made: dict[str, Pair], tools: Tools, reads: Reads) -> None:
        self.made = made
        self._tools = tools
        self._reads = reads
        self._begun: set[str] = set()
        self._finished: set[str] = set()
        self._tables = {resource.table: resource.name for _, resource in made.values()}

    def finish(self, name: str) -> None:
        """Let the documents of a resource show what they refer to; what shows it already cannot be shown by it."""
        if name in self._begun:
            return
        self._begun.add(name)
        for other in self._reads.of(name):
            self.finish(other)
        candidate, resource = self.made[name]
        for field in resource.fields:
            column = _key_beside(field, resource)
            if column and column.foreign_key and _is_shown_only(field, self._tools) and not candidate.has("clear"):
                other = self._tables[column.foreign_key.table]
                self.finish(other)
                if _is_about(field, self.made[other], self._tools):
                    resource = self._showing(resource, field, column, column.foreign_key)
        self.made[name] = (candidate, resource)
        self._finished.add(name)

    def _showing(self, resource: Resource, field: Field, column: Column, key: ForeignKey) -> Resource:
        """The resource, one property of which shows the row that it is about, or is kept apart from it."""
        other = self.made[self._tables[key.table]]
        untold = self._untold(field, column, resource, other)
        if isinstance(untold, str):
            return kept_apart(resource, field, other[1], untold)
        self._reads.add(resource.name, other[1].name)
        return _showing(resource, field, ShownRow(other[1].name, key.column, column.name, untold))

    def _untold(self, field: Field, column: Column, resource: Resource, other: Pair) -> tuple[str, ...] | str:
        """What a property may not show of the row that it is about, or why it does not show it."""
        if other[1].name == resource.name:
            return _OF_ITS_KIND
        if field.required and column.nullable and not field.nullable:
            return _NOT_ALWAYS_THERE
        if other[1].name not in self._finished:
            return _IN_A_CIRCLE
        untold = _untold(field, other, self._tools)
        return _CANNOT_SHOW if untold is None else untold


def _key_beside(field: Field, resource: Resource) -> Column | None:
    """The column of the property that has the key of what this one shows: `categoryId` for `category`."""
    wanted = {f"{normal(field.property)}{suffix}" for suffix in ID_SUFFIXES} if field.property else set()
    found = [column for column in resource.columns if normal(column.property) in wanted and column.foreign_key]
    return found[0] if len(found) == 1 else None


def _is_shown_only(field: Field, tools: Tools) -> bool:
    is_free = not (field.counted or field.held or field.shown or field.numbering or field.column.primary_key)
    return field.read_only and not field.write_only and is_free and tools.shapes.is_object(field.schema.raw)


def _is_about(field: Field, pair: Pair, tools: Tools) -> bool:
    """Whether an object is the document of a row, or has nothing but what that has, too."""
    candidate, row = pair
    component = tools.shapes.component(field.schema.raw)
    if component and component == tools.shapes.component(candidate.read):
        return True
    shape = tools.shapes.shape(tools.shapes.without_null(field.schema.raw))
    return shape is not None and bool(shape.names) and shape.names <= {f.property for f in row.fields}


def _untold(field: Field, pair: Pair, tools: Tools) -> tuple[str, ...] | None:
    """What an object may not show of a row; None where it could not show the rest of every row, or there is no rest."""
    (candidate, row), raw = pair, tools.shapes.without_null(field.schema.raw)
    shape = tools.shapes.shape(raw)
    if shape is None or row.kinds or row.member:
        return None
    hidden = shown_without(raw, rows_of(candidate, row), tools)
    secret = {f.property for f in row.fields if f.write_only}
    if hidden is None or not shape.names.isdisjoint({*hidden} - secret) or shape.names <= {*hidden}:
        return None
    return hidden


def _showing(resource: Resource, field: Field, shown: ShownRow) -> Resource:
    """The resource, one property of which shows what it refers to."""
    now = replace(field, generated="row", filler=None, shown=shown, kept=field.schema)
    evidence = Evidence(f"{field.property} shows {shown.resource}", f"{shown.column} refers to it")
    return replace(
        resource,
        columns=tuple(column for column in resource.columns if column.name != field.column.name),
        fields=tuple(now if each.property == field.property else each for each in resource.fields),
        parts={path: fields for path, fields in resource.parts.items() if path[0] != field.property},
        evidence=(*resource.evidence, evidence),
    )
