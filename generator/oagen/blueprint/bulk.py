"""Bulk: operations that create many documents of a collection at once (`POST /users/createWithList`)."""

from __future__ import annotations

from collections.abc import Sequence

from oagen.blueprint.candidates import ROLE_KEY, Candidate, takes_documents
from oagen.blueprint.paths import Path
from oagen.blueprint.shapes import Shapes
from oagen.contract.model import Contract, Operation


def add_bulk(contract: Contract, shapes: Shapes, candidates: Sequence[Candidate]) -> None:
    """Operations beside a collection that take a list of its documents create all of them."""
    taken = {operation_id for c in candidates for operation_id in c.roles}
    for operation in contract.operations:
        if operation.method != "POST" or operation.id in taken or ROLE_KEY in operation.extensions:
            continue
        for candidate in candidates:
            creates = candidate.has("create", "upsert") and not candidate.contents
            if creates and _stands_beside(operation, candidate) and takes_documents(candidate, operation, shapes):
                candidate.roles[operation.id] = "create_many"
                break


def _stands_beside(operation: Operation, candidate: Candidate) -> bool:
    """Whether an operation is the collection's own, or one step below it without a key (`/bulk`, `:batchCreate`)."""
    path, collection = Path.of(operation.path), candidate.collection
    if not path.segments or candidate.singleton:
        return False
    last = path.segments[-1]
    named = Path((*path.parent.segments, last.partition(":")[0]))
    return collection.key in (path.key, named.key) or (path.parent.key == collection.key and "{" not in last)
