"""Memberships: rows of one resource that belong to a row of another, many to many.

`PUT /teams/{id}/members/{userId}` takes nothing but keys, and `GET /teams/{id}/members` lists documents that have a
collection of their own, `/users`. What is kept is who belongs to whom, in a table of its own; the documents are theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from oagen.blueprint.candidates import ROLE_KEY, Candidate, PathTable, answers_with
from oagen.blueprint.documents import Subject, answer_media, find_documents
from oagen.blueprint.keys import identity_property
from oagen.blueprint.model import Evidence
from oagen.blueprint.naming import singular, snake
from oagen.blueprint.paths import Path
from oagen.blueprint.shapes import Raw, Shapes
from oagen.contract.model import Contract, Operation

_MAKE_DOCUMENTS = ("create", "create_many", "upsert", "replace", "update")


def with_memberships(contract: Contract, shapes: Shapes, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates and the memberships between them; what looked like a resource and is but one goes."""
    table = PathTable(contract)
    targets = {shapes.component(c.read): c for c in reversed(candidates) if _can_be_member(c, shapes)}
    targets.pop("", None)
    known = {candidate.collection.key: candidate for candidate in candidates}
    found: dict[tuple[str, ...], Candidate] = {}
    for item in table.paths.values():
        collection = item.parent
        if not item.parameter or item.is_mixed or not collection.segments or collection.parameter:
            continue
        there = known.get(collection.key)
        if there is None or not (there.has(*_MAKE_DOCUMENTS) or there.contents):
            member = _member(
                table.at(collection).get("GET"), Subject(collection.noun, item.parameters), targets, shapes
            )
            taken = {operation_id for c in candidates if c is not there for operation_id in (*c.roles, *c.contents)}
            made = _membership(item, member, table, taken, shapes) if member else None
            if made:
                found[collection.key] = made
    return [c for c in candidates if c.collection.key not in found] + list(found.values())


def _can_be_member(candidate: Candidate, shapes: Shapes) -> bool:
    """Whether one key is all that it takes to name a row, and documents show it."""
    has_one_key = len(candidate.identity) == 1 and not candidate.collection.parameters and not candidate.singleton
    return has_one_key and bool(_key_of(candidate, shapes))


def _key_of(candidate: Candidate, shapes: Shapes) -> str:
    document = shapes.shape(candidate.read)
    assert candidate.item is not None
    name = singular(snake(candidate.noun))
    return identity_property(shapes, candidate.item.parameter, True, name, document) if document else ""


def _member(
    listing: Operation | None, subject: Subject, targets: dict[str, Candidate], shapes: Shapes
) -> Candidate | None:
    """The resource whose documents an operation lists."""
    media = answer_media(listing.answers[0]) if listing and listing.answers else None
    place = find_documents(shapes, media.schema.raw, subject) if media and media.schema else None
    return targets.get(shapes.component(place.schema)) if place else None


def _membership(item: Path, member: Candidate, table: PathTable, taken: set[str], shapes: Shapes) -> Candidate | None:
    if item.parent.key == member.collection.key:
        return None
    key = _key_of(member, shapes)
    document = shapes.shape(member.read)
    assert document is not None
    read: Raw = {"type": "object", "properties": {key: document.properties[key]}, "required": [key]}
    made = Candidate(item.parent, item, read=read, member=member)
    for operation, role in _roles(item, member, table, shapes):
        if operation.id not in taken and ROLE_KEY not in operation.extensions:
            made.roles[operation.id] = role
    made.evidence.append(Evidence(f"keeps which {member.noun} belong", f"{item} takes nothing but their keys"))
    return made if made.has("upsert") and made.has("list") and _spells(item, made, member, table, shapes) else None


def _roles(item: Path, member: Candidate, table: PathTable, shapes: Shapes) -> Iterator[tuple[Operation, str]]:
    yield table.at(item.parent)["GET"], "list"
    for method, operation in table.at(item).items():
        if method in ("PUT", "POST") and operation.body is None:
            yield operation, "upsert"
        elif method == "DELETE" and operation.body is None:
            yield operation, "delete"
        elif method == "GET" and answers_with(member, operation, shapes):
            yield operation, "read"


def _spells(item: Path, made: Candidate, member: Candidate, table: PathTable, shapes: Shapes) -> bool:
    """Whether the last parameter spells the keys of members, as their own path does."""

    def spelling(path: Path) -> Raw:
        operations = table.at(path).values()
        declared = (p for o in operations for p in o.parameters if p.location == "path" and p.name == path.parameter)
        return next((p.schema.raw for p in declared), True)

    assert member.item is not None
    here, there = spelling(item), spelling(member.item)
    return shapes.types(here) == shapes.types(there) and shapes.annotation(here, "format") == shapes.annotation(
        there, "format"
    )
