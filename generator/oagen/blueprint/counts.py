"""Counts: properties that tell how many rows of another resource belong to one (`commentCount`, `comments: integer`).

They have no column of their own. The rows lie below the one that shows them, are members of it, or refer to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from oagen.blueprint.candidates import ID_SUFFIXES, Candidate
from oagen.blueprint.making import RowCount
from oagen.blueprint.model import Evidence, Field, Resource
from oagen.blueprint.naming import normal, singular, snake, words
from oagen.blueprint.resources import Tools

Pair = tuple[Candidate, Resource]
_COUNTING = frozenset("amount count n no num number of size total".split())


def with_counts(pairs: Sequence[Pair], tools: Tools) -> list[Pair]:
    """The pairs, where properties that tell a number of rows count them, and what is counted is indexed."""
    counted = [(candidate, _counting(resource, pairs, tools)) for candidate, resource in pairs]
    asked = {
        (f.counted.table, column) for _, r in counted for f in r.fields if f.counted for column, _ in f.counted.keys
    }
    return [(candidate, indexed(resource, asked)) for candidate, resource in counted]


def _counting(resource: Resource, pairs: Sequence[Pair], tools: Tools) -> Resource:
    evidence = list(resource.evidence)
    fields: list[Field] = []
    for field in resource.fields:
        count = _count(field, resource, pairs) if _may_count(field, tools) else None
        fields.append(replace(field, generated="count", filler=None, counted=count) if count else field)
        if count:
            evidence.append(Evidence(f"{field.property} counts {count.table}", "it is called after them"))
    gone = {field.column.name for field in fields if field.counted}
    columns = tuple(column for column in resource.columns if column.name not in gone)
    return replace(resource, fields=tuple(fields), columns=columns, evidence=tuple(evidence))


def _may_count(field: Field, tools: Tools) -> bool:
    """Whether a property is a number that only the server sets, and that may be none."""
    is_number = field.column.type == "integer" and field.read_only and not field.write_only and bool(field.property)
    is_free = not field.column.primary_key and field.generated in ("", "filler")
    return is_number and is_free and tools.admits(field.schema.raw, 0)


def _count(field: Field, resource: Resource, pairs: Sequence[Pair]) -> RowCount | None:
    """The rows that a property is called after; None if there are none, or of more than one kind."""
    said = [singular(word) for word in words(field.property) if word not in _COUNTING]
    is_plural = singular(snake(field.property)) != snake(field.property)
    if not said or (len(said) == len(words(field.property)) and not is_plural):
        return None  # of nothing, or one of something and no word of counting it
    found = {}
    for candidate, other in pairs:
        called = {tuple(map(singular, words(name))) for name in (candidate.noun, other.name, other.member)}
        if tuple(said) in called and other is not resource:
            found.update({count.table: count for count in _belonging(other, resource)})
    return next(iter(found.values())) if len(found) == 1 else None


def _belonging(other: Resource, resource: Resource) -> Iterator[RowCount]:
    """How rows of another resource belong to one of these."""
    if other.parent == resource.name and len(other.scope) == len(resource.path_keys):
        pairs = zip(other.scope, resource.path_keys, strict=True)
        yield RowCount(other.table, tuple((theirs.column, own.column) for theirs, own in pairs))
        return
    names = {f"{normal(resource.name)}{suffix}" for suffix in ID_SUFFIXES}
    referring = [column for column in other.columns if normal(column.property) in names]
    own_keys = [column for column in resource.columns if normal(column.property) in ID_SUFFIXES]
    for column in referring:
        key = column.foreign_key
        if key and key.table == resource.table:
            yield RowCount(other.table, ((column.name, key.column),))
        elif not key and len(own_keys) == 1 and own_keys[0].type == column.type:
            yield RowCount(other.table, ((column.name, own_keys[0].name),))


def indexed(resource: Resource, asked: Set[tuple[str, str]]) -> Resource:
    """The resource with indexes on those of its columns that are asked for as (table, column)."""
    wanted = {column for table, column in asked if table == resource.table}
    columns = [replace(c, indexed=True) if c.name in wanted and not c.primary_key else c for c in resource.columns]
    by_name = {column.name: column for column in columns}
    fields = (replace(f, column=by_name.get(f.column.name, f.column)) for f in resource.fields)
    return replace(resource, columns=tuple(columns), fields=tuple(fields))
