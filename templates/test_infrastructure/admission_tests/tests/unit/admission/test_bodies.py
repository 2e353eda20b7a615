"""Every media type of bodies, and every way to get one wrong."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

from src.core.contract.xml import parse
from tests.unit.admission.support import Answer, Client, Settings, body, operation

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
XML = "application/xml"
PET = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "owner": {"type": "object", "properties": {"email": {"type": "string"}}},
        "alive": {"type": ["boolean", "null"]},
    },
    "required": ["name"],
    "additionalProperties": False,
}


def post(spec: dict[str, Any], content: bytes, content_type: str | None) -> Answer:
    """What one operation with this body says."""
    client = Client([operation("POST", body=spec)])
    return client.request("POST", "/things", content, {"content-type": content_type} if content_type else {})


def admitted(media_type: str, schema: Any, content: bytes, content_type: str | None = None, **more: Any) -> Any:
    """The admitted value, or the status of the refusal."""
    answer = post(body(media_type, schema, **more), content, content_type or media_type)
    return answer.json["body"] if answer.status == 200 else answer.status


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"name": "a", "age": 1e0}', {"name": "a", "age": 1.0}),
        (b'{"name": "a", "age": 100000000000000000000}', {"name": "a", "age": 10**20}),
        (b'{"name": "a\\u0000"}', {"name": "a\0"}),
        (b'{"name": "a", "name": "b"}', {"name": "b"}),
        (b'{"name": "a", "age": "1"}', 422),
        (b'{"name": "a", "age": true}', 422),
        (b'{"name": "a", "other": 1}', 422),
        (b"null", 422),
        (b"{", 400),
        (b"{'name': 1}", 400),
        (b'{"name": NaN}', 400),
        (b'{"name": "a", "age": 1e400}', 400),
        (b'{"name": "a", "age": [-1e999]}', 400),
        (b'{"name": "\\ud800"}', 400),
        (b'{"name": "\xff"}', 400),
        (b"[" * 1000, 400),
        (b"", 422),
    ],
)
def test_json(content: bytes, expected: Any) -> None:
    assert admitted(JSON, PET, content) == expected


@pytest.mark.parametrize("schema", [{"not": {}}, False])
def test_a_refusal_says_that_the_server_sets_it(schema: Any) -> None:
    """What the contract marks as `readOnly` has a schema here that takes nothing."""
    answer = post(body(JSON, {"properties": {"id": schema}}), b'{"id": 17}', JSON)
    assert (answer.status, answer.json["detail"]) == (422, "body: /id: is read-only, the server sets it")


def test_json_in_another_charset() -> None:
    assert admitted(JSON, PET, '{"name":"é"}'.encode("utf-16"), JSON + "; charset=utf-16") == {"name": "é"}
    assert admitted(JSON, PET, b"{}", JSON + "; charset=klingon") == 415
    assert admitted(JSON, PET, b"\xff", JSON + "; charset=utf-16") == 400


@pytest.mark.parametrize(
    ("declared", "sent", "status"),
    [
        (JSON, "Application/JSON; charset=UTF-8", 200),
        (JSON, "text/plain", 415),
        (JSON, "nonsense", 415),
        (JSON, None, 200),
        ("application/*", "application/json", 200),
        ("*/*", "application/vnd.x+json", 200),
        ("application/vnd.api+json", "application/vnd.api+json;v=1", 200),
        ("application/json; charset=utf-8", JSON, 200),
    ],
)
def test_content_type(declared: str, sent: str | None, status: int) -> None:
    assert post(body(declared, PET), b'{"name":"a"}', sent).status == status


def test_each_media_type_has_its_own_schema() -> None:
    media = [{"name": JSON, "schema": {"type": "integer"}}, {"name": "text/plain", "schema": {"maxLength": 2}}]
    spec = {"required": True, "media": media}
    assert post(spec, b"12", JSON).json["body"] == 12
    assert post(spec, b"12", "text/plain").json["body"] == "12"
    assert post(spec, b"123", "text/plain").status == 422
    assert post(spec, b"12", None).status == 415


@pytest.mark.parametrize("method", ["GET", "DELETE", "QUERY"])
def test_any_method_may_have_a_body(method: str) -> None:
    client = Client([operation(method, body=body(JSON, {"type": "array"}))])
    headers = {"content-type": JSON}
    statuses = [client.request(method, "/things", content, headers).status for content in (b"[]", b"{}", b"")]
    assert statuses == [200, 422, 422]


def test_an_optional_body_may_be_missing() -> None:
    assert post(body(JSON, PET, required=False), b"", None).json["body"] is None
    assert post(body(JSON, PET, required=False), b"", JSON).status == 200
    assert post(body(JSON, PET, required=False), b"", "text/plain").status == 415
    assert post(body(FORM, PET, required=False), b"", FORM).status == 422  # a form without fields is a form


def test_a_body_that_is_needed_may_be_missing_and_is_a_conflict_then() -> None:
    needed = {**body(JSON, PET, required=False), "needed": True}
    assert post(needed, b"", None).status == 409
    assert post(needed, b"", JSON).status == 409
    assert post(needed, b"{}", JSON).status == 422
    assert post(needed, b'{"name": "a"}', JSON).status == 200


def test_a_body_above_the_limit_is_too_large() -> None:
    client = Client([operation("POST", body=body(JSON, True))], settings=Settings(max_body_bytes=10))
    assert client.request("POST", "/things", b'"12345678901"', {"content-type": JSON}).status == 413
    assert client.request("POST", "/things", b"1", {"content-type": JSON, "content-length": "11"}).status == 413


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"name=a+b&age=5", {"name": "a b", "age": 5}),
        (b"name=a&tags=x&tags=y", {"name": "a", "tags": ["x", "y"]}),
        (b"name=a&tags=", {"name": "a", "tags": [""]}),
        (b"name=a&email=e", {"name": "a", "owner": {"email": "e"}}),
        (b"name=a&owner[email]=e", {"name": "a", "owner": {"email": "e"}}),
        (b"name=a&owner=%7B%22email%22:%22e%22%7D", {"name": "a", "owner": {"email": "e"}}),
        (b"name=a&alive=null", {"name": "a", "alive": None}),
        (b"name=a&alive=true", {"name": "a", "alive": True}),
        (b"name=a&age=x", 422),
        (b"name=a&other=1", 422),
        (b"name=a&name=b", 422),
        (b"age=1", 422),
        (b"name=%FF", 400),
    ],
)
def test_form(content: bytes, expected: Any) -> None:
    assert admitted(FORM, PET, content) == expected


@pytest.mark.parametrize(
    ("media_type", "content", "expected"),
    [
        (FORM, b"name=a", 409),
        (FORM, b"name=a&tags=x", 409),
        (FORM, b"name=a&tags=x&email=e", {"name": "a", "tags": ["x"], "owner": {"email": "e"}}),
        (FORM, b"tags=x&email=e", 422),
        (XML, b"<pet><name>a</name><owner/></pet>", 409),
        (XML, b"<pet><name>a</name></pet>", 422),
    ],
)
def test_what_is_required_and_may_be_empty_is_missing_or_not(media_type: str, content: bytes, expected: Any) -> None:
    assert admitted(media_type, PET | {"required": ["name", "tags", "owner"]}, content) == expected


def test_what_is_required_and_may_not_be_empty_is_missing() -> None:
    tags = {"type": "array", "minItems": 1}
    assert admitted(FORM, {"type": "object", "properties": {"tags": tags}, "required": ["tags"]}, b"") == 422
    assert admitted(FORM, {"type": "object", "properties": {"any": {}}, "required": ["any"]}, b"") == 409
    assert admitted(FORM, {"type": "object", "properties": {"any": {}}, "required": ["any"]}, b"any=a") == {"any": "a"}


@pytest.mark.parametrize(
    ("content", "status"), [(b'{"a": 1, "b": 2}', 409), (b"{}", 422), (b'{"a": 1, "b": 2, "c": 3}', 422)]
)
def test_what_is_of_several_kinds_is_meant_to_be_of_one(content: bytes, status: int) -> None:
    schema = {"oneOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"c": {"type": "string"}}}
    assert admitted("application/json", schema, content) == status


@pytest.mark.parametrize("items", [{"type": "string"}, {"type": "object"}])
def test_an_empty_element_is_an_item_or_no_list(items: dict[str, Any]) -> None:
    schema = {"type": "object", "properties": {"hosts": {"type": "array", "items": items}}}
    assert admitted(XML, schema, b"<it><hosts></hosts></it>") == 409
    assert admitted(XML, schema, b"<it><hosts></hosts><hosts></hosts></it>") != 409
    assert admitted(XML, schema, b"<it></it>") == {}


def test_a_name_that_requests_may_not_set_is_left_to_the_members_of_objects() -> None:
    owner = {"type": "object", "properties": {"id": {"type": "integer"}}}
    schema = {"type": "object", "properties": {"id": {"not": {}}, "name": {"type": "string"}, "owner": owner}}
    assert admitted(FORM, schema, b"name=a&id=5") == {"name": "a", "owner": {"id": 5}}
    schema["properties"] = {"id": {"not": {}}, "name": {"type": "string"}}
    assert admitted(FORM, schema, b"name=a&id=5") == 422


def test_a_map_does_not_take_what_another_object_declares() -> None:
    owner = {"type": "object", "properties": {"id": {"type": "integer"}}}
    schema = {"type": "object", "properties": {"more": {"type": "object", "additionalProperties": {}}, "owner": owner}}
    assert admitted(FORM, schema, b"id=5") == {"owner": {"id": 5}}


def test_form_with_encoding() -> None:
    encoding = {"tags": {"style": "form", "explode": False}, "owner": {"style": "deepObject", "explode": True}}
    value = admitted(FORM, PET, b"name=a&tags=x,y&owner[email]=e", encoding=encoding)
    assert value == {"name": "a", "tags": ["x", "y"], "owner": {"email": "e"}}


def multipart(*parts: tuple[str, str, bytes]) -> bytes:
    """A body of parts: disposition's parameters, Content-Type, content."""
    chunks = [
        b"--B\r\nContent-Disposition: form-data; "
        + disposition.encode()
        + (f"\r\nContent-Type: {content_type}".encode() if content_type else b"")
        + b"\r\n\r\n"
        + content
        for disposition, content_type, content in parts
    ]
    return b"\r\n".join([*chunks, b"--B--\r\n"])


FILE = {"type": "string", "format": "binary"}
UPLOAD = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "file": {"type": "string", "format": "binary", "maxLength": 4},
        "files": {"type": "array", "items": FILE},
        "some": {"oneOf": [FILE, {"type": "array", "items": FILE}]},
        "meta": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]},
        "numbers": {"type": "array", "items": {"type": "integer"}},
        "matrix": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
    },
    "required": ["title"],
}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([('name="title"', "", b"a")], {"title": "a"}),
        ([('name="title"', "", b"\xc3\xa9")], {"title": "é"}),
        ([("name=title", "text/plain", b"a\r\nb")], {"title": "a\r\nb"}),
        ([('name="title"', "", b"a"), ('name="file"; filename="f"', "image/png", b"\xff\0")], {"file": "ÿ\0"}),
        ([('name="title"', "", b"a"), ('name="file"; filename="f"', "", b"12345")], 422),
        ([('name="title"', "", b"a"), ("name=file; filename*=UTF-8''%e2", "", b"1")], {"file": "1"}),
        ([('name="title"', "", b"a"), ('name="files"; filename="f"', "", b"1")], {"files": ["1"]}),
        ([('name="title"', "", b"a"), *[('name="files"; filename="f"', "", b"1")] * 2], {"files": ["1", "1"]}),
        ([('name="title"', "", b"a"), ('name="files"', "", b"1")], 422),
        ([('name="title"', "", b"a"), ('name="some"', "", b"1")], {"some": ["1"]}),
        ([('name="title"', "", b"a"), *[('name="some"; filename="f"', "", b"1")] * 2], {"some": ["1", "1"]}),
        ([('name="title"', "", b"a"), ('name="meta"', "application/json", b'{"n":1}')], {"meta": {"n": 1}}),
        ([('name="title"', "", b"a"), ('name="meta"', "application/json", b'{"n":"1"}')], 422),
        ([('name="title"', "", b"a"), ('name="meta"', "application/json", b"nonsense")], 422),
        ([('name="title"', "", b"a"), ('name="numbers"', "", b"1"), ('name="numbers"', "", b"2")], {"numbers": [1, 2]}),
        ([('name="title"', "", b"a"), ('name="numbers"', "", b"1")], {"numbers": [1]}),
        ([('name="title"', "", b"a"), ('name="matrix"', "application/json", b"[[1],[2]]")], {"matrix": [[1], [2]]}),
        ([('name="title"', "", b"a"), ('name="more"', "", b"x")], {"more": "x"}),
        ([], 422),
    ],
)
def test_multipart(parts: list[tuple[str, str, bytes]], expected: Any) -> None:
    value = admitted(MULTIPART, UPLOAD, multipart(*parts), MULTIPART + '; boundary="B"')
    assert value == (expected if isinstance(expected, int) else {"title": "a"} | expected)


@pytest.mark.parametrize(("title", "amount", "status"), [(b"null", b"1", 409), (b"null", b"x", 422), (b"a", b"null", 422)])
def test_a_part_that_is_null_may_be_a_text(title: bytes, amount: bytes, status: int) -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}, "amount": {"type": "integer"}}}
    content = multipart(('name="title"', "", title), ('name="amount"', "", amount))
    assert admitted(MULTIPART, schema, content, MULTIPART + '; boundary="B"') == status


@pytest.mark.parametrize("content", [b"", b"--B", b"--B\r\nabc--B--\r\n", b"--B\r\n\r\n\r\nx"])
def test_truncated_multipart(content: bytes) -> None:
    assert admitted(MULTIPART, UPLOAD, content, MULTIPART + "; boundary=B") in (400, 422)
    assert admitted(MULTIPART, UPLOAD, b"x", MULTIPART) == 400


XML_PET = {
    "type": "object",
    "xml": {"name": "pet"},
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "name": {"type": "string", "xml": {"name": "Name", "prefix": "p", "namespace": "urn:p"}},
        "photos": {"type": "array", "items": {"type": "string", "xml": {"name": "photo"}}, "xml": {"wrapped": True}},
        "tags": {"type": "array", "items": {"type": "integer", "xml": {"name": "tag"}}},
        "owner": {"type": "object", "properties": {"email": {"type": "string"}}},
        "weight": {"type": ["number", "null"]},
    },
    "required": ["name"],
    "additionalProperties": False,
}
NAME = b'<p:Name xmlns:p="urn:p">a</p:Name>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<pet>" + NAME + b"</pet>", {"name": "a"}),
        (b'<?xml version="1.0"?>\n<pet id="1">' + NAME + b"</pet>", {"id": 1, "name": "a"}),
        (b"<pet><Name/></pet>", {"name": ""}),
        (b"<pet><Name>a &lt; b</Name></pet>", {"name": "a < b"}),
        (b"<pet>" + NAME + b"<photos><photo>x</photo><photo>y</photo></photos></pet>", {"photos": ["x", "y"]}),
        (b"<pet>" + NAME + b"<photos/></pet>", {"photos": []}),
        (b"<pet>" + NAME + b"<photos>x</photos></pet>", 422),
        (b"<pet>" + NAME + b"<tag>1</tag><tag>2</tag></pet>", {"tags": [1, 2]}),
        (b"<pet>" + NAME + b"<tag>1</tag></pet>", {"tags": [1]}),
        (b"<pet>" + NAME + b"<owner><email>e</email></owner></pet>", {"owner": {"email": "e"}}),
        (b"<pet>" + NAME + b"<weight>1.5</weight></pet>", {"weight": 1.5}),
        (b"<pet>" + NAME + b"<weight>null</weight></pet>", {"weight": None}),
        (b"<pet>" + NAME + b"<weight>x</weight></pet>", 422),
        (b"<pet>" + NAME + b"<weight/></pet>", 422),
        (b"<pet>" + NAME + b"<owner>text</owner></pet>", 422),
        (b"<pet>" + NAME + b"<other/></pet>", 422),
        (b"<pet>" + NAME + NAME + b"</pet>", 422),
        (b"<pet></pet>", 422),
        (b"text", 400),
        (b"<pet>", 400),
        (b"<pet/><pet/>", 400),
        (b"", 422),
        (b'<!DOCTYPE pet [<!ENTITY a "a">]><pet><Name>&a;</Name></pet>', 400),
        (b"<a>" * 200 + b"</a>" * 200, 400),
    ],
)
def test_xml(content: bytes, expected: Any) -> None:
    value = admitted(XML, XML_PET, content)
    assert value == (expected if isinstance(expected, int) else {"name": "a"} | expected)


def _seconds_to_parse(elements: int) -> float:
    """The processor's time, the best of three: however busy the machine is, it grows with the work alone."""

    def seconds() -> float:
        began = process_time()
        text = parse(document).children[0].text
        taken = process_time() - began
        assert text == "x" * 1000 * elements
        return taken

    document = b"<_><a>" + (b"x" * 1000 + b"<b/>") * elements + b"</a></_>"
    return min(seconds() for _ in range(3))


def test_text_between_many_elements_is_read_in_no_time() -> None:
    # eight times the elements take eight times as long, give or take; squared, it would be sixty-four
    assert _seconds_to_parse(16_000) < 30 * _seconds_to_parse(2_000)


def test_names_that_nobody_declares_may_hold_lists() -> None:
    schema = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "integer"}}}
    assert admitted(XML, schema, b"<a><x>1</x><y>3</y><x>2</x></a>") == {"x": [1, 2], "y": [3]}
    assert admitted(XML, {"type": "object"}, b"<a><x>1</x><y>3</y><x>2</x></a>") == {"x": ["1", "2"], "y": "3"}


def test_names_that_xml_cannot_spell_may_have_become_one() -> None:
    inner = {"type": "object", "additionalProperties": {"type": "integer"}}
    schema = {"type": "object", "properties": {"a": inner}}
    assert admitted(XML, schema, b"<x><a><_>1</_><__>2</__></a></x>") == {"a": {"_": 1, "__": 2}}
    assert admitted(XML, schema, b"<x><a><_>1</_><_>2</_></a></x>") == 409
    assert admitted(XML, schema, b"<x><a><b>1</b><b>2</b></a></x>") == 422


@pytest.mark.parametrize(
    ("array", "content", "alone", "beside_json"),
    [
        ({}, b"<x><ids>5</ids></x>", 200, 409),
        ({}, b"<x><ids>5</ids><ids>6</ids></x>", 200, 200),
        ({}, b"<x><ids>a</ids></x>", 422, 422),
        ({"xml": {"wrapped": True}}, b"<x><ids><ids>5</ids></ids></x>", 200, 200),
        ({"xml": {"name": "id"}}, b"<x><id>5</id></x>", 200, 200),
        ({"items": {"type": "integer", "xml": {"name": "id"}}}, b"<x><id>5</id></x>", 200, 200),
        ({"type": ["array", "integer"]}, b"<x><ids>5</ids></x>", 200, 200),
    ],
)
def test_a_list_of_one_that_no_hint_tells_from_a_value(
    array: dict[str, Any], content: bytes, alone: int, beside_json: int
) -> None:
    """JSON tells them apart, so that is asked for where it is to be had."""
    ids = {"type": "array", "items": {"type": "integer"}} | array
    media = [{"name": name, "schema": {"type": "object", "properties": {"ids": ids}}} for name in (XML, JSON)]
    for number, status in ((1, alone), (2, beside_json)):
        assert post({"required": True, "media": media[:number]}, content, XML).status == status


def test_an_xml_array_at_the_root() -> None:
    numbers = {"type": "array", "items": {"type": "integer"}}
    assert admitted(XML, numbers, b"<data>1</data><data>2</data>") == [1, 2]
    assert admitted(XML, numbers, b"<data>1</data>") == [1]
    assert admitted(XML, numbers, b"") == []
    wrapped = numbers | {"xml": {"wrapped": True}}
    assert admitted(XML, wrapped, b"<data><data>1</data></data>") == [1]
    assert admitted(XML, wrapped, b"<data/>") == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"name: a\nage: 1\n", {"name": "a", "age": 1}),
        (b"name: 2020-01-01", {"name": "2020-01-01"}),
        (b"name: !!python/name:os.system", 400),
        (b"name: &a x\ntags: [*a]", 400),
        (b"name: [", 400),
        (b"age: .inf", 400),
    ],
)
def test_yaml(content: bytes, expected: Any) -> None:
    assert admitted("application/yaml", PET, content) == expected


@pytest.mark.parametrize(
    ("media_type", "schema", "content", "expected"),
    [
        ("text/plain", {"type": "string"}, b"5", "5"),
        ("text/plain", {"type": "integer"}, b"5", 5),
        ("text/plain", {"type": "integer"}, b"x", 422),
        ("text/plain", {"type": "object"}, b'{"a": 1}', {"a": 1}),
        ("text/plain", {"type": "string"}, b"", ""),
        ("text/plain", {"type": "string"}, b"\xff", 400),
        ("text/csv", None, b"a,b", "a,b"),
        ("application/octet-stream", {"type": "string", "format": "binary"}, b"\xff\0", "ÿ\0"),
        ("application/octet-stream", {"type": "string", "format": "binary", "maxLength": 1}, b"\xc3\xa9", 422),
        ("application/pdf", {"type": "string", "maxLength": 1}, b"\xc3\xa9", "Ã©"),
        ("application/vnd.custom", {"type": "object", "required": ["a"]}, b'{"a": 1}', {"a": 1}),
        ("application/vnd.custom", {"type": "object", "required": ["a"]}, b"{}", 422),
        ("application/x-www-form-urlencoded", {"type": "string"}, b"a=b", "a=b"),
        ("application/xml", {"type": "string", "format": "binary"}, b"<a", "<a"),
    ],
)
def test_text_and_opaque(media_type: str, schema: Any, content: bytes, expected: Any) -> None:
    assert admitted(media_type, schema, content) == expected


def test_commas_of_a_joined_form_array_may_arrive_encoded() -> None:
    days = {"type": "array", "items": {"type": "string", "enum": ["mon", "fri"]}}
    media = {
        "name": "application/x-www-form-urlencoded",
        "schema": {"type": "object", "properties": {"days": days}},
        "encoding": {"days": {"style": "form", "explode": False}},
    }
    client = Client([operation("POST", "/plans", body={"required": True, "media": [media]})])
    for spelled in (b"days=mon,fri", b"days=mon%2Cfri"):
        answer = client.request("POST", "/plans", spelled, {"content-type": str(media["name"])})
        assert answer.json["body"] == {"days": ["mon", "fri"]}


def test_a_required_array_that_is_joined_is_never_spelled_by_nothing() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "array"}, "b": {"type": "array"}}, "required": ["a", "b"]}
    media = {"name": "application/x-www-form-urlencoded", "schema": schema, "encoding": {"b": {"explode": False}}}
    client = Client([operation("POST", "/plans", body={"required": True, "media": [media]})])
    headers = {"content-type": str(media["name"])}
    assert client.request("POST", "/plans", b"a=1&b=", headers).json["body"] == {"a": ["1"], "b": []}
    assert client.request("POST", "/plans", b"b=", headers).status == 409
    assert client.request("POST", "/plans", b"a=1", headers).status == 422


def test_arrays_of_objects_in_forms_come_as_json() -> None:
    tag = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
    schema = {"type": "object", "properties": {"tags": {"type": "array", "items": tag}}}
    media = {"name": "application/x-www-form-urlencoded", "schema": schema}
    client = Client([operation("POST", "/pets", body={"required": True, "media": [media]})])
    headers = {"content-type": str(media["name"])}
    answer = client.request("POST", "/pets", b"tags=%7B%22id%22:1%7D&tags=%7B%22name%22:%22a%22%7D", headers)
    assert answer.json["body"] == {"tags": [{"id": 1}, {"name": "a"}]}
    # Names without values are what some clients make of them; what they meant is lost, and not made up here.
    assert client.request("POST", "/pets", b"tags=id&tags=name", headers).status == 409
