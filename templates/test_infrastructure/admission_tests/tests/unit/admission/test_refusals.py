"""Refusals are shaped by the contract, and raised from anywhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi import HTTPException

from src.core.clock import now
from src.core.errors import (
    Conflict,
    DanglingReference,
    Invalid,
    NotFound,
    Problem,
    Refused,
    TimedOut,
    TooManyRequests,
)
from tests.unit.admission.support import REFUSALS, Client, Settings, body, operation, parameter, refusal


def client_raising(error: BaseException, **spec: Any) -> Client:
    async def handler() -> None:
        raise error

    return Client([operation(**spec)], {"GET /things": handler})


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (NotFound("No such thing"), 404, "No such thing"),
        (Conflict("Taken"), 409, "Taken"),
        (HTTPException(404, "gone"), 404, "gone"),
        (HTTPException(418, "tea"), 422, "tea"),
        (ValueError("secret"), 500, "Internal server error"),
    ],
)
def test_what_a_handler_raises(error: Exception, status: int, detail: str) -> None:
    answer = client_raising(error).request("GET", "/things")
    assert answer.status == status
    assert answer.json["detail"] == detail
    assert answer.json["request_id"] == "req-1"
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_operation_s_own_template_goes_first() -> None:
    own = {"not_found": {"status": 410, "media_type": "application/json", "body": {"errors": [{"message": ""}]}}}
    own["not_found"]["slots"] = {"detail": ["/errors/0/message"], "request_id": []}
    answer = client_raising(NotFound("x"), refusals=own).request("GET", "/things")
    assert (answer.status, answer.json) == (410, {"errors": [{"message": "x"}]})


def test_a_template_may_tell_the_time() -> None:
    own = {"not_found": {"status": 404, "media_type": "application/json", "body": {"timestamp": "", "message": ""}}}
    own["not_found"]["slots"] = {"time": ["/timestamp"], "detail": ["/message"]}
    answer = client_raising(NotFound(), refusals=own).request("GET", "/things")
    told = datetime.fromisoformat(answer.json["timestamp"])
    assert abs(now() - told) < timedelta(minutes=1)


def test_a_kindred_template_serves_where_there_is_none() -> None:
    own = {"unavailable": refusal(503)}
    assert client_raising(TimedOut(), refusals=own).request("GET", "/things").status == 503
    # The defaults serve where the operation documents their status, else what is closest.
    assert client_raising(Conflict(), responses=[{"status": "409"}]).request("GET", "/things").status == 409
    assert client_raising(Conflict(), responses=[{"status": "4XX"}]).request("GET", "/things").status == 409
    assert client_raising(Conflict(), responses=[{"status": "422"}]).request("GET", "/things").status == 422
    assert client_raising(DanglingReference(), responses=[{"status": "409"}]).request("GET", "/things").status == 409
    assert client_raising(TooManyRequests()).request("GET", "/things").status == 500


def test_every_problem_has_an_entry() -> None:
    own = {"invalid": refusal(422)}
    own["invalid"] |= {
        "body": {"message": "no", "errors": [{"field": "a", "pointer": "/a", "in": "body", "text": "wrong"}]},
        "slots": {"detail": ["/message"]},
        "listing": {
            "at": "/errors",
            "slots": {"place": ["/field"], "pointer": ["/pointer"], "part": ["/in"], "detail": ["/text"]},
        },
    }
    problems = (Problem("body", ("lines", 0, "a/b"), "is required"), Problem("query", ("limit",), "is too small"))
    answer = client_raising(Invalid(str(problems[0]), problems=problems), refusals=own).request("GET", "/things")
    assert answer.json == {
        "message": "body: /lines/0/a~1b: is required",
        "errors": [
            {"field": "lines.0.a/b", "pointer": "/lines/0/a~1b", "in": "body", "text": "is required"},
            {"field": "limit", "pointer": "/limit", "in": "query", "text": "is too small"},
        ],
    }
    answer = client_raising(Invalid("Not today"), refusals=own).request("GET", "/things")
    assert answer.json["errors"] == [{"field": "", "pointer": "", "in": "body", "text": "Not today"}]
    own["invalid"]["listing"] = {"at": "/errors", "slots": {"detail": ["/text"]}}
    answer = client_raising(Invalid("No", problems=problems[1:]), refusals=own).request("GET", "/things")
    assert answer.json["errors"][0]["text"] == "query parameter 'limit': is too small"


@pytest.mark.parametrize(
    ("keyed", "errors"),
    [
        ("texts", {"lines.0.sku": ["is required", "is not known here"], "limit": ["is too small"]}),
        ("text", {"lines.0.sku": "is required", "limit": "is too small"}),
    ],
)
def test_problems_may_stand_by_their_places(keyed: str, errors: dict[str, Any]) -> None:
    own = {"invalid": refusal(422) | {"body": {"message": "no", "errors": {}}, "slots": {"detail": ["/message"]}}}
    own["invalid"]["listing"] = {"at": "/errors", "keyed": keyed}
    place = ("lines", 0, "sku")
    problems = (
        Problem("body", place, "is required"),
        Problem("body", place, "is not known here"),
        Problem("query", ("limit",), "is too small"),
    )
    answer = client_raising(Invalid("All of it", problems=problems), refusals=own).request("GET", "/things")
    assert answer.json == {"message": "All of it", "errors": errors}
    answer = client_raising(Invalid("Not today"), refusals=own).request("GET", "/things")
    assert answer.json["errors"] in ({"body": ["Not today"]}, {"body": "Not today"})


def test_all_problems_of_a_body_are_told() -> None:
    schema = {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {}, "b": {"type": "integer"}, "c": {"not": {}}},
        "additionalProperties": False,
    }
    own = {"invalid": refusal(422) | {"body": {"errors": ["no"]}, "slots": {}}}
    own["invalid"]["listing"] = {"at": "/errors", "slots": {"detail": [""]}}
    client = Client([operation("POST", body=body("application/json", schema), refusals=own)])
    answer = client.request("POST", "/things", b'{"b": "x", "c": 1, "d": 2}', {"content-type": "application/json"})
    assert sorted(answer.json["errors"]) == [
        "body: /a: is required",
        'body: /b: "x" is not of type "integer"',
        "body: /c: is read-only, the server sets it",
        "body: /d: is not known here",
    ]


DOG = {
    "type": "object",
    "required": ["kind", "bark"],
    "properties": {"kind": {"const": "dog"}, "bark": {"type": "string"}, "size": {"enum": [5, 6]}},
}
CAT = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"enum": ["cat"]}, "owner": {"anyOf": [{"required": ["id"]}, {"type": "null"}]}},
}
PET = {"oneOf": [DOG, CAT]}


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (b'{"kind": "dog"}', "/bark: is required"),
        (b'{"kind": "dog", "bark": 1}', '/bark: 1 is not of type "string"'),
        (b'{"kind": "cat", "owner": {}}', "/owner/id: is required"),
        (b'{"kind": "cow", "bark": 1}', "/kind: is none of dog, cat"),
        (b'{"bark": "loud", "owner": 1}', "/kind: is required"),
        (b'{"kind": "dog", "bark": "loud", "size": 2, "level": 2}', "/size: is none of 5, 6"),
        (b"[]", '[] is not of type "object"'),
    ],
)
def test_a_union_tells_what_is_wrong_in_the_branch_that_is_meant(value: bytes, problem: str) -> None:
    answer = Client([operation("POST", body=body("application/json", PET))]).request(
        "POST", "/things", value, {"content-type": "application/json"}
    )
    assert answer.json["detail"] == f"body: {problem}"


@pytest.mark.parametrize(
    ("schema", "value", "reason"),
    [
        ({"enum": ["low", "high", 3, None, True]}, b'"middle"', "is none of low, high, 3, null, true"),
        ({"type": "string", "format": "email"}, b'"ada"', "is no valid email"),
    ],
)
def test_all_that_would_be_valid_is_told(schema: dict[str, Any], value: bytes, reason: str) -> None:
    answer = Client([operation("POST", body=body("application/json", schema))]).request(
        "POST", "/things", value, {"content-type": "application/json"}
    )
    assert answer.json["detail"] == f"body: {reason}"


def test_a_union_of_which_no_branch_is_meant_says_so() -> None:
    either = {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}
    answer = Client([operation("POST", body=body("application/json", either))]).request(
        "POST", "/things", b"{}", {"content-type": "application/json"}
    )
    assert answer.json["detail"] == "body: {} is not valid under any of the schemas listed in the 'oneOf' keyword"


def test_headers_of_template_and_refusal() -> None:
    own = {"too_many": refusal(429) | {"headers": {"Retry-After": "1", "X-Limit": "5"}}}
    answer = client_raising(TooManyRequests(headers={"Retry-After": "9\r\nX: y"}), refusals=own).request(
        "GET", "/things"
    )
    assert answer.status == 429
    assert answer.headers["x-limit"] == "5"
    assert "\n" not in answer.headers["retry-after"]


def test_text_xml_and_no_content() -> None:
    own: dict[str, Any] = {
        "not_found": {"status": 404, "media_type": "text/plain", "body": "", "slots": {"detail": [""]}}
    }
    answer = client_raising(NotFound("héllo"), refusals=own).request("GET", "/things")
    assert (answer.headers["content-type"], answer.body) == ("text/plain; charset=utf-8", "héllo".encode())
    own = {
        "not_found": {"status": 404, "media_type": "application/xml", "body": {"m": ""}, "slots": {"detail": ["/m"]}}
    }
    assert client_raising(NotFound("<"), refusals=own).request("GET", "/things").body == b"<data><m>&lt;</m></data>"
    own = {"not_found": {"status": 404}}
    answer = client_raising(NotFound(), refusals=own).request("GET", "/things")
    assert (answer.body, answer.headers) == (b"", {"content-length": "0"})


def test_the_order_of_refusals() -> None:
    spec = operation(
        "POST",
        "/things/{id}",
        parameters=[parameter("id", "path", {"type": "integer"}), parameter("n", "query", {"type": "integer"})],
        body=body("application/json", {"type": "integer"}),
        security=[[{"scheme": "key"}]],
    )
    schemes = {"key": {"type": "apiKey", "location": "query", "parameter": "key"}}
    client = Client([spec], security_schemes=schemes)

    def status(target: str, content: bytes = b"1", media_type: str = "application/json") -> int:
        return client.request("POST", target, content, {"content-type": media_type}).status

    assert client.request("GET", "/things/x").status == 405
    assert status("/things/x?n=x", b"x", "a/b") == 401
    assert status("/things/x?n=x&key=secret", b"x", "a/b") == 404
    assert status("/things/1?n=x&key=secret", b"x", "a/b") == 422
    assert status("/things/1?key=secret", b"x", "a/b") == 415
    assert status("/things/1?key=secret", b"x") == 400
    assert status("/things/1?key=secret", b'"x"') == 422
    assert status("/things/1?key=secret") == 200


def test_an_unknown_kind_of_refusal_is_an_error() -> None:
    class Odd(Refused):
        kind = "odd"

    assert client_raising(Odd()).request("GET", "/things").status == REFUSALS["error"]["status"]


def test_titles_come_from_the_kind() -> None:
    client = Client([operation("POST", body=body("application/json", True))], settings=Settings(max_body_bytes=1))
    assert (
        client.request("POST", "/things", b"12", {"content-type": "application/json"}).json["title"]
        == "Content too large"
    )


class OneEach:
    """Admits everybody once."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    async def admit(self, _operation: Any, principal: Any, _scope: Any) -> None:
        if principal in self.seen:
            raise TooManyRequests(headers={"Retry-After": "7"})
        self.seen.add(principal)


@pytest.mark.parametrize(("key", "status"), [("secret", 200), ("wrong", 401)])
def test_who_asks_too_often_is_told_when_to_come_back(key: str, status: int) -> None:
    schemes = {"key": {"type": "apiKey", "location": "header", "parameter": "x-key"}}
    spec = operation(security=[[{"scheme": "key"}]], refusals={"too_many": refusal(429)})
    client = Client([spec], security_schemes=schemes, limiter=OneEach())
    first, second = (client.request("GET", "/things", headers={"x-key": key}) for _ in range(2))
    assert first.status == status
    assert (second.status, second.headers["retry-after"]) == (429, "7")
    assert second.json["title"] == "Too many requests"
