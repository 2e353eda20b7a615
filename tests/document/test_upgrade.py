"""Swagger 2.0 becomes OpenAPI 3.0.3."""

from __future__ import annotations

from typing import Any

import pytest
from oagen.document.structure import structural_flaws

from .helpers import loaded, swagger

OK = {"200": {"description": "d"}}


def operation(parameters: list[Any], **fields: Any) -> dict[str, Any]:
    tree = swagger(paths={"/things": {"post": {"parameters": parameters, "responses": OK} | fields}})
    authored = loaded(tree).authored
    assert not structural_flaws(authored, authored["openapi"])
    upgraded: dict[str, Any] = authored["paths"]["/things"]["post"]
    return upgraded


@pytest.mark.parametrize(
    ("written", "style", "explode"),
    [
        (None, "form", False),
        ("csv", "form", False),
        ("multi", "form", True),
        ("ssv", "spaceDelimited", False),
        ("pipes", "pipeDelimited", False),
    ],
)
def test_collection_formats(written: str | None, style: str, explode: bool) -> None:
    items = {"type": "array", "items": {"type": "string"}}
    parameter = {"name": "a", "in": "query", **items} | ({"collectionFormat": written} if written else {})
    assert operation([parameter])["parameters"] == [
        {"name": "a", "in": "query", "style": style, "explode": explode, "schema": items}
    ]


def test_a_body_has_the_media_types_that_are_consumed() -> None:
    body = {"name": "b", "in": "body", "required": True, "schema": {"type": "object", "x-nullable": True}}
    upgraded = operation([body], consumes=["application/json", "*/*", "text/json"])["requestBody"]
    schema = {"type": "object", "x-nullable": True, "nullable": True}
    assert upgraded == {
        "required": True,
        "content": {"application/json": {"schema": schema}, "text/json": {"schema": schema}},
    }


def test_form_fields_become_one_closed_object() -> None:
    fields = [
        {"name": "name", "in": "formData", "type": "string", "required": True},
        {"name": "file", "in": "formData", "type": "file"},
        {"name": "tags", "in": "formData", "type": "array", "items": {"type": "string"}, "collectionFormat": "multi"},
    ]
    media = operation(fields)["requestBody"]["content"]
    assert list(media) == ["multipart/form-data"]
    assert media["multipart/form-data"] == {
        "schema": {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "file": {"type": "string", "format": "binary"},
                "tags": {"type": "array", "items": {"type": "string"}},
            },
            "additionalProperties": False,
            "required": ["name"],
        },
        "encoding": {"tags": {"style": "form", "explode": True}},
    }


@pytest.mark.parametrize(
    ("consumes", "expected"),
    [
        ([], ["application/x-www-form-urlencoded", "multipart/form-data"]),
        (["application/json"], ["application/x-www-form-urlencoded"]),
        (["multipart/form-data"], ["multipart/form-data"]),
    ],
)
def test_media_types_of_forms(consumes: list[str], expected: list[str]) -> None:
    field = {"name": "a", "in": "formData", "type": "string"}
    assert list(operation([field], consumes=consumes)["requestBody"]["content"]) == expected


def test_responses_have_the_media_types_that_are_produced() -> None:
    responses = {
        "200": {"description": "d", "schema": {"type": "file"}, "examples": {"text/csv": "a,b"}},
        "204": {"description": "d", "headers": {"X-N": {"type": "integer", "description": "n"}}},
    }
    upgraded = operation([], responses=responses, produces=["text/csv"])["responses"]
    binary = {"type": "string", "format": "binary"}
    assert upgraded["200"]["content"] == {"text/csv": {"schema": binary, "example": "a,b"}}
    assert upgraded["204"] == {
        "description": "d",
        "headers": {"X-N": {"description": "n", "schema": {"type": "integer"}}},
        "content": {"text/csv": {}},
    }


def test_examples_bring_media_types_only_where_nothing_says_what_is_produced() -> None:
    responses = {"200": {"description": "d", "schema": {"type": "string"}, "examples": {"application/json": "a"}}}
    for produces, expected in ((["text/plain"], ["text/plain"]), (None, ["application/json"])):
        more = {} if produces is None else {"produces": produces}
        upgraded = operation([], responses=responses, **more)["responses"]
        assert list(upgraded["200"]["content"]) == expected


def test_shared_things_move_to_components() -> None:
    tree = swagger(
        host="example.com",
        basePath="/v1/",
        schemes=["https", "http"],
        definitions={
            "A«B»": {"discriminator": "kind", "properties": {"kind": {"type": "string"}}, "required": ["kind"]}
        },
        parameters={
            "Body": {"name": "b", "in": "body", "schema": {"$ref": "#/definitions/A«B»"}},
            "Id": {"name": "id", "in": "path", "required": True, "type": "integer", "format": "int64"},
        },
        responses={"Gone": {"description": "gone", "schema": {"$ref": "#/definitions/A«B»/properties/kind"}}},
        securityDefinitions={
            "basic": {"type": "basic"},
            "oauth": {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "/a", "tokenUrl": "/t", "scopes": {}},
        },
        paths={
            "/things/{id}": {
                "parameters": [{"$ref": "#/parameters/Id"}, {"$ref": "#/parameters/Body"}],
                "put": {"responses": {"410": {"$ref": "#/responses/Gone"}}},
            }
        },
    )
    document = loaded(tree)
    authored = document.authored
    assert not structural_flaws(authored, "3.0.3")
    assert [server["url"] for server in authored["servers"]] == ["https://example.com/v1", "http://example.com/v1"]
    item = authored["paths"]["/things/{id}"]
    assert item["parameters"] == [{"$ref": "#/components/parameters/Id"}]
    assert item["put"] == {
        "requestBody": {"$ref": "#/components/requestBodies/Body"},
        "responses": {"410": {"$ref": "#/components/responses/Gone"}},
    }
    components = authored["components"]
    assert components["schemas"]["A_B"]["discriminator"] == {"propertyName": "kind"}
    assert components["requestBodies"]["Body"]["content"] == {
        "application/json": {"schema": {"$ref": "#/components/schemas/A_B"}}
    }
    assert components["responses"]["Gone"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/A_B_kind"
    }
    assert components["securitySchemes"]["basic"] == {"type": "http", "scheme": "basic"}
    assert list(components["securitySchemes"]["oauth"]["flows"]) == ["authorizationCode"]


def test_positions_survive_the_upgrade() -> None:
    tree = swagger(definitions={"A": {"type": "string"}})
    document = loaded(tree)
    assert str(document.span("/components/schemas/A/type")) == "openapi.yaml:8:5"
