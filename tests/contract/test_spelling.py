"""What a form, or a list in a query, cannot tell is a conflict, which the served contract documents."""

from __future__ import annotations

from typing import Any

import pytest
from oagen.contract import build_contract, strip_additions

from .conftest import MakeDocument

FORM = "application/x-www-form-urlencoded"
TAGS = {"type": "array", "items": {"type": "string"}}
OBJECTS = {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}}
DONE = {"200": {"description": "ok"}}


def _paths(properties: dict[str, Any], media_type: str = FORM) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    body = {"required": True, "content": {media_type: {"schema": schema}}}
    return {"/orders": {"post": {"requestBody": body, "responses": {"201": {"description": "made"}}}}}


@pytest.mark.parametrize(
    ("schema", "is_told"),
    [
        (TAGS, True),
        ({}, True),
        ({"description": "anything", "x-mine": 1}, True),
        ({"$ref": "#/components/schemas/Tags"}, True),
        ({"type": "array", "minItems": 2, "items": {"type": "string"}}, False),
        ({"type": "string"}, False),
        ({"enum": [1, "a"]}, False),
    ],
)
def test_a_build_warns_of_what_has_no_spelling(make_document: MakeDocument, schema: Any, is_told: bool) -> None:
    document = make_document(_paths({"it": schema}), components={"schemas": {"Tags": TAGS}})
    contract, diagnostics = build_contract(document)
    assert contract is not None
    assert [found.code for found in diagnostics] == ["unspelled-value"] * is_told
    assert strip_additions(contract.served) == document.authored
    schemas = contract.served["paths"]["/orders"]["post"]["requestBody"]["content"][FORM]["schema"]
    assert schemas["properties"] == {"it": schema}, "nothing is added to what the author asks for"


def test_what_is_required_in_one_place_and_told_in_another_has_a_spelling(make_document: MakeDocument) -> None:
    paths = _paths({"it": {"type": "string"}})
    media = paths["/orders"]["post"]["requestBody"]["content"][FORM]
    media["schema"] = {"allOf": [{"type": "object", "required": ["it"]}, {"properties": {"it": {"type": "string"}}}]}
    assert build_contract(make_document(paths))[1] == []


@pytest.mark.parametrize("media_type", ["application/json", "application/xml"])
def test_there_is_no_warning_elsewhere(make_document: MakeDocument, media_type: str) -> None:
    assert build_contract(make_document(_paths({"it": TAGS}, media_type)))[1] == []


@pytest.mark.parametrize(
    ("parameter", "is_added"),
    [
        ({"in": "query", "required": True, "allowEmptyValue": True, "schema": TAGS}, True),
        ({"in": "query", "required": True, "schema": TAGS}, False),
        ({"in": "query", "allowEmptyValue": True, "schema": TAGS}, False),
        ({"in": "query", "required": True, "allowEmptyValue": True, "schema": {**TAGS, "minItems": 2}}, False),
        ({"in": "header", "schema": OBJECTS}, True),
        ({"in": "header", "schema": {"allOf": [{"$ref": "#/components/schemas/Objects"}]}}, True),
        ({"in": "header", "schema": TAGS}, False),
        ({"in": "header", "schema": OBJECTS["items"]}, True),
        ({"in": "header", "schema": {**OBJECTS["items"], "additionalProperties": False}}, False),
        ({"in": "header", "schema": {}}, False),
        ({"in": "cookie", "schema": {"type": "object", "additionalProperties": TAGS}}, True),
        ({"in": "query", "schema": OBJECTS}, True),
        ({"in": "query", "schema": {"type": "object", "additionalProperties": TAGS}}, False),
        ({"in": "query", "schema": {"anyOf": [{"enum": ["up", "down"]}, {"type": "null"}]}}, True),
        ({"in": "query", "schema": {"anyOf": [{"enum": ["up", "null"]}, {"type": "null"}]}}, False),
        ({"in": "query", "schema": {"anyOf": [{"type": "string"}, {"type": "null"}]}}, False),
        ({"in": "query", "schema": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}, False),
        ({"in": "query", "schema": {"enum": ["up", "down"]}}, False),
    ],
)
def test_a_parameter_that_nobody_can_read_is_a_conflict(
    make_document: MakeDocument, parameter: dict[str, Any], is_added: bool
) -> None:
    listed = {"name": "ids", **parameter}
    paths = {"/a": {"get": {"parameters": [listed], "responses": DONE}}}
    contract, _ = build_contract(make_document(paths, components={"schemas": {"Objects": OBJECTS}}))
    assert contract is not None
    assert ("409" in contract.served["paths"]["/a"]["get"]["responses"]) is is_added


@pytest.mark.parametrize("media_type", [FORM, "multipart/form-data", "application/problem+xml", "application/json"])
def test_a_form_may_be_doubtful_whatever_the_method(make_document: MakeDocument, media_type: str) -> None:
    body = {"content": {media_type: {"schema": {"type": "object", "properties": {"it": TAGS}}}}}
    contract, _ = build_contract(make_document({"/a": {"delete": {"requestBody": body, "responses": DONE}}}))
    assert contract is not None
    responses = contract.served["paths"]["/a"]["delete"]["responses"]
    assert ("409" in responses) is (media_type != "application/json")


@pytest.mark.parametrize("schema", [OBJECTS, {"type": "array", "items": {"$ref": "#/components/schemas/Either"}}])
def test_what_may_be_of_several_kinds_is_doubtful_whatever_the_method(make_document: MakeDocument, schema: Any) -> None:
    either = {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}
    operation = {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": DONE}
    document = make_document({"/a": {"delete": operation}}, components={"schemas": {"Either": either}})
    contract, _ = build_contract(document)
    assert contract is not None
    assert ("409" in contract.served["paths"]["/a"]["delete"]["responses"]) is (schema is not OBJECTS)
