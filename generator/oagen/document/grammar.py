"""The grammar of OpenAPI documents: which fields of which object hold which other objects.

One table a family of versions, and one walk that everything else in this stage is built on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum, auto
from typing import Any, NamedTuple

from oagen.document.pointers import Trail

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


class Form(Enum):
    """How a field holds its objects."""

    ONE = auto()
    LIST = auto()
    NAMED = auto()  # a map, every key of which is a name
    EXTENSIBLE = auto()  # a map whose keys that begin with `x-` are extensions


Fields = Mapping[str, tuple[Form, str]]
Grammar = Mapping[str, Fields]

_SCHEMA: Fields = {
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), (Form.LIST, "schema")),
    **dict.fromkeys(
        ("$defs", "definitions", "dependentSchemas", "patternProperties", "properties"), (Form.NAMED, "schema")
    ),
    **dict.fromkeys(
        (
            "additionalItems",
            "additionalProperties",
            "contains",
            "contentSchema",
            "else",
            "if",
            "items",
            "not",
            "propertyNames",
            "then",
            "unevaluatedItems",
            "unevaluatedProperties",
        ),
        (Form.ONE, "schema"),
    ),
}

_PARAMETER: Fields = {
    "schema": (Form.ONE, "schema"),
    "content": (Form.NAMED, "mediaType"),
    "examples": (Form.NAMED, "example"),
}

_METHODS: Fields = dict.fromkeys(METHODS, (Form.ONE, "operation"))

SWAGGER: Grammar = {
    "root": {
        "info": (Form.ONE, "info"),
        "paths": (Form.EXTENSIBLE, "pathItem"),
        "definitions": (Form.NAMED, "schema"),
        "parameters": (Form.NAMED, "parameter"),
        "responses": (Form.NAMED, "response"),
        "securityDefinitions": (Form.NAMED, "securityScheme"),
    },
    "pathItem": {**_METHODS, "parameters": (Form.LIST, "parameter")},
    "operation": {"parameters": (Form.LIST, "parameter"), "responses": (Form.EXTENSIBLE, "response")},
    "parameter": {"schema": (Form.ONE, "schema"), "items": (Form.ONE, "items")},
    "items": {"items": (Form.ONE, "items")},
    "header": {"items": (Form.ONE, "items")},
    "response": {"schema": (Form.ONE, "schema"), "headers": (Form.NAMED, "header")},
    "schema": _SCHEMA,
}

OPENAPI: Grammar = {
    "root": {
        "info": (Form.ONE, "info"),
        "paths": (Form.EXTENSIBLE, "pathItem"),
        "webhooks": (Form.NAMED, "pathItem"),
        "components": (Form.ONE, "components"),
    },
    "components": {
        "schemas": (Form.NAMED, "schema"),
        "responses": (Form.NAMED, "response"),
        "parameters": (Form.NAMED, "parameter"),
        "examples": (Form.NAMED, "example"),
        "requestBodies": (Form.NAMED, "requestBody"),
        "headers": (Form.NAMED, "header"),
        "securitySchemes": (Form.NAMED, "securityScheme"),
        "links": (Form.NAMED, "link"),
        "callbacks": (Form.NAMED, "callback"),
        "pathItems": (Form.NAMED, "pathItem"),
        "mediaTypes": (Form.NAMED, "mediaType"),
    },
    "pathItem": {
        **_METHODS,
        "parameters": (Form.LIST, "parameter"),
        "additionalOperations": (Form.NAMED, "operation"),
    },
    "operation": {
        "parameters": (Form.LIST, "parameter"),
        "requestBody": (Form.ONE, "requestBody"),
        "responses": (Form.EXTENSIBLE, "response"),
        "callbacks": (Form.NAMED, "callback"),
    },
    "parameter": _PARAMETER,
    "header": _PARAMETER,
    "requestBody": {"content": (Form.NAMED, "mediaType")},
    "response": {
        "headers": (Form.NAMED, "header"),
        "content": (Form.NAMED, "mediaType"),
        "links": (Form.NAMED, "link"),
    },
    "mediaType": {
        "schema": (Form.ONE, "schema"),
        "itemSchema": (Form.ONE, "schema"),
        "examples": (Form.NAMED, "example"),
        "encoding": (Form.NAMED, "encoding"),
        "prefixEncoding": (Form.LIST, "encoding"),
        "itemEncoding": (Form.ONE, "encoding"),
    },
    "encoding": {
        "headers": (Form.NAMED, "header"),
        "encoding": (Form.NAMED, "encoding"),
        "prefixEncoding": (Form.LIST, "encoding"),
        "itemEncoding": (Form.ONE, "encoding"),
    },
    "schema": _SCHEMA,
}

# where the shared objects of a kind live
SWAGGER_SECTIONS = {
    "schema": ("definitions",),
    "parameter": ("parameters",),
    "response": ("responses",),
}
OPENAPI_SECTIONS = {
    kind: ("components", section) for section, (_, kind) in OPENAPI["components"].items() if kind != "pathItem"
}


class Node(NamedTuple):
    """One object of a document: its kind, its value, and where it hangs."""

    kind: str
    value: Any
    trail: Trail | None
    inside: str = ""  # kind of the object that holds it


def walk(value: Any, grammar: Grammar, kind: str = "root", trail: Trail | None = None) -> Iterator[Node]:
    """Every object below `value`, holders first, in the order of the document.

    A node's children are looked up after it was yielded, so the consumer may change it. A map of named objects that is
    itself a reference is yielded with the kind `"{…}"`.
    """
    pending = [Node(kind, value, trail)]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(list(children(node, grammar))))


def children(node: Node, grammar: Grammar) -> Iterator[Node]:
    """The objects that the fields of an object hold."""
    if not isinstance(node.value, dict):
        return
    if node.kind == "callback" or node.kind.startswith("{"):
        kind = node.kind[1:-1] if node.kind.startswith("{") else "pathItem"
        if not isinstance(node.value.get("$ref"), str):
            yield from _named(node.value, Form.EXTENSIBLE, kind, node.trail, node.kind)
        return
    fields = grammar.get(node.kind)
    if not fields:
        return
    for name, held in node.value.items():
        field = fields.get(name)
        if field is None:
            continue
        form, kind = field
        trail = (node.trail, name)
        if form is Form.ONE and not (kind == "schema" and isinstance(held, list)):
            yield Node(kind, held, trail, node.kind)
        elif isinstance(held, list):
            for index, item in enumerate(held):
                yield Node(kind, item, (trail, index), node.kind)
        elif isinstance(held, dict):
            yield from _named(held, form, kind, trail, node.kind)


def _named(held: dict[str, Any], form: Form, kind: str, trail: Trail | None, inside: str) -> Iterator[Node]:
    if isinstance(held.get("$ref"), str):
        yield Node(f"{{{kind}}}", held, trail, inside)
        return
    for key, item in held.items():
        if not (form is Form.EXTENSIBLE and key.startswith("x-")):
            yield Node(kind, item, (trail, key), inside)


def sections(grammar: Grammar) -> Mapping[str, tuple[str, ...]]:
    """Where a grammar keeps the shared objects of each kind."""
    return SWAGGER_SECTIONS if grammar is SWAGGER else OPENAPI_SECTIONS
