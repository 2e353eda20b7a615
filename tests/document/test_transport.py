"""What HTTP itself says is no parameter; the media types that it lists are those of the body."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from oagen.document import load_document

OK = {"200": {"description": "OK"}}
TYPED = {"name": "Content-type", "in": "header", "schema": {"enum": ["application/x-tar", "text/plain; a=b"]}}
DEFAULT = {
    "name": "Content-Type",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "default": "text/html"},
}
BODY = {"content": {"text/plain": {"schema": {"type": "string", "maxLength": 3}}}}


def _loaded(tmp_path: Path, document: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    path = tmp_path / "openapi.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    found, diagnostics = load_document(path)
    assert found is not None, diagnostics
    return found.authored, [each.pointer for each in diagnostics if each.code == "transport-parameter"]


def _with(item: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/a": item}, **rest}


@pytest.mark.parametrize(
    ("parameter", "names"),
    [
        (TYPED, ["text/plain", "application/x-tar"]),
        (DEFAULT, ["text/plain", "text/html"]),
        ({"name": "content-length", "in": "header", "schema": {"type": "integer"}}, ["text/plain"]),
    ],
)
def test_it_is_left_out(tmp_path: Path, parameter: dict[str, Any], names: list[str]) -> None:
    operation = {"parameters": [parameter], "requestBody": BODY, "responses": OK}
    authored, pointers = _loaded(tmp_path, _with({"post": operation}))
    kept = authored["paths"]["/a"]["post"]
    assert kept["parameters"] == []
    assert list(kept["requestBody"]["content"]) == names
    assert all(media == BODY["content"]["text/plain"] for media in kept["requestBody"]["content"].values())
    assert pointers == ["/paths/~1a/post/parameters/0"]


@pytest.mark.parametrize(("parameter", "left"), [(TYPED, 1), (DEFAULT, 0)])
def test_one_that_may_be_missing_stays_where_there_is_no_body(
    tmp_path: Path, parameter: dict[str, Any], left: int
) -> None:
    authored, pointers = _loaded(tmp_path, _with({"get": {"parameters": [parameter], "responses": OK}}))
    assert (len(authored["paths"]["/a"]["get"]["parameters"]), len(pointers)) == (left, 1 - left)


def test_a_shared_one_counts_for_every_operation_and_shared_bodies_stay(tmp_path: Path) -> None:
    reference = {"$ref": "#/components/requestBodies/Text"}
    item = {
        "parameters": [{"$ref": "#/components/parameters/Type"}],
        "get": {"responses": OK},
        "post": {"requestBody": reference, "responses": OK},
    }
    components = {"parameters": {"Type": TYPED}, "requestBodies": {"Text": BODY}}
    authored, pointers = _loaded(tmp_path, _with(item, components=components))
    assert list(authored["paths"]["/a"]["post"]["requestBody"]["content"]) == ["text/plain", "application/x-tar"]
    assert authored["components"]["requestBodies"]["Text"] == BODY
    assert pointers == ["/paths/~1a/parameters/0"]


def test_others_stay(tmp_path: Path) -> None:
    others = [
        {"name": "Accept", "in": "header", "schema": {"type": "string"}},
        {"name": "content-type", "in": "query", "schema": {"type": "string"}},
    ]
    authored, pointers = _loaded(tmp_path, _with({"get": {"parameters": others, "responses": OK}}))
    assert authored["paths"]["/a"]["get"]["parameters"] == others
    assert pointers == []


def test_in_the_older_dialect(tmp_path: Path) -> None:
    parameters = [
        {"name": "Content-Type", "in": "header", "type": "string", "enum": ["application/x-tar"]},
        {"name": "body", "in": "body", "schema": {"type": "string"}},
    ]
    operation = {"parameters": parameters, "consumes": ["text/plain"], "responses": OK}
    document = {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"post": operation}}}
    authored, pointers = _loaded(tmp_path, document)
    assert list(authored["paths"]["/a"]["post"]["requestBody"]["content"]) == ["text/plain", "application/x-tar"]
    assert len(pointers) == 1


def test_a_document_need_not_have_paths(tmp_path: Path) -> None:
    authored, _ = _loaded(tmp_path, {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "webhooks": {}})
    assert "paths" not in authored
