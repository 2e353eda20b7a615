"""Matching on the raw path, methods, and what is not the contract's business."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import APIRouter

from src.core.contract.routing import Router, allowed_methods
from tests.unit.admission.support import Client, operation, parameter

TEMPLATES = [
    "/",
    "/users",
    "/users/",
    "/users/me",
    "/users/{id}",
    "/users/{id}/posts",
    "/users/{id}:ban",
    "/files/{name}.{format}",
    "/files/{rest}",
    "/{a}/{b}/c",
    "/same/{id}/and/{id}",
    "/caf\u00e9",
]


@pytest.fixture(name="router")
def a_router() -> Router[str]:
    router: Router[str] = Router("/v1")
    for template in TEMPLATES:
        router.add("GET", template, template)
    return router


@pytest.mark.parametrize(
    ("path", "template", "values"),
    [
        ("/v1", "/", {}),
        ("/v1/", "/", {}),
        ("/v1/users", "/users", {}),
        ("/v1/users/", "/users/", {}),
        ("/v1/users/me", "/users/me", {}),
        ("/v1/users/%6De", "/users/me", {}),
        ("/v1/users/5", "/users/{id}", {"id": "5"}),
        ("/v1/users/a%2Fb", "/users/{id}", {"id": "a%2Fb"}),
        ("/v1/users/5/posts", "/users/{id}/posts", {"id": "5"}),
        ("/v1/users//posts", "/users/{id}/posts", {"id": ""}),
        ("/v1/users/5:ban", "/users/{id}:ban", {"id": "5"}),
        ("/v1/users/5%3Aban", "/users/{id}:ban", {"id": "5"}),
        ("/v1/users/me/c", "/{a}/{b}/c", {"a": "users", "b": "me"}),
        ("/v1/files/a.b.txt", "/files/{name}.{format}", {"name": "a.b", "format": "txt"}),
        ("/v1/files/a", "/files/{rest}", {"rest": "a"}),
        ("/v1/files/", "/files/{rest}", {"rest": ""}),
        ("/v1/same/1/and/1", "/same/{id}/and/{id}", {"id": "1"}),
        ("/v1/same/1/and/2", None, {}),
        ("/v1/caf%C3%A9", "/caf\u00e9", {}),
        ("/v1/users/5/", None, {}),
        ("/v2/users", None, {}),
        ("/users", None, {}),
    ],
)
def test_match(router: Router[str], path: str, template: str | None, values: dict[str, str]) -> None:
    hits = router.match(path)
    if template is None:
        assert not hits
    else:
        assert (hits[0].resource.template, hits[0].values) == (template, values)


def test_allowed_methods() -> None:
    router: Router[int] = Router()
    router.add("GET", "/a", 1)
    router.add("POST", "/a", 2)
    assert allowed_methods(router.match("/a")) == "GET, HEAD, OPTIONS, POST"


def things() -> Client:
    key = parameter("id", "path", {"type": "integer"})
    return Client(
        [
            operation("GET", "/things"),
            operation("POST", "/things"),
            operation("GET", "/things/{id}", parameters=[key]),
            operation("GET", "/things/{name}", parameters=[parameter("name", "path", {"type": "string"})]),
        ]
    )


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "QUERY", "NONSENSE"])
def test_an_undeclared_method_is_refused_with_all_that_are_allowed(method: str) -> None:
    answer = things().request(method, "/things")
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert answer.json["request_id"] == "req-1"


def test_the_root_is_no_empty_parameter() -> None:
    client = Client([operation(path="/"), operation("PUT", "/{id}", parameters=[parameter("id", "path", True)])])
    assert client.request("PUT", "/").status == 405


def test_a_concrete_path_goes_before_a_template_even_for_methods_it_lacks() -> None:
    named = parameter("name", "path", {"type": "string"})
    client = Client([operation(path="/things/mine"), operation("POST", "/things/{name}", parameters=[named])])
    assert client.request("POST", "/things/mine").status == 405
    assert client.request("POST", "/things/yours").json["path"] == {"name": "yours"}


def test_a_verb_behind_a_parameter_goes_before_a_key_that_ends_like_it() -> None:
    named, number = parameter("name", "path", {"type": "string"}), parameter("n", "query", {"type": "integer"})
    verb = operation("GET", "/things/{name}:count", parameters=[named, number])
    client = Client([verb, operation(path="/things/{name}", parameters=[named])])
    assert client.request("GET", "/things/mine:count?n=x").status == 422
    assert client.request("GET", "/things/mine:counted").json["path"] == {"name": "mine:counted"}


def test_templates_of_one_shape_share_their_paths() -> None:
    def spec(method: str, name: str, schema: dict[str, str]) -> dict[str, Any]:
        return operation(method, f"/files/{{{name}}}", parameters=[parameter(name, "path", schema)])

    same = Client([spec("GET", "file", {"type": "integer"}), spec("POST", "folder", {"type": "integer"})])
    assert same.request("POST", "/files/1").json["path"] == {"folder": 1}
    assert same.request("POST", "/files/x").status == 404
    assert "allow" not in same.request("OPTIONS", "/files/1").headers
    other = Client([spec("GET", "file", {"type": "integer"}), spec("POST", "folder", {"type": "boolean"})])
    assert other.request("POST", "/files/1").status == 405
    assert other.request("OPTIONS", "/files/true").headers["allow"] == "OPTIONS, POST"


def test_options_and_head() -> None:
    answer = things().request("OPTIONS", "/things")
    assert (answer.status, answer.headers["allow"], answer.body) == (204, "GET, HEAD, OPTIONS, POST", b"")
    head, get = (things().request(method, "/things") for method in ("HEAD", "GET"))
    assert (head.status, head.body) == (200, b"")
    assert head.headers == get.headers


def test_of_two_templates_the_one_with_valid_parameters_serves() -> None:
    assert things().request("GET", "/things/5").json["path"] == {"id": 5}
    assert things().request("GET", "/things/five").json["path"] == {"name": "five"}


def test_operations_told_apart_by_a_fragment_are_told_apart_by_their_parameters() -> None:
    needs = parameter("action", "query", {"enum": ["stop"]}, required=True)
    client = Client([operation(path="/#stop", parameters=[needs]), operation(path="/#start", id="start")])
    assert client.request("GET", "/?action=stop").json["query"] == {"action": "stop"}
    assert client.request("GET", "/?action=start").json["query"] == {}


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("/items", {}),
        ("/items?beta=false", {}),
        ("/items?a=1&beta=true", {"a": 1}),
        ("/search?term=a%20b&page=2", {"term": "a b", "number": 2}),
        ("/search?page=2&term=a+b", {"term": "a b", "number": 2}),
        ("/search?term=a", 404),
        ("/search?term=a&page=b", 404),
    ],
)
def test_a_template_may_have_a_query(target: str, found: Any) -> None:
    term, number = parameter("term", "path", {"type": "string"}), parameter("number", "path", {"type": "integer"})
    search = operation(path="/search?term={term}&page={number}", parameters=[term, number])
    beta = operation(path="/items?beta=true", parameters=[parameter("a", "query", {"type": "integer"})])
    answer = Client([operation(path="/items"), beta, search]).request("GET", target)
    assert (answer.status if isinstance(found, int) else answer.json["path"] | answer.json["query"]) == found


def test_a_concrete_path_goes_before_a_template_with_a_query() -> None:
    named = operation(path="/items/{id}?beta=true", parameters=[parameter("id", "path", {"type": "string"})])
    client = Client([operation(path="/items/mine"), named])
    assert client.request("GET", "/items/mine?beta=true").json["path"] == {}
    assert client.request("GET", "/items/yours?beta=true").json["path"] == {"id": "yours"}


def test_what_a_query_makes_another_operation_is_not_the_one_without_it() -> None:
    strict = operation(path="/items?beta=true", parameters=[parameter("n", "query", {"type": "integer"})])
    client = Client([operation(path="/items"), strict])
    assert client.request("GET", "/items?n=x").status == 200
    assert client.request("GET", "/items?n=x&beta=true").status == 422


def test_an_empty_segment_is_refused_by_its_operation() -> None:
    answer = things().request("GET", "/things/")
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_unknown_paths_and_the_application_s_own_go_on_to_it() -> None:
    client = Client([operation("GET", "/{a}/{b}")])
    health = APIRouter()

    @health.get("/health/ready")
    async def ready() -> str:
        return "ready"

    client.app.include_router(health)
    assert client.request("GET", "/health/ready").json == "ready"
    assert client.request("GET", "/health/other").json["path"] == {}
    assert client.request("GET", "/nowhere").status == 404
