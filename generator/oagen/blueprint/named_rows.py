"""Rows that requests name elsewhere than in their path: `PUT /pets` by its document's key, `DELETE /pets?petId=…`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from oagen.blueprint.absence import refuses_missing
from oagen.blueprint.asked import Asked
from oagen.blueprint.beside import key_names
from oagen.blueprint.candidates import ROLE_KEY, Candidate, gives_document, shows_the_same
from oagen.blueprint.documents import find_document, patch_kind, structured_media
from oagen.blueprint.keys import identity_property, parameter_schema, same_kind
from oagen.blueprint.naming import normal, singular, snake
from oagen.blueprint.paths import Path
from oagen.blueprint.shapes import Shapes
from oagen.contract.model import Contract, Operation, Parameter, Schema

# What paths call an operation on a row below the collection, where its key is not in them.
_WORDS = {
    "read": frozenset({"get", "read", "find", "fetch", "detail", "details", "byid", "getbyid", "findbyid"}),
    "update": frozenset({"update", "edit", "modify", "change", "patch"}),
    "replace": frozenset({"update", "edit", "modify", "replace"}),
    "delete": frozenset({"delete", "remove"}),
}
_ROLES = {"GET": "read", "PUT": "replace", "PATCH": "update", "POST": "update", "DELETE": "delete"}


def add_named_rows(contract: Contract, shapes: Shapes, candidates: Sequence[Candidate]) -> None:
    """Operations on one row of a collection that its document or a query names."""
    # what deletes the row of a required key does not clear the collection
    taken = {operation_id for c in candidates for operation_id, role in c.roles.items() if role != "clear"}
    for operation in contract.operations:
        if operation.id in taken or ROLE_KEY in operation.extensions:
            continue
        for candidate in candidates:
            role = _ROLES.get(operation.method, "")
            asked = next(_naming(operation, role, candidate, contract, shapes), None)
            if asked:
                candidate.roles[operation.id] = role
                candidate.named[operation.id] = asked
                break


def _naming(
    operation: Operation, role: str, candidate: Candidate, contract: Contract, shapes: Shapes
) -> Iterator[Asked]:
    """What of a request names the row that it is about, the best first."""
    if candidate.singleton or candidate.shallow or len(candidate.identity) != 1 or not candidate.has("create"):
        return
    if not _stands_at(operation, role, candidate) or not _speaks_of_row(operation, role, candidate, shapes):
        return
    (key,) = candidate.identity
    spelled = parameter_schema(contract, tuple(candidate.roles), key)
    names = key_names(key, candidate.noun)
    for parameter in operation.parameters:
        is_called = parameter.location == "query" and normal(parameter.name) in names
        if is_called and parameter.required and same_kind(shapes, parameter.schema.raw, spelled):
            yield Asked((), parameter)
    media = structured_media(operation.body)
    place = find_document(shapes, media.schema.raw, candidate.subject) if media and media.schema else None
    given = shapes.shape(place.schema) if place else None
    name = identity_property(shapes, key, spelled, singular(snake(candidate.noun)), given) if given else ""
    if place and given and name and shapes.annotation(given.properties[name], "readOnly") is not True:
        parameter = Parameter(name, "body", name in given.required, Schema(given.properties[name]))
        yield Asked((*place.wrapper, name), parameter)


def _stands_at(operation: Operation, role: str, candidate: Candidate) -> bool:
    """Whether an operation is the collection's own, or one step below it under a word for what it does."""
    path, collection = Path.to(operation), candidate.collection
    if not path.segments:
        return False
    if path.key == collection.key:
        return operation.method in ("PUT", "PATCH", "DELETE")
    return path.parent.key == collection.key and normal(path.segments[-1]) in _WORDS.get(role, ())


def _speaks_of_row(operation: Operation, role: str, candidate: Candidate, shapes: Shapes) -> bool:
    """Whether it takes a document of the resource, shows one that may be missing, or deletes one."""
    if role == "read":
        can_tell = refuses_missing(operation) and not candidate.has("delete")
        return can_tell and shows_the_same(candidate, operation, shapes)
    if role == "delete":
        return operation.body is None
    return gives_document(candidate, operation, shapes) and patch_kind(shapes, operation.body) != "operations"
