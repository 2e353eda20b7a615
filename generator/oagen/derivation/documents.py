"""The schemas of the derived contract: each entity as its resource shows it, and what changes of it look like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from oagen.derivation.identities import key_names
from oagen.derivation.model import Bond, Entity, Relation
from oagen.derivation.reading import PREFIX, Raw, Reader, reference_to
from oagen.derivation.relations import parents_of
from oagen.document import names
from oagen.document.grammar import OPENAPI, Form, walk
from oagen.document.pointers import split
from oagen.english import normal

_CHILDREN = OPENAPI["schema"]
_BRANCHES = ("allOf", "oneOf", "anyOf")
_NOT_OF_A_KEY = ("readOnly", "title", "description", "default", "examples", "example", "deprecated")
_BOUNDS = ("minItems", "maxItems", "uniqueItems")
_EXAMPLES = ("examples", "example", "default")
_TIMES = frozenset(
    f"{stem}{suffix}"
    for stem in ("created", "updated", "modified", "lastmodified", "lastupdated")
    for suffix in ("", "at", "on", "date", "time")
)


def is_server_time(reader: Reader, name: str, raw: Raw) -> bool:
    """Whether a property is an instant that the server knows and clients do not."""
    return normal(name) in _TIMES and reader.says(raw, "format") == "date-time"


class Documents:
    """Writes the components of the derived contract.

    A schema that is, or is part of, an entity's document has two forms: that of the resource, where keys stand for
    other entities and the identity is the server's, and as authored, for wherever it is held as a mere value.
    """

    def __init__(self, reader: Reader, entities: Mapping[str, Entity], relations: Iterable[Relation]) -> None:
        self._reader = reader
        self._entities = entities
        self._relations = {(relation.owner, relation.property): relation for relation in relations}
        self._parents = parents_of(self._relations.values())
        self._owners: dict[str, list[Entity]] = {}  # component → the entities whose document it is a part of
        for entity in entities.values():
            for part in entity.view.parts:
                self._owners.setdefault(part, []).append(entity)
        self._embedded: dict[str, str] = {}

    def components(self, wanted: Mapping[str, Raw]) -> dict[str, Raw]:
        """The schemas of all entities, `wanted` ones that were made for them, and whatever these refer to."""
        made: dict[str, Raw] = dict(wanted)
        pending = list(dict.fromkeys([*self._entities, *(t for raw in wanted.values() for t in _targets(raw))]))
        while pending:
            name = pending.pop()
            if name in made:
                continue
            made[name] = self._component(name)
            pending.extend(target for target in _targets(made[name]) if target not in made)
        order = {name: place for place, name in enumerate(self._reader.components)}
        return dict(sorted(made.items(), key=lambda item: order.get(self._source(item[0]), len(order))))

    def property(self, entity: Entity, name: str) -> tuple[str, Raw] | None:
        """A property of a resource's document, as (name, schema); None for one that is left to the paths."""
        raw = entity.view.properties[name]
        return self._property(name, raw, [entity])

    def patch(self, entity: Entity) -> dict[str, Any] | None:
        """What a change of some properties looks like; None where the schema does not judge them one by one."""
        if entity.view.wide:
            return None
        properties = dict(filter(None, (self.property(entity, name) for name in entity.view.properties)))
        changeable = {
            name: raw
            for name, raw in properties.items()
            if self._reader.says(raw, "readOnly") is not True and name != entity.identity.property
        }
        if not changeable:
            return None
        description = f"Any of the properties that may change of {entity.noun.replace('_', ' ')}."
        schema: dict[str, Any] = {"type": "object", "description": description, "minProperties": 1}
        schema["properties"] = changeable
        if entity.view.closed:
            schema["additionalProperties"] = False
        return schema

    def _source(self, name: str) -> str:
        return next((own for own, embedded in self._embedded.items() if embedded == name), name)

    def _component(self, name: str) -> Raw:
        source = self._source(name)
        raw = self._reader.components[source]
        if source != name or source not in self._owners:
            return self._value(raw)
        document = self._document(raw, self._owners[source])
        entity = self._entities.get(source)
        return self._completed(document, entity) if entity and isinstance(document, dict) else document

    def _completed(self, document: dict[str, Any], entity: Entity) -> dict[str, Any]:
        """An entity's document is an object, and always shows its identity."""
        document = {"type": "object"} | {key: value for key, value in document.items() if key != "type"}
        identity = entity.identity.property
        if entity.identity.added:
            document["properties"] = {identity: entity.identity.schema} | document.get("properties", {})
        if identity not in (*entity.view.required, *document.get("required", [])):
            document["required"] = [identity, *document.get("required", [])]
        return self._declared(document, [entity])

    def _document(self, raw: Raw, owners: list[Entity]) -> Raw:
        """A schema that is part of a resource's document."""
        if not isinstance(raw, Mapping):
            return raw
        written: dict[str, Any] = {}
        for key, value in raw.items():
            if key in _BRANCHES and isinstance(value, list):
                written[key] = [self._document(branch, owners) for branch in value]
            elif key == "properties" and isinstance(value, dict):
                written[key] = dict(filter(None, (self._property(name, item, owners) for name, item in value.items())))
            elif key == "required":
                written[key] = self._required(value, owners)
            elif key == "$ref":
                written[key] = value
            else:
                written[key] = self._child(key, value)
        if any((owner.name, name) in self._relations for owner in owners for name in raw.get("properties", ())):
            written = {key: value for key, value in written.items() if key not in _EXAMPLES}
        if not written.get("required", True):
            del written["required"]
        return self._declared(written, owners)

    def _declared(self, document: dict[str, Any], owners: list[Entity]) -> dict[str, Any]:
        """Say beside a `required` that a property of the server is one, if only another part says so.

        Readers of a request take such properties out of a `required`, but look for them beside it.
        """
        properties = document.get("properties", {})
        missing = [n for n in document.get("required", []) if n not in properties and self._is_of_server(n, owners)]
        return (
            document | {"properties": {**properties, **{name: {"readOnly": True} for name in missing}}}
            if missing
            else document
        )

    def _is_of_server(self, name: str, owners: list[Entity]) -> bool:
        """Whether the server, or the path, says a property of a resource's document."""
        raws = [owner.view.properties[name] for owner in owners if name in owner.view.properties]
        is_identity = any(name == owner.identity.property and not owner.identity.given for owner in owners)
        return (
            is_identity
            or self._is_key_of_parent(name, owners)
            or any(is_server_time(self._reader, name, raw) for raw in raws)
        )

    def _property(self, name: str, raw: Raw, owners: list[Entity]) -> tuple[str, Raw] | None:
        relation = next((r for owner in owners if (r := self._relations.get((owner.name, name)))), None)
        if relation:
            if not relation.key or any(relation.key in owner.view.properties for owner in owners):
                return None
            return relation.key, self._key(relation, raw)
        value = self._value(raw)
        if is_server_time(self._reader, name, raw) or self._is_of_server(name, owners):
            value = ({} if value is True else dict(value)) | {"readOnly": True} if value is not False else value
        return name, value

    def _is_key_of_parent(self, name: str, owners: list[Entity]) -> bool:
        """Whether the path says a property: `orderId` of what lies below an order."""
        above = [self._parents[owner.name] for owner in owners if owner.name in self._parents]
        return any(normal(name) in key_names(parent, self._entities[parent].identity.property) for parent in above)

    def _key(self, relation: Relation, raw: Raw) -> Raw:
        """The key, or the keys, of what a property holds."""
        target = self._entities[relation.target]
        schema = target.identity.schema
        key: dict[str, Any] = dict(schema) if isinstance(schema, Mapping) else {}
        key = {word: value for word, value in key.items() if word not in _NOT_OF_A_KEY}
        described = raw.get("description") if isinstance(raw, Mapping) else None
        about = {"description": described} if described else {}
        if relation.bond is Bond.REFERENCES:
            said = {word: self._reader.says(raw, word) for word in _BOUNDS}
            bounds = {word: value for word, value in said.items() if value is not None}
            return {"type": "array", **about, "items": key, **bounds}
        if self._reader.is_nullable(raw):
            return {**about, "anyOf": [key, {"type": "null"}]}
        return {**about, **key}

    def _required(self, value: Any, owners: list[Entity]) -> list[str]:
        required = []
        for name in value:
            relation = next((r for owner in owners if (r := self._relations.get((owner.name, name)))), None)
            if relation is None:
                required.append(name)
            elif relation.key and relation.enforceable and relation.key not in value:
                required.append(relation.key)
        return required

    def _value(self, raw: Raw) -> Raw:
        """A schema of something that is held: as authored, but for the names of schemas with two forms."""
        if not isinstance(raw, Mapping):
            return raw
        return {key: self._child(key, value) for key, value in raw.items()}

    def _child(self, key: str, value: Any) -> Any:
        form, _ = _CHILDREN.get(key, (None, ""))
        if key == "$ref" and isinstance(value, str):
            return reference_to(self._held(split("/" + value.removeprefix(PREFIX))[0]))["$ref"]
        if form is None:
            return value
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if isinstance(value, dict) and form is Form.NAMED:
            return {name: self._value(item) for name, item in value.items()}
        return self._value(value)

    def _held(self, name: str) -> str:
        """The component that shows a schema where it is held as a value."""
        if name not in self._owners:
            return name
        if name not in self._embedded:
            taken = {*self._reader.components, *self._embedded.values()}
            self._embedded[name] = names.unused(f"Embedded{name}", taken)
        return self._embedded[name]


def _targets(raw: Raw) -> list[str]:
    return [
        split("/" + node.value["$ref"].removeprefix(PREFIX))[0]
        for node in walk(raw, OPENAPI, "schema")
        if isinstance(node.value, dict) and isinstance(node.value.get("$ref"), str)
    ]
