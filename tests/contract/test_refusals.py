"""Refusals: the documented status, a valid body, and room for what there is to say."""

from __future__ import annotations

from typing import Any

import pytest
from oagen.contract import build_contract
from oagen.contract.model import Refusal
from oagen.contract.slots import fill

from .conftest import MakeDocument

OK = {"200": {"description": "ok"}}
PARAMETERS = [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}]


def _media(schema: Any, name: str = "application/json") -> dict[str, Any]:
    return {"description": "no", "content": {name: {"schema": schema}}}


def _refusals(make_document: MakeDocument, responses: dict[str, Any], method: str = "get") -> dict[str, Refusal]:
    operation = {"parameters": PARAMETERS, "responses": {**OK, **responses}, "security": [{"key": []}]}
    if method == "put":
        operation["requestBody"] = {"content": {"application/json": {}}}
    key = {"type": "apiKey", "in": "header", "name": "X-Key"}
    document = make_document({"/a/{id}": {method: operation}}, components={"securitySchemes": {"key": key}})
    contract, _ = build_contract(document)
    assert contract is not None
    return dict(contract.operations[0].refusals)


@pytest.mark.parametrize(
    ("documented", "kind", "status"),
    [
        (["400", "422"], "invalid", 422),
        (["400"], "invalid", 400),
        (["400", "422"], "malformed", 400),
        (["422"], "malformed", 422),
        (["4XX"], "invalid", 422),
        (["4XX", "400"], "invalid", 400),
        (["default"], "invalid", 422),
        (["404"], "invalid_path", 404),
        (["404", "400"], "invalid_path", 404),
        (["400", "422"], "media_type", 400),
        (["410"], "not_found", 404),
        (["410: It does not exist"], "not_found", 410),
        (["403"], "unauthenticated", 403),
        (["401"], "forbidden", 401),
        (["5XX"], "unavailable", 503),
        (["503"], "timeout", 503),
        ([], "error", 500),
        ([], "too_many", 429),
    ],
)
def test_status(documented: list[str], kind: str, status: int, make_document: MakeDocument) -> None:
    method = "get" if kind == "invalid_path" else "put"
    told = (each.partition(": ") for each in documented)
    refusals = _refusals(make_document, {code: {"description": text or "no"} for code, _, text in told}, method)
    assert refusals[kind].status == status


def test_a_missing_authorization_header_is_a_401(make_document: MakeDocument) -> None:
    operation = {"responses": {**OK, "403": {"description": "no"}}, "security": [{"login": []}]}
    schemes = {"login": {"type": "http", "scheme": "bearer"}}
    contract, _ = build_contract(make_document({"/a": {"get": operation}}, components={"securitySchemes": schemes}))
    assert contract is not None
    assert contract.operations[0].refusals["unauthenticated"].status == 401
    assert [addition.status for addition in contract.additions] == ["401"]


@pytest.mark.parametrize(
    ("path", "documented", "status"),
    [
        ("/a", ["404", "409"], 404),
        ("/a", ["409"], None),
        ("/a", [], None),
        ("/a/{id}/b", ["404"], 404),
        ("/a/{id}", ["404"], None),
        ("/a/{id}", ["404", "409"], None),
        ("/a/{id}", ["404: No such team or user", "409"], 404),
    ],
)
def test_a_reference_to_nothing_is_not_found_where_the_author_says_so(
    path: str, documented: list[str], status: int | None, make_document: MakeDocument
) -> None:
    said = {status: text.strip() or "no" for status, _, text in (each.partition(":") for each in documented)}
    responses = OK | {status: {"description": text} for status, text in said.items()}
    operation = {"responses": responses, "requestBody": {"content": {"application/json": {}}}}
    contract, _ = build_contract(make_document({path: {"parameters": PARAMETERS[: "{" in path], "put": operation}}))
    assert contract is not None
    refusal = contract.operations[0].refusals.get("dangling_reference")
    assert (refusal and refusal.status) == status


def test_a_discriminator_is_no_place_for_what_there_is_to_say(make_document: MakeDocument) -> None:
    schema = {
        "type": "object",
        "required": ["code", "message"],
        "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
        "discriminator": {"propertyName": "code", "mapping": {"Bad": "#/components/schemas/Bad"}},
    }
    refusal = _refusals(make_document, {"422": _media(schema)}, "put")["invalid"]
    assert refusal.body["code"] == "Bad"
    assert set(refusal.slots) == {"detail"}


def test_a_range_and_a_default_speak_of_what_nothing_else_speaks_of(make_document: MakeDocument) -> None:
    unwritable = {
        "description": "an object in parts",
        "content": {"multipart/mixed": {"schema": {"type": "object", "required": ["a"]}}},
    }
    for wider in ("4XX", "default"):
        refusals = _refusals(make_document, {"400": unwritable, wider: _media({"type": "object"})}, "put")
        assert (refusals["malformed"].status, refusals["malformed"].media_type) == (422, "application/json")


def test_only_what_concerns_an_operation(make_document: MakeDocument) -> None:
    refusals = _refusals(make_document, {})
    assert "media_type" not in refusals
    assert "not_acceptable" not in refusals
    assert "not_acceptable" in _refusals(make_document, {"406": {"description": "no"}})


@pytest.mark.parametrize(
    ("schema", "slots", "filled"),
    [
        (
            {"type": "object", "properties": {"message": {"type": "string"}, "code": {"type": "integer"}}},
            {"detail": ("/message",), "status": ("/code",)},
            {"message": "why", "code": 404},
        ),
        (
            {
                "type": "object",
                "required": ["code", "errors", "kind"],
                "properties": {
                    "code": {"enum": ["E1", "E2"]},
                    "errors": {"type": "array", "items": {"$ref": "#/components/schemas/None"}},
                    "kind": {"type": "string", "maxLength": 5},
                    "error": {"type": "object", "properties": {"message": {"type": "string"}}},
                    "requestId": {"type": "string"},
                },
            },
            {"detail": ("/error/message",), "request_id": ("/requestId",)},
            {"code": "E1", "errors": [], "kind": "strin", "error": {"message": "why"}, "requestId": "r-1"},
        ),
        (
            {
                "type": "object",
                "properties": {"detail": {"type": "array", "items": {"properties": {"msg": {"type": "string"}}}}},
            },
            {"detail": ("/detail/0/msg",)},
            {"detail": [{"msg": "why"}]},
        ),
        ({"type": "string"}, {"detail": ("",)}, "why"),
    ],
)
def test_slots(schema: Any, slots: Any, filled: Any, make_document: MakeDocument) -> None:
    if "None" in str(schema):
        schema["properties"]["errors"]["items"] = False
    refusal = _refusals(make_document, {"404": _media(schema)})["not_found"]
    assert refusal.slots == slots
    assert fill(refusal.body, refusal.slots, {"detail": "why", "request_id": "r-1"}) == filled


def test_problems_say_about_blank(make_document: MakeDocument) -> None:
    refusal = _refusals(make_document, {})["not_found"]
    assert refusal.body["type"] == "about:blank"
    assert refusal.body["title"] == "Not Found"
    assert refusal.body["status"] == 404
    assert set(refusal.slots) == {"title", "detail", "status", "path", "request_id"}


def test_open_schemas_hold_problems_and_hopeless_ones_are_passed_over(make_document: MakeDocument) -> None:
    assert _refusals(make_document, {"404": _media({})})["not_found"].body["detail"]
    refusals = _refusals(make_document, {"422": _media(False), "400": _media({"type": "string"}, "text/plain")})
    assert (refusals["invalid"].status, refusals["invalid"].media_type) == (400, "text/plain")


def test_required_headers_have_values(make_document: MakeDocument) -> None:
    headers = {
        "Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 5}},
        "X-Tags": {"required": True, "schema": {"type": "array", "items": {"type": "boolean"}, "minItems": 2}},
        "X-Other": {"schema": {"type": "string"}},
    }
    refusal = _refusals(make_document, {"429": {"description": "slow", "headers": headers}})["too_many"]
    assert refusal.headers == {"Retry-After": "5", "X-Tags": "true,true"}
    assert refusal.media_type is None


def test_an_object_in_a_media_type_without_structure_is_json_text(make_document: MakeDocument) -> None:
    error = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}
    refusals = _refusals(make_document, {"404": _media(error, "application/octet-stream")})
    refusal = refusals["not_found"]
    assert (refusal.status, refusal.media_type) == (404, "application/octet-stream")
    assert refusal.body == '{"message": "There is no such resource."}'
    assert refusal.slots == {}


def test_what_has_nothing_to_say_is_left_out(make_document: MakeDocument) -> None:
    parts = {"type": "array", "items": {"type": "object", "properties": {"field": {"type": "string"}}}}
    schema = {"type": "object", "properties": {"message": {"type": "string"}, "details": parts, "errors": parts}}
    needed = {**schema, "required": ["details"]}
    optional, required = (
        _refusals(make_document, {"404": _media(each)})["not_found"].body for each in (schema, needed)
    )
    assert optional == {"message": "There is no such resource."}
    assert isinstance(required, dict)
    assert required.keys() == {"message", "details"}


def test_the_status_of_json_api_errors_is_text(make_document: MakeDocument) -> None:
    error = {"type": "object", "properties": {"status": {"type": "string"}, "detail": {"type": "string"}}}
    schema = {
        "type": "object",
        "required": ["errors"],
        "properties": {"errors": {"type": "array", "items": error, "minItems": 1}},
    }
    refusal = _refusals(make_document, {"404": _media(schema)})["not_found"]
    assert refusal.body == {"errors": [{"status": "404", "detail": "There is no such resource."}]}


def test_a_path_that_is_none_is_answered_as_most_operations_answer_for_what_is_missing(
    make_document: MakeDocument,
) -> None:
    def missing(name: str) -> dict[str, Any]:
        schema = {"type": "object", "required": [name], "properties": {name: {"type": "string"}}}
        return {"description": "none", "content": {"application/json": {"schema": schema}}}

    paths = {
        f"/{letter}/{{id}}": {
            "get": {
                "operationId": letter,
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {"200": {"description": "ok"}, "404": missing(name)},
            }
        }
        for letter, name in (("a", "error"), ("b", "message"), ("c", "message"))
    }
    contract, _ = build_contract(make_document(paths))
    assert contract is not None
    assert contract.refusals["not_found"].body == {"message": "There is no such resource."}


TEXT = {"type": "string"}


def _bodies(properties: dict[str, Any], make_document: MakeDocument, **more: Any) -> dict[str, Any]:
    """What a 404, a 409 and a 500 of this schema say, by kind."""
    schema = {"type": "object", "properties": properties, "required": list(properties), **more}
    refusals = _refusals(make_document, {status: _media(schema) for status in ("404", "409", "422", "500")}, "put")
    return {kind: refusals[kind].body for kind in ("not_found", "conflict", "invalid", "error")}


@pytest.mark.parametrize(
    ("name", "schema", "value"),
    [
        ("success", {"type": "boolean", "default": True}, False),
        ("ok", {"type": "boolean"}, False),
        ("isError", {"type": "boolean"}, True),
        ("failed", {"type": "boolean", "default": False}, True),
        ("success", {"type": "boolean", "enum": [True]}, True),  # what the contract wants
        ("retryable", {"type": "boolean", "default": True}, True),
        ("status", {"enum": ["success", "fail", "error"]}, "fail"),
        ("status", {"type": "string", "enum": ["ok", "error"]}, "error"),
        ("status", {"type": "integer", "enum": [400, 404]}, 404),
    ],
)
def test_flags_tell_of_a_failure(name: str, schema: Any, value: Any, make_document: MakeDocument) -> None:
    assert _bodies({"message": TEXT, name: schema}, make_document)["not_found"][name] == value


def test_a_flag_is_there_even_if_it_need_not(make_document: MakeDocument) -> None:
    bodies = _bodies({"success": {"type": "boolean"}, "message": TEXT}, make_document, required=[])
    assert bodies["error"] == {"success": False, "message": "An unexpected error occurred."}


@pytest.mark.parametrize(
    "name",
    ["faultString", "errorDescription", "error_message", "msg", "reason", "userMessage", "developerMessage", "moreInfo",
     "ERROR-TEXT", "Explanation"],
)  # fmt: skip
def test_texts_are_known_by_the_words_of_their_names(name: str, make_document: MakeDocument) -> None:
    assert _bodies({name: TEXT}, make_document)["conflict"] == {
        name: "The request conflicts with the state of the resource."
    }


@pytest.mark.parametrize("name", ["faultCode", "error_code", "resultCode", "errorType", "exceptionName", "type"])
def test_codes_are_known_by_the_words_of_their_names(name: str, make_document: MakeDocument) -> None:
    assert _bodies({name: TEXT, "message": TEXT}, make_document)["conflict"][name] == "conflict"


@pytest.mark.parametrize("name", ["postalCode", "userInfo", "contentType", "retryAt"])
def test_other_names_mean_something_else(name: str, make_document: MakeDocument) -> None:
    assert _bodies({name: TEXT, "message": TEXT}, make_document)["conflict"][name] == "string"


@pytest.mark.parametrize(
    ("beside", "error"),
    [
        ({"error_description": TEXT}, "not_found"),
        ({"message": TEXT}, "not_found"),
        ({"message": TEXT, "status": {"type": "integer"}}, "Not Found"),
        ({"path": TEXT}, "There is no such resource."),
    ],
)
def test_an_error_is_short_beside_a_sentence(beside: Any, error: str, make_document: MakeDocument) -> None:
    assert _bodies({"error": TEXT, **beside}, make_document)["not_found"]["error"] == error


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (
            ["INVALID_ARGUMENT", "RESOURCE_NOT_FOUND", "ALREADY_EXISTS", "INTERNAL"],
            ["RESOURCE_NOT_FOUND", "ALREADY_EXISTS", "INVALID_ARGUMENT", "INTERNAL"],
        ),
        (
            ["validationError", "notFound", "conflict", "serverError"],
            ["notFound", "conflict", "validationError", "serverError"],
        ),
        (["BAD_REQUEST", "SERVER_ERROR"], ["BAD_REQUEST", "BAD_REQUEST", "BAD_REQUEST", "SERVER_ERROR"]),
        (["E1", "E2"], ["E1", "E1", "E1", "E1"]),
    ],
)
def test_of_listed_codes_the_one_that_fits(listed: list[str], expected: list[str], make_document: MakeDocument) -> None:
    for name in ("code", "type", "error"):
        bodies = _bodies({name: {"type": "string", "enum": listed}, "message": TEXT}, make_document)
        assert [body[name] for body in bodies.values()] == expected


def test_a_code_is_spelled_as_its_pattern_wants(make_document: MakeDocument) -> None:
    code = {"type": "string", "pattern": "^[A-Z_]+$"}
    assert _bodies({"code": code, "message": TEXT}, make_document)["not_found"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("name", "schema", "is_filled"),
    [
        ("timestamp", {"type": "string", "format": "date-time"}, True),
        ("occurredAt", TEXT, True),
        ("time", TEXT, True),
        ("date", {"type": "string", "format": "date-time"}, True),
        ("date", {"type": "string", "format": "date"}, False),
        ("timestamp", {"type": "integer"}, False),
    ],
)
def test_times_are_for_the_service_to_tell(
    name: str, schema: Any, is_filled: bool, make_document: MakeDocument
) -> None:
    body = {"type": "object", "required": ["message"], "properties": {"message": TEXT, name: schema}}
    refusal = _refusals(make_document, {"404": _media(body)})["not_found"]
    assert refusal.slots.get("time", ()) == ((f"/{name}",) if is_filled else ())


ENTRY = {"type": "object", "required": ["message"], "properties": {"field": TEXT, "message": TEXT}}


@pytest.mark.parametrize(
    ("schema", "at", "slots"),
    [
        ({"required": ["violations"], "properties": {"violations": {"type": "array", "items": ENTRY}}}, "/violations",
         {"detail": ("/message",), "place": ("/field",)}),
        ({"properties": {"message": TEXT, "details": {"type": "array", "items": ENTRY}}}, "/details",
         {"detail": ("/message",), "place": ("/field",)}),
        ({"properties": {"error": {"type": "object", "properties": {"errors": {"type": "array", "items": {
            "type": "object", "properties": {"pointer": TEXT, "detail": TEXT, "in": TEXT}}}}}}}, "/error/errors",
         {"detail": ("/detail",), "pointer": ("/pointer",), "part": ("/in",)}),
        ({"required": ["errors"], "properties": {"errors": {"type": "array", "items": TEXT}}}, "/errors",
         {"detail": ("",)}),
    ],
    ids=["required", "beside a message", "inside", "texts"],
)  # fmt: skip
def test_problems_are_listed(schema: Any, at: str, slots: Any, make_document: MakeDocument) -> None:
    refusals = _refusals(make_document, {status: _media({"type": "object", **schema}) for status in ("404", "422")})
    invalid, missing = refusals["invalid"], refusals["not_found"]
    assert invalid.listing is not None
    assert (invalid.listing.at, dict(invalid.listing.slots)) == (at, slots)
    assert not any(p.startswith(at) for pointers in invalid.slots.values() for p in pointers)
    assert missing.listing is None
    assert "string" not in str(missing.body)


@pytest.mark.parametrize(
    "items", [{**ENTRY, "properties": {"code": {"type": "integer"}}}, {"type": "string", "enum": ["bad"]}]
)
def test_a_list_of_something_else_lists_no_problems(items: Any, make_document: MakeDocument) -> None:
    schema = {"type": "object", "required": ["errors"], "properties": {"errors": {"type": "array", "items": items}}}
    assert _refusals(make_document, {"422": _media(schema)})["invalid"].listing is None


@pytest.mark.parametrize(
    ("values", "keyed"),
    [
        ({"type": "array", "items": TEXT}, "texts"),
        (TEXT, "text"),
        (True, "texts"),
        ({"type": "array", "items": {"type": "integer"}}, ""),
        ({"type": "string", "enum": ["bad"]}, ""),
    ],
)
@pytest.mark.parametrize("required", [["message", "errors"], ["message"]])
def test_problems_may_stand_by_their_places(
    make_document: MakeDocument, values: Any, keyed: str, required: list[str]
) -> None:
    errors = {"type": "object", "additionalProperties": values}
    schema = {"type": "object", "required": required, "properties": {"message": TEXT, "errors": errors}}
    refusals = _refusals(make_document, {status: _media(schema) for status in ("404", "422")})
    listing = refusals["invalid"].listing
    assert (listing and (listing.at, listing.keyed)) == (("/errors", keyed) if keyed else None)
    if keyed:
        assert refusals["invalid"].body == {"message": "The request is not valid.", "errors": {}}
    assert refusals["not_found"].listing is None
    assert refusals["not_found"].body["message"] == "There is no such resource."


def test_a_list_of_one_lists_no_problems(make_document: MakeDocument) -> None:
    errors = {"type": "array", "items": ENTRY, "minItems": 1, "maxItems": 1}
    schema = {"type": "object", "required": ["errors"], "properties": {"errors": errors}}
    assert _refusals(make_document, {"422": _media(schema)})["invalid"].listing is None


def test_lists_in_the_entries_of_a_list_go_with_them(make_document: MakeDocument) -> None:
    """What FastAPI documents of its own refusals, for a request that breaks no rule of the contract."""
    place = {"type": "array", "items": {"anyOf": [TEXT, {"type": "integer"}]}}
    entry = {"type": "object", "required": ["loc", "msg"], "properties": {"loc": place, "msg": TEXT}}
    schema = {"type": "object", "properties": {"detail": {"type": "array", "items": entry}}}
    refusals = _refusals(make_document, {status: _media(schema) for status in ("404", "422")})
    assert refusals["invalid"].listing is not None
    assert "loc" not in str(refusals["not_found"].body)


def test_errors_that_are_a_list_of_problems_speak_for_what_nobody_documents(make_document: MakeDocument) -> None:
    entry = {"type": "object", "properties": {"title": TEXT, "detail": TEXT}}
    errors = {"type": "object", "required": ["errors"], "properties": {"errors": {"type": "array", "items": entry}}}
    reference = {"$ref": "#/components/schemas/Errors"}
    operation = {"responses": {**OK, "422": _media(reference, "application/vnd.api+json")}, "parameters": PARAMETERS}
    document = make_document({"/a/{id}": {"get": operation}}, components={"schemas": {"Errors": errors}})
    contract, _ = build_contract(document)
    assert contract is not None
    added = next(each for each in contract.operations[0].responses if each.status == "404")
    assert added.added
    assert [(media.name, media.schema and media.schema.raw) for media in added.media] == [
        ("application/vnd.api+json", reference)
    ]
