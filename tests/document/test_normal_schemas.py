"""The normal form of schemas."""

from __future__ import annotations

from typing import Any

import pytest

from .helpers import load, loaded, with_operation, with_schemas


def normal(schema: Any, version: str = "3.0.3", **others: Any) -> Any:
    return loaded(with_schemas(version, Tested=schema, **others)).normal["components"]["schemas"]["Tested"]


NULL = {"type": "null"}
OTHER = {"$ref": "#/components/schemas/Other"}


@pytest.mark.parametrize(
    ("legacy", "modern"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"type": "string", "x-writeOnly": True}, {"type": "string", "x-writeOnly": True, "writeOnly": True}),
        ({"nullable": True}, {}),
        ({"type": "string", "nullable": True, "enum": ["a"]}, {"type": "string", "enum": ["a"]}),
        (
            {"type": "string", "nullable": True, "enum": ["a", None]},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"nullable": True, "allOf": [OTHER]}, {"anyOf": [{"allOf": [OTHER]}, NULL]}),
        (
            {"nullable": True, "description": "d", "oneOf": [OTHER]},
            {"description": "d", "anyOf": [{"oneOf": [OTHER]}, NULL]},
        ),
        (OTHER | {"nullable": True}, {"anyOf": [OTHER, NULL]}),
        (OTHER | {"type": "string", "maxLength": 1, "description": "d"}, OTHER | {"description": "d"}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"maximum": 1, "exclusiveMaximum": False}, {"maximum": 1}),
        ({"exclusiveMinimum": True}, {}),
        ({"type": "string", "example": "a"}, {"type": "string", "examples": ["a"]}),
        ({"type": "string", "format": "binary"}, {"type": "string", "format": "binary"}),
        ({"type": "string", "pattern": "^{x}$"}, {"type": "string"}),
    ],
)
def test_the_dialect_of_3_0(legacy: Any, modern: Any) -> None:
    assert normal(legacy, Other={"type": "object"}) == modern


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (OTHER | {"maxLength": 1}, OTHER | {"maxLength": 1}),
        ({"type": ["string"], "nullable": True}, {"type": ["string", "null"]}),
        ({"const": 1, "nullable": True}, {"anyOf": [{"const": 1}, NULL]}),
        ({"$id": "https://example.com/x", "type": "string"}, {"type": "string"}),
        (True, True),
    ],
)
def test_the_dialect_of_3_1(schema: Any, expected: Any) -> None:
    assert normal(schema, "3.1.0", Other={"type": "string"}) == expected


def test_whatever_is_referred_to_gets_a_name() -> None:
    tree = with_schemas(
        Task={"type": "object", "properties": {"state": {"type": "string"}}},
        Filter={"$ref": "#/components/schemas/Task/properties/state"},
    )
    schemas = loaded(tree).normal["components"]["schemas"]
    assert schemas["Filter"] == {"$ref": "#/components/schemas/Task_state"}
    assert schemas["Task_state"] == {"type": "string"}


def test_anchors_are_names_too() -> None:
    schemas = {"A": {"$ref": "#there"}, "B": {"$anchor": "there", "type": "string"}}
    tree = with_schemas("3.1.0", **schemas)
    assert loaded(tree).normal["components"]["schemas"] == {
        "A": {"$ref": "#/components/schemas/B"},
        "B": {"type": "string"},
    }


def test_recursion_is_kept() -> None:
    tree = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Tested"}}}
    assert normal(tree) == tree


def test_everything_but_schemas_is_resolved_in_place() -> None:
    tree = with_operation(
        parameters=[{"$ref": "#/components/parameters/Limit"}],
        responses={"200": {"$ref": "#/components/responses/Ok"}},
    )
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "nullable": True}}
    header = {"schema": {"type": "string"}}
    tree["components"] = {
        "parameters": {"Limit": limit},
        "responses": {"Ok": {"description": "d", "headers": {"X-A": {"$ref": "#/components/headers/A"}}}},
        "headers": {"A": header},
    }
    operation = loaded(tree).normal["paths"]["/things"]["get"]
    assert operation["parameters"] == [limit | {"schema": {"type": ["integer", "null"]}}]
    assert operation["responses"] == {"200": {"description": "d", "headers": {"X-A": header}}}


def test_a_callback_that_contains_itself_is_an_error() -> None:
    document, found = load(
        """
        openapi: 3.0.3
        info: {title: T, version: '1'}
        paths:
          /a:
            post:
              responses: {'200': {description: d}}
              callbacks: {again: {$ref: '#/components/callbacks/Again'}}
        components:
          callbacks:
            Again:
              '{$request.body#/url}':
                post:
                  responses: {'200': {description: d}}
                  callbacks: {again: {$ref: '#/components/callbacks/Again'}}
        """
    )
    assert document is None
    assert [(d.code, str(d.span)) for d in found] == [("circular-reference", "openapi.yaml:15:31")]
