"""Candidates: collections, items and singletons among the paths, with the operations that could serve them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from oagen.blueprint.absence import documents_conflict, refuses_missing
from oagen.blueprint.asked import Asked
from oagen.blueprint.changes import Change, ContentUse, Guard, PropertyUse
from oagen.blueprint.documents import (
    CREATING,
    ENVELOPES,
    Subject,
    answer_media,
    find_document,
    find_documents,
    is_any_object,
    is_json,
    likeness,
    nested_in,
    patch_kind,
    shows_list_of_one,
    structured_media,
)
from oagen.blueprint.exchange import page_headers
from oagen.blueprint.keys import identity_property
from oagen.blueprint.making import RowReference
from oagen.blueprint.model import Evidence, PathKey
from oagen.blueprint.naming import normal, singular, snake, words
from oagen.blueprint.path_table import PathTable
from oagen.blueprint.paths import Path
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.blueprint.singles import is_the_same, single_shown
from oagen.contract.model import Answer, Contract, Operation

# Below this, a request has nothing to do with the document it would change.
_RELATED = 0.3
_ALIKE = 0.5
ROLE_KEY = "x-oagen-role"
_CREATIONS = frozenset({"create", "creates", "add", "adds", "insert", "inserts", "new"})
ID_SUFFIXES = ("id", "uuid", "sid")
# what an operation on an aspect of a row does to the row
_ASPECTS = {"read": "read", "replace": "update", "update": "update", "upsert": "update"}


@dataclass(slots=True)
class Candidate:
    """A resource in the making."""

    collection: Path
    item: Path | None
    singleton: bool = False
    read: Raw = True
    roles: dict[str, str] = field(default_factory=dict)  # operation id → role
    contents: dict[str, ContentUse] = field(default_factory=dict)  # operation id → what it does with a row's bytes
    changes: dict[str, Change] = field(default_factory=dict)  # operation id → what a transition does to a document
    guards: dict[str, Guard] = field(default_factory=dict)  # operation id → the states in which it may be done
    properties: dict[str, PropertyUse] = field(default_factory=dict)  # operation id → what of a row it is about
    through: dict[str, PathKey] = field(default_factory=dict)  # operation id → by what it lists what refers to a row
    references: dict[str, RowReference] = field(default_factory=dict)  # operation id → whose document it gives
    named: dict[str, Asked] = field(default_factory=dict)  # operation id → what names its row, which its path does not
    member: Candidate | None = None  # of a membership: whose documents belong
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def identity(self) -> tuple[str, ...]:
        """The parameters of the item path that are not already in the collection's."""
        if self.item is None:
            return ()
        return self.item.parameters if self.shallow else self.item.parameters[len(self.collection.parameters) :]

    @property
    def shallow(self) -> bool:
        """Whether an item's path has no room for the collection's parameters: `/tasks/{id}`, `/projects/{id}/tasks`."""
        item, above = self.item, len(self.collection.parameters)
        return item is not None and not self.singleton and 0 < len(item.parameters) <= above

    @property
    def noun(self) -> str:
        """What the path calls it."""
        return self.collection.noun

    @property
    def subject(self) -> Subject:
        """What its documents are about."""
        return Subject(self.noun, self.identity)

    def has(self, *roles: str) -> bool:
        """Whether one of the roles is filled."""
        return any(role in self.roles.values() for role in roles)


def find_candidates(contract: Contract, shapes: Shapes) -> list[Candidate]:
    """Every resource that the paths and schemas show, in the order of the document."""
    table = PathTable(contract, shapes)
    found: dict[tuple[str, ...], Candidate] = {}
    for path in table.paths.values():
        for candidate in _proposals(path, table, shapes):
            if candidate.collection.key not in found and _study(candidate, table, shapes):
                found[candidate.collection.key] = candidate
    _give_back_aspects(found, table, shapes)
    return list(found.values())


def _give_back_aspects(found: dict[tuple[str, ...], Candidate], table: PathTable, shapes: Shapes) -> None:
    """What is shown as the row above it is no thing of its own: `/orders/{id}/status` that answers with the order.

    It may be another row of the same kind, though, if the row names one: `/employees/{id}/manager`.
    """
    rows = {candidate.item.key: candidate for candidate in found.values() if candidate.item and not candidate.singleton}
    for key, candidate in list(found.items()):
        row = rows.get(candidate.collection.parent.key) if candidate.singleton else None
        component = shapes.component(candidate.read)
        if row is not None and component and component == shapes.component(row.read):
            if not referring_property(shapes.shape(row.read), candidate.noun):
                done = {o.id for method, o in table.at(candidate.collection).items() if method != "POST"}
                roles = {name: role for name, role in candidate.roles.items() if name in done}  # a POST is an action
                row.roles |= {name: _ASPECTS[role] for name, role in roles.items() if role in _ASPECTS}
            del found[key]


def referring_property(document: Shape | None, noun: str) -> str:
    """The property that names what is called so by its key (`managerId` for `manager`); "" if there is none."""
    wanted = {f"{normal(noun)}{suffix}" for suffix in ID_SUFFIXES}
    return next((name for name in (document.names if document else ()) if normal(name) in wanted), "")


def _proposals(path: Path, table: PathTable, shapes: Shapes) -> Iterator[Candidate]:
    if not path.segments:
        return
    if path.parameter:
        collection = table.collection_of(path)
        if collection.segments and not collection.parameter:
            yield Candidate(collection, path)
    elif "{" not in path.segments[-1] and path.key not in table.have_items:
        methods = table.at(path)
        if "POST" in methods and path.key in table.implied:
            yield Candidate(path, table.implied[path.key])
        elif _is_made_once(path, methods, shapes):
            yield Candidate(path, path, singleton=True)
        if "POST" in methods and "GET" in methods:
            yield Candidate(path, None)
        if "GET" in methods and ("PUT" in methods or "PATCH" in methods):
            yield Candidate(path, path, singleton=True)


def _is_made_once(path: Path, methods: Mapping[str, Operation], shapes: Shapes) -> bool:
    """Whether a path shows one document, which a POST makes."""
    single = Candidate(path, path, singleton=True)
    shown = single_shown(methods, single.subject, shapes)
    if shown is None or methods["GET"].extensions.get(ROLE_KEY, "read") != "read":
        return False
    return _makes(replace(single, read=shown), methods["POST"], shapes)


def _makes_single(candidate: Candidate, methods: Mapping[str, Operation], shapes: Shapes) -> bool:
    """Whether something other than a first change makes what there is but one of."""
    return "PUT" in methods or ("POST" in methods and _makes(candidate, methods["POST"], shapes))


def _makes(candidate: Candidate, operation: Operation, shapes: Shapes) -> bool:
    """Whether a POST makes what there is but one of: it takes or gives its document, and gives nothing else."""
    answer = _answer(operation)
    shown = _answered_document(operation, shapes, candidate.subject)
    gives = is_the_same(shown, candidate.read, shapes) if shown is not None else not (answer and answer.media)
    return gives and _resembles(candidate, operation, shapes)


def _study(candidate: Candidate, table: PathTable, shapes: Shapes) -> bool:
    """Give every operation of the two paths its role; False when that makes no resource."""
    on_collection = {} if candidate.singleton else dict(table.at(candidate.collection))
    elsewhere = table.at(table.flat.get(candidate.collection.key)) if candidate.shallow else {}
    on_item = dict(table.at(candidate.item))
    read = _read_schema(candidate, on_collection, on_item, shapes)
    shape = shapes.shape(read) if read is not None else None
    if read is None or shape is None or not shape.properties:
        return False
    candidate.read = read
    if candidate.item and not on_item and not _tells_its_key(candidate, shape, shapes):
        return False
    listed = [operation for method, operation in elsewhere.items() if method == "GET"]
    for operation in (*on_collection.values(), *listed):
        _assign(candidate, operation, _collection_role(candidate, operation, shapes))
    # what is there but once, and only changed, is made by its first change
    creatable = _makes_single(candidate, on_item, shapes) if candidate.singleton else candidate.has("create")
    for operation in on_item.values():
        _assign(candidate, operation, _item_role(candidate, operation, shapes, creatable=creatable))
    reading = on_item.get("GET")
    if reading and candidate.has("delete", "replace") and shows_list_of_one(reading, candidate.read, shapes):
        _assign(candidate, reading, "read")
    for operations in (on_collection, on_item):
        _assign_head(candidate, operations, shapes)
    return _is_kept(candidate)


def _tells_its_key(candidate: Candidate, shape: Shape, shapes: Shapes) -> bool:
    """Whether a document shows by which key its row is found."""
    name = singular(snake(candidate.noun))
    return all(identity_property(shapes, parameter, True, name, shape) for parameter in candidate.identity)


def _assign_head(candidate: Candidate, operations: Mapping[str, Operation], shapes: Shapes) -> None:
    """Give a HEAD the role of the GET beside it: it tells the same, without content."""
    head, get = operations.get("HEAD"), operations.get("GET")
    role = candidate.roles.get(get.id, "") if get else ""
    if head and (role == "read" or (role == "list" and page_headers(head, shapes))):
        _assign(candidate, head, role)


def _assign(candidate: Candidate, operation: Operation, role: str) -> None:
    chosen = operation.extensions.get(ROLE_KEY)
    role = chosen if isinstance(chosen, str) else role
    if role and role != "custom":
        candidate.roles[operation.id] = role


def _read_schema(
    candidate: Candidate, on_collection: Mapping[str, Operation], on_item: Mapping[str, Operation], shapes: Shapes
) -> Raw | None:
    """The schema that shows the resource best: of its item, else of a list's items, else of a creation.

    An item may be shown in several forms (itself, or an envelope around it): it is the one that others show too, or
    else the only one with an identity.
    """
    shown = list(_shown(candidate, on_collection, on_item, shapes))
    if shown:
        forms = shapes.alternatives(shown[0])
        plain = {shapes.component(raw) for raw in shown[1:]} - {""}
        own = [form for form in forms if shapes.component(form) in plain]
        own = own or [form for form in forms if _shows_identity(candidate, shapes.shape(form))]
        return own[0] if len(own) == 1 else shown[0]
    body = structured_media(on_collection["POST"].body) if "POST" in on_collection else None
    place_of_body = find_document(shapes, body.schema.raw, candidate.subject) if body and body.schema else None
    return place_of_body.schema if place_of_body else None


def _shows_identity(candidate: Candidate, shape: Shape | None) -> bool:
    return shape is not None and any(normal(name) in candidate.subject.identities for name in shape.names)


def _shown(
    candidate: Candidate, on_collection: Mapping[str, Operation], on_item: Mapping[str, Operation], shapes: Shapes
) -> Iterator[Raw]:
    """What answers show of the resource, the best first."""
    subject, reading = candidate.subject, on_item.get("GET")
    listed = answer_media(_answer(on_collection.get("GET")))
    of_list = find_documents(shapes, listed.schema.raw, subject) if listed and listed.schema else None
    if of_list and reading and shows_list_of_one(reading, of_list.schema, shapes):
        yield of_list.schema
    for method in ("GET", "PUT", "PATCH", "POST"):
        place = _answered_document(on_item.get(method), shapes, subject)
        if place is not None and (method == "GET" or not candidate.singleton):
            yield place
    if of_list and shapes.shape(of_list.schema):
        yield of_list.schema
    created = _answered_document(on_collection.get("POST"), shapes, subject)
    if created is not None:
        yield created


def _answered_document(operation: Operation | None, shapes: Shapes, subject: Subject) -> Raw | None:
    media = answer_media(_answer(operation))
    place = find_document(shapes, media.schema.raw, subject, shown=True) if media and media.schema else None
    shape = shapes.shape(place.schema) if place else None
    return place.schema if place and shape and shape.properties else None


def _answer(operation: Operation | None) -> Answer | None:
    return operation.answers[0] if operation and operation.answers else None


def _collection_role(candidate: Candidate, operation: Operation, shapes: Shapes) -> str:
    if operation.method == "POST" or (operation.method == "PUT" and _says_it_creates(operation)):
        if not gives_document(candidate, operation, shapes) and takes_documents(candidate, operation, shapes):
            return "create_many"
        return "create" if _resembles(candidate, operation, shapes) else ""
    if operation.method == "GET":
        shown = _answered_document(operation, shapes, candidate.subject)
        one = shown is not None and likeness(shapes, shown, candidate.read) >= _ALIKE
        return "list" if one or lists(candidate, operation, shapes) else ""
    return "clear" if operation.method == "DELETE" else ""


def _says_it_creates(operation: Operation) -> bool:
    """Whether the first word of what an operation is called says that it makes something."""
    said = [*words(operation.id)[:1], *words(operation.summary)[:1]]
    return not _CREATIONS.isdisjoint(said)


def _item_role(candidate: Candidate, operation: Operation, shapes: Shapes, *, creatable: bool) -> str:
    method = operation.method
    if method == "GET":
        place = _answered_document(operation, shapes, candidate.subject)
        return "read" if place is not None and likeness(shapes, place, candidate.read) >= _ALIKE else ""
    if method == "DELETE":
        return "delete"
    takes_document = gives_document(candidate, operation, shapes, listed=True)
    if method == "PUT" and takes_document:
        makes_new = {answer.status for answer in operation.answers} >= {200, 201}
        creates = candidate.singleton or makes_new or not creatable or _keys_are_free(candidate, operation, shapes)
        return "upsert" if creates else "replace"
    if (
        method == "PATCH"
        and takes_document
        and candidate.singleton
        and not creatable
        and not patch_kind(shapes, operation.body)
    ):
        return "upsert"
    takes_any = not candidate.singleton and is_any_object(shapes, operation.body)
    if method == "PATCH" and (takes_document or takes_any or _takes_operations(candidate, operation, shapes)):
        return "update"
    if method == "POST" and candidate.singleton:
        makes = _makes(candidate, operation, shapes)
        return ("create" if documents_conflict(operation) else "upsert") if makes else ""
    return "update" if method == "POST" and takes_document else ""


def _takes_operations(candidate: Candidate, operation: Operation, shapes: Shapes) -> bool:
    """Whether an operation takes a JSON Patch of the resource's document itself."""
    if patch_kind(shapes, operation.body) != "operations":
        return False
    shown = answer_media(_answer(operation))
    if shown is None or shown.schema is None:
        return True
    place = find_document(shapes, shown.schema.raw, candidate.subject)
    return place is not None and not place.wrapper


def _keys_are_free(candidate: Candidate, operation: Operation, shapes: Shapes) -> bool:
    """Whether a PUT may make a row under any key: nothing else is documented, and documents may show such keys."""
    read = shapes.shape(candidate.read)
    if refuses_missing(operation) or read is None or candidate.singleton:
        return False
    for parameter in operation.parameters:
        if parameter.location == "path" and parameter.name in candidate.identity:
            raw = parameter.schema.raw
            shown = identity_property(shapes, parameter.name, raw, singular(snake(candidate.noun)), read)
            if not shown or not _spells(shapes, raw, read.properties[shown]):
                return False
    return True


def _spells(shapes: Shapes, raw: Raw, shown: Raw) -> bool:
    """Whether documents may show every key that a path parameter admits; text that spells no integer is refused."""
    return shapes.compatible(raw, shown) or (shapes.types(raw), shapes.types(shown)) == (
        frozenset({"string"}),
        frozenset({"integer"}),
    )


def lists(candidate: Candidate, operation: Operation, shapes: Shapes) -> bool:
    """Whether an operation answers with documents of the resource."""
    media = answer_media(_answer(operation))
    place = find_documents(shapes, media.schema.raw, candidate.subject) if media and media.schema else None
    return place is not None and likeness(shapes, place.schema, candidate.read) >= _ALIKE


def lists_the_same(candidate: Candidate, operation: Operation, shapes: Shapes) -> bool:
    """Whether an operation answers with documents of the very schema that shows the resource."""
    media = answer_media(_answer(operation))
    place = find_documents(shapes, media.schema.raw, candidate.subject) if media and media.schema else None
    component = shapes.component(candidate.read)
    return place is not None and bool(component) and shapes.component(place.schema) == component


def answers_with(candidate: Candidate, operation: Operation, shapes: Shapes) -> bool:
    """Whether an operation answers with a document of the resource, or with nothing."""
    answer = _answer(operation)
    if answer is None or not answer.media:
        return True
    shown = _answered_document(operation, shapes, candidate.subject)
    return shown is not None and likeness(shapes, shown, candidate.read) >= _ALIKE


def shows_the_same(candidate: Candidate, operation: Operation, shapes: Shapes) -> bool:
    """Whether an operation answers with a document of the very schema that shows the resource."""
    shown = _answered_document(operation, shapes, candidate.subject)
    component = shapes.component(candidate.read)
    return shown is not None and bool(component) and shapes.component(shown) == component


def takes_documents(candidate: Candidate, operation: Operation, shapes: Shapes) -> bool:
    """Whether an operation takes a list of the resource's documents, and nothing else that says something."""
    media = structured_media(operation.body)
    place = find_documents(shapes, media.schema.raw, candidate.subject) if media and media.schema else None
    if media is None or media.schema is None or place is None or not is_json(media.name):
        return False
    raw = media.schema.raw
    for name in place.wrapper:
        shape = shapes.shape(raw)
        if shape is None or any(normal(other) not in ENVELOPES for other in shape.names - {name}):
            return False
        raw = shape.properties[name]
    return likeness(shapes, place.schema, candidate.read) >= _ALIKE


def _resembles(candidate: Candidate, operation: Operation, shapes: Shapes) -> bool:
    """Whether a request, or else its answer, is about the resource's document."""
    body = structured_media(operation.body)
    if operation.body and (body is None or body.schema is None):
        return False
    if body and body.schema and find_document(shapes, body.schema.raw, candidate.subject) is None:
        return False
    if gives_document(candidate, operation, shapes):
        return True
    shown = _answered_document(operation, shapes, candidate.subject)
    return shown is not None and likeness(shapes, shown, candidate.read) >= _ALIKE


def gives_document(candidate: Candidate, operation: Operation, shapes: Shapes, *, listed: bool = False) -> bool:
    """Whether a request brings the resource's document; `listed`, if it may stand alone in a list."""
    body = structured_media(operation.body)
    place = find_document(shapes, body.schema.raw, candidate.subject, listed=listed) if body and body.schema else None
    if place is None:
        return False
    is_related = likeness(shapes, place.schema, candidate.read) >= _RELATED
    return is_related or bool(nested_in(shapes, place.schema, candidate.read))


def _is_kept(candidate: Candidate) -> bool:
    """Whether documents can come to be there: created, put, or seeded where a list leads to them."""
    if candidate.has(*CREATING):
        return True
    seedable = not candidate.collection.parameters and candidate.has("list")
    return seedable and candidate.has("read", "delete")
