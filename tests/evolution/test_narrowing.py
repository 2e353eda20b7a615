"""Tightenings that no column shows: what rows have, and the contract does not admit any more."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from oagen.cli import main
from oagen.evolution.narrowing import Comparison

HERE = Path(__file__).parent
STRING, INTEGER = {"type": "string"}, {"type": "integer"}
CAT = {"type": "object", "properties": {"lives": {"type": "integer", "maximum": 9}}}
TO_CAT = {"$ref": "#/components/schemas/Cat"}
PLACES: list[tuple[Any, Any, list[tuple[str, str]]]] = [
    (INTEGER, {**INTEGER, "minimum": 10}, [("", "minimum")]),
    ({**INTEGER, "minimum": 10}, INTEGER, []),
    ({**INTEGER, "minimum": 10}, {**INTEGER, "minimum": 9}, []),
    ({**INTEGER, "exclusiveMinimum": 10}, {**INTEGER, "minimum": 10}, []),
    ({**INTEGER, "minimum": 10}, {**INTEGER, "exclusiveMinimum": 10}, [("", "exclusiveMinimum")]),
    ({**INTEGER, "maximum": 10}, {**INTEGER, "exclusiveMaximum": 11}, []),
    (INTEGER, {**INTEGER, "multipleOf": 2}, [("", "multipleOf")]),
    ({"type": "number", "multipleOf": 4}, {"type": "number", "multipleOf": 2}, []),
    (INTEGER, {"type": "number", "multipleOf": 1}, []),
    (INTEGER, {"type": ["number", "string"]}, []),
    ({}, INTEGER, [("", "type")]),
    (True, {"description": "x", "x-y": 1}, []),
    (STRING, {**STRING, "pattern": "^[A-Z]+$"}, [("", "pattern")]),
    (STRING, {**STRING, "format": "email"}, [("", "format")]),
    (STRING, {**STRING, "format": "password"}, []),
    ({**INTEGER, "format": "int64"}, {**INTEGER, "format": "int32"}, [("", "format")]),
    (STRING, {**STRING, "minLength": 3}, [("", "minLength")]),
    (STRING, {**STRING, "minLength": 0}, []),
    (STRING, {**STRING, "enum": ["x"]}, [("", "enum")]),
    ({"enum": ["x", 1]}, {"type": ["string", "integer"]}, []),
    ({"const": "x"}, {**STRING, "enum": ["x", "y"]}, []),
    ({"type": ["string", "null"], "enum": ["x", None]}, {**STRING, "enum": ["x"]}, []),
    ({"type": "array", "items": STRING}, {"type": "array", "items": {**STRING, "enum": ["x"]}}, [("[]", "enum")]),
    ({"type": "array"}, {"type": "array", "items": STRING, "uniqueItems": True}, [("", "uniqueItems"), ("[]", "type")]),
    (
        {"type": "object", "properties": {"zip": STRING}},
        {"type": "object", "properties": {"zip": {**STRING, "minLength": 1}, "new": STRING}, "required": ["zip"]},
        [(".zip", "minLength"), (".zip", "required")],
    ),
    ({"type": "object"}, {"type": "object", "additionalProperties": False}, [("", "additionalProperties")]),
    ({"additionalProperties": STRING}, {"additionalProperties": {**STRING, "maxLength": 1}}, [(".*", "maxLength")]),
    (
        {"additionalProperties": False, "properties": {"a": STRING, "b": STRING}},
        {"additionalProperties": False, "properties": {"a": STRING}},
        [("", "additionalProperties")],
    ),
    ({"allOf": [STRING, {"minLength": 3}]}, {**STRING, "minLength": 2}, []),
    (STRING, {"allOf": [STRING, {"minLength": 3}]}, [("", "minLength")]),
    ({"anyOf": [STRING, INTEGER]}, {"anyOf": [INTEGER, STRING, {"type": "array"}]}, []),
    ({"anyOf": [STRING, INTEGER]}, {"type": ["string", "integer"]}, []),
    ({"anyOf": [STRING, INTEGER]}, {"anyOf": [STRING]}, [("", "anyOf")]),
    ({"oneOf": [TO_CAT, {"type": "null"}]}, TO_CAT, []),
]


@pytest.mark.parametrize(("old", "new", "places"), PLACES)
def test_what_is_narrower_is_found(old: Any, new: Any, places: list[tuple[str, str]]) -> None:
    assert Comparison({"Cat": CAT}, {"Cat": CAT, "Dog": {}}).narrower(old, new) == places


def test_components_are_compared_where_they_are_held() -> None:
    tree: dict[str, Any] = {"type": "object", "properties": {"of": {"$ref": "#/components/schemas/Tree"}}}
    tree["properties"]["size"] = INTEGER
    small = {"type": "object", "properties": {**tree["properties"], "size": {**INTEGER, "maximum": 9}}}
    to_tree = {"$ref": "#/components/schemas/Tree"}
    assert Comparison({"Tree": tree}, {"Tree": small}).narrower(to_tree, to_tree) == [(".size", "maximum")]
    assert Comparison({"Tree": small}, {"Tree": tree}).narrower(to_tree, to_tree) == []
    assert Comparison({"Tree": tree}, {"Tree": tree}).narrower(to_tree, to_tree) == []


@pytest.mark.parametrize(("count", "branches"), [(12, 12), (1000, 30)])
def test_schemas_that_hold_each_other_take_bounded_time(count: int, branches: int) -> None:
    every = [{"$ref": f"#/components/schemas/S{number}"} for number in range(count)]
    before, after = {}, {}
    for number in range(count):
        some = every[number : number + branches]
        before[f"S{number}"] = {"anyOf": some, "allOf": every[-3:], "properties": {"a": every[number * 7 % count]}}
        fewer = [*some, {**STRING, "minLength": number}]
        after[f"S{number}"] = {"oneOf": fewer, "properties": {"a": every[number * 5 % count]}}
    began = process_time()
    Comparison(before, after).narrower(every[0], every[0])
    assert process_time() - began < 20


SCALARS = st.one_of(
    st.builds(lambda least, most: {"type": "integer", "minimum": least, "maximum": most}, *[st.integers(-3, 3)] * 2),
    st.builds(lambda least, most: {"type": "string", "minLength": least, "maxLength": most}, *[st.integers(0, 3)] * 2),
    st.builds(lambda values: {"enum": values}, st.lists(st.sampled_from(["x", "xy", 1, 2]), min_size=1)),
    st.sampled_from([{}, {"type": ["integer", "string"]}]),
)
SCHEMAS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.builds(lambda items, least: {"type": "array", "items": items, "minItems": least}, inner, st.integers(0, 2)),
        st.builds(lambda branches: {"anyOf": branches}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda branches: {"allOf": branches}, st.lists(inner, min_size=1, max_size=2)),
        st.builds(
            lambda properties, required: {"type": "object", "properties": properties, "required": required},
            st.fixed_dictionaries({"a": inner, "b": inner}),
            st.lists(st.sampled_from("ab"), unique=True),
        ),
    ),
    max_leaves=5,
)
VALUES = st.recursive(
    st.sampled_from(["", "x", "xy", "xyz", *range(-3, 4)]),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=4,
)


@given(SCHEMAS, SCHEMAS, VALUES, VALUES)
def test_what_is_not_narrower_admits_what_was_admitted(old: Any, new: Any, first: Any, second: Any) -> None:
    """Of objects, those whose properties are declared: what nobody declares is taken to be absent."""
    if Comparison({}, {}).narrower(old, new):
        return
    for value in (first, [first, second], *({"a": first, "b": second} for _ in "x" if "properties" in old)):
        if jsonschema_rs.is_valid(old, value):
            assert jsonschema_rs.is_valid(new, value)


def test_a_build_warns_of_it(tmp_path: Path) -> None:
    project, text = tmp_path / "app", (HERE / "pets.yaml").read_text()
    field = "        weight: {type: number}\n"
    before = """\
        tags: {type: array, items: {type: string}}
        address: {type: object, properties: {zip: {type: string}}}
"""
    after = before.replace("string}}\n", "string, enum: [x]}}\n", 1).replace("object,", "object, required: [zip],")
    (tmp_path / "before.yaml").write_text(text.replace(field, field + before))
    (tmp_path / "after.yaml").write_text(text.replace(field, field.replace("number", "number, minimum: 1") + after))

    def build(name: str) -> list[str]:
        done = CliRunner().invoke(main, ["build", str(tmp_path / name), "-o", str(project)])
        assert done.exit_code == 0, done.output
        return [line for line in done.output.splitlines() if line.startswith("warning")]

    assert build("before.yaml") == []
    assert build("after.yaml") == [
        "warning[may-not-fit] pets.weight has a narrower minimum: rows may not fit",
        "warning[may-not-fit] pets.tags[] has a narrower enum: rows may not fit",
        "warning[may-not-fit] pets.address.zip has to be there: rows may not fit",
    ]
    assert build("after.yaml") == []
    assert len(list((project / "alembic/versions").glob("*.py"))) == 1


def test_what_the_server_adds_later_rows_do_not_have(tmp_path: Path) -> None:
    """What requests bring is as it was: it is what the service completes them with that rows from before lack."""
    project, text = tmp_path / "app", (HERE / "pets.yaml").read_text()
    field, toy = "        weight: {type: number}\n", "{type: object, required: [id{more}], properties: {properties}}"
    own = "id: {type: integer, readOnly: true}, name: {type: string}"

    def build(more: str, properties: str) -> list[str]:
        items = toy.replace("{more}", more).replace("{properties}", f"{{{own}{properties}}}")
        document = tmp_path / "pets.yaml"
        document.write_text(text.replace(field, f"{field}        toys: {{type: array, items: {items}}}\n"))
        done = CliRunner().invoke(main, ["build", str(document), "-o", str(project)])
        assert done.exit_code == 0, done.output
        return [line for line in done.output.splitlines() if line.startswith("warning")]

    assert build("", "") == []
    assert build(", code", ", code: {type: string, format: uuid, readOnly: true}") == [
        "warning[may-not-fit] pets.toys[].code has to be there: rows may not fit"
    ]
