"""Shown rows: properties that show the document of a row which another property refers to (`author` beside `authorId`).

Clients give the key, answers show what it names: as it is now, and not as it was when somebody stored it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from oagen.blueprint.candidates import ID_SUFFIXES, Candidate
from oagen.blueprint.making import ShownRow
from oagen.blueprint.model import Column, Evidence, Field, Resource
from oagen.blueprint.naming import normal
from oagen.blueprint.resources import Tools
from oagen.blueprint.views import Shown, shown_without

Pair = tuple[Candidate, Resource]


def with_shown_rows(pairs: Sequence[Pair], tools: Tools) -> list[Pair]:
    """The pairs, where objects are the documents of the rows that stand beside them by their keys."""
    by_table = {resource.table: (candidate, resource) for candidate, resource in pairs}
    reads = {r.name: {f.held.resource for f in r.fields if f.held} for _, r in pairs}  # resource → what it is read with
    done = []
    for candidate, resource in pairs:
        made = resource
        for field in resource.fields:
            shown = _shown(field, (candidate, resource), by_table, tools)
            if shown and _stays_free_of_circles(reads, resource.name, shown.resource):
                reads[resource.name].add(shown.resource)
                made = _showing(made, field, shown)
        done.append((candidate, made))
    return done


def _shown(field: Field, pair: Pair, by_table: Mapping[str, Pair], tools: Tools) -> ShownRow | None:
    """The row whose document a property shows; None where that is no other row, or could not be shown as it is."""
    candidate, resource = pair
    column = _key_beside(field, resource)
    if column is None or column.foreign_key is None or not _is_shown_only(field, tools) or candidate.has("clear"):
        return None
    other, row = by_table[column.foreign_key.table]
    is_always_there = not column.nullable
    if row is resource or row.kinds or row.member or (field.required and not (is_always_there or field.nullable)):
        return None
    untold = _untold(field, (other, row), tools)
    return None if untold is None else ShownRow(row.name, column.foreign_key.column, column.name, untold)


def _key_beside(field: Field, resource: Resource) -> Column | None:
    """The column of the property that has the key of what this one shows: `categoryId` for `category`."""
    wanted = {f"{normal(field.property)}{suffix}" for suffix in ID_SUFFIXES} if field.property else set()
    found = [column for column in resource.columns if normal(column.property) in wanted and column.foreign_key]
    return found[0] if len(found) == 1 else None


def _is_shown_only(field: Field, tools: Tools) -> bool:
    is_free = not (field.counted or field.held or field.numbering or field.column.primary_key)
    return field.read_only and not field.write_only and is_free and tools.shapes.is_object(field.schema.raw)


def _untold(field: Field, pair: Pair, tools: Tools) -> tuple[str, ...] | None:
    """What an object may not show of a row; None where it is about something else, or could not show the rest."""
    (candidate, row), shapes, raw = pair, tools.shapes, field.schema.raw
    shape = shapes.shape(shapes.without_null(raw))
    component = shapes.component(raw)
    is_same = bool(component) and component == shapes.component(candidate.read)
    if shape is None or not shape.names or not (is_same or shape.names <= {f.property for f in row.fields}):
        return None
    keys = frozenset(f.property for f in row.fields if f.column.primary_key and not f.write_only)
    elsewhere = frozenset(f.property for f in row.fields if f.held or f.shown)
    if elsewhere & shape.required:
        return None
    told = Shown(candidate.read, row.fields, candidate.subject, keys, open=row.open)
    hidden = shown_without(shapes.without_null(raw), told, tools)
    secret = {f.property for f in row.fields if f.write_only}
    if hidden is None or not shape.names.isdisjoint({*hidden} - secret) or shape.names <= {*hidden, *elsewhere}:
        return None  # it says something else than the row, or nothing of it
    return tuple(sorted({*hidden, *elsewhere}))


def _stays_free_of_circles(reads: Mapping[str, set[str]], name: str, other: str) -> bool:
    graph = {each: {*others, other} if each == name else others for each, others in reads.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return False
    return True


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
