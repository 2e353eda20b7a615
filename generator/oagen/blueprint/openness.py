"""Openness: what lies below a resource whose absence the author documents no refusal for.

A contract that documents nothing but success for `POST /services/{id}/assets`, and no absence of a service elsewhere,
promises it for every id. Only a service that was deleted must no longer answer: its key is remembered. For the same
reason deleting what is not there succeeds, and a PUT to a free key creates, unless a refusal is documented (see
`candidates`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from oagen.blueprint.absence import refuses_missing
from oagen.blueprint.candidates import Candidate
from oagen.blueprint.model import Evidence, Resource
from oagen.blueprint.paths import Path
from oagen.contract.model import Contract, Operation

_ABOUT_ONE = frozenset({"read", "replace", "update", "delete"})


def with_open_scopes(
    pairs: Sequence[tuple[Candidate, Resource]], contract: Contract
) -> list[tuple[Candidate, Resource]]:
    """Open the scopes of collections that document no missing parent, and remember what is deleted above them."""
    by_name = {resource.name: (candidate, resource) for candidate, resource in pairs}
    absent = {name for name, (candidate, _) in by_name.items() if _may_be_absent(candidate, contract)}
    opened = [
        (candidate, resource if absent & set(_ancestors(resource, by_name)) else _opened(candidate, resource, contract))
        for candidate, resource in pairs
    ]
    remembered: set[str] = set()
    for _, resource in opened:
        if resource.open_scope:
            remembered |= set(_ancestors(resource, by_name))
    for candidate, resource in opened:
        if candidate.item and any(_is_open_below(operation, candidate) for operation in contract.operations):
            remembered |= {resource.name, *_ancestors(resource, by_name)}
    deletable = {resource.name for candidate, resource in opened if candidate.has("delete")}
    return [(c, replace(r, remembered=r.name in remembered & deletable)) for c, r in opened]


def _opened(candidate: Candidate, resource: Resource, contract: Contract) -> Resource:
    collection = candidate.collection.key
    own = [o for o in contract.operations if o.id in candidate.roles and Path.to(o).key == collection]
    if not resource.parent or not own or any(map(refuses_missing, own)):
        return resource
    evidence = Evidence("any parent will do", f"{own[0].method} {own[0].path} documents no missing {resource.parent}")
    return replace(resource, open_scope=True, parent_key=(), evidence=(*resource.evidence, evidence))


def _may_be_absent(candidate: Candidate, contract: Contract) -> bool:
    """Whether the author documents for an operation about one row that it may not be there."""
    return any(candidate.roles.get(o.id) in _ABOUT_ONE and refuses_missing(o) for o in contract.operations)


def _ancestors(resource: Resource, by_name: dict[str, tuple[Candidate, Resource]]) -> list[str]:
    found = []
    while resource.parent:
        found.append(resource.parent)
        resource = by_name[resource.parent][1]
    return found


def _is_open_below(operation: Operation, candidate: Candidate) -> bool:
    """Whether an operation that has no role lies below the item and documents nothing missing."""
    path = Path.to(operation)
    if operation.id in candidate.roles or candidate.item is None or refuses_missing(operation):
        return False
    return path.starts_with(candidate.item) and len(path.segments) > len(candidate.item.segments)
