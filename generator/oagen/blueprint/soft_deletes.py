"""Soft deletes: rows that are marked when they are deleted, so that they can be listed and restored.

That is so where documents have a mark that only the server sets (`deletedAt`, `isDeleted`), and the contract speaks of
deleted rows: an operation takes the mark back (`/notes/{id}/restore`), or a list may show them (`includeDeleted`). What
is marked is found by nobody else: it is as gone as if it were deleted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from oagen.blueprint.absence import refuses_missing
from oagen.blueprint.candidates import Candidate
from oagen.blueprint.filters import WITH_DELETED
from oagen.blueprint.model import Evidence, Field, Resource
from oagen.blueprint.naming import normal
from oagen.contract.model import Contract, Operation

Pair = tuple[Candidate, Resource]
_TIMES = frozenset({"deletedat", "deletedon", "deleteddate", "datedeleted", "deletiontime", "deletetime", "removedat"})
_FLAGS = frozenset({"deleted", "isdeleted"})


def with_soft_deletes(pairs: Sequence[Pair], contract: Contract) -> list[Pair]:
    """The pairs, where rows of some resources are marked when they are deleted."""
    by_id = {operation.id: operation for operation in contract.operations}
    return [(candidate, _marked(candidate, resource, by_id)) for candidate, resource in pairs]


def _marked(candidate: Candidate, resource: Resource, by_id: Mapping[str, Operation]) -> Resource:
    marks = [field for field in resource.fields if _is_mark(field)]
    if not marks or not _may_stay(candidate, resource, by_id):
        return resource
    unmarked = {mark.property: False if mark.column.type == "boolean" else None for mark in marks}
    restoring = [name for name, change in candidate.changes.items() if not unmarked.keys().isdisjoint(change.values)]
    listing = [name for name in candidate.roles if _shows_deleted(by_id[name])]
    if not restoring and not listing:
        return resource
    for name in restoring:  # and nothing else that it might undo
        change = replace(candidate.changes[name], values=unmarked, since=(), leaves={}, revives=True)
        candidate.changes[name] = change
    columns = {mark.column.name: replace(mark.column, deletes=True) for mark in marks}
    reason = f"{' and '.join([*restoring, *listing])} speak of rows that are deleted"
    verb = "marks" if len(marks) == 1 else "mark"
    evidence = Evidence(f"{' and '.join(unmarked)} {verb} what is deleted", reason)
    return replace(
        resource,
        columns=tuple(columns.get(each.name, each) for each in resource.columns),
        fields=tuple(replace(f, column=columns.get(f.column.name, f.column)) for f in resource.fields),
        evidence=(*resource.evidence, evidence),
    )


def _is_mark(field: Field) -> bool:
    name, kind = normal(field.property), field.column.type
    is_time = name in _TIMES and kind == "datetime" and field.column.nullable
    return field.read_only and not field.write_only and (is_time or (name in _FLAGS and kind == "boolean"))


def _may_stay(candidate: Candidate, resource: Resource, by_id: Mapping[str, Operation]) -> bool:
    """Whether nothing is in the way of rows that are there and not found."""
    deleting = [by_id[name] for name, role in candidate.roles.items() if role == "delete"]
    has_files = bool(resource.content_path)  # its own, or below it: they go with it
    is_plain = not (candidate.has("upsert", "clear") or has_files or resource.member or resource.singleton)
    return bool(deleting) and all(map(refuses_missing, deleting)) and is_plain and not resource.remembered


def _shows_deleted(operation: Operation) -> bool:
    return any(normal(parameter.name) in WITH_DELETED for parameter in operation.parameters)
