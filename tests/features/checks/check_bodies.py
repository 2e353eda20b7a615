"""Patches: merged at any depth, operations in order, nothing done by halves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from client import request, run
from src.core.errors import Conflict
from src.services.base.patching import json_patch, merge_patch

OPERATIONS, MERGE = "application/json-patch+json", "application/merge-patch+json"


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [  # RFC 7396, appendix A
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
        ({"a": "foo"}, "bar", "bar"),
    ],
)
def test_merge_patch(target: Any, patch: Any, result: Any) -> None:
    before = json.dumps(target)
    assert merge_patch(target, patch) == result
    assert json.dumps(target) == before


@pytest.mark.parametrize(
    ("document", "operations", "result"),
    [  # RFC 6902, appendix A
        ({"foo": "bar"}, [{"op": "add", "path": "/baz", "value": "qux"}], {"foo": "bar", "baz": "qux"}),
        ({"foo": ["a", "c"]}, [{"op": "add", "path": "/foo/1", "value": "b"}], {"foo": ["a", "b", "c"]}),
        ({"foo": ["a", "b", "c"]}, [{"op": "remove", "path": "/foo/1"}], {"foo": ["a", "c"]}),
        ({"a": 1, "b": 2}, [{"op": "replace", "path": "/a", "value": 3}], {"a": 3, "b": 2}),
        (
            {"foo": {"waldo": 1}, "qux": {"c": 2}},
            [{"op": "move", "from": "/foo/waldo", "path": "/qux/thud"}],
            {"foo": {}, "qux": {"c": 2, "thud": 1}},
        ),
        ({"foo": [1, 2, 3]}, [{"op": "move", "from": "/foo/0", "path": "/foo/2"}], {"foo": [2, 3, 1]}),
        ({"a": [1, {"b": 2.0}]}, [{"op": "test", "path": "/a", "value": [1.0, {"b": 2}]}], {"a": [1, {"b": 2.0}]}),
        ({"foo": ["bar"]}, [{"op": "add", "path": "/foo/-", "value": ["x"]}], {"foo": ["bar", ["x"]]}),
        ({"/": 9, "~1": 10}, [{"op": "test", "path": "/~01", "value": 10}], {"/": 9, "~1": 10}),
        ({"a": 1}, [{"op": "replace", "path": "", "value": [1]}], [1]),
        ({"": 1}, [{"op": "copy", "from": "/", "path": "/b", "more": 1}], {"": 1, "b": 1}),
    ],
)
def test_json_patch(document: Any, operations: Any, result: Any) -> None:
    before = json.dumps(document)
    assert json_patch(document, operations) == result
    assert json.dumps(document) == before


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "test", "path": "/a", "value": True},
        {"op": "test", "path": "/nothing", "value": None},
        {"op": "add", "path": "/nothing/b", "value": 1},
        {"op": "add", "path": "/list/2", "value": 1},
        {"op": "add", "path": "/list/01", "value": 1},
        {"op": "add", "path": "/list/-1", "value": 1},
        {"op": "remove", "path": "/list/-"},
        {"op": "remove", "path": "/b"},
        {"op": "replace", "path": "/b", "value": 1},
        {"op": "move", "from": "/deep", "path": "/deep/er"},
        {"op": "add", "path": "/a"},
        {"op": "add", "path": "a", "value": 1},
        {"op": "no such", "path": ""},
        {"op": "add", "path": "/a/b", "value": 1},
        {"op": "copy", "path": "/c"},
    ],
)
def test_what_does_not_apply_is_a_conflict(operation: dict[str, Any]) -> None:
    with pytest.raises(Conflict):
        json_patch({"a": 1, "list": [1], "deep": {}}, [operation])


def test_copies_do_not_grow_without_end() -> None:
    doubling = [{"op": "copy", "from": "/a", "path": "/a/-"}] * 60
    nesting = [{"op": "copy", "from": "", "path": "/x"}] * 2000
    for operations in (doubling, nesting):
        with pytest.raises(Conflict):
            json_patch({"a": ["x" * 100]}, operations)


def test_operations_on_a_resource() -> None:
    async def checks() -> None:
        plant = (await request("POST", "/plants", json={"name": "Fern", "care": {"water": 1}})).json()
        path = f"/plants/{plant['id']}"

        async def patch(value: Any, kind: str = OPERATIONS) -> Any:
            return await request("PATCH", path, content=json.dumps(value), headers={"Content-Type": kind})

        done = await patch(
            [
                {"op": "test", "path": "/id", "value": plant["id"]},
                {"op": "add", "path": "/tags", "value": ["green"]},
                {"op": "add", "path": "/tags/-", "value": "tall"},
                {"op": "replace", "path": "/care/water", "value": 2},
            ]
        )
        assert (done.status_code, done.json()["tags"], done.json()["care"]) == (200, ["green", "tall"], {"water": 2})
        kept = done.json()
        for refused in (
            [{"op": "replace", "path": "/name", "value": "Moss"}, {"op": "test", "path": "/name", "value": "Fern"}],
            [{"op": "remove", "path": "/name"}],
            [{"op": "remove", "path": "/care/water"}],
            [{"op": "replace", "path": "/name", "value": 5}],
            [{"op": "replace", "path": "/name", "value": None}],
            [{"op": "replace", "path": "", "value": 5}],
        ):
            assert (await patch(refused)).status_code == 409
        assert (await request("GET", path)).json() == kept
        assert (await patch([{"op": "replace", "path": "/id", "value": "other"}])).json() == kept

        merged = await patch({"care": {"light": "shade"}, "tags": None}, MERGE)
        assert merged.json() == {"id": plant["id"], "name": "Fern", "care": {"water": 2, "light": "shade"}}
        assert (await patch({"care": {"water": None}}, MERGE)).status_code == 409
        assert (await patch([], "application/json")).status_code == 422

    run(checks())


def test_a_document_has_one_of_what_excludes_each_other() -> None:
    async def checks() -> None:
        made = await request("POST", "/hoses", json={"tap": "a"})
        assert made.status_code == 201
        assert (await request("POST", "/hoses", json={"tap": "a", "pump": "b"})).status_code == 409
        path = f"/hoses/{made.json()['id']}"
        assert (await request("PATCH", path, json={"pump": "b"})).status_code == 409
        assert (await request("GET", path)).json() == made.json()
        assert (await request("PATCH", path, json={"tap": "c"})).json() == made.json() | {"tap": "c"}
        assert (await request("POST", "/hoses", json={})).status_code == 201

    run(checks())


def test_a_change_that_shows_nothing_leaves_what_can_be_read() -> None:
    async def checks() -> None:
        hose = (await request("POST", "/hoses", json={"tap": "a"})).json()
        path = f"/hoses/{hose['id']}"
        assert (await request("PUT", path, json={"tap": "a", "pump": "b"})).status_code == 409
        assert (await request("GET", path)).json() == hose
        assert (await request("PUT", path, json={"pump": "b"})).status_code == 204
        assert (await request("GET", path)).json() == {"id": hose["id"], "pump": "b"}

        assert (await request("PUT", "/labels/fern", json={"code": "fern", "text": "Fern"})).status_code == 204

        async def patch(value: Any, kind: str) -> int:
            text = json.dumps(value)
            return (await request("PATCH", "/labels/fern", content=text, headers={"Content-Type": kind})).status_code

        assert await patch([{"op": "replace", "path": "/text", "value": 7}], OPERATIONS) == 409
        assert await patch({"text": ""}, MERGE) == 409
        assert (await request("GET", "/labels/fern")).json() == {"code": "fern", "text": "Fern"}
        assert await patch({"text": "Moss"}, MERGE) == 204
        assert (await request("GET", "/labels/fern")).json() == {"code": "fern", "text": "Moss"}

    run(checks())


def test_a_path_brings_no_key_that_documents_may_not_show() -> None:
    async def checks() -> None:
        for key in ("hello", "12345", "7%0A"):
            assert (await request("PUT", f"/sheds/{key}", json={"number": "7"})).status_code == 404
            assert (await request("GET", f"/sheds/{key}")).status_code == 404
        made = await request("PUT", "/sheds/7B", json={"number": "7", "roof": "tin"})
        assert (made.status_code, made.json()) == (201, {"number": "7B", "roof": "tin"})

    run(checks())


def test_a_list_of_operations_is_a_patch_under_any_name() -> None:
    async def checks() -> None:
        await request("PUT", "/signs/fern", json={"code": "fern", "text": "Fern"})
        changed = await request("PATCH", "/signs/fern", json=[{"op": "replace", "path": "/text", "value": "Moss"}])
        assert (changed.status_code, changed.json()) == (200, {"code": "fern", "text": "Moss"})
        refused = await request("PATCH", "/signs/fern", json=[{"op": "replace", "path": "/text", "value": 7}])
        assert refused.status_code == 409
        assert (await request("GET", "/signs/fern")).json() == changed.json()

    run(checks())


def test_merge_patches_reach_deep() -> None:
    async def checks() -> None:
        await request("PUT", "/beds/rose", json={"id": "rose", "soil": {"kind": "loam", "layers": {"a": 1, "b": 2}}})
        patch = json.dumps({"soil": {"kind": None, "layers": {"a": None, "c": 3}}})
        changed = await request("PATCH", "/beds/rose", content=patch, headers={"Content-Type": MERGE})
        assert changed.json() == {"id": "rose", "soil": {"layers": {"b": 2, "c": 3}}}
        assert (await request("GET", "/beds/rose")).json() == changed.json()

    run(checks())


def test_forms_and_json_make_the_same() -> None:
    async def checks() -> None:
        form = {"name": "Ivy", "care": '{"water": 3}', "tags": ["a", "b"]}
        made = await request("POST", "/plants", data=form)
        assert (made.status_code, made.json()["care"], made.json()["tags"]) == (201, {"water": 3}, ["a", "b"])
        assert (await request("POST", "/plants", content=b"x", headers={"Content-Type": "text/csv"})).status_code == 415

    run(checks())


def test_a_request_sets_nothing_that_is_for_others_to_set() -> None:
    async def checks() -> None:
        pot = (await request("POST", "/pots", json={"litres": 2, "place": "hall", "colour": "red"})).json()
        changes = {"place": "shed", "litres": "many", "note": "kept"}
        moved = await request("PATCH", f"/pots/{pot['id']}", json=changes)
        assert (moved.status_code, moved.json()) == (200, {**pot, "place": "shed", "note": "kept"})

    run(checks())


def test_objects_inside_a_document_get_what_the_server_knows() -> None:
    async def checks() -> None:
        made = (await request("POST", "/orders", json={"lines": [{"text": "a"}, {"text": "b"}]})).json()
        first, second = made["lines"]
        assert [(line["text"], line["number"]) for line in made["lines"]] == [("a", 1), ("b", 2)]
        assert first["id"] != second["id"]
        changes = {"lines": [{"text": "b"}, {"text": "c"}]}
        changed = (await request("PUT", f"/orders/{made['id']}", json=changes)).json()
        assert changed["lines"][0] == second | {"number": 1}
        assert changed["lines"][1]["id"] not in (first["id"], second["id"])

    run(checks())


def test_a_flat_body_gives_the_attributes_of_a_resource_object() -> None:
    async def checks() -> None:
        answer = await request("POST", "/jars", json={"label": "Plum", "grams": 400})
        jar = answer.json()["data"]
        assert jar["type"] == "jars"
        told = jar["attributes"].pop("made_at")
        assert jar["attributes"] == {"label": "Plum", "grams": 400}
        place = f"/jars/{jar['id']}"
        for method, given, shown in (
            ("PATCH", {"grams": 350}, {"label": "Plum", "grams": 350}),
            ("PUT", {"label": "Fig"}, {"label": "Fig"}),
        ):
            changed = await request(method, place, json=given)
            assert changed.status_code == 200, changed.text
            kept = (await request("GET", place)).json()["data"]["attributes"]
            assert kept == {**shown, "made_at": told}

    run(checks())


def test_any_object_is_a_merge_patch_of_what_its_path_shows() -> None:
    async def checks() -> None:
        made = await request(
            "POST", "/rakes", json={"name": "Leaf", "teeth": 20, "handle": {"wood": "ash", "length": 9}}
        )
        rake = made.json()["data"]
        place = f"/rakes/{rake['id']}"
        changed = await request("PATCH", place, json={"teeth": 22, "handle": {"length": 10}, "id": "other"})
        assert changed.status_code == 200, changed.text
        assert changed.json()["data"] == {**rake, "teeth": 22, "handle": {"wood": "ash", "length": 10}}
        for broken in ({"teeth": 0}, {"teeth": "many"}, {"name": ""}):
            assert (await request("PATCH", place, json=broken)).status_code == 409
            assert (await request("GET", place)).json()["data"] == changed.json()["data"]

    run(checks())
