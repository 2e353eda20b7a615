"""Flaws of all but schemas: a document that has one, the code of its mend, where it is, and what is read there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .helpers import openapi, swagger, with_operation, with_schemas

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


BEARER = {"securitySchemes": {"Bearer": {"type": "http", "scheme": "bearer"}}}
LISTED = {"name": "a", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}}
ENUM = {"type": "array", "items": {"type": "string"}, "enum": ["b"]}
THINGS = "/paths/~1things/get"
LINKS = "/paths/~1things/get/responses/200/links"
TESTED = "/components/schemas/A"

DOCUMENT_FLAWS: dict[str, Callable[[], Case]] = {
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
    "a schema of a parameter in 2.0": lambda: (
        in_swagger({"name": "a", "in": "query", "schema": {"type": "integer", "maximum": 3}}),
        "newer-keyword",
        "/paths/~1a/get/parameters/0/schema",
        {"type": "integer", "maximum": 3},
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
    "a truth among texts": lambda: (
        in_swagger({"name": "a", "in": "query", "type": "string", "enum": [True, "no"]}),
        "mistyped-enum",
        "/paths/~1a/get/parameters/0/schema/enum/0",
        "true",
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
    "an empty list of required properties": lambda: (with_schemas(A={"required": []}), "empty-list", TESTED, {}),
    "a section that holds nothing": lambda: (
        {**with_schemas(A={}), "components": {"schemas": {"A": {}}, "parameters": None}},
        "empty-section",
        "/components",
        {"schemas": {"A": {}}},
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
    "a request body of which nothing is said": lambda: (
        with_operation(requestBody={}),
        "empty-body",
        THINGS,
        {"responses": OK},
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
    "a host that is none": lambda: (
        swagger(host="{{your_domain}}", basePath="/v1"),
        "meaningless-keyword",
        "/servers",
        [{"url": "/v1"}],
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
    "a request body that is required, and of which nothing else is said": lambda: (
        with_operation(requestBody={"required": True}),
        "empty-body",
        THINGS,
        {"responses": OK},
    ),
    "a mapping for the scopes of a security scheme": lambda: (
        openapi(security=[{"Bearer": {}}], components=BEARER),
        "mapped-list",
        "/security",
        [{"Bearer": []}],
    ),
    "a mapping for the list of requirements": lambda: (
        openapi(paths={"/a": {"get": {"security": {}, "responses": OK}}}, security=[{"Bearer": []}], components=BEARER),
        "mapped-list",
        "/paths/~1a/get/security",
        [],
    ),
    "one requirement without a list": lambda: (
        openapi(security={"Bearer": []}, components=BEARER),
        "mapped-list",
        "/security",
        [{"Bearer": []}],
    ),
    "null for a text that need not be there": lambda: (
        openapi(
            components={"securitySchemes": {"Bearer": {"type": "http", "scheme": "bearer", "bearerFormat": None}}},
            security=[{"Bearer": []}],
        ),
        "empty-text",
        "/components",
        BEARER,
    ),
    "an empty list for a map": lambda: (
        openapi(paths={"/a": {"get": {"responses": {"200": {"description": "OK", "headers": [], "content": []}}}}}),
        "listed-map",
        "/paths/~1a/get/responses/200",
        {"description": "OK", "headers": {}, "content": {}},
    ),
    "an empty list for the paths": lambda: (openapi(paths=[]), "listed-map", "/paths", {}),
    "a misspelt field": lambda: (
        openapi("3.1.0", paths={"/a": {"get": {"paramteters": [LISTED], "responses": OK}}}),
        "misspelt-field",
        "/paths/~1a/get",
        {"parameters": [LISTED], "responses": OK},
    ),
    "a header that says what it is": lambda: (
        openapi(components={"headers": {"etag": {"name": "ETag", "in": "header", "schema": {"type": "string"}}}}),
        "misplaced-field",
        "/components/headers/etag",
        {"schema": {"type": "string"}},
    ),
    "a header that says what it is in 3.1": lambda: (
        openapi("3.1.0", components={"headers": {"etag": {"name": "ETag", "in": "header", "schema": {}}}}),
        "misplaced-field",
        "/components/headers/etag",
        {"schema": {}},
    ),
    "the id of a GET for its HEAD": lambda: (
        openapi(paths={"/a": {method: {"operationId": "it", "responses": OK} for method in ("get", "head")}}),
        "duplicate-operation-id",
        "/paths/~1a/head/operationId",
        "it2",
    ),
    "a shared parameter, and another one of its name": lambda: (
        openapi(
            components={"parameters": {"A": LISTED | {"required": True}}},
            paths={"/a": {"get": {"parameters": [{"$ref": "#/components/parameters/A"}, LISTED], "responses": OK}}},
        ),
        "duplicate-parameter",
        "/paths/~1a/get/parameters",
        [LISTED],
    ),
    "parameters that lead nowhere": lambda: (
        with_path("/a/{id}", {"$ref": "#/components/parameters/A"}, PATH_ID, {"$ref": "#/components/parameters/A"}),
        "unresolved-reference",
        "/paths/~1a~1{id}/get/parameters",
        [PATH_ID],
    ),
    "a path parameter that leads nowhere": lambda: (
        with_path("/a/{id}", {"$ref": "#/components/parameters/id"}),
        "undeclared-path-parameter",
        "/paths/~1a~1{id}/get/parameters",
        [PATH_ID],
    ),
}
