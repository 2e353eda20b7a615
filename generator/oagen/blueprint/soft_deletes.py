"""Soft deletes: rows that are marked when they are deleted, so that they can be listed and restored.

That is so where documents have a mark that only the server sets (`deletedAt`, `isDeleted`), and the contract speaks of
deleted rows: an operation takes the mark back (`/notes/{id}/restore`), or a list may show them (`includeDeleted`). What
is marked is found by nobody else: it is as gone as if it were deleted. Its files stay with it. Where rows cannot stay,
what would restore them is left to be written.
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
from oagen.diagnostics import Diagnostic, Severity

Pair = tuple[Candidate, Resource]
_TIMES = frozenset({"deletedat", "deletedon", "deleteddate", "datedeleted", "deletiontime", "deletetime", "removedat"})
_FLAGS = frozenset({"deleted", "isdeleted"})


def with_soft_deletes(pairs: Sequence[Pair], contract: Contract) -> tuple[list[Pair], list[Diagnostic]]:
    """The pairs, where deleted rows of some resources are marked; a warning for whatever cannot restore any."""
    by_id = {operation.id: operation for operation in contract.operations}
    found: list[Diagnostic] = []
    return [(candidate, _marked(candidate, resource, by_id, found)) for candidate, resource in pairs], found


def _marked(
    candidate: Candidate, resource: Resource, by_id: Mapping[str, Operation], found: list[Diagnostic]
) -> Resource:
    marks = [field for field in resource.fields if _is_mark(field)]
    unmarked = {mark.property: False if mark.column.type == "boolean" else None for mark in marks}
    restoring = [name for name, change in candidate.changes.items() if not unmarked.keys().isdisjoint(change.values)]
    listing = [name for name in candidate.roles if _shows_deleted(by_id[name])]
    deleting = [by_id[name] for name, role in candidate.roles.items() if role == "delete"]
    if not marks or not deleting or not (restoring or listing):
        return resource
    if hindrance := _hindrance(candidate, resource, deleting):
        for name in restoring:
            del candidate.roles[name], candidate.changes[name]
        found += [_unrestorable(by_id[name], resource, hindrance) for name in restoring]
        gone = Evidence(f"deleted {resource.plural} are gone", hindrance)
        return replace(resource, evidence=(*resource.evidence, gone))
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


def _hindrance(candidate: Candidate, resource: Resource, deleting: Sequence[Operation]) -> str:
    """What is in the way of rows that are there and not found; "" for nothing."""
    if candidate.has("upsert"):
        return "a PUT makes what is not there, also under the key of a deleted row"
    if candidate.has("clear"):
        return "they are deleted many at once"
    if resource.member or resource.singleton:
        return "a path has one of them at most, and it may be made anew"
    open_to_any = next((operation for operation in deleting if not refuses_missing(operation)), None)
    return f"{open_to_any.method} {open_to_any.path} documents no missing one" if open_to_any else ""


def _unrestorable(operation: Operation, resource: Resource, hindrance: str) -> Diagnostic:
    return Diagnostic(
        code="nothing-to-restore",
        severity=Severity.WARNING,
        message=f"{operation.method} {operation.path} is left to be written: deleted {resource.plural} are gone, since"
        f" {hindrance}",
        pointer=operation.pointer,
        hint="document what is in the way otherwise, or write the operation",
    )


def _shows_deleted(operation: Operation) -> bool:
    return any(normal(parameter.name) in WITH_DELETED for parameter in operation.parameters)
