"""Completion only adds, marks what it adds, and can be undone."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oagen.contract import build_contract, strip_additions
from oagen.diagnostics import Severity

from .conftest import FakeDocument, MakeDocument

OK = {"200": {"description": "ok"}}
ERROR = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}
ERROR_MEDIA = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
BODY = {"content": {"application/json": {"schema": {"type": "object"}}}}
QUERY = [{"name": "q", "in": "query", "schema": {"type": "string"}}]
KEYED = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}
DONE = {**OK, "400": {"description": "not valid"}}
KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}


def _added(document: FakeDocument) -> dict[str, list[str]]:
    contract, _ = build_contract(document)
    assert contract is not None
    found: dict[str, list[str]] = {}
    for addition in contract.additions:
        found.setdefault(addition.operation, []).append(addition.status)
    return found


def test_what_an_operation_needs(make_document: MakeDocument) -> None:
    document = make_document(
        {
            "/a": {
                "get": {"operationId": "plain", "responses": OK},
                "post": {"operationId": "create", "requestBody": BODY, "responses": OK},
                "delete": {"operationId": "clear", "responses": {"404": {"description": "gone"}}},
            },
            "/b": {
                method: {"operationId": f"{method}B", "parameters": [KEYED], "responses": DONE}
                for method in ("get", "post")
            },
            "/a/{id}": {
                "get": {"operationId": "read", "parameters": QUERY, "responses": OK, "security": [{"key": []}]},
                "put": {"operationId": "write", "requestBody": BODY, "responses": {**OK, "4XX": {"description": "no"}}},
                "patch": {"operationId": "any", "requestBody": BODY, "responses": {"default": {"description": "any"}}},
                "delete": {"operationId": "remove", "responses": OK, "security": [{"scoped": ["a"]}]},
                "head": {"operationId": "optional", "responses": OK, "security": [{"key": []}, {}]},
            },
        },
        components={"securitySchemes": {"key": KEY, "scoped": {"type": "oauth2", "flows": {}}}},
    )
    assert _added(document) == {
        "create": ["409", "400"],  # which /b says of what is not valid
        "postB": ["409"],
        "clear": ["200"],
        "read": ["401", "404", "400"],
        "remove": ["401", "403", "404", "409"],
        "optional": ["404"],
    }


@pytest.mark.parametrize(
    ("schema", "documented", "added"),
    [
        ({"type": "string"}, {}, ["400", "422"]),
        ({"type": "string"}, {"default": {"description": "no"}}, []),
        ({"type": "string", "format": "uuid"}, {}, ["422"]),
        ({"type": "integer"}, {}, ["422"]),
    ],
)
def test_free_text_in_a_header_may_be_no_http(
    make_document: MakeDocument, schema: dict[str, Any], documented: dict[str, Any], added: list[str]
) -> None:
    header = {"name": "X-Note", "in": "header", "schema": schema}
    operation = {"operationId": "get", "parameters": [header], "responses": {**OK, **documented}}
    document = make_document({"/a": {"get": operation}})
    assert _added(document) == ({"get": added} if added else {})
    contract, _ = build_contract(document)
    assert contract is not None
    refusals = contract.operations[0].refusals
    assert {refusals[kind].status for kind in ("malformed", "invalid")} == {422} or documented
    if "400" in added:
        assert "content" not in contract.served["paths"]["/a"]["get"]["responses"]["400"]


def test_what_can_be_deleted_may_be_missing(make_document: MakeDocument) -> None:
    methods = ("get", "put", "delete", "head", "patch")
    document = make_document(
        {
            "/status": {method: {"operationId": method, "responses": OK} for method in methods},
            "/notes": {method: {"operationId": f"{method}All", "responses": OK} for method in ("get", "delete")},
        }
    )
    assert _added(document) == {"get": ["404"], "head": ["404"], "patch": ["404"]}


def test_an_error_that_nobody_could_write_is_no_documentation(make_document: MakeDocument) -> None:
    stream = {"application/octet-stream": {"schema": ERROR}}
    responses = {**OK, "400": {"description": "an object, and no way to write it", "content": stream}}
    document = make_document({"/a": {"get": {"operationId": "a", "parameters": QUERY, "responses": responses}}})
    assert _added(document) == {"a": ["422"]}


@pytest.mark.parametrize(("often", "once"), [("400", "422"), ("422", "400")])
def test_what_is_invalid_is_refused_as_elsewhere(make_document: MakeDocument, often: str, once: str) -> None:
    def refusal(name: str) -> dict[str, Any]:
        schema = {"$ref": f"#/components/schemas/{name}"}
        return {"description": "no", "content": {"application/json": {"schema": schema}}}

    said = {"401": refusal("Problem"), "403": refusal("Problem"), "404": refusal("Problem"), "409": refusal("Problem")}
    problem = {"type": "object", "properties": {"message": {"type": "string"}}}
    bodies = [{**OK, **said, often: refusal("Invalid")}, {**OK, **said, often: refusal("Invalid")}]
    bodies.append({**OK, **said, once: refusal("Invalid")})
    paths: dict[str, Any] = {
        f"/{number}": {"post": {"operationId": f"told{number}", "requestBody": BODY, "responses": responses}}
        for number, responses in enumerate(bodies)
    }
    paths["/list"] = {"get": {"operationId": "untold", "parameters": QUERY, "responses": OK}}
    document = make_document(paths, components={"schemas": {"Invalid": problem, "Problem": problem}})
    assert _added(document) == {"untold": [often]}
    contract, _ = build_contract(document)
    assert contract is not None
    added = contract.served["paths"]["/list"]["get"]["responses"][often]
    assert added["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Invalid"}


def test_limits_are_documented(make_document: MakeDocument) -> None:
    wider = {**OK, "4XX": {"description": "no"}}
    document = make_document(
        {"/a": {"get": {"operationId": "plain", "responses": OK}, "put": {"operationId": "wide", "responses": wider}}}
    )
    contract, _ = build_contract(document, limited=True)
    assert contract is not None
    assert [(addition.operation, addition.status) for addition in contract.additions] == [("plain", "429")]
    added = contract.served["paths"]["/a"]["get"]["responses"]["429"]
    assert "Retry-After" in added["headers"]
    assert contract.operations[0].refusals["too_many"].status == 429
    assert strip_additions(contract.served) == document.authored


def test_the_documents_own_errors_are_reused(make_document: MakeDocument) -> None:
    teapot = {"application/json": {"schema": {"$ref": "#/components/schemas/Teapot"}}}
    document = make_document(
        {
            "/a/{id}": {"get": {"responses": {**OK, "500": {"description": "oh", "content": ERROR_MEDIA}}}},
            "/b": {
                "get": {"responses": {**OK, "418": {"description": "tea", "content": teapot}}},
                "put": {"responses": {**OK, "418": {"description": "tea", "content": teapot}}},
            },
        },
        components={"schemas": {"Error": ERROR, "Teapot": {"type": "object", "required": ["tea"]}}},
    )
    contract, _ = build_contract(document)
    assert contract is not None
    responses = contract.served["paths"]["/a/{id}"]["get"]["responses"]
    assert responses["404"] == {"description": "Not Found", "content": ERROR_MEDIA, "x-oagen-added": True}
    assert set(contract.served["components"]["schemas"]) == {"Error", "Teapot"}


def test_without_own_errors_they_are_problems(make_document: MakeDocument) -> None:
    schemas = {"ProblemDetails": {"type": "string"}}
    document = make_document({"/a/{id}": {"get": {"responses": OK}}}, components={"schemas": schemas})
    contract, _ = build_contract(document)
    assert contract is not None
    assert contract.served["components"]["schemas"]["ProblemDetailsDocument"]["x-oagen-added"] is True
    (answer,) = contract.operations[0].answers
    assert answer.status == 200
    refusal = contract.operations[0].refusals["not_found"]
    assert (refusal.status, refusal.media_type) == (404, "application/problem+json")


def test_gaps_are_errors_when_completion_is_off(make_document: MakeDocument) -> None:
    document = make_document(
        {"/a/{id}": {"get": {"operationId": "read", "responses": OK}}, "/b": {"get": {"responses": OK}}}
    )
    contract, diagnostics = build_contract(document, completion=False)
    assert contract is None
    (gap,) = diagnostics
    assert (gap.code, gap.severity, gap.pointer) == ("incomplete-operation", Severity.ERROR, "/paths/~1a~1{id}/get")
    assert gap.span is not None
    assert "404" in gap.message


def test_path_items_behind_references(make_document: MakeDocument) -> None:
    item = {"get": {"responses": OK}}
    document = make_document({"/a/{id}": item})
    authored = {
        **document.authored,
        "paths": {"/a/{id}": {"$ref": "#/components/pathItems/A~1B"}},
        "components": {"pathItems": {"A/B": item}},
    }
    contract, _ = build_contract(FakeDocument(authored, document.normal, "3.1.0"))
    assert contract is not None
    assert "404" in contract.served["components"]["pathItems"]["A/B"]["get"]["responses"]
    assert strip_additions(contract.served) == authored


_STATUSES = st.sampled_from(["200", "204", "2XX", "302", "401", "404", "4XX", "409", "422", "default"])
_RESPONSES = st.dictionaries(
    _STATUSES, st.sampled_from([{"description": "x"}, {"description": "x", "content": ERROR_MEDIA}]), max_size=4
)
_OPERATIONS = st.builds(
    lambda responses, rest: {**({} if responses is None else {"responses": responses}), **rest},
    st.one_of(st.none(), _RESPONSES),
    st.sampled_from([{}, {"requestBody": BODY}, {"security": [{"key": []}]}, {"security": [{"key": ["scope"]}]}]),
)
_PATHS = st.dictionaries(
    st.sampled_from(["/a", "/a/{id}", "/b/{x}/c"]),
    st.dictionaries(st.sampled_from(["get", "post", "put", "delete"]), _OPERATIONS, max_size=3),
    max_size=3,
)
_COMPONENTS = st.sampled_from([{}, {"components": {}}, {"components": {"schemas": {}}}])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(_PATHS, _COMPONENTS, st.booleans())
def test_stripping_gives_back_the_authored_document(paths: Any, rest: Any, with_error: bool) -> None:
    raw = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths, **copy.deepcopy(rest)}
    if with_error or "Error" in str(paths):
        raw.setdefault("components", {}).setdefault("schemas", {})["Error"] = ERROR
    if "key" in str(paths):
        raw.setdefault("components", {})["securitySchemes"] = {"key": KEY}
    document = FakeDocument(copy.deepcopy(raw), copy.deepcopy(raw), "3.1.0")
    contract, diagnostics = build_contract(document)
    assert contract is not None
    assert not diagnostics
    assert document.authored == raw
    assert strip_additions(contract.served) == raw
    again = FakeDocument(dict(contract.served), dict(contract.served), "3.1.0")
    assert _added(again) == {}


@pytest.mark.parametrize("version", ["2.0", "3.0.3", "3.1.0", "3.2.0"])
def test_dialect(version: str, make_document: MakeDocument) -> None:
    contract, _ = build_contract(make_document({"/a": {"get": {"responses": OK}}}, version=version))
    assert contract is not None
    assert contract.dialect == ("draft4" if version in ("2.0", "3.0.3") else "2020-12")


@pytest.mark.parametrize(
    ("produced", "told"),
    [
        (["application/json", "text/plain"], "application/json"),
        (["text/plain"], "text/plain"),
        (["text/csv", "application/xml"], "application/xml"),
        (["image/png"], "application/json"),  # no picture tells an error
    ],
)
def test_an_operation_of_swagger_2_produces_what_it_says(
    make_document: MakeDocument, produced: list[str], told: str
) -> None:
    success = {"200": {"description": "ok", "content": {name: {} for name in produced}}}
    document = make_document({"/a/{id}": {"get": {"operationId": "a", "responses": success}}}, version="2.0")
    contract, _ = build_contract(document)
    assert contract is not None
    added = contract.served["paths"]["/a/{id}"]["get"]["responses"]["404"]
    assert list(added["content"]) == [told]
    refusals = contract.operations[0].refusals
    assert {refusal.media_type for refusal in refusals.values()} == {told}
    assert isinstance(refusals["not_found"].body, str) is (told == "text/plain")
    assert ("components" in contract.served) is (told != "text/plain")
    assert strip_additions(contract.served) == document.authored


def test_where_no_media_type_can_tell_an_error_a_documented_one_says_what_it_can(make_document: MakeDocument) -> None:
    broken = {"description": "broken", "content": {"image/png": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    success = {"description": "ok", "content": {"image/png": {}}}
    get = {
        "operationId": "a",
        "parameters": [{"name": "size", "in": "query", "schema": {"type": "integer"}}],
        "responses": {"200": success, "400": broken},
    }
    document = make_document({"/a": {"get": get}}, version="2.0", components={"schemas": {"Error": ERROR}})
    contract, _ = build_contract(document)
    assert contract is not None
    assert contract.served["paths"]["/a"]["get"]["responses"].keys() == {"200", "400"}
    refusal = contract.operations[0].refusals["invalid"]
    assert (refusal.status, refusal.media_type) == (400, "image/png")
    assert isinstance(json.loads(refusal.body), dict)
