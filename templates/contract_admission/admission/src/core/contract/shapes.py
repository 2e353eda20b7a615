"""The shape of what a schema describes: types, properties, items.

Text has to be read before it can be validated, and how to read it depends on what the schema expects. A shape looks
through references and combinations; it is wider than its schema, and never decides whether a value is valid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from src.core.contract.model import JSON, Schema
from src.core.contract.validation import RESOURCE

_REFERENCE = RESOURCE + "#/"
_ANNOTATIONS = frozenset({"title", "description", "example", "examples", "default", "format", "contentMediaType"})
_UNLIMITED = _ANNOTATIONS | {"type", "$ref", "allOf", "anyOf", "oneOf"}
_DEEPEST = 32  # levels of references and combinations that a shape looks through
_TYPES: Mapping[type, str] = {
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
    type(None): "null",
}


@dataclass(slots=True)
class Shape:
    """What values of a schema may look like. No `types` means any."""

    types: frozenset[str] = frozenset()
    properties: dict[str, Schema] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    items: Schema = None
    additional: Schema = None  # None: nothing is said
    binary: bool = False  # any bytes, which stand in text as Latin-1
    file: bool = False  # sent as a file, under a file name, where it is a part of a form
    unlimited: bool = True  # nothing but types and references says which values there are
    listed: bool = False  # values are listed, if only in one of several branches
    xml: Mapping[str, Any] = field(default_factory=dict)

    def may_be(self, name: str) -> bool:
        """Whether a value may have this JSON type."""
        return not self.types or name in self.types

    @property
    def admits_any_bytes(self) -> bool:
        """Whether bytes need not be looked at to be valid."""
        return self.unlimited and self.may_be("string")

    @property
    def is_object(self) -> bool:
        """Whether the schema speaks of objects."""
        return "object" in self.types or (not self.types and bool(self.properties or isinstance(self.additional, dict)))

    @property
    def is_array(self) -> bool:
        """Whether the schema speaks of arrays."""
        return "array" in self.types or (not self.types and self.items is not None)

    @property
    def is_scalar(self) -> bool:
        """Whether a value may be anything but an object or an array."""
        return not self.types or bool(self.types - {"object", "array"})


class Shapes:
    """Computes shapes, once each."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas
        self._known: dict[int, tuple[Schema, Shape]] = {}

    def of(self, schema: Schema) -> Shape:
        """The shape of a schema."""
        if not isinstance(schema, dict):
            return Shape()
        known = self._known.get(id(schema))
        if known is None:
            known = self._known[id(schema)] = (schema, self._shape(schema, 0))
        return known[1]

    def parts(self, schema: Schema, depth: int = 0) -> Iterator[Mapping[str, Any]]:
        """The schema, and all that references and `allOf` add to it."""
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return
        yield schema
        for part in (self._target(schema), *(schema.get("allOf") or ())):
            yield from self.parts(part, depth + 1)

    def _target(self, schema: Mapping[str, Any]) -> Schema:
        """What a schema refers to; None if it refers to nothing."""
        reference = schema.get("$ref")
        if not isinstance(reference, str) or not reference.startswith(_REFERENCE):
            return None
        return self._schemas.get(_name(reference))

    def _shape(self, schema: Schema, depth: int) -> Shape:
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return Shape()
        shape = Shape(
            types=_declared_types(schema),
            properties=dict(schema.get("properties") or {}),
            required=frozenset(schema.get("required") or ()),
            items=_items(schema),
            additional=schema.get("additionalProperties"),
            binary=_is_binary(schema),
            file=_is_file(schema),
            unlimited=_UNLIMITED.issuperset(schema),
            listed="enum" in schema or "const" in schema,
            xml=schema.get("xml") or {},
        )
        if (referred := self._target(schema)) is not None:
            target = self._shape(referred, depth + 1)
            _intersect(shape, target)
            shape.xml = {**target.xml, **shape.xml}
        for branch in schema.get("allOf") or ():
            _intersect(shape, self._shape(branch, depth + 1))
        for keyword in ("anyOf", "oneOf"):
            if branches := schema.get(keyword):
                _intersect(shape, _union([self._shape(branch, depth + 1) for branch in branches]))
        return shape


def _intersect(shape: Shape, other: Shape) -> None:
    """Both hold."""
    shape.unlimited = shape.unlimited and other.unlimited
    if shape.types and other.types:
        shape.types = (shape.types & other.types) or shape.types
    else:
        shape.types = shape.types or other.types
    shape.required |= other.required
    _add(shape, other)


def _union(shapes: list[Shape]) -> Shape:
    """One of them holds."""
    result = Shape(unlimited=all(shape.unlimited for shape in shapes))
    if all(shape.types for shape in shapes):
        result.types = frozenset().union(*(shape.types for shape in shapes))
    result.required = frozenset.intersection(*(shape.required for shape in shapes))
    for shape in shapes:
        _add(result, shape)
    return result


def _add(shape: Shape, other: Shape) -> None:
    for name, schema in other.properties.items():
        shape.properties.setdefault(name, schema)
    shape.items = other.items if shape.items is None else shape.items
    shape.additional = other.additional if shape.additional is None else shape.additional
    shape.binary = shape.binary or other.binary
    shape.file = shape.file or other.file
    shape.listed = shape.listed or other.listed


def _declared_types(schema: Mapping[str, Any]) -> frozenset[str]:
    declared = schema.get("type")
    if isinstance(declared, str):
        return frozenset((declared,))
    if isinstance(declared, list):
        return frozenset(declared)
    if "const" in schema:
        return _types_of([schema["const"]])
    if isinstance(schema.get("enum"), list):
        return _types_of(schema["enum"])
    return frozenset()


def _types_of(values: list[JSON]) -> frozenset[str]:
    return frozenset(_TYPES[type(value)] for value in values)


def _items(schema: Mapping[str, Any]) -> Schema:
    items = schema.get("items")
    if isinstance(items, list):  # Draft 4's tuples; members are read alike, then validated each by its own schema
        return {"anyOf": items} if items else {}
    if items is None and schema.get("prefixItems"):
        return {"anyOf": schema["prefixItems"]}
    return items


def _is_binary(schema: Mapping[str, Any]) -> bool:
    is_opaque = schema.get("contentMediaType") == "application/octet-stream" and "contentEncoding" not in schema
    return is_opaque or schema.get("format") == "binary"


def _is_file(schema: Mapping[str, Any]) -> bool:
    is_encoded = schema.get("contentEncoding") == "base64" or schema.get("format") == "base64"
    return is_encoded or _is_binary(schema)


def _name(reference: str) -> str:
    return unquote(reference[len(_REFERENCE) :]).replace("~1", "/").replace("~0", "~")
