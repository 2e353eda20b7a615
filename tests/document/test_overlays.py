"""Overlays: what they change, where it then stands, and what is wrong with them."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from oagen.diagnostics import Diagnostic
from oagen.document import Document, load_document

from .helpers import codes

DOCUMENT = """
openapi: 3.1.0
info: {title: Notes, version: '1'}
tags:
  - name: notes
  - name: old
  - name: drafts
paths:
  /notes:
    get:
      operationId: listNotes
      tags: [notes]
      responses:
        '200': {description: OK}
  /internal:
    get:
      x-internal: true
      responses:
        '200': {description: OK}
"""


def load(
    folder: Path, *overlays: str | list[Any], document: str = DOCUMENT
) -> tuple[Document | None, list[Diagnostic]]:
    root = folder / "openapi.yaml"
    root.write_text(document)
    paths = []
    for number, actions in enumerate(overlays):
        paths.append(folder / f"overlay{number}.yaml")
        whole = {"overlay": "1.0.0", "info": {"title": "T", "version": "1"}, "actions": actions}
        text = textwrap.dedent(actions) if isinstance(actions, str) else yaml.safe_dump(whole, sort_keys=False)
        paths[-1].write_text(text)
    return load_document(root, overlays=paths)


def test_updates_merge_and_lists_grow(tmp_path: Path) -> None:
    update = {"info": {"title": "Better"}, "tags": [{"name": "new"}], "x-more": [1]}
    document, found = load(tmp_path, [{"target": "$", "update": update}])
    assert document is not None
    assert found == []
    assert document.authored["info"] == {"title": "Better", "version": "1"}
    assert [tag["name"] for tag in document.authored["tags"]] == ["notes", "old", "drafts", "new"]
    assert document.authored["x-more"] == [1]


def test_a_list_that_is_a_target_takes_an_entry(tmp_path: Path) -> None:
    actions = [{"target": "$.paths['/notes'].get.tags", "update": "drafts"}]
    document, _ = load(tmp_path, actions)
    assert document is not None
    assert document.authored["paths"]["/notes"]["get"]["tags"] == ["notes", "drafts"]


def test_removal_by_filter(tmp_path: Path) -> None:
    actions = [
        {"target": "$.paths[?@.get['x-internal'] == true]", "remove": True},
        {"target": "$.tags[?@.name == 'old']", "remove": True, "update": {"name": "ignored"}},
    ]
    document, found = load(tmp_path, actions)
    assert document is not None
    assert found == []
    assert list(document.authored["paths"]) == ["/notes"]
    assert [tag["name"] for tag in document.authored["tags"]] == ["notes", "drafts"]


def test_overlays_are_applied_in_their_order(tmp_path: Path) -> None:
    first = [{"target": "$.info", "update": {"title": "One"}}]
    second = [{"target": "$.info[?@ == 'One']", "remove": True}, {"target": "$.info", "update": {"title": "Two"}}]
    document, found = load(tmp_path, first, second)
    assert document is not None
    assert found == []
    assert document.authored["info"]["title"] == "Two"


def test_positions_stay_right(tmp_path: Path) -> None:
    actions = [
        {"target": "$.tags[0]", "remove": True},
        {"target": "$.paths['/notes'].get", "update": {"summary": "All", "tags": ["extra"]}},
    ]
    document, _ = load(tmp_path, actions)
    assert document is not None
    root, overlay = tmp_path / "openapi.yaml", tmp_path / "overlay0.yaml"
    assert str(document.span("/tags/0")) == f"{root}:6:5"
    assert str(document.span("/paths/~1notes/get/operationId")) == f"{root}:11:7"
    assert str(document.span("/paths/~1notes/get/summary")) == f"{overlay}:10:5"
    assert str(document.span("/paths/~1notes/get/tags/0")) == f"{root}:12:14"
    assert str(document.span("/paths/~1notes/get/tags/1")) == f"{overlay}:12:7"
    assert str(document.span("/paths/~1internal/get")) == f"{root}:16:5"


def test_what_an_overlay_gets_wrong_is_located_in_it(tmp_path: Path) -> None:
    document, found = load(tmp_path, [{"target": "$.paths['/notes'].get.responses", "update": {"wrong": {}}}])
    assert document is None
    assert {d.span.file for d in found if d.span} == {str(tmp_path / "overlay0.yaml")}


def test_a_target_that_matches_nothing_is_a_warning(tmp_path: Path) -> None:
    document, found = load(tmp_path, [{"target": "$.paths['/gone']", "remove": True}])
    assert document is not None
    assert codes(found) == ["warning:unmatched-target"]
    assert str(found[0].span) == f"{tmp_path / 'overlay0.yaml'}:6:3"


@pytest.mark.parametrize(
    ("actions", "code"),
    [
        ([{"target": "paths", "remove": True}], "error:invalid-target"),
        ([{"target": "$.paths[", "remove": True}], "error:invalid-target"),
        ([{"target": "$", "remove": True}], "error:invalid-action"),
        ([{"target": "$.info.title", "update": {"a": 1}}], "error:invalid-action"),
        ([{"target": "$.info", "update": "text"}], "error:invalid-action"),
        ([{"target": "$.info"}], "warning:invalid-action"),
        ([{"update": {}}], "error:invalid-action"),
        ([5], "error:invalid-action"),
        ([], "error:no-overlay"),
        ("overlay: 2.0.0\nactions: [{target: $, remove: true}]", "error:no-overlay"),
        ("openapi: 3.1.0", "error:no-overlay"),
        ("[1", "error:invalid-yaml"),
    ],
)
def test_a_wrong_overlay(actions: Any, code: str, tmp_path: Path) -> None:
    document, found = load(tmp_path, actions)
    assert codes(found) == [code]
    assert (document is None) == code.startswith("error")
    assert all(d.span and d.span.file.endswith("overlay0.yaml") and d.span.line for d in found)


def test_aliases_are_changed_one_by_one(tmp_path: Path) -> None:
    document = DOCUMENT + "x-one: &one {a: {b: 1}}\nx-two: *one\n"
    changed, found = load(tmp_path, [{"target": "$['x-two'].a", "update": {"b": 2}}], document=document)
    assert changed is not None
    assert found == []
    assert (changed.authored["x-one"], changed.authored["x-two"]) == ({"a": {"b": 1}}, {"a": {"b": 2}})
    assert str(changed.span("/x-one/a/b")).startswith(str(tmp_path / "openapi.yaml"))
    assert str(changed.span("/x-two/a/b")).startswith(str(tmp_path / "overlay0.yaml"))


def test_schemas_take_overlays_too(tmp_path: Path) -> None:
    schema = "title: Note\ntype: object\nproperties: {text: {type: string}}\n"
    document, found = load(
        tmp_path, [{"target": "$.properties", "update": {"id": {"type": "integer"}}}], document=schema
    )
    assert document is not None
    assert found == []
    assert list(document.authored["components"]["schemas"]["Note"]["properties"]) == ["text", "id"]
