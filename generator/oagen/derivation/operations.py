"""The paths of the derived contract: create, list, read, replace, change and delete, for every entity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oagen.derivation.documents import Documents
from oagen.derivation.filters import Filters
from oagen.derivation.model import Entity, Relation
from oagen.derivation.reading import Raw, Reader, reference_to
from oagen.derivation.relations import named_keys, parents_of
from oagen.document import names
from oagen.english import normal, plural, words

PROBLEM = "application/problem+json"
_NOT_OF_A_KEY = ("readOnly", "title", "default", "deprecated")


class Operations:
    """Writes the path items, and the schemas that only they need."""

    def __init__(
        self, entities: Mapping[str, Entity], relations: list[Relation], reader: Reader, documents: Documents
    ) -> None:
        self._entities = entities
        self._relations = relations
        self._reader = reader
        self._documents = documents
        self._parents = parents_of(relations)
        named = {target.name for entity in entities.values() for target in named_keys(entity, entities).values()}
        self._referenced = named | {relation.target for relation in relations} | set(self._parents.values())
        self.snake = sum("_" in n for e in entities.values() for n in e.view.properties) * 2 > len(entities)
        self.segments = self._segments()
        self.schemas: dict[str, Raw] = {}

    def paths(self) -> dict[str, Any]:
        """All path items, in the order of the entities."""
        made: dict[str, Any] = {}
        for entity in self._entities.values():
            collection = self._collection(entity)
            made[collection] = self._above(entity) | {"get": self._list(entity), "post": self._create(entity)}
            item: dict[str, Any] = {"parameters": self._path_parameters(entity)}
            item |= {"get": self._read(entity), "put": self._replace(entity)}
            if patch := self._documents.patch(entity):
                item["patch"] = self._update(entity, self._schema(f"{entity.name}Patch", patch))
            item["delete"] = self._delete(entity)
            made[f"{collection}/{{{self._parameter(entity)}}}"] = item
        return made

    def tag(self, entity: Entity) -> str:
        """The tag of an entity's operations."""
        return self.segments[entity.name]

    def _list(self, entity: Entity) -> dict[str, Any]:
        parameters = Filters(entity, self._reader, self._documents, self._keys(entity)).parameters()
        page = self._schema(f"{entity.name}Page", _page(entity))
        many = _spoken(plural(entity.noun))
        operation = self._operation(entity, "list", plural(entity.noun), f"List {many}")
        operation["parameters"] = [parameter for parameter in parameters if not self._is_in_path(entity, parameter)]
        operation["responses"] = {"200": _answer(f"A page of {many}.", page)} | self._refusals(entity, below=True)
        return operation

    def _create(self, entity: Entity) -> dict[str, Any]:
        operation = self._operation(entity, "create", entity.noun, f"Create {_a(entity)}")
        created = _answer(f"The new {_spoken(entity.noun)}.", reference_to(entity.name))
        location = {"description": "Where it is.", "schema": {"type": "string", "format": "uri-reference"}}
        operation["requestBody"] = _body(reference_to(entity.name))
        operation["responses"] = {"201": {**created, "headers": {"Location": location}}}
        operation["responses"] |= self._refusals(entity, below=True, conflict=self._may_conflict(entity))
        return operation

    def _read(self, entity: Entity) -> dict[str, Any]:
        operation = self._operation(entity, "get", entity.noun, f"Read {_a(entity)}")
        operation["responses"] = self._shown(entity) | self._refusals(entity)
        return operation

    def _replace(self, entity: Entity) -> dict[str, Any]:
        operation = self._operation(entity, "replace", entity.noun, f"Replace {_a(entity)}")
        operation["requestBody"] = _body(reference_to(entity.name))
        refusals = self._refusals(entity, conflict=self._may_conflict(entity))
        operation["responses"] = self._shown(entity) | refusals
        return operation

    def _update(self, entity: Entity, schema: Raw) -> dict[str, Any]:
        operation = self._operation(entity, "update", entity.noun, f"Change some properties of {_a(entity)}")
        operation["requestBody"] = _body(schema)
        refusals = self._refusals(entity, conflict=self._may_conflict(entity))
        operation["responses"] = self._shown(entity) | refusals
        return operation

    def _delete(self, entity: Entity) -> dict[str, Any]:
        operation = self._operation(entity, "delete", entity.noun, f"Delete {_a(entity)}")
        gone = {"204": {"description": f"The {_spoken(entity.noun)} is gone."}}
        operation["responses"] = gone | self._refusals(entity, conflict=entity.name in self._referenced)
        return operation

    def _operation(self, entity: Entity, verb: str, noun: str, summary: str) -> dict[str, Any]:
        name = verb + "".join(word.capitalize() for word in noun.split("_"))
        return {"operationId": name, "tags": [self.tag(entity)], "summary": summary}

    def _shown(self, entity: Entity) -> dict[str, Any]:
        return {"200": _answer(f"The {_spoken(entity.noun)}.", reference_to(entity.name))}

    def _refusals(self, entity: Entity, *, below: bool = False, conflict: bool = False) -> dict[str, Any]:
        """`below`: what may be missing is not the entity, but what it lies below."""
        statuses = {"404": not below or entity.name in self._parents, "409": conflict, "422": True}
        return {status: {"$ref": f"#/components/responses/{REFUSALS[status][0]}"} for status, is_there in
                statuses.items() if is_there}  # fmt: skip

    def _may_conflict(self, entity: Entity) -> bool:
        """Whether clients give keys that may be taken.

        Other conflicts are left to the completion: a documented one says that emails and the like are unique, too.
        """
        return entity.identity.given

    def _keys(self, entity: Entity) -> set[str]:
        """The properties that hold keys of other entities."""
        held = {relation.key for relation in self._relations if relation.owner == entity.name and relation.key}
        return held | set(named_keys(entity, self._entities))

    def _schema(self, name: str, schema: Raw) -> dict[str, str]:
        name = names.unused(name, {*self._reader.components, *self.schemas})
        self.schemas[name] = schema
        return reference_to(name)

    def _segments(self) -> dict[str, str]:
        segments: dict[str, str] = {}
        for entity in self._entities.values():
            wanted = entity.collection or plural(entity.noun).replace("_", "-")
            segments[entity.name] = names.unused(wanted, set(segments.values()))
        return segments

    def _collection(self, entity: Entity) -> str:
        parent = self._parents.get(entity.name)
        above = self._entities[parent] if parent else None
        start = f"{self._collection(above)}/{{{self._parameter(above)}}}" if above else ""
        return f"{start}/{self.segments[entity.name]}"

    def _parameter(self, entity: Entity) -> str:
        """What paths call the key of an entity: `orderId`, or `isbn`."""
        identity = entity.identity.property
        if not entity.identity.natural and normal(identity) in ("id", "uuid", "guid", "uid", "resourceid"):
            parts = [*entity.noun.split("_"), words(identity)[-1]]
            return "_".join(parts) if self.snake else parts[0] + "".join(part.capitalize() for part in parts[1:])
        parent = self._parents.get(entity.name)
        above = self._parameter(self._entities[parent]) if parent else ""
        return names.legal(identity if identity != above else f"{entity.noun}_{identity}")

    def _path_parameters(self, entity: Entity) -> list[dict[str, Any]]:
        schema = entity.identity.schema
        kept = {k: v for k, v in schema.items() if k not in _NOT_OF_A_KEY} if isinstance(schema, Mapping) else {}
        described = kept.pop("description", "")
        own = {"name": self._parameter(entity), "in": "path", "required": True}
        own["description"] = described or f"Identity of the {_spoken(entity.noun)}."
        return [*self._above(entity).get("parameters", []), {**own, "schema": kept}]

    def _above(self, entity: Entity) -> dict[str, Any]:
        parent = self._parents.get(entity.name)
        return {"parameters": self._path_parameters(self._entities[parent])} if parent else {}

    def _is_in_path(self, entity: Entity, parameter: Mapping[str, Any]) -> bool:
        return any(parameter.get("name") == above["name"] for above in self._above(entity).get("parameters", []))


REFUSALS = {
    "404": ("NotFound", "There is no such thing."),
    "409": ("Conflict", "It is at odds with what is there."),
    "422": ("Invalid", "The request does not keep to this contract."),
}


def refusals(problem: str) -> dict[str, Any]:
    """The shared responses that refuse a request."""
    content = {PROBLEM: {"schema": reference_to(problem)}}
    return {name: {"description": description, "content": content} for name, description in REFUSALS.values()}


def _page(entity: Entity) -> dict[str, Any]:
    number = {"type": "integer", "minimum": 0}
    properties = {
        "items": {"type": "array", "items": reference_to(entity.name)},
        "total": {**number, "description": "How many there are in all."},
        "limit": {**number, "description": "The most that this page could hold."},
        "offset": {**number, "description": "How many were skipped."},
    }
    description = f"A page of {_spoken(plural(entity.noun))}."
    return {"type": "object", "description": description, "required": list(properties), "properties": properties}


def _answer(description: str, schema: Raw) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _body(schema: Raw) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _spoken(noun: str) -> str:
    return noun.replace("_", " ")


def _a(entity: Entity) -> str:
    noun = _spoken(entity.noun)
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"
