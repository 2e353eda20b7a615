"""Answers, and the file that the generated application loads."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from oagen.contract import build_contract, dump_contract
from oagen.contract.media import concrete
from oagen.contract.model import Schema

from .conftest import MakeDocument

EMPTY = {"description": "x"}
JSON_BODY = {"description": "x", "content": {"application/json": {"schema": {"type": "integer"}}}}


@pytest.mark.parametrize(
    ("method", "documented", "expected"),
    [
        ("post", {"200": EMPTY, "201": EMPTY, "202": EMPTY}, [201, 200, 202]),
        ("delete", {"200": EMPTY, "204": EMPTY}, [204, 200]),
        ("get", {"304": EMPTY, "302": EMPTY, "206": EMPTY, "200": EMPTY}, [200, 206, 302, 304]),
        ("get", {"default": EMPTY, "404": EMPTY}, [200]),
        ("post", {"2XX": JSON_BODY, "201": EMPTY}, [201, 200]),
        ("delete", {"2XX": JSON_BODY}, [200]),
        ("delete", {"204": JSON_BODY, "202": EMPTY}, [202, 204]),
        ("get", {"3XX": EMPTY}, [302]),
    ],
)
def test_statuses(method: str, documented: Any, expected: list[int], make_document: MakeDocument) -> None:
    contract, _ = build_contract(make_document({"/a": {method: {"responses": documented}}}))
    assert contract is not None
    assert [answer.status for answer in contract.operations[0].answers] == expected


@pytest.mark.parametrize(
    ("name", "schema", "expected"),
    [
        ("*/*", {"$ref": "#/components/schemas/A"}, "application/json"),
        ("*/*", {"type": "string", "format": "binary"}, "application/octet-stream"),
        ("*/*", None, "application/octet-stream"),
        ("text/*", {"type": "string"}, "text/plain"),
        ("image/*", None, "image/png"),
        ("application/json; charset=utf-8", None, "application/json; charset=utf-8"),
    ],
)
def test_ranges_become_concrete(name: str, schema: Any, expected: str) -> None:
    assert concrete(name, None if schema is None else Schema(schema)) == expected


def test_examples(make_document: MakeDocument) -> None:
    content = {
        "application/json": {"schema": {"type": "integer"}, "examples": {"bad": {"value": "x"}, "good": {"value": 5}}},
        "application/xml": {"schema": {"type": "object", "required": ["a"]}},
        "text/plain": {"schema": {"type": "string"}},
        "text/csv": {"example": "a,b\n"},
        "text/event-stream": {"schema": {"type": "object"}},
        "application/vnd.none+json": {"schema": False},
    }
    document = make_document({"/a": {"get": {"responses": {"200": {"description": "x", "content": content}}}}})
    contract, diagnostics = build_contract(document)
    assert contract is not None
    (answer,) = contract.operations[0].answers
    assert [(media.example, media.exact) for media in answer.media] == [
        (5, True),
        ({"a": {}}, True),
        ("string", True),
        ("a,b\n", True),
        ("", True),
        (None, False),
    ]
    assert [diagnostic.code for diagnostic in diagnostics] == ["no-valid-example"]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_the_dump_stands_alone(version: str, make_document: MakeDocument) -> None:
    tree = {
        "type": "object",
        "description": "A tree",
        "properties": {
            "description": {"type": "string", "readOnly": True},
            "size": {"type": "integer", "format": "int32", "exclusiveMinimum": 0},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
        },
    }
    reference = {"$ref": "#/components/schemas/Tree"}
    media = {"application/json": {"schema": reference}}
    operation = {
        "operationId": "plant",
        "description": "Plants a tree.",
        "parameters": [{"name": "q", "in": "query", "allowEmptyValue": True, "schema": {"type": "integer"}}],
        "requestBody": {"required": True, "content": media},
        "responses": {"201": {"description": "planted", "content": media}},
    }
    document = make_document(
        {"/a/{id}": {"post": operation}},
        version=version,
        servers=[{"url": "/api"}],
        components={"schemas": {"Tree": tree, "Unused": {}}},
    )
    contract, _ = build_contract(document)
    assert contract is not None
    dump = json.loads(json.dumps(dump_contract(contract)))
    assert dump["base_path"] == "/api"
    assert list(dump["schemas"]) == ["Tree", "ProblemDetails", "Tree~request"]
    assert "description" not in dump["schemas"]["Tree"]
    assert "description" in dump["schemas"]["Tree"]["properties"]
    (found,) = dump["operations"]
    assert "description" not in found
    assert found["parameters"][0]["schema"] == {"anyOf": [{"type": "integer"}, {"enum": [""]}]}
    assert found["parameters"][1]["schema"] == {"type": "string", "minLength": 1}
    assert found["refusals"]["malformed"]["status"] == 422
    assert "unavailable" not in found["refusals"]
    assert dump["refusals"]["unavailable"]["status"] == 503

    draft4 = version == "3.0.3"
    draft = jsonschema_rs.Draft4 if draft4 else jsonschema_rs.Draft202012
    validator = jsonschema_rs.Draft4Validator if draft4 else jsonschema_rs.Draft202012Validator
    registry = jsonschema_rs.Registry([("contract:schemas", dump["schemas"])], draft=draft)
    body = validator(found["body"]["media"][0]["schema"], registry=registry)
    assert body.is_valid({"size": 1, "children": [{"size": 2}]})
    for wrong in ({"size": 0}, {"size": 2**31}, {"children": [{"description": "x"}]}):
        assert not body.is_valid(wrong)
    answer = validator(found["answers"][0]["media"][0]["schema"], registry=registry)
    assert answer.is_valid({"children": [{"description": "x"}]})


def test_what_a_request_says_of_itself_is_said_again(make_document: MakeDocument) -> None:
    uuid = {"type": "string", "format": "uuid"}
    given = {"X-Correlation-ID": {**uuid, "description": "Yours"}, "X-Other": {}, "ETag": uuid}
    shown = {"x-correlation-id": uuid, "X-Other": uuid, "ETag": uuid, "X-Mine": uuid}
    operation = {
        "parameters": [{"name": name, "in": "header", "schema": schema} for name, schema in given.items()],
        "responses": {"200": {**EMPTY, "headers": {name: {"schema": schema} for name, schema in shown.items()}}},
    }
    contract, _ = build_contract(make_document({"/a": {"get": operation}}))
    assert contract is not None
    assert contract.operations[0].answers[0].echoed == ("x-correlation-id",)


@pytest.mark.parametrize(
    ("schema", "example"), [({"type": "string"}, None), ({"type": "string", "pattern": "^req_0$"}, "req_0")]
)
def test_the_id_of_a_request_is_no_example(schema: Any, example: str | None, make_document: MakeDocument) -> None:
    headers = {"X-Request-ID": {"required": True, "schema": schema}}
    document = make_document({"/a": {"get": {"responses": {"200": {**EMPTY, "headers": headers}}}}})
    contract, _ = build_contract(document)
    assert contract is not None
    assert contract.operations[0].answers[0].headers.get("X-Request-ID") == example
