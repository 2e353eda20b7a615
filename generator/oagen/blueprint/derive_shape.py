"""What a schema says about one value once its references and `allOf` parts are laid together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from oagen.contract.model import JSON

_PREFIX = "#/components/schemas/"
# Keywords that say something about the schema, nothing about the value.
ANNOTATIONS = frozenset(
    "title description default example examples deprecated readOnly writeOnly xml externalDocs discriminator "
    "$comment nullable".split()
)
_MAPS_OF_SCHEMAS = frozenset({"properties", "patternProperties", "dependentSchemas"})
_SCHEMAS = frozenset("items prefixItems additionalProperties allOf anyOf oneOf not if then else contains".split())
_SHAPING = frozenset("$ref allOf anyOf oneOf type properties items enum const additionalProperties".split())
_DECLARING = (_SHAPING | {"required"}) - {"$ref", "allOf", "type"}
_TYPES_OF_VALUES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
JSON_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")

Raw = Mapping[str, Any]


@dataclass(slots=True)
class Shape:
    """A schema without references at its top. `types` is None when any type will do."""

    types: frozenset[str] | None = None
    enum: list[JSON] | None = None
    properties: dict[str, list[JSON]] = field(default_factory=dict)  # every schema that holds for a property
    required: dict[str, None] = field(default_factory=dict)
    closed: bool = False
    additional: JSON = None  # schema of the properties without a name
    patterns: list[JSON] = field(default_factory=list)  # schemas of `patternProperties`
    items: JSON = None
    unions: list[list[JSON]] = field(default_factory=list)  # branches of each `anyOf` and `oneOf`
    keywords: dict[str, JSON] = field(default_factory=dict)  # the others, annotations included

    @property
    def nullable(self) -> bool:
        """Whether null is among the values that it names."""
        return self.types is not None and "null" in self.types and (self.enum is None or None in self.enum)

    @property
    def is_class(self) -> bool:
        """Whether it is an object with properties that it names, or null."""
        is_object = self.types is not None and {"object"} <= self.types <= {"object", "null"}
        return is_object and self.enum is None and bool(self.properties)


@dataclass(frozen=True, slots=True)
class Components:
    """The schemas that references point to."""

    schemas: Mapping[str, JSON]
    draft4: bool = False  # before 3.1: what stands beside a `$ref` does not count, and `const` is no keyword

    def reference(self, schema: JSON) -> str | None:
        """The one component that a schema refers to, if all it adds are annotations and restrictions."""
        if not isinstance(schema, Mapping):
            return None
        own = _target(schema["$ref"]) if isinstance(schema.get("$ref"), str) else None
        if self.draft4 and own is not None:
            return own
        if _DECLARING & schema.keys():
            return None
        found = {own} - {None}
        for member in schema.get("allOf") or ():
            name = self.reference(member)
            if name is None and not (isinstance(member, Mapping) and not {*_DECLARING, "allOf"} & member.keys()):
                return None
            found |= {name} - {None}
        return found.pop() if len(found) == 1 else None

    def shape(self, schema: JSON) -> Shape:
        """Lay everything together that holds for a value of `schema`."""
        shape = Shape()
        for part in self._parts(schema, ()):
            _add(shape, {key: value for key, value in part.items() if key != "const"} if self.draft4 else part)
        if shape.types is None and shape.enum is not None:
            # an integer among the values may be written with a fraction of zero, whatever the dialect
            types = frozenset(json_type(value) for value in shape.enum)
            shape.types = types - {"integer"} | {"number"} if "integer" in types else types
        return shape

    def hides(self, schema: JSON, direction: str) -> bool:
        """Whether a property with this schema does not stand in a request (readOnly) or a response (writeOnly)."""
        flag = "readOnly" if direction == "request" else "writeOnly"
        waiting, seen = [schema], set()
        while waiting:
            node = waiting.pop()
            if not isinstance(node, Mapping) or id(node) in seen:
                continue
            seen.add(id(node))
            if node.get(flag):
                return True
            if isinstance(pointer := node.get("$ref"), str):
                waiting.append(self.schemas.get(_target(pointer)))
            waiting += node.get("allOf") or ()
            for name in ("anyOf", "oneOf"):
                variants = [variant for variant in node.get(name) or () if variant != {"type": "null"}]
                waiting += variants if len(variants) == 1 else ()
        return False

    def _parts(self, schema: JSON, seen: tuple[str, ...]) -> Iterator[Raw]:
        """The schemas that hold together, references first: what stands beside one has the last word on annotations."""
        if not isinstance(schema, Mapping):
            return
        if isinstance(pointer := schema.get("$ref"), str):
            if (name := _target(pointer)) not in seen:
                for part in self._parts(self.schemas.get(name, True), (*seen, name)):
                    yield {key: value for key, value in part.items() if key not in ("title", "description")}
            if self.draft4:
                yield {key: value for key, value in schema.items() if key in ANNOTATIONS}
                return
        if isinstance(members := schema.get("allOf"), list):
            for member in members:
                yield from self._parts(member, seen)
        yield schema


def two_faced(schemas: Mapping[str, JSON]) -> frozenset[str]:
    """The components that requests and responses show differently, be it through a reference."""
    users: dict[str, list[str]] = {}
    for name, schema in schemas.items():
        for used in references(schema):
            users.setdefault(used, []).append(name)
    found = {name for name, schema in schemas.items() if _has_one_way_properties(schema)}
    waiting = list(found)
    while waiting:
        fresh = set(users.get(waiting.pop(), ())) - found
        found |= fresh
        waiting += fresh
    return frozenset(found)


def _has_one_way_properties(schema: JSON) -> bool:
    return any(part.get(flag) for part in schemas_within(schema) for flag in ("readOnly", "writeOnly"))


def only_restricts(schema: JSON) -> bool:
    """Whether a schema names no type and no property: all it can do is to refuse values."""
    return not isinstance(schema, Mapping) or not _SHAPING & schema.keys()


def schemas_within(schema: JSON) -> Iterator[Raw]:
    """A schema and all schemas written inside it; references are not followed."""
    if not isinstance(schema, Mapping):
        return
    yield schema
    for name in _MAPS_OF_SCHEMAS & schema.keys():
        for member in schema[name].values() if isinstance(schema[name], Mapping) else ():
            yield from schemas_within(member)
    for name in _SCHEMAS & schema.keys():
        for member in schema[name] if isinstance(schema[name], list) else [schema[name]]:
            yield from schemas_within(member)


def references(schema: JSON) -> set[str]:
    """The components that a schema names anywhere."""
    pointers = (part.get("$ref") for part in schemas_within(schema))
    return {_target(pointer) for pointer in pointers if isinstance(pointer, str)}


def json_type(value: JSON) -> str:
    """The JSON type of a value; a whole float is an integer."""
    if isinstance(value, float) and value.is_integer():
        return "integer"
    return "null" if value is None else _TYPES_OF_VALUES[type(value)]


def _target(pointer: str) -> str:
    return unquote(pointer.removeprefix(_PREFIX)).replace("~1", "/").replace("~0", "~")


def _add(shape: Shape, part: Raw) -> None:
    if (types := _types(part)) is not None:
        shape.types = types if shape.types is None else _common(shape.types, types)
    if (values := _values(part)) is not None:
        shape.enum = values if shape.enum is None else [value for value in shape.enum if value in values] or values
    if isinstance(properties := part.get("properties"), Mapping):
        for name, schema in properties.items():
            shape.properties.setdefault(name, []).append(schema)
    if isinstance(required := part.get("required"), list):
        shape.required.update(dict.fromkeys(required))
    if isinstance(patterns := part.get("patternProperties"), Mapping):
        shape.patterns += patterns.values()
    if (additional := part.get("additionalProperties")) is not None:
        shape.closed = shape.closed or additional is False
        shape.additional = additional if isinstance(additional, Mapping) else shape.additional
    if "items" in part and "prefixItems" not in part:
        shape.items = part["items"]
    shape.unions += [part[name] for name in ("anyOf", "oneOf") if isinstance(part.get(name), list)]
    shape.keywords.update(part)


def _types(part: Raw) -> frozenset[str] | None:
    given = part.get("type")
    if isinstance(given, str):
        return frozenset((given,)) if given in JSON_TYPES else None
    if isinstance(given, list) and (known := [name for name in given if name in JSON_TYPES]):
        return frozenset(known)
    return None


def _common(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    both = one & other
    if ("number" in one and "integer" in other) or ("number" in other and "integer" in one):
        both |= {"integer"}
    return both or other


def _values(part: Raw) -> list[JSON] | None:
    if isinstance(values := part.get("enum"), list):
        return values
    return [part["const"]] if "const" in part else None
