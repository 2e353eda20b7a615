"""What is wrong but plainly meant is mended, with a warning; `strict` refuses it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from oagen.document import load_document
from oagen.document.pointers import find

from .helpers import codes, openapi, swagger, with_operation, with_schemas

Case = tuple[dict[str, Any], str, str, Any]

PATH_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
OK = {"200": {"description": "OK"}}
GET = {"get": {"responses": OK}}


def with_path(path: str, *parameters: Any) -> dict[str, Any]:
    return openapi(paths={path: {"get": {"parameters": list(parameters), "responses": OK}}})


def in_swagger(parameter: dict[str, Any]) -> dict[str, Any]:
    return swagger(paths={"/a": {"get": {"parameters": [parameter], "responses": OK}}})


def with_link(link: dict[str, Any]) -> dict[str, Any]:
    linked = {"200": {"description": "OK", "links": {"next": link}}}
    paths = {"/things": {"get": {"responses": linked}}, "/things/{id}": {"parameters": [PATH_ID], **GET}}
    return openapi(paths=paths)


LISTED = {"name": "a", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}}
ENUM = {"type": "array", "items": {"type": "string"}, "enum": ["b"]}
THINGS = "/paths/~1things/get"
LINKS = "/paths/~1things/get/responses/200/links"
TESTED = "/components/schemas/A"
REFERENCE = {"$ref": "#/components/schemas/B"}

CASES: dict[str, Callable[[], Case]] = {
    "a response without a description": lambda: (
        with_operation(responses={"404": {}}),
        "missing-description",
        f"{THINGS}/responses/404/description",
        "Not Found",
    ),
    "paths that begin with no slash": lambda: (
        openapi(paths={"things": GET, "/a": GET, " /{id}": {"parameters": [PATH_ID], **GET}}),
        "rootless-path",
        "/paths",
        {"/things": GET, "/a": GET, "/{id}": {"parameters": [PATH_ID], **GET}},
    ),
    "a description of nothing": lambda: (
        openapi(tags=[{"name": "a", "description": None}], paths={"/things": GET}),
        "empty-text",
        "/tags/0",
        {"name": "a"},
    ),
    "null in 2.0": lambda: (
        swagger(definitions={"A": {"type": "string", "nullable": True}}),
        "newer-keyword",
        TESTED,
        {"type": "string", "x-nullable": True, "nullable": True},
    ),
    "alternatives in 2.0": lambda: (
        swagger(definitions={"A": {"oneOf": [{"type": "string", "writeOnly": True}, {"type": "integer"}]}}),
        "newer-keyword",
        TESTED,
        {"oneOf": [{"type": "string", "writeOnly": True}, {"type": "integer"}]},
    ),
    "a schema of a parameter in 2.0": lambda: (
        in_swagger({"name": "a", "in": "query", "schema": {"type": "integer", "maximum": 3}}),
        "newer-keyword",
        "/paths/~1a/get/parameters/0/schema",
        {"type": "integer", "maximum": 3},
    ),
    "a schema that names itself and its dialect": lambda: (
        with_schemas(A={"$schema": "http://json-schema.org/draft-07/schema#", "$id": "a", "type": "string"}),
        "misplaced-field",
        TESTED,
        {"type": "string"},
    ),
    "a parameter beside its reference": lambda: (
        openapi(
            "3.1.0",
            components={"parameters": {"Id": PATH_ID}},
            paths={"/a/{id}": {"parameters": [{"$ref": "#/components/parameters/Id", "in": "path"}], **GET}},
        ),
        "beside-reference",
        "/paths/~1a~1{id}/parameters/0",
        {"$ref": "#/components/parameters/Id"},
    ),
    "a schema that is required": lambda: (
        with_schemas(A={"type": "string", "required": True}),
        "misplaced-required",
        TESTED,
        {"type": "string"},
    ),
    "a number among texts": lambda: (
        with_schemas(A={"type": "string", "enum": ["v1", 2]}),
        "mistyped-enum",
        f"{TESTED}/enum/1",
        "2",
    ),
    "a truth among texts": lambda: (
        in_swagger({"name": "a", "in": "query", "type": "string", "enum": [True, "no"]}),
        "mistyped-enum",
        "/paths/~1a/get/parameters/0/schema/enum/0",
        "true",
    ),
    "numbers in quotes, among values": lambda: (
        with_schemas(A={"type": "integer", "enum": [1, "2", None]}),
        "mistyped-enum",
        f"{TESTED}/enum/1",
        2,
    ),
    "a list of no values": lambda: (
        with_schemas("3.1.0", A={"type": "string", "enum": []}),
        "empty-enum",
        TESTED,
        {"type": "string"},
    ),
    "an operation without responses": lambda: (
        openapi(paths={"/things": {"get": {}}}),
        "missing-responses",
        f"{THINGS}/responses",
        {"default": {"description": "Response"}},
    ),
    "a body where HTTP allows none": lambda: (
        with_operation(responses={"204": {"description": "Gone", "content": {"text/plain": {"schema": {}}}}}),
        "body-of-no-content",
        f"{THINGS}/responses/204/content",
        {"text/plain": {}},
    ),
    "a forgotten path parameter": lambda: (
        with_path("/a/{id}"),
        "undeclared-path-parameter",
        "/paths/~1a~1{id}/get/parameters/0",
        PATH_ID,
    ),
    "a path parameter without a place": lambda: (
        with_path("/a", PATH_ID),
        "unused-path-parameter",
        "/paths/~1a/get/parameters",
        [],
    ),
    "one path parameter that does not say it is required": lambda: (
        with_path("/{id}/{n}", PATH_ID, {"name": "n", "in": "path", "schema": {}}),
        "missing-required",
        "/paths/~1{id}~1{n}/get/parameters/1/required",
        True,
    ),
    "a path parameter that is optional among others": lambda: (
        with_path("/{id}/{n}", PATH_ID, {"name": "n", "in": "path", "required": False, "schema": {}}),
        "optional-path-parameter",
        "/paths/~1{id}~1{n}/get/parameters/1/required",
        True,
    ),
    "the query as a whole, before 3.2": lambda: (
        with_operation("3.1.0", parameters=[{"name": "q", "in": "querystring", "content": {"text/plain": {}}}]),
        "newer-keyword",
        "/openapi",
        "3.2.0",
    ),
    "the query as a whole, without a name": lambda: (
        with_operation("3.2.0", parameters=[{"in": "querystring", "content": {"text/plain": {}}}]),
        "missing-name",
        f"{THINGS}/parameters/0/name",
        "querystring",
    ),
    "a collection format in 3.0": lambda: (
        with_operation(parameters=[LISTED | {"collectionFormat": "pipes"}]),
        "older-keyword",
        f"{THINGS}/parameters/0",
        LISTED | {"style": "pipeDelimited", "explode": False},
    ),
    "an operator in a template": lambda: (
        with_path("/a/{id*}", PATH_ID),
        "template-operator",
        "/paths/~1a~1{id}/get/parameters/0",
        PATH_ID,
    ),
    "the same parameter twice": lambda: (
        with_path("/a/{id}", PATH_ID, PATH_ID),
        "repeated-item",
        "/paths/~1a~1{id}/get/parameters",
        [PATH_ID],
    ),
    "a descriptive field in the wrong place": lambda: (
        openapi(paths={"/things": GET | {"tags": []}}),
        "misplaced-field",
        "/paths/~1things",
        GET,
    ),
    "a header without a schema": lambda: (
        with_operation(responses={"200": {"description": "d", "headers": {"X-A": {"description": "a"}}}}),
        "missing-schema",
        f"{THINGS}/responses/200/headers/X-A/schema",
        {},
    ),
    "a schema without its field": lambda: (
        with_operation(responses={"200": {"description": "d", "content": {"text/plain": {"type": "string"}}}}),
        "bare-schema",
        f"{THINGS}/responses/200/content/text~1plain",
        {"schema": {"type": "string"}},
    ),
    "an example that leads nowhere": lambda: (
        with_operation(
            responses={"200": {"description": "d", "content": {"a/b": {"examples": {"x": {"$ref": "#/nowhere"}}}}}}
        ),
        "unresolved-reference",
        f"{THINGS}/responses/200/content/a~1b/examples",
        {},
    ),
    "a schema that is not there, among others that are": lambda: (
        with_schemas(
            A={"properties": {"b": {"$ref": "#/components/schemas/B"}, "c": {"$ref": "#/components/schemas/C"}}}, B={}
        ),
        "unresolved-reference",
        f"{TESTED}/properties/c",
        {},
    ),
    "definitions within the schema that refers to them": lambda: (
        with_schemas("3.1.0", A={"$defs": {"N": {"type": "integer"}}, "items": {"$ref": "#/$defs/N"}}),
        "unresolved-reference",
        f"{TESTED}/items/$ref",
        "#/components/schemas/A/$defs/N",
    ),
    "a reference in another case": lambda: (
        with_schemas(A={"properties": {"b": {"$ref": "#/components/schemas/b"}}}, B={}),
        "unresolved-reference",
        f"{TESTED}/properties/b/$ref",
        "#/components/schemas/B",
    ),
    "shared path items in 3.0": lambda: (
        openapi(
            paths={"/things": {"$ref": "#/components/pathItems/Things"}}, components={"pathItems": {"Things": GET}}
        ),
        "newer-keyword",
        "/paths/~1things",
        GET,
    ),
    "a version that is no text": lambda: (
        openapi(info={"title": "T", "version": 1.5}),
        "unquoted-version",
        "/info/version",
        "1.5",
    ),
    "a property listed as required twice": lambda: (
        with_schemas("3.1.0", A={"required": ["a", "b", "a"]}),
        "repeated-item",
        f"{TESTED}/required",
        ["a", "b"],
    ),
    "an empty list of required properties": lambda: (with_schemas(A={"required": []}), "empty-list", TESTED, {}),
    "required in the property": lambda: (
        with_schemas(A={"properties": {"a": {"required": True}, "b": {"required": False}}}),
        "misplaced-required",
        TESTED,
        {"properties": {"a": {}, "b": {}}, "required": ["a"]},
    ),
    "a required property nobody may send": lambda: (
        with_schemas(A={"required": ["a"], "additionalProperties": False}),
        "undeclared-required-property",
        f"{TESTED}/properties",
        {"a": {}},
    ),
    "a type for a schema": lambda: (
        with_schemas(A={"type": "array", "items": "string"}),
        "bare-type",
        f"{TESTED}/items",
        {"type": "string"},
    ),
    "a list of one schema for items": lambda: (
        with_schemas(A={"type": "array", "items": [{"type": "string"}]}),
        "listed-items",
        f"{TESTED}/items",
        {"type": "string"},
    ),
    "a type that nothing is of": lambda: (
        with_schemas("3.1.0", A={"type": ["string", "widget"]}),
        "unknown-type",
        f"{TESTED}/type",
        ["string"],
    ),
    "null in a list of types, without quotes": lambda: (
        with_schemas("3.1.0", A={"type": ["string", None]}),
        "foreign-type",
        f"{TESTED}/type",
        ["string", "null"],
    ),
    "a section that holds nothing": lambda: (
        {**with_schemas(A={}), "components": {"schemas": {"A": {}}, "parameters": None}},
        "empty-section",
        "/components",
        {"schemas": {"A": {}}},
    ),
    "keywords of JSON Schema that 3.0 does not know": lambda: (
        with_schemas(A={"type": "object", "propertyNames": {"maxLength": 3}, "if": {}, "then": {}}),
        "unknown-keyword",
        TESTED,
        {"type": "object"},
    ),
    "patterns of names in a closed object of 3.0": lambda: (
        with_schemas(
            A={"type": "object", "patternProperties": {"^x-": {"type": "string"}}, "additionalProperties": False}
        ),
        "unknown-keyword",
        TESTED,
        {"type": "object", "additionalProperties": {"type": "string"}},
    ),
    "a server without a scheme": lambda: (
        {**with_schemas(A={}), "servers": [{"url": "localhost:8080/api"}]},
        "server-without-scheme",
        "/servers/0/url",
        "http://localhost:8080/api",
    ),
    "a server whose path lacks its slash": lambda: (
        {**with_schemas(A={}), "servers": [{"url": "v1.0/api"}]},
        "rootless-path",
        "/servers/0/url",
        "/v1.0/api",
    ),
    "responses that are none": lambda: (
        {**with_schemas(A={}), "paths": {"/a": {"get": {"responses": {}}}}},
        "missing-responses",
        "/paths/~1a/get/responses",
        {"default": {"description": "Response"}},
    ),
    "a type of another language": lambda: (
        with_schemas(A={"type": "Int"}),
        "foreign-type",
        f"{TESTED}/type",
        "integer",
    ),
    "a format for a type": lambda: (
        with_schemas(A={"properties": {"at": {"type": "datetime"}}}),
        "foreign-type",
        f"{TESTED}/properties/at",
        {"type": "string", "format": "date-time"},
    ),
    "a type that says nothing": lambda: (
        with_schemas("3.1.0", A={"type": "any", "title": "T"}),
        "foreign-type",
        TESTED,
        {"title": "T"},
    ),
    "files in schemas": lambda: (
        swagger(definitions={"A": {"properties": {"f": {"type": "file"}}}}),
        "file-type",
        f"{TESTED}/properties/f",
        {"type": "string", "format": "binary"},
    ),
    "types and constants of 3.1 in 3.0": lambda: (
        with_schemas(A={"properties": {"a": {"type": ["string", "null"]}, "b": {"const": 1}}}),
        "newer-keyword",
        f"{TESTED}/properties",
        {"a": {"type": "string", "nullable": True}, "b": {"enum": [1]}},
    ),
    "a bound of 3.1 in 3.0": lambda: (
        with_schemas(A={"exclusiveMinimum": 5}),
        "other-dialect",
        TESTED,
        {"minimum": 5, "exclusiveMinimum": True},
    ),
    "a bound of 3.0 in 3.1": lambda: (
        with_schemas("3.1.0", A={"minimum": 5, "exclusiveMinimum": True}),
        "other-dialect",
        TESTED,
        {"exclusiveMinimum": 5},
    ),
    "a parameter without a type in 2.0": lambda: (
        in_swagger({"name": "a", "in": "query"}),
        "untyped-parameter",
        "/paths/~1a/get/parameters/0/schema",
        {"type": "string"},
    ),
    "a parameter of 2.0 that is an object": lambda: (
        in_swagger({"name": "a", "in": "query", "type": "object"}),
        "untyped-parameter",
        "/paths/~1a/get/parameters/0/schema",
        {"type": "string"},
    ),
    "a boolean in quotes": lambda: (
        with_schemas(A={"type": "string", "readOnly": "True"}),
        "quoted-value",
        TESTED,
        {"type": "string", "readOnly": True},
    ),
    "a number in quotes": lambda: (
        with_schemas(A={"type": "string", "maxLength": "12"}),
        "quoted-value",
        TESTED,
        {"type": "string", "maxLength": 12},
    ),
    "a number in quotes in 3.1": lambda: (
        with_schemas("3.1.0", A={"type": "number", "minimum": "1.5"}),
        "quoted-value",
        TESTED,
        {"type": "number", "minimum": 1.5},
    ),
    "a request body of which nothing is said": lambda: (
        with_operation(requestBody={}),
        "empty-body",
        THINGS,
        {"responses": OK},
    ),
    "a keyword that means nothing to any schema": lambda: (
        with_schemas(A={"type": "string", "related": {"to": "B"}}),
        "misplaced-field",
        TESTED,
        {"type": "string"},
    ),
    "a header without a type in 2.0": lambda: (
        swagger(paths={"/a": {"get": {"responses": {"200": {"description": "OK", "headers": {"X-A": {}}}}}}}),
        "untyped-parameter",
        "/paths/~1a/get/responses/200/headers/X-A/schema",
        {"type": "string"},
    ),
    "an example that leads back to itself": lambda: (
        openapi(
            paths={"/things": GET},
            components={"examples": {"A": {"$ref": "#/components/examples/A"}, "B": {"value": 1}}},
        ),
        "circular-reference",
        "/components/examples",
        {"B": {"value": 1}},
    ),
    "a default in quotes": lambda: (
        with_schemas(A={"type": "integer", "default": "100"}),
        "invalid-default",
        TESTED,
        {"type": "integer", "default": 100},
    ),
    "a default that is none of the values": lambda: (
        with_schemas(A={"type": "string", "enum": ["a"], "default": "b"}),
        "invalid-default",
        TESTED,
        {"type": "string", "enum": ["a"]},
    ),
    "a default that breaks what it refers to": lambda: (
        with_schemas(A={"allOf": [{"$ref": "#/components/schemas/B"}], "default": 1}, B={"type": "object"}),
        "invalid-default",
        TESTED,
        {"allOf": [{"$ref": "#/components/schemas/B"}]},
    ),
    "an id that is unique among the operations of its tag": lambda: (
        openapi(paths={f"/{tag}": {"get": {"operationId": "list", "tags": [tag], "responses": OK}} for tag in "ab"}),
        "duplicate-operation-id",
        "/paths/~1b/get/operationId",
        "b_list",
    ),
    "the same operation at another path": lambda: (
        openapi(paths={f"/{path}": {"get": {"operationId": "list", "responses": OK}} for path in "ab"}),
        "duplicate-operation-id",
        "/paths/~1b/get/operationId",
        "list2",
    ),
    "what belongs into the schema of a parameter": lambda: (
        with_path("/a", {"name": "a", "in": "query", "schema": {"type": "array"}, "items": {"type": "integer"}}),
        "older-keyword",
        "/paths/~1a/get/parameters/0",
        {"name": "a", "in": "query", "schema": {"type": "array", "items": {"type": "integer"}}},
    ),
    "a list with nothing behind it": lambda: (
        openapi(paths={"/a": {"get": {"parameters": None, "responses": OK}}}),
        "empty-section",
        "/paths/~1a/get",
        {"responses": OK},
    ),
    "the type null of a later version": lambda: (
        with_schemas(A={"anyOf": [{"type": "string"}, {"type": "null"}]}),
        "newer-keyword",
        TESTED,
        {"anyOf": [{"type": "string"}, {"nullable": True, "enum": [None]}]},
    ),
    "numbers with their names": lambda: (
        with_schemas(A={"type": "integer", "enum": ["0 (None)", "1 = Some", 2]}),
        "mistyped-enum",
        TESTED,
        {"type": "integer", "enum": [0, 1, 2]},
    ),
    "a keyword of the author's own that resembles a field of something else": lambda: (
        with_schemas(A={"type": "string", "optional": True}),
        "misplaced-field",
        TESTED,
        {"type": "string"},
    ),
    "an id that is taken twice, by operations that tell what they do": lambda: (
        openapi(
            paths={
                "/a": {"get": {"operationId": "it", "responses": {"202": {"description": "Accepted"}}}},
                "/b": {"delete": {"operationId": "it", "responses": {"204": {"description": "Gone"}}}},
            }
        ),
        "duplicate-operation-id",
        "/paths/~1b/delete/operationId",
        "it2",
    ),
    "a flag that OpenAPI does not know": lambda: (
        openapi(paths={"/a": {"get": {"wrapped": True, "responses": OK}}}),
        "misplaced-field",
        "/paths/~1a/get",
        {"responses": OK},
    ),
    "a schema in the place of a response": lambda: (
        openapi(paths={"/a": {"get": {"responses": {"200": {"description": "ok", "type": "string"}}}}}),
        "bare-schema",
        "/paths/~1a/get/responses/200",
        {"content": {"application/json": {"schema": {"type": "string"}}}, "description": "ok"},
    ),
    "a schema in the place of a response of 2.0": lambda: (
        swagger(paths={"/a": {"get": {"responses": {"200": {"description": "ok", "type": "string"}}}}}),
        "bare-schema",
        "/paths/~1a/get/responses/200",
        {"content": {"application/json": {"schema": {"type": "string"}}}, "description": "ok"},
    ),
    "a response for the status 0": lambda: (
        swagger(paths={"/a": {"get": {"responses": {"0": {"description": "no"}}}}}),
        "unknown-status",
        "/paths/~1a/get/responses",
        {"default": {"description": "no"}},
    ),
    "a parameter of which nothing is said": lambda: (
        with_path("/a", {"name": "a", "in": "query"}),
        "missing-schema",
        "/paths/~1a/get/parameters/0",
        {"name": "a", "in": "query", "schema": {"type": "string"}},
    ),
    "a body of which nothing is said": lambda: (
        swagger(paths={"/a": {"put": {"parameters": [{"name": "a", "in": "body"}], "responses": OK}}}),
        "missing-schema",
        "/paths/~1a/put/requestBody/content/application~1json/schema",
        {},
    ),
    "an example beside those with names": lambda: (
        with_path(
            "/a",
            {"name": "a", "in": "query", "schema": {}, "example": "b", "examples": {"c": {"value": "c"}}},
        ),
        "misplaced-field",
        "/paths/~1a/get/parameters/0",
        {"name": "a", "in": "query", "schema": {}, "examples": {"c": {"value": "c"}}},
    ),
    "a base path without a slash": lambda: (
        swagger(basePath="v1", paths={"/things": GET}),
        "rootless-path",
        "/servers",
        [{"url": "/v1"}],
    ),
    "several types in the dialect that knows one": lambda: (
        with_schemas(A={"type": ["object", "string", "null"]}),
        "newer-keyword",
        TESTED,
        {"anyOf": [{"type": "object"}, {"type": "string"}], "nullable": True},
    ),
    "schemas inside of a schema": lambda: (
        with_schemas(
            A={
                "properties": {"b": {"$ref": "#/components/schemas/A/definitions/B"}},
                "definitions": {"B": {"type": "string"}},
            }
        ),
        "newer-keyword",
        "/components/schemas",
        {"A": {"properties": {"b": {"$ref": "#/components/schemas/A_B"}}}, "A_B": {"type": "string"}},
    ),
    "a text in a file of its own": lambda: (
        openapi(paths={"/a": {"get": {"description": {"$ref": "./a.md"}, "responses": OK}}}),
        "text-elsewhere",
        "/paths/~1a/get",
        {"responses": OK},
    ),
    "a header of two lines": lambda: (
        with_path("/a", {"name": "a", "in": "header", "schema": {"type": "string"}, "example": "b\n"}),
        "broken-example",
        "/paths/~1a/get/parameters/0/example",
        "b",
    ),
    "the values of an array's items, listed beside them": lambda: (
        openapi(paths={"/a": {"get": {"parameters": [{**LISTED, "schema": ENUM}], "responses": OK}}}),
        "misplaced-enum",
        "/paths/~1a/get/parameters/0/schema",
        {"type": "array", "items": {"type": "string", "enum": ["b"]}},
    ),
    "a field of the author's own where nothing is promised": lambda: (
        openapi(info={"title": "T", "version": "1", "logo": {"url": "logo.png"}}, paths={"/things": GET}),
        "misplaced-field",
        "/info",
        {"title": "T", "version": "1"},
    ),
    "a list of examples where each should have a name": lambda: (
        with_path("/a", {"name": "a", "in": "query", "schema": {"type": "string"}, "examples": ["b", "c"]}),
        "listed-examples",
        "/paths/~1a/get/parameters/0",
        {"name": "a", "in": "query", "schema": {"type": "string"}, "example": "b"},
    ),
    "examples by name in a schema": lambda: (
        with_schemas("3.1.0", A={"type": "string", "examples": {"one": {"value": "a"}, "other": "b"}}),
        "named-examples",
        TESTED,
        {"type": "string", "examples": ["a", "b"]},
    ),
    "a hyphen beside a set of characters": lambda: (
        with_schemas(A={"type": "string", "pattern": r"^[\w-./]+[a-\d-]\[\w-a$"}),
        "hyphen-in-pattern",
        f"{TESTED}/pattern",
        r"^[\w\-./]+[a\-\d-]\[\w-a$",
    ),
    "a host that is none": lambda: (
        swagger(host="{{your_domain}}", basePath="/v1"),
        "meaningless-keyword",
        "/servers",
        [{"url": "/v1"}],
    ),
    "a pattern that begins with flags": lambda: (
        with_schemas(A={"type": "string", "pattern": "(?i)^(all|n[o-p])$"}),
        "flags-in-pattern",
        f"{TESTED}/pattern",
        "^([aA][lL][lL]|[nN][o-pO-P])$",
    ),
    "what belongs to an object, beside the reference of its property": lambda: (
        with_schemas(A={"type": "object", "properties": {"b": {**REFERENCE, "required": True}}}, B={}),
        "misplaced-required",
        TESTED,
        {"type": "object", "properties": {"b": REFERENCE}, "required": ["b"]},
    ),
    "a link to an operation that there is not": lambda: (
        with_link({"operationId": "getNothing"}),
        "broken-link",
        LINKS,
        {},
    ),
    "a link that reads what the request does not have": lambda: (
        with_link({"operationRef": "#/paths/~1things~1{id}/get", "parameters": {"id": "$request.path.nr"}}),
        "broken-link",
        LINKS,
        {},
    ),
    "a link that fills a parameter that there is not": lambda: (
        with_link({"operationRef": "#/paths/~1things~1{id}/get", "parameters": {"path.id": 1, "nr": 2}}),
        "broken-link",
        LINKS,
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_mends(case: str) -> None:
    tree, code, pointer, expected = CASES[case]()
    text = yaml.safe_dump(tree, sort_keys=False).encode()
    document, found = load_document("openapi.yaml", text=text)
    assert document is not None, found
    assert f"warning:{code}" in codes(found)
    assert all(d.span and d.span.line for d in found)
    assert find(document.authored, pointer) == expected
    refused, found = load_document("openapi.yaml", text=text, strict=True)
    assert refused is None
    assert f"error:{code}" in codes(found)


def test_what_is_mended_stays_so() -> None:
    for case in CASES.values():
        document, _ = load_document("a.yaml", text=yaml.safe_dump(case()[0], sort_keys=False).encode())
        assert document is not None
        again, found = load_document("a.yaml", text=yaml.safe_dump(document.authored).encode(), strict=True)
        assert again is not None, found
        assert again.normal == document.normal


def test_a_link_that_can_be_followed_stays() -> None:
    link = {"operationRef": "#/paths/~1things~1{id}/get", "parameters": {"id": 1}}
    document, found = load_document("a.yaml", text=yaml.safe_dump(with_link(link)).encode())
    assert document is not None
    assert (found, find(document.authored, LINKS)) == ([], {"next": link})


def test_a_misspelt_type_in_a_list_is_no_type_to_leave_out() -> None:
    tree = with_schemas("3.1.0", A={"type": ["strng", "null"]})
    document, found = load_document("a.yaml", text=yaml.safe_dump(tree).encode())
    assert document is None
    assert "error:wrong-value" in codes(found)


def test_a_document_that_lacks_more_schemas_than_it_has_is_refused() -> None:
    tree = with_schemas(A={"properties": {"b": {"$ref": "#/components/schemas/B"}}})
    document, found = load_document("a.yaml", text=yaml.safe_dump(tree).encode())
    assert document is None
    assert codes(found) == ["error:unresolved-reference"]


def test_a_document_may_refer_to_itself_by_its_own_address() -> None:
    tree = with_schemas("3.2.0", A={"$ref": "https://a.example/b#/components/schemas/B"}, B={"type": "string"})
    tree["$self"] = "https://a.example/b"
    document, found = load_document("a.yaml", text=yaml.safe_dump(tree).encode())
    assert document is not None, found
    assert find(document.authored, f"{TESTED}/$ref") == "#/components/schemas/B"


def test_webhooks_are_passed_on_as_they_are() -> None:
    tree = openapi("3.1.0", webhooks={"a": {"post": {"responses": {"200": {}}}}})
    document, found = load_document("a.yaml", text=yaml.safe_dump(tree).encode())
    assert document is None
    assert "error:missing-field" in codes(found)
