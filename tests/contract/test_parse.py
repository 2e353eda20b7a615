"""Operations, parameters, security and servers."""

from __future__ import annotations

from typing import Any

import pytest
from oagen.contract.parse import base_path, parse_operations
from oagen.contract.security import parse_schemes

OK = {"responses": {"200": {"description": "ok"}}}


def _operations(paths: dict[str, Any], **rest: Any) -> list[Any]:
    normal = {"paths": paths, **rest}
    return parse_operations(normal, parse_schemes(normal))


def test_derived_ids_are_camel_case_ascii_and_unique() -> None:
    found = _operations(
        {
            "/users/{userId}/posts": {"get": OK, "post": {**OK, "operationId": "addPost"}},
            "/users/{user-id}/posts": {"get": OK, "post": {**OK, "operationId": "addPost"}},
            "/größe.json": {"get": OK},
        }
    )
    assert [operation.id for operation in found] == [
        "getUsersByUserIdPosts",
        "addPost",
        "getUsersByUserIdPosts2",
        "postUsersByUserIdPosts",
        "getGrEJson",
    ]


def test_every_declared_method_counts() -> None:
    item = {"head": OK, "options": OK, "trace": OK, "query": OK, "additionalOperations": {"PURGE": OK}}
    found = _operations({"/a": item})
    assert [operation.method for operation in found] == ["HEAD", "OPTIONS", "TRACE", "QUERY", "PURGE"]
    assert found[-1].pointer == "/paths/~1a/additionalOperations/PURGE"


def test_parameters_merge_and_placeholders_are_always_declared() -> None:
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    item = {
        "parameters": [limit, {"name": "X-Trace", "in": "header", "schema": {}}],
        "get": {
            **OK,
            "parameters": [
                {**limit, "required": True},
                {"name": "x-trace", "in": "header", "required": True, "schema": {}},
                {"name": "Host", "in": "header", "schema": {}},
                {"name": "Accept", "in": "header", "schema": {}},
                {"name": "gone", "in": "path", "required": True, "schema": {}},
                {"name": "filter", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}},
                {"name": "deep", "in": "query", "style": "deepObject", "explode": True, "schema": {}},
            ],
        },
    }
    (operation,) = _operations({"/a/{id}": item})
    described = [(p.name, p.location, p.required, p.style, p.explode, p.media_type) for p in operation.parameters]
    assert described == [
        ("limit", "query", True, "form", True, None),
        ("x-trace", "header", True, "simple", False, None),
        ("Accept", "header", False, "simple", False, None),
        ("filter", "query", False, "form", True, "application/json"),
        ("deep", "query", False, "deepObject", True, None),
        ("id", "path", True, "simple", False, None),
    ]


def test_security_is_inherited_and_may_be_switched_off() -> None:
    root = {
        "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
        "security": [{"key": []}, {"unknown": []}],
    }
    found = _operations({"/a": {"get": OK, "post": {**OK, "security": []}, "put": {**OK, "security": [{}]}}}, **root)
    assert [[[need.scheme for need in every] for every in operation.security] for operation in found] == [
        [["key"]],
        [],
        [[]],
    ]


@pytest.mark.parametrize(
    ("servers", "path"),
    [
        ([], ""),
        ([{"url": "/"}], ""),
        ([{"url": "https://example.com/api/v1/"}], "/api/v1"),
        ([{"url": "api"}], "/api"),
        (
            [{"url": "{scheme}://x/{base}", "variables": {"scheme": {"default": "https"}, "base": {"default": "v2"}}}],
            "/v2",
        ),
    ],
)
def test_base_path(servers: list[Any], path: str) -> None:
    assert base_path({"servers": servers}) == path


def test_headers_of_the_transport_are_nobodys_to_set() -> None:
    headers = {
        name: {"required": True, "schema": {"type": "integer"}} for name in ("Content-Length", "Date", "X-Count")
    }
    (operation,) = _operations({"/a": {"get": {"responses": {"200": {"description": "ok", "headers": headers}}}}})
    assert [header.name for header in operation.responses[0].headers] == ["X-Count"]
