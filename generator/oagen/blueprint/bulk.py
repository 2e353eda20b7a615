"""Bulk: operations that create, change or delete many documents of a collection at once (`createWithList`)."""

from __future__ import annotations

from collections.abc import Sequence

from oagen.blueprint.arguments import list_arguments
from oagen.blueprint.candidates import ROLE_KEY, Candidate, takes_documents
from oagen.blueprint.documents import find_documents, structured_media
from oagen.blueprint.keys import identity_property, parameter_schema
from oagen.blueprint.model import Argument, Field
from oagen.blueprint.naming import Names, normal, singular, snake
from oagen.blueprint.paths import Path
from oagen.blueprint.searches import asked_by_body
from oagen.blueprint.shapes import Shapes
from oagen.contract.model import Contract, Operation

# What operations are called that delete what a body or a query names, with the separators taken out.
_DELETIONS = frozenset(
    "bulk batch many delete remove bulkdelete batchdelete deletebulk deletebatch deletemany bulkremove".split()
)
# … and those that change the documents of a list, each found by its identity.
_CHANGES = frozenset("bulkupdate batchupdate updatebulk updatebatch updatemany bulkpatch batchpatch".split())


def add_bulk(contract: Contract, shapes: Shapes, candidates: Sequence[Candidate]) -> None:
    """Operations beside a collection that take a list of its documents, or say which of them shall go."""
    taken = {operation_id for c in candidates for operation_id in c.roles}
    for operation in contract.operations:
        if operation.id in taken or ROLE_KEY in operation.extensions:
            continue
        for candidate in candidates:
            role = _role(operation, candidate, contract, shapes) if _stands_beside(operation, candidate) else ""
            if role:
                candidate.roles[operation.id] = role
                break


def keep_exact_clears(candidate: Candidate, fields: Sequence[Field], contract: Contract, shapes: Shapes) -> None:
    """What deletes many rows at once is left to be written, if it may delete more than it names.

    That is if it asks for something whose meaning is not known, if a filter may have a value that sets no condition, as
    null does, or if an operation beside the collection need not name anything.
    """
    for operation in contract.operations:
        if candidate.roles.get(operation.id) != "clear" or ROLE_KEY in operation.extensions:
            continue
        asked = tuple(asked_by_body(operation, shapes))
        listed = list_arguments(shapes, operation, fields, Names(), asked)
        filters = [argument for argument in listed.arguments if argument.use == "filter"]
        on_collection = Path.to(operation).key == candidate.collection.key
        is_exact = len(filters) == len(listed.arguments) and not listed.unmapped and _is_asked(operation, shapes)
        given = [each.parameter for each in asked] + [p for p in operation.parameters if p.location == "query"]
        may_be_null = any(shapes.nullable(parameter.schema.raw) for parameter in given)
        if (
            not is_exact
            or may_be_null
            or any(map(_may_be_vain, filters))
            or not (on_collection or _must_name(operation, filters, shapes))
        ):
            del candidate.roles[operation.id]


def _may_be_vain(argument: Argument) -> bool:
    """Whether a filter has values that set no condition."""
    in_object = bool(argument.place) and argument.location == "query"
    return bool(argument.everything) or argument.splits or argument.operator == "has_all" or in_object


def _role(operation: Operation, candidate: Candidate, contract: Contract, shapes: Shapes) -> str:
    last = Path.to(operation).segments[-1]
    verb = normal(last.partition(":")[2] or last)
    if operation.method == "PATCH" or (operation.method in ("POST", "PUT") and verb in _CHANGES):
        return "update_many" if _names_rows(operation, candidate, contract, shapes) else ""
    if operation.method == "POST" and takes_documents(candidate, operation, shapes):
        return "create_many" if candidate.has("create", "upsert") and not candidate.contents else ""
    deletes = operation.method == "DELETE" or (operation.method == "POST" and ("delete" in verb or "remove" in verb))
    return "clear" if deletes and verb in _DELETIONS else ""


def _names_rows(operation: Operation, candidate: Candidate, contract: Contract, shapes: Shapes) -> bool:
    """Whether an operation takes a list of documents each of which must tell its identity."""
    media = structured_media(operation.body)
    read = shapes.shape(candidate.read)
    if media is None or media.schema is None or read is None or not takes_documents(candidate, operation, shapes):
        return False
    place = find_documents(shapes, media.schema.raw, candidate.subject)
    given = shapes.shape(place.schema) if place else None
    if given is None or len(candidate.identity) != 1:
        return False
    (parameter,) = candidate.identity
    key = parameter_schema(contract, tuple(candidate.roles), parameter)
    name = identity_property(shapes, parameter, key, singular(snake(candidate.noun)), read)
    return name in given.required & given.names and shapes.annotation(given.properties[name], "readOnly") is not True


def _must_name(operation: Operation, filters: Sequence[Argument], shapes: Shapes) -> bool:
    """Whether every request says which rows are meant, by one filter or another."""
    media = structured_media(operation.body)
    shape = shapes.shape(media.schema.raw) if media and media.schema else None
    needed = {(name,) for name in shape.required} if shape and operation.body and operation.body.is_expected else set()
    return any(argument.place in needed if argument.place else argument.required for argument in filters)


def _is_asked(operation: Operation, shapes: Shapes) -> bool:
    """Whether a body, if there is one, is an object whose properties say which rows are meant."""
    return operation.body is None or any(asked_by_body(operation, shapes))


def _stands_beside(operation: Operation, candidate: Candidate) -> bool:
    """Whether an operation is the collection's own, or one step below it without a key (`/bulk`, `:batchCreate`)."""
    path, collection = Path.to(operation), candidate.collection
    if not path.segments or candidate.singleton:
        return False
    last = path.segments[-1]
    named = Path((*path.parent.segments, last.partition(":")[0]))
    return collection.key in (path.key, named.key) or (path.parent.key == collection.key and "{" not in last)
