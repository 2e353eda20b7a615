"""Every keyword of JSON Schema, from the document to the decision: a body that is admitted and one that is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from oagen.contract import build_contract
from oagen.contract.dump import dump_contract
from oagen.document import load_document
from src.core.contract.validation import Validators

TREE = {"type": "object", "properties": {"child": {"$ref": "#/components/schemas/Tree"}}, "additionalProperties": False}
COMPONENTS = {
    "Tree": TREE,
    "Cat": {"type": "object", "required": ["kind", "lives"], "properties": {"kind": {}, "lives": {"type": "integer"}}},
    "Dog": {"type": "object", "required": ["kind"], "properties": {"kind": {}, "lives": False}},
}
PETS = [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]
NAMES = {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"}

# keyword → schema, what it admits, what it refuses
KEYWORDS: dict[str, tuple[Any, Any, Any]] = {
    "type": ({"type": ["string", "null"]}, None, 1),
    "integer": ({"type": "integer"}, 1.0, 1.5),
    "enum": ({"enum": ["a", 1]}, 1, "1"),
    "const": ({"const": {"a": 1}}, {"a": 1}, {"a": 2}),
    "multipleOf": ({"type": "number", "multipleOf": 0.01}, 19.99, 19.999),
    "minimum": ({"type": "integer", "minimum": 5}, 5, 4),
    "exclusiveMaximum": ({"type": "number", "exclusiveMaximum": 5}, 4.9, 5),
    "int32": ({"type": "integer", "format": "int32"}, 2**31 - 1, 2**31),
    "maxLength": ({"type": "string", "maxLength": 1}, "\U0001f600", "ab"),
    "pattern": ({"type": "string", "pattern": r"^(?!x)\d+$"}, "12", "x1"),
    "format": ({"type": "string", "format": "date"}, "2024-02-29", "2023-02-29"),
    "items": ({"type": "array", "items": {"type": "integer"}}, [1], ["1"]),
    "prefixItems": ({"type": "array", "prefixItems": [{"type": "string"}], "items": False}, ["a"], ["a", 1]),
    "contains": ({"type": "array", "contains": {"const": 1}, "maxContains": 1}, [1, 2], [1, 1]),
    "uniqueItems": ({"type": "array", "uniqueItems": True}, [1, "1"], [1, 1.0]),
    "properties": ({"type": "object", "properties": {"a": {"type": "string"}}}, {"a": "x"}, {"a": 1}),
    "required": ({"type": "object", "required": ["a"]}, {"a": None}, {}),
    "additionalProperties": ({"type": "object", "additionalProperties": {"type": "integer"}}, {"a": 1}, {"a": "1"}),
    "patternProperties": ({"type": "object", "patternProperties": {"^n": {"type": "integer"}}}, {"m": "1"}, {"n": "1"}),
    "propertyNames": ({"type": "object", "propertyNames": {"maxLength": 1}}, {"a": 1}, {"ab": 1}),
    "minProperties": ({"type": "object", "minProperties": 1}, {"a": 1}, {}),
    "dependentRequired": ({"type": "object", "dependentRequired": {"a": ["b"]}}, {"a": 1, "b": 2}, {"a": 1}),
    "dependentSchemas": (
        {"type": "object", "dependentSchemas": {"a": {"maxProperties": 1}}},
        {"a": 1},
        {"a": 1, "b": 2},
    ),
    "allOf": ({"allOf": [{"type": "object"}, {"required": ["a"]}]}, {"a": 1}, {}),
    "anyOf": ({"anyOf": [{"type": "string"}, {"minimum": 5}]}, 5, 4),
    "oneOf": ({"oneOf": [{"multipleOf": 2}, {"multipleOf": 3}]}, 4, 6),
    "not": ({"not": {"type": "null"}}, 0, None),
    "if": ({"if": {"type": "string"}, "then": {"maxLength": 1}, "else": {"type": "integer"}}, "a", "ab"),
    "unevaluatedProperties": (
        {"allOf": [{"properties": {"a": True}}], "type": "object", "unevaluatedProperties": False},
        {"a": 1},
        {"b": 1},
    ),
    "unevaluatedItems": ({"type": "array", "prefixItems": [True], "unevaluatedItems": False}, [1], [1, 2]),
    "$ref": ({"$ref": "#/components/schemas/Tree"}, {"child": {"child": {}}}, {"child": {"leaf": 1}}),
    "$ref with siblings": ({"$ref": "#/components/schemas/Tree", "minProperties": 1}, {"child": {}}, {}),
    "$defs": ({"$defs": {"N": {"type": "integer"}}, "type": "array", "items": {"$ref": "#/$defs/N"}}, [1], ["1"]),
    "$anchor": ({"$defs": {"N": {"$anchor": "n", "type": "integer"}}, "$ref": "#n"}, 1, "1"),
    "discriminator": (
        {"oneOf": PETS, "discriminator": {"propertyName": "kind", "mapping": NAMES}},
        {"kind": "cat", "lives": 9},
        {"kind": "dog", "lives": 9},
    ),
    "true": (True, [None], None),
    "readOnly": ({"type": "object", "properties": {"id": {"type": "string", "readOnly": True}}}, {}, {"id": "a"}),
}
DRAFT_4: dict[str, tuple[Any, Any, Any]] = {
    "nullable": ({"type": "string", "nullable": True}, None, 1),
    "exclusiveMinimum": ({"type": "number", "minimum": 5, "exclusiveMinimum": True}, 5.1, 5),
    "integer": ({"type": "integer"}, 1, 1.0),
    "additionalProperties": ({"type": "object", "additionalProperties": False}, {}, {"a": 1}),
    "siblings of $ref do not count": ({"$ref": "#/components/schemas/Tree", "minProperties": 1}, {}, {"leaf": 1}),
}
ANYTHING_GOES = {"true"}


def admits(version: str, schema: Any, value: Any) -> bool:
    """Whether a service takes a value as a body that has the schema."""
    tree = {
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/things": {
                "post": {
                    "operationId": "check",
                    "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
                    "responses": {"200": {"description": "fine", "content": {"application/json": {}}}},
                }
            }
        },
        "components": {"schemas": COMPONENTS if version > "3.1" else {"Tree": TREE}},
    }
    document, found = load_document("a.json", text=json.dumps(tree).encode())
    assert document is not None, found
    contract, found = build_contract(document)
    assert contract is not None, found
    dumped = dump_contract(contract)
    (media,) = dumped["operations"][0]["body"]["media"]
    return Validators(dumped["schemas"], dumped["dialect"]).compile(media["schema"]).is_valid(value)


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_keyword(keyword: str) -> None:
    schema, admitted, refused = KEYWORDS[keyword]
    assert admits("3.1.0", schema, admitted)
    assert keyword in ANYTHING_GOES or not admits("3.1.0", schema, refused)


@pytest.mark.parametrize("keyword", DRAFT_4)
def test_keyword_of_draft_4(keyword: str) -> None:
    schema, admitted, refused = DRAFT_4[keyword]
    assert admits("3.0.3", schema, admitted)
    assert not admits("3.0.3", schema, refused)
