"""Every location, style and explode, as RFC 6570 and the fuzzer spell them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.unit.admission.support import Client, operation, parameter

INTEGERS = {"type": "array", "items": {"type": "integer"}}
STRINGS = {"type": "array", "items": {"type": "string"}}
ROLE = {
    "type": "object",
    "properties": {"role": {"type": "string"}, "level": {"type": "integer"}},
    "additionalProperties": False,
}
REFUSED = object()


def admitted(location: str, schema: Any, wire: str, **more: Any) -> Any:
    """The value that a parameter named `x` has, None if it is absent, or REFUSED."""
    path = "/things/{x}" if location == "path" else "/things"
    client = Client([operation(path=path, parameters=[parameter("x", location, schema, **more)])])
    if location == "path":
        answer = client.request("GET", f"/things/{wire}")
    elif location in ("query", "querystring"):
        answer = client.request("GET", f"/things?{wire}")
    else:
        answer = client.request("GET", "/things", headers=[("cookie" if location == "cookie" else "x", wire)])
    if answer.status != 200:
        assert answer.status in (404, 422), answer
        assert answer.headers["content-type"] == "application/problem+json"
        return REFUSED
    return answer.json["query" if location == "querystring" else location].get("x")


@pytest.mark.parametrize(
    ("required", "accept", "status"),
    [(False, "*/*", 200), (False, "text/csv", 200), (False, "text/html", 422), (True, "*/*", 422)],
)
def test_accept_as_a_parameter(required: bool, accept: str, status: int) -> None:
    """Clients that were told nothing take anything: that is no choice."""
    spec = parameter("Accept", "header", {"enum": ["text/csv"]}, required=required)
    client = Client([operation(parameters=[spec])])
    assert client.request("GET", "/things", headers=[("accept", accept)]).status == status


@pytest.mark.parametrize(("offered", "status"), [("br;q=0.5, gzip", 200), ("gzip", 200), ("br, x", 422), ("br", 422)])
def test_one_of_several_encodings_will_do(offered: str, status: int) -> None:
    """Clients offer what they can read, whatever a contract lists."""
    spec = parameter("Accept-Encoding", "header", {"enum": ["gzip"]}, required=False)
    client = Client([operation(parameters=[spec])])
    assert client.request("GET", "/things", headers=[("accept-encoding", offered)]).status == status


@pytest.mark.parametrize(
    ("offered", "status"),
    [("base64", 200), ("gzip, deflate", 200), ("br;q=0.5, *", 200), ("gzip, x", 422), ("x", 422), ("", 422)],
)
def test_where_no_coding_is_meant_all_of_them_say_nothing(offered: str, status: int) -> None:
    """Libraries offer codings of themselves, also where a contract has its own use for the header."""
    spec = parameter("Accept-Encoding", "header", {"enum": ["base64", "text/plain"]}, required=False)
    client = Client([operation(parameters=[spec])])
    assert client.request("GET", "/things", headers=[("accept-encoding", offered)]).status == status


@pytest.mark.parametrize(
    ("style", "explode", "schema", "wire", "value"),
    [
        ("simple", False, {"type": "string"}, "a%20b%2Fc", "a b/c"),
        ("simple", False, {"type": "string"}, "a+b", "a+b"),
        ("simple", False, {"type": "integer"}, "-5", -5),
        ("simple", False, {"type": "integer"}, "5.0", 5),
        ("simple", False, {"type": "integer"}, "5.5", REFUSED),
        ("simple", False, {"type": "integer"}, "1e999", REFUSED),
        ("simple", False, {"type": "integer"}, "%2B5", REFUSED),
        ("simple", False, {"type": "integer"}, "1_0", REFUSED),
        ("simple", False, {"type": "integer"}, "05", REFUSED),
        ("simple", False, {"type": "integer"}, "9" * 5000, REFUSED),
        ("simple", False, {"type": "number"}, "1e%2B16", 1e16),
        ("simple", False, {"type": "number"}, "1e400", REFUSED),
        ("simple", False, {"type": "number"}, "nan", REFUSED),
        ("simple", False, {"type": "boolean"}, "true", True),
        ("simple", False, {"type": "boolean"}, "True", REFUSED),
        ("simple", False, {"type": "boolean"}, "1", REFUSED),
        ("simple", False, {"type": ["integer", "null"]}, "null", None),
        ("simple", False, {"enum": [1, 2]}, "2", 2),
        ("simple", False, {}, "5", "5"),
        ("simple", False, {"type": "string"}, "%FF", REFUSED),
        ("simple", False, INTEGERS, "1,2", [1, 2]),
        ("simple", False, STRINGS, "a%2Cb,c", ["a,b", "c"]),
        ("simple", False, ROLE, "role,admin,level,1", {"role": "admin", "level": 1}),
        ("simple", True, ROLE, "role=admin,level=1", {"role": "admin", "level": 1}),
        ("simple", True, ROLE, "role,admin", REFUSED),
        ("simple", False, ROLE, "role,admin,x,1", REFUSED),
        ("label", False, {"type": "integer"}, ".5", 5),
        ("label", False, {"type": "integer"}, "5", REFUSED),
        ("label", False, INTEGERS, ".3,4", [3, 4]),
        ("label", True, INTEGERS, ".3.4", [3, 4]),
        ("label", False, INTEGERS, "", []),
        ("label", False, ROLE, ".role,admin", {"role": "admin"}),
        ("label", True, ROLE, ".role=admin.level=1", {"role": "admin", "level": 1}),
        ("matrix", False, {"type": "integer"}, ";x=5", 5),
        ("matrix", False, {"type": "integer"}, "5", REFUSED),
        ("matrix", False, INTEGERS, ";x=3,4", [3, 4]),
        ("matrix", True, INTEGERS, ";x=3;x=4", [3, 4]),
        ("matrix", False, ROLE, ";x=role,admin", {"role": "admin"}),
        ("matrix", True, ROLE, ";role=admin;level=1", {"role": "admin", "level": 1}),
        ("simple", False, {"type": "string"}, "", REFUSED),
        ("label", False, {"type": "object"}, ".,1", REFUSED),
        ("matrix", True, {"type": "object"}, ";=1", REFUSED),
    ],
)
def test_path(style: str, explode: bool, schema: Any, wire: str, value: Any) -> None:
    assert admitted("path", schema, wire, style=style, explode=explode) == value


LISTED = {"properties": {"kinds": {"anyOf": [{"type": "array", "items": {"enum": ["a"]}}, {"enum": [""]}]}}}
NESTED = {
    "type": "object",
    "properties": {"page": {"type": "object", "properties": {"n": {"type": "integer"}}}, "ids": INTEGERS},
}


@pytest.mark.parametrize(
    ("style", "explode", "schema", "wire", "value"),
    [
        ("form", True, {"type": "string"}, "x=a+b%2B", "a b+"),
        ("form", True, {"type": "string"}, "x=", ""),
        ("form", True, {"type": "string"}, "x=a:/?#[]@!$'()*,;=b", "a:/?#[]@!$'()*,;=b"),  # as `allowReserved` has it
        ("form", True, {"type": "string"}, "y=1", None),
        ("form", True, {"type": "integer"}, "x=1&x=2", REFUSED),
        ("form", True, {}, "x=1&x=2", ["1", "2"]),
        ("form", True, INTEGERS, "x=1&x=2", [1, 2]),
        ("form", True, INTEGERS, "x=1", [1]),
        ("form", True, INTEGERS, "x=", REFUSED),
        ("form", True, STRINGS, "x=", [""]),
        ("form", True, STRINGS, "x=a,b", ["a,b"]),
        ("form", True, {"anyOf": [INTEGERS, {"type": "integer"}]}, "x=1", 1),
        ("form", False, STRINGS, "x=a%2Cb,c", ["a,b", "c"]),
        ("form", False, STRINGS, "x=a%2Cb", ["a,b"]),
        ("form", False, INTEGERS, "x=1%2C2", [1, 2]),
        ("form", False, INTEGERS, "x=1%2c2,3", [1, 2, 3]),
        ("form", False, INTEGERS, "x=1%2Ca", REFUSED),
        ("form", True, INTEGERS, "x=1%2C2", REFUSED),
        ("spaceDelimited", False, INTEGERS, "x=1%202%203", [1, 2, 3]),
        ("pipeDelimited", False, INTEGERS, "x=1%7c2|3", [1, 2, 3]),
        ("form", False, INTEGERS, "x=1,2&x=3", [1, 2, 3]),
        ("form", False, INTEGERS, "x=", []),
        ("spaceDelimited", False, STRINGS, "x=a%20b", ["a", "b"]),
        ("spaceDelimited", False, STRINGS, "x=a+b", ["a", "b"]),
        ("pipeDelimited", False, INTEGERS, "x=1%7C2", [1, 2]),
        ("pipeDelimited", False, INTEGERS, "x=1|2", [1, 2]),
        ("pipeDelimited", True, INTEGERS, "x=1&x=2", [1, 2]),
        ("form", True, ROLE, "role=admin&level=2", {"role": "admin", "level": 2}),
        ("form", True, ROLE, "role=admin&other=2", {"role": "admin"}),
        ("form", True, ROLE, "level=a", REFUSED),
        ("form", True, ROLE, "x=", REFUSED),
        ("form", True, ROLE, "", None),
        ("form", True, NESTED, "x[page][n]=1&x[ids][0]=2", {"page": {"n": 1}, "ids": [2]}),
        ("form", True, NESTED, "page[n]=1&ids=2&ids=3", {"page": {"n": 1}, "ids": [2, 3]}),
        ("form", True, {"type": "object", "additionalProperties": {"type": "integer"}}, "a=1&b=2", {"a": 1, "b": 2}),
        ("form", False, ROLE, "x=role,admin,level,1", {"role": "admin", "level": 1}),
        ("form", False, ROLE, "x=role%2Cadmin", {"role": "admin"}),
        ("form", False, ROLE, "x=", {}),
        ("form", False, {"type": "object"}, "x=a,[1,2],b,{'c': 1, 'd': 2}", {"a": "[1,2]", "b": "{'c': 1, 'd': 2}"}),
        ("form", False, {"type": "object"}, "x=a[,{'c': 1, 'd': 2}", {"a[": "{'c': 1, 'd': 2}"}),
        ("pipeDelimited", False, ROLE, "x=role|admin", {"role": "admin"}),
        ("pipeDelimited", False, ROLE, "x=role&x=admin", {"role": "admin"}),
        ("deepObject", True, ROLE, "x[role]=admin&x[level]=1", {"role": "admin", "level": 1}),
        ("deepObject", True, ROLE, "x%5Brole%5D=admin", {"role": "admin"}),
        ("deepObject", True, ROLE, "x[role]=admin&x[other]=1", REFUSED),
        ("deepObject", True, NESTED, "x[page]=", {"page": {}}),
        ("deepObject", True, NESTED, "x[ids]=1&x[ids]=2", {"ids": [1, 2]}),
        ("deepObject", True, LISTED, "x[kinds]=", {"kinds": ""}),
        ("deepObject", True, LISTED, "x[kinds]=a", {"kinds": ["a"]}),
        ("deepObject", True, LISTED, "x[kinds]=b", REFUSED),
        ("deepObject", False, ROLE, "x[role]=admin", {"role": "admin"}),
    ],
)
def test_query(style: str, explode: bool, schema: Any, wire: str, value: Any) -> None:
    assert admitted("query", schema, wire, style=style, explode=explode) == value


@pytest.mark.parametrize("location", ["header", "cookie"])
@pytest.mark.parametrize(
    ("explode", "schema", "text", "value"),
    [
        (False, {"type": "integer"}, "5", 5),
        (False, {"type": "integer"}, "a", REFUSED),
        (False, STRINGS, "a,b%2C", ["a", "b%2C"]),
        (False, INTEGERS, "1,2", [1, 2]),
        (False, ROLE, "role,admin,level,1", {"role": "admin", "level": 1}),
        (True, ROLE, "role=admin,level=1", {"role": "admin", "level": 1}),
    ],
)
def test_header_and_cookie(location: str, explode: bool, schema: Any, text: str, value: Any) -> None:
    wire = f"a=1; x={text}" if location == "cookie" else text
    style = "form" if location == "cookie" else "simple"
    assert admitted(location, schema, wire, explode=explode, style=style) == value


def test_a_header_list_may_have_blanks() -> None:
    assert admitted("header", INTEGERS, "1, 2") == [1, 2]


def test_a_cookie_may_be_percent_encoded() -> None:
    assert admitted("cookie", {"enum": ["é"]}, "x=%C3%A9") == "é"


@pytest.mark.parametrize("location", ["query", "header", "cookie"])
def test_content_typed(location: str) -> None:
    text = '{"level":1}'
    wire = {"query": f"x={quote(text)}", "header": text, "cookie": f"x={text}"}[location]
    assert admitted(location, ROLE, wire, media_type="application/json") == {"level": 1}


def test_the_whole_query() -> None:
    form = {"media_type": "application/x-www-form-urlencoded"}
    assert admitted("querystring", ROLE, "role=a&level=2", **form) == {"role": "a", "level": 2}
    assert admitted("querystring", ROLE, quote('{"level": 3}'), media_type="application/json") == {"level": 3}


def test_required_and_unknown() -> None:
    assert admitted("query", {"type": "string"}, "unknown=1", required=True) is REFUSED
    assert admitted("query", ROLE, "", required=True) == {}


def test_empty_values_where_they_are_allowed() -> None:
    assert admitted("query", INTEGERS, "x=", style="form", explode=True) is REFUSED
    assert admitted("query", {"anyOf": [{"type": "integer"}, {"enum": [""]}]}, "x=", allow_empty=True) == ""
    assert admitted("query", INTEGERS, "x=", style="form", explode=True, allow_empty=True) == []


@pytest.mark.parametrize(
    ("location", "schema", "wire", "status"),
    [
        ("header", {"type": "array", "items": {"type": "object"}}, "{'a': 1}", 409),
        ("header", {"type": "object", "properties": {"a": INTEGERS}}, "a,x", 409),
        ("header", {"type": "array", "items": {"type": "integer"}}, "{'a': 1}", 422),
        ("cookie", {"type": "array", "items": INTEGERS}, "x=y", 409),
        ("header", {"type": "object", "properties": {"a": {"type": "integer"}}}, "a", 409),
        ("header", {"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": False}, "a", 422),
        ("query", {"type": "array", "items": {"type": "object"}}, "x={'a': 1}", 409),
        ("query", {"type": "array", "items": INTEGERS}, "x=y", 409),
        ("query", {"type": "array", "items": {"type": "integer"}}, "x=[1]", 422),
        ("query", {"anyOf": [{"enum": ["up"]}, {"type": "null"}]}, "x=null", 409),
        ("query", {"anyOf": [{"enum": ["up"]}, {"type": "null"}]}, "x=up", 200),
        ("query", {"anyOf": [{"type": "integer"}, {"type": "null"}]}, "x=null", 200),
    ],
)
def test_what_has_no_spelling_may_be_meant_to_be_valid(location: str, schema: Any, wire: str, status: int) -> None:
    client = Client([operation(parameters=[parameter("x", location, schema)])])
    name = {"header": "x", "cookie": "cookie"}.get(location)
    answer = client.request("GET", "/things" if name else f"/things?{wire}", headers=[(name, wire)] if name else [])
    assert answer.status == status


def test_no_item_and_no_parameter_are_one_where_empty_values_are_allowed() -> None:
    for allowed, status in ((True, 409), (False, 422)):
        spec = parameter("x", "query", INTEGERS, required=True, style="form", explode=True, allow_empty=allowed)
        assert Client([operation(parameters=[spec])]).request("GET", "/things").status == status


def test_a_missing_authorization_header_is_unauthenticated() -> None:
    needed = parameter("Authorization", "header", {"type": "string"}, required=True)
    client = Client([operation(parameters=[needed])])
    assert client.request("GET", "/things").status == 401
    assert client.request("GET", "/things", headers={"authorization": "x"}).status == 200


@pytest.mark.parametrize(
    ("name", "required", "responses", "headers", "status"),
    [
        ("If-Match", True, ["428"], [], 428),
        ("If-Match", True, ["428"], [("if-match", "*")], 200),
        ("If-Unmodified-Since", True, ["428"], [], 428),
        ("If-Match", False, ["428"], [], 200),
        ("If-Match", True, ["422"], [], 422),
        ("X-Version", True, ["428"], [], 422),
    ],
)
def test_a_condition_that_is_required_has_a_status_of_its_own(
    name: str, required: bool, responses: list[str], headers: list[tuple[str, str]], status: int
) -> None:
    declared = parameter(name, "header", {"type": "string"}, required=required)
    documented = [{"status": each} for each in ("200", *responses)]
    client = Client([operation("PUT", parameters=[declared], responses=documented)])
    assert client.request("PUT", "/things", headers=headers).status == status
