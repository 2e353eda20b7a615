"""Branches of a `oneOf` that differ in nothing but words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from oagen.document import load_document
from oagen.document.pointers import find

from .helpers import openapi

BASE = {"type": "object", "properties": {"code": {"type": "string"}}}
TREE = {"type": "object", "properties": {"left": {"$ref": "#/components/schemas/Tree"}}}
TO_BASE = {"$ref": "#/components/schemas/Base"}
CAT = {"allOf": [TO_BASE, {"properties": {"code": {"type": "string", "default": "CAT"}}}]}
DOG = {"allOf": [TO_BASE, {"properties": {"code": {"type": "string", "default": "DOG", "description": "Woof."}}}]}
TEXT = {"type": "string"}
ANSWER = "/paths/~1pets/post/responses/200/content/application~1json/schema"
REQUEST = "/paths/~1pets/post/requestBody/content/application~1json/schema"


def load(schema: dict[str, Any], version: str = "3.0.3") -> tuple[Any, Any, list[str]]:
    """What is read of a schema in an answer and in a request, and where something is told of it."""
    media = {"content": {"application/json": {"schema": schema}}}
    post = {"requestBody": media, "responses": {"200": {"description": "ok", **media}}}
    components = {"schemas": {"Base": BASE, "Tree": TREE, "Cat": CAT, "Dog": DOG}}
    tree = openapi(version, paths={"/pets": {"post": post}}, components=components)
    document, found = load_document("pets.json", text=json.dumps(tree).encode())
    assert document is not None, found
    told = [each.pointer for each in found if each.code == "equal-branches"]
    return find(document.authored, ANSWER), find(document.authored, REQUEST), told


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    "branches",
    [
        [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        [CAT, TEXT, {"$ref": "#/components/schemas/Dog"}],
        [TEXT, {"type": "string", "title": "Name", "x-order": 1}],
        [{"enum": ["a"]}, {"enum": ["a"], "description": "a"}],
    ],
)
def test_branches_that_admit_the_same_are_alternatives_in_answers(branches: list[Any], version: str) -> None:
    answer, request, told = load({"oneOf": branches}, version)
    assert (answer, request) == ({"anyOf": branches}, {"oneOf": branches})
    assert sorted(told) == [f"{REQUEST}/oneOf", f"{ANSWER}/oneOf"]


@pytest.mark.parametrize(
    "schema",
    [
        {"oneOf": [TEXT, {"type": "integer"}]},
        {"oneOf": [{"enum": ["a"]}, {"enum": ["b"]}]},
        {"oneOf": [{"properties": {"title": TEXT}}, {"properties": {"titles": TEXT}}]},
        {"oneOf": [{"properties": {"title": TEXT}}, {"properties": {"title": {"type": "integer"}}}]},
        {"oneOf": [{"type": "string", "maxLength": 1}, {"type": "string", "maxLength": 2}]},
        {"oneOf": [TREE, {"type": "object", "properties": {"left": TREE}}]},
        {"oneOf": [BASE, BASE], "discriminator": {"propertyName": "code"}},
        {"oneOf": [TEXT, TEXT], "anyOf": [TEXT]},
        {"oneOf": [TEXT]},
    ],
)
def test_what_tells_branches_apart_is_left_alone(schema: dict[str, Any]) -> None:
    assert load(schema) == (schema, schema, [])
