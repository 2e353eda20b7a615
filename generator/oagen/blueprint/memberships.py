"""Memberships: rows of one resource that belong to a row of another, many to many.

`GET /teams/{id}/members` lists documents that have a collection of their own, `/users`, and what lets them belong takes
nothing but keys: `PUT /teams/{id}/members/{userId}`, or `POST /teams/{id}/members` with a `userId`. What is kept is who
belongs to whom, in a table of its own; the documents are theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oagen.blueprint.absence import documents_conflict
from oagen.blueprint.candidates import ROLE_KEY, Candidate, answers_with
from oagen.blueprint.changes import Change
from oagen.blueprint.documents import Subject, answer_media, find_documents, structured_media
from oagen.blueprint.keys import identity_property
from oagen.blueprint.model import Evidence
from oagen.blueprint.naming import normal, singular, snake
from oagen.blueprint.path_table import PathTable
from oagen.blueprint.paths import Path
from oagen.blueprint.shapes import Raw, Shapes
from oagen.contract.model import Contract, Operation

_MAKE_DOCUMENTS = ("create", "create_many", "upsert", "replace", "update")


def with_memberships(contract: Contract, shapes: Shapes, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates and the memberships between them; what looked like a resource and is but one goes."""
    table = PathTable(contract, shapes)
    targets = {shapes.component(c.read): c for c in reversed(candidates) if _can_be_member(c, shapes)}
    targets.pop("", None)
    known = {candidate.collection.key: candidate for candidate in candidates}
    found: dict[tuple[str, ...], Candidate] = {}
    for item in table.paths.values():
        collection = item.parent
        if not item.parameter or item.is_mixed or not collection.segments or collection.parameter:
            continue
        member = _member(table.at(collection).get("GET"), Subject(collection.noun, item.parameters), targets, shapes)
        if member is None or member.collection.key == collection.key:
            continue
        there = known.get(collection.key)
        taken = {operation_id for c in candidates if c is not there for operation_id in (*c.roles, *c.contents)}
        made = _membership(_Place(item, member, table, shapes), taken)
        if made and not (there and _makes_documents(there, made)):
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


def _makes_documents(there: Candidate, made: Candidate) -> bool:
    """Whether what looked like a resource takes more than keys."""
    makes = (id_ for id_, role in there.roles.items() if role in _MAKE_DOCUMENTS)
    return bool(there.contents) or any(made.roles.get(id_) not in ("join", "upsert") for id_ in makes)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where rows of another resource may belong to what is above: the path of one of them."""

    item: Path
    member: Candidate
    table: PathTable
    shapes: Shapes

    @property
    def key(self) -> str:
        """The property of a member that names it."""
        return _key_of(self.member, self.shapes)

    def roles(self) -> Iterator[tuple[Operation, str]]:
        """What the operations here do, if they take nothing but keys."""
        yield self.table.at(self.item.parent)["GET"], "list"
        joining = self.table.at(self.item.parent).get("POST")
        if joining and self.joined_by(joining):
            yield joining, "join"
        for method, operation in self.table.at(self.item).items():
            if method in ("PUT", "POST") and operation.body is None:
                yield operation, "upsert"
            elif method == "DELETE" and operation.body is None:
                yield operation, "delete"
            elif method == "GET" and answers_with(self.member, operation, self.shapes):
                yield operation, "read"

    def joined_by(self, operation: Operation) -> str:
        """The one thing that a body tells, where that is the key of a member; "" for no such body."""
        media = structured_media(operation.body)
        body = self.shapes.shape(media.schema.raw) if media and media.schema else None
        if operation.body is None or not operation.body.is_expected or body is None or len(body.properties) != 1:
            return ""
        ((name, raw),) = body.properties.items()
        is_key = normal(name) in self._names() and name in body.required and self._spells(raw)
        return name if is_key else ""

    def is_sound(self) -> bool:
        """Whether the last parameter of the path spells the keys of members."""
        return self._spells(self._parameter(self.item))

    def _names(self) -> set[str]:
        """What a body may call the key."""
        nouns = (singular(snake(self.member.noun)), singular(snake(self.item.parent.noun)), "")
        return {normal(self.item.parameter), *(normal(f"{noun}_{self.key}") for noun in nouns)}

    def _spells(self, raw: Raw) -> bool:
        """Whether values are spelled as the keys of members are in their own path."""
        assert self.member.item is not None
        theirs, shapes = self._parameter(self.member.item), self.shapes
        same_types = shapes.types(raw) == shapes.types(theirs)
        return same_types and shapes.annotation(raw, "format") == shapes.annotation(theirs, "format")

    def _parameter(self, path: Path) -> Raw:
        """The schema of the last parameter of a path."""
        operations = self.table.at_or_below(path)
        declared = (p for o in operations for p in o.parameters if p.location == "path" and p.name == path.parameter)
        return next((p.schema.raw for p in declared), True)


def _membership(place: _Place, taken: set[str]) -> Candidate | None:
    """The membership of a place, if there is one."""
    member = place.member
    document = place.shapes.shape(member.read)
    assert document is not None
    read: Raw = {"type": "object", "properties": {place.key: document.properties[place.key]}, "required": [place.key]}
    made = Candidate(place.item.parent, place.item, read=read, member=member)
    for operation, role in place.roles():
        if operation.id not in taken and ROLE_KEY not in operation.extensions:
            made.roles[operation.id] = role
            if role == "join":
                given = {place.joined_by(operation): place.key}
                made.changes[operation.id] = Change(given=given, refuses=documents_conflict(operation))
    made.evidence.append(
        Evidence(f"keeps which {member.noun} belong", "what lets them belong takes nothing but their keys")
    )
    return made if made.has("upsert", "join") and made.has("list") and place.is_sound() else None
