"""Endpoints with plain FastAPI signatures, their dependencies, and what they answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Annotated, Any
from unittest.mock import MagicMock
from uuid import UUID

import pytest
from fastapi import Body, Depends, Header, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from src.core.contract.admitted import Admitted
from src.core.contract.answers import Reply
from src.core.contract.route import ContractRoute
from src.core.errors import Conflict
from tests.unit.admission.support import Answer, Client, Settings, body, operation, parameter

UUID_TEXT = "00000000-0000-4000-8000-000000000000"
MEDIA = [{"name": "application/json"}]


class Pet(BaseModel):
    """A strict model, as generated ones are."""

    model_config = ConfigDict(strict=True, validate_by_name=True, validate_by_alias=True)

    name: str
    born_on: date | None = Field(default=None, alias="bornOn")


class Service:
    """A dependency that is a class."""

    def __init__(self, request: Request) -> None:
        self.path = request.url.path


events: list[str] = []


async def session() -> AsyncIterator[str]:
    events.append("open")
    try:
        yield "session"
    except Conflict:
        events.append("rollback")
        raise
    events.append("commit")


def blocking() -> Iterator[str]:
    yield "blocking"
    events.append("closed")


async def user(admitted: Admitted, session: Annotated[str, Depends(session)]) -> str:
    return f"{admitted.principal} with {session}"


def serve(endpoint: Any, spec: dict[str, Any], target: str = "/things", content: bytes = b"", **more: Any) -> Answer:
    """Serve one request to one endpoint."""
    headers = more.pop("headers", {"content-type": "application/json"} if content else {})
    return Client([spec], {spec["id"]: endpoint}, **more).request(spec["method"], target, content, headers)


def test_parameters_are_typed_by_the_signature() -> None:
    async def endpoint(
        pet_id: Annotated[UUID, Path(alias="petId")],
        days: Annotated[list[date], Query()],
        x_trace: Annotated[str | None, Header()] = None,
        limit: Annotated[int, Query()] = 20,
        ratio: float = Query(default=0.5),
        page: int | None = None,
    ) -> dict[str, str]:
        return {"types": repr([pet_id, days, x_trace, limit, ratio, page])}

    spec = operation(
        path="/pets/{petId}",
        parameters=[
            parameter("petId", "path", {"type": "string", "format": "uuid"}),
            parameter("days", "query", {"type": "array", "items": {"type": "string", "format": "date"}}),
            parameter("X-Trace", "header", {"type": "string"}),
            parameter("limit", "query", {"anyOf": [{"type": "integer"}, {"enum": [""]}]}, allow_empty=True),
            parameter("ratio", "query", {"type": "number"}),
            parameter("page", "query", {"type": "integer"}),
        ],
    )
    answer = serve(endpoint, spec, f"/pets/{UUID_TEXT}?days=2020-01-02&limit=&page=3", headers={"x-trace": "t"})
    assert answer.json["types"] == repr([UUID(UUID_TEXT), [date(2020, 1, 2)], "t", 20, 0.5, 3])


def test_a_model_is_built_from_json_and_answered_by_alias() -> None:
    async def endpoint(pet: Pet) -> Pet:
        assert isinstance(pet.born_on, date)
        return pet

    spec = operation("POST", body=body("application/json", True))
    assert serve(endpoint, spec, content=b'{"name":"a","bornOn":"2020-01-02"}').json == {
        "name": "a",
        "bornOn": "2020-01-02",
    }


def test_a_model_narrower_than_the_contract_refuses() -> None:
    async def endpoint(pet: Pet) -> Pet:
        return pet

    answer = serve(endpoint, operation("POST", body=body("application/json", True)), content=b'{"name":1}')
    assert (answer.status, answer.json["detail"]) == (422, "name: Input should be a valid string")


@pytest.mark.parametrize(
    ("annotation", "media_type", "content", "value"),
    [
        (str, "text/plain", b"a", "a"),
        (bytes, "application/octet-stream", b"\xff", b"\xff"),
        (bytes, "application/json", b"[1]", b"[1]"),
        (str, "application/json", b"[1]", "[1]"),
        (Any, "application/json", b"[1]", [1]),
        (list[int], "application/json", b"[1]", [1]),
        (dict[str, str], "application/x-www-form-urlencoded", b"a=b", {"a": "b"}),
        (int, "text/plain", b"5", 5),
        (Pet | None, "application/json", b" null", None),
        (Annotated[str | None, Body()], "application/json", b"null", None),
    ],
)
def test_bodies(annotation: Any, media_type: str, content: bytes, value: Any) -> None:
    seen: list[Any] = []

    async def endpoint(data: Any) -> None:
        seen.append(data)

    endpoint.__annotations__["data"] = annotation
    schema = {"type": "integer"} if annotation is int else True
    spec = operation("POST", body=body(media_type, schema))
    assert serve(endpoint, spec, content=content, headers={"content-type": media_type}).status == 200
    assert seen == [value]


def test_an_optional_body() -> None:
    async def endpoint(pet: Annotated[Pet | None, Body()] = None) -> Any:
        return pet

    spec = operation("POST", body=body("application/json", True, required=False))
    assert serve(endpoint, spec).json is None


def test_dependencies_nest_and_end_before_the_answer() -> None:
    events.clear()

    async def endpoint(
        service: Annotated[Service, Depends()],
        who: Annotated[str, Depends(user)],
        again: Annotated[str, Depends(session)],
        blocked: str = Depends(blocking),
    ) -> list[str]:
        events.append("called")
        return [service.path, who, again, blocked]

    assert serve(endpoint, operation()).json == ["/things", "anybody with session", "session", "blocking"]
    assert events == ["open", "called", "closed", "commit"]


def test_a_refusal_passes_through_generators() -> None:
    events.clear()

    async def endpoint(_: Annotated[str, Depends(session)]) -> None:
        raise Conflict

    assert serve(endpoint, operation()).status == 409
    assert events == ["open", "rollback"]


def test_overrides() -> None:
    async def endpoint(session: Annotated[str, Depends(session)]) -> str:
        return session

    def replacement(request: Request) -> str:
        return "override of " + request.method

    client = Client([operation()], {"GET /things": endpoint})
    client.app.dependency_overrides[session] = replacement
    assert client.request("GET", "/things").json == "override of GET"
    client.app.dependency_overrides.clear()
    assert client.request("GET", "/things").json == "session"


def test_a_blocking_endpoint_and_a_handler_that_reads_the_request() -> None:
    def blocking_endpoint() -> str:
        return "a"

    async def reading(request: Request) -> str:
        return f"{(await request.body()).decode()}{request.state.admitted.operation.id}"

    assert serve(blocking_endpoint, operation()).json == "a"
    assert (
        serve(reading, operation("POST", body=body("application/json", True)), content=b"12").json == "12POST /things"
    )


def test_a_signature_that_the_contract_cannot_fill_stops_the_start() -> None:
    async def endpoint(unknown: Annotated[int, Query()]) -> None: ...

    with pytest.raises(TypeError, match="has no querystring parameter 'unknown'"):
        serve(endpoint, operation())


ANSWERS = [
    {"status": 201, "documented_as": "201", "media": MEDIA, "headers": {"Location": "/example"}},
    {"status": 204, "documented_as": "204"},
    {"status": 200, "documented_as": "200", "media": [{"name": "application/xml"}, {"name": "text/csv"}, *MEDIA]},
    {"status": 203, "documented_as": "203", "media": [{"name": "image/png", "range": "image/*"}]},
]


@pytest.mark.parametrize(
    ("result", "status", "headers", "content"),
    [
        ({"a": 1}, 201, {"location": "/example", "content-type": "application/json"}, b'{"a":1}'),
        (None, 201, {"content-type": "application/json"}, b"null"),
        (b'{"raw":1}', 201, {}, b'{"raw":1}'),
        (Reply({"a": 1}, headers={"Location": "/things/1", "X-More": "é"}), 201, {"location": "/things/1"}, b'{"a":1}'),
        (Reply(status=204), 204, {}, b""),
        (Reply({"a": 1}, status=200), 200, {"content-type": "application/xml"}, b"<data><a>1</a></data>"),
        (Reply("a,b", status=200, media_type="text/csv"), 200, {"content-type": "text/csv; charset=utf-8"}, b"a,b"),
        (Reply(b"...", status=203, media_type="image/webp"), 203, {"content-type": "image/webp"}, b"..."),
        (Reply(b"...", status=203, media_type="video/mp4"), 203, {"content-type": "image/png"}, b"..."),
        ([Pet(name="a")], 201, {}, b'[{"name":"a","bornOn":null}]'),
        (PlainTextResponse("own", 202), 202, {"content-type": "text/plain; charset=utf-8"}, b"own"),
    ],
)
def test_answers(result: Any, status: int, headers: dict[str, str], content: bytes) -> None:
    async def endpoint() -> Any:
        return result

    answer = serve(endpoint, operation(answers=ANSWERS))
    assert (answer.status, answer.body) == (status, content)
    assert headers.items() <= answer.headers.items()


def test_a_large_answer_arrives_whole() -> None:
    content = b"0123456789" * 50_000

    async def endpoint() -> Any:
        return Reply(content, status=203)

    answer = serve(endpoint, operation(answers=ANSWERS))
    assert answer.body == content
    assert answer.headers["content-length"] == str(len(content))


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/json;q=0.5, text/*;q=0.9", "text/csv; charset=utf-8"),
        ("application/*;q=0.1, application/json", "application/json"),
        ("image/png", "application/xml"),
        ("nonsense;q=x", "application/xml"),
        ("application/xml;q=0, */*", "text/csv; charset=utf-8"),
    ],
)
def test_accept_chooses_among_the_answer_s_media_types(accept: str, media_type: str) -> None:
    async def endpoint() -> str:
        return "text"

    answer = serve(endpoint, operation(answers=[ANSWERS[2]]), headers={"accept": accept})
    assert (answer.status, answer.headers["content-type"]) == (200, media_type)


async def unwritten() -> None:
    raise NotImplementedError


@pytest.mark.parametrize("endpoint", [unwritten, None])
def test_stubs(endpoint: Any) -> None:
    example = {"status": 202, "documented_as": "202", "media": [{"name": "application/json", "example": {"a": 1}}]}
    answer = serve(endpoint, operation(answers=[example]))
    assert (answer.status, answer.json, answer.headers["x-oagen-stub"]) == (202, {"a": 1}, "true")
    assert serve(endpoint, operation(answers=[example]), settings=Settings(serve_stubs=False)).status == 501
    assert serve(endpoint, operation(answers=[])).status == 501
    assert serve(endpoint, operation(answers=[{"status": 204}])).body == b""


@pytest.mark.parametrize(
    ("path", "schema", "body"),
    [
        ("/things/{id}", True, {"id": "7", "shelf_id": "a"}),
        ("/things/{thingId}", True, {"id": "7", "shelf_id": "a"}),
        ("/shelves/{shelfId}", True, {"id": "7", "shelf_id": "7"}),
        ("/shelves/{shelfId}/first", True, {"id": "x", "shelf_id": "7"}),
        ("/things/{id}", {"properties": {"id": {"enum": ["x"]}}}, {"id": "x", "shelf_id": "a"}),
    ],
)
def test_stubs_are_about_what_their_path_names(path: str, schema: Any, body: Any) -> None:
    name = path.partition("{")[2].partition("}")[0]
    media = {"name": "application/json", "example": {"id": "x", "shelf_id": "a"}, "schema": schema}
    key = parameter(name, "path", {"type": "string"})
    spec = operation("GET", path, parameters=[key], answers=[{"status": 200, "media": [media]}])
    client = Client([spec], {})
    assert client.request("GET", path.replace(f"{{{name}}}", "7")).json == body


def test_no_range_of_a_stub_is_refused() -> None:
    example = {"status": 200, "documented_as": "200", "media": [{"name": "text/plain", "example": "abc"}]}
    partial = {"status": 206, "documented_as": "206", "media": [{"name": "text/plain", "example": "abc"}]}
    documented = [{"status": status} for status in ("200", "206", "416")]
    spec = operation(answers=[example, partial], responses=documented)
    client = Client([spec], {})
    assert client.request("GET", "/things", headers={"range": "bytes=1-1"}).body == b"b"
    assert client.request("GET", "/things", headers={"range": "bytes=9-"}).body == b"abc"


def test_stubs_remember_what_they_deleted() -> None:
    """And what lies below it, until it is put back."""
    key = parameter("id", "path", {"type": "string"})
    specs = [
        operation(method, path, parameters=[key], answers=[{"status": 204}])
        for path in ("/things/{id}", "/things/{id}/parts")
        for method in ("GET", "PUT", "DELETE")
    ]
    client = Client(specs, {})
    assert client.request("DELETE", "/things/1").status == 204
    assert client.request("GET", "/things/1").status == 404
    assert client.request("GET", "/things/1/parts").status == 404
    assert client.request("GET", "/things/2").status == 204
    assert client.request("PUT", "/things/1").status == 204
    assert client.request("GET", "/things/1/parts").status == 204
    assert client.request("DELETE", "/things/2/parts").status == 204
    assert client.request("GET", "/things/2/parts").status == 204


def test_an_answer_that_breaks_the_contract_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    async def endpoint() -> str:
        return "text"

    logger = MagicMock()
    monkeypatch.setattr("src.core.contract.answers.logger", logger)
    answers = [{"status": 200, "media": [{"name": "application/json", "schema": {"type": "integer"}}]}]
    serve(endpoint, operation(answers=answers), settings=Settings(validate_responses=False))
    logger.error.assert_not_called()
    assert serve(endpoint, operation(answers=answers)).json == "text"
    assert logger.error.call_args.args == ("response_mismatch",)


def test_a_template_may_name_a_parameter_twice_and_by_any_name() -> None:
    route = ContractRoute("/a/{id}/b/{not-python}/c/{id}/d/{parameter0}", lambda: None)
    assert route.path == "/a/{id}/b/{parameter0}/c/{parameter1}/d/{parameter2}"
