"""Samples are valid, deterministic, and prefer what the author wrote."""

from __future__ import annotations

import time
from itertools import islice
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oagen.contract.samples import NOTHING, Sampler
from oagen.contract.texts import candidates
from oagen.contract.validators import Validators


def _sample(raw: Any, direction: str = "response", dialect: str = "2020-12", **schemas: Any) -> Any:
    return Sampler(Validators(schemas, dialect)).sample(raw, direction)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "examples": ["too long", "ok"], "maxLength": 3}, "ok"),
        ({"type": "integer", "default": 7}, 7),
        ({"enum": ["a", "b"]}, "a"),
        ({"const": None}, None),
        ({"type": "integer", "exclusiveMinimum": 4, "multipleOf": 3}, 6),
        ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, 0.5),
        ({"type": "number", "multipleOf": 0.01, "minimum": 1.005}, 1.01),
        ({"type": ["null", "boolean"]}, True),
        ({"type": "string", "minLength": 8, "maxLength": 8}, "stringxx"),
        ({"type": "string", "format": "date-time"}, "2024-01-15T09:30:00Z"),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 3, "uniqueItems": True}, [1, 2, 3]),
        ({"type": "array", "prefixItems": [{"type": "string"}, {"type": "null"}], "minItems": 2}, ["string", None]),
        ({"type": "array", "contains": {"const": 5}}, [5]),
        ({"type": "object", "properties": {"a": {"type": "integer"}, "b": {}}, "required": ["a"]}, {"a": 1}),
        ({"type": "object", "minProperties": 2, "additionalProperties": {"const": 0}}, {"key1": 0, "key2": 0}),
        ({"allOf": [{"required": ["a"]}, {"properties": {"a": {"maximum": 0, "type": "integer"}}}]}, {"a": 0}),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "required": ["a"]}, {"a": {}, "b": {}}),
        ({"dependentRequired": {"a": ["b"]}, "required": ["a"]}, {"a": {}, "b": {}}),
        ({"type": "integer", "not": {"const": 1}, "examples": [2]}, 2),
        ({"oneOf": [False, {"type": "null"}]}, None),
    ],
)
def test_the_smallest_plain_instance(schema: dict[str, Any], expected: Any) -> None:
    value = _sample(schema)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Z]{2}-\d{4}$",
        r"^(?=.*[a-z])(?=.*[A-Z])(?=.*\d).{8,20}$",
        r"^(?<year>\d{4})-(0[1-9]|1[0-2])$",
        r"^\p{Lu}[\w.+-]+@example\.org$",
        r"^(a|b)\1$",
        r"[^a-zA-Z0-9]",
        r"^((?!admin).)+$",
    ],
)
def test_patterns(pattern: str) -> None:
    assert _sample({"type": "string", "pattern": pattern}) is not NOTHING
    assert _sample({"type": "array", "items": {"type": "string", "pattern": pattern}, "minItems": 1}) is not NOTHING


def test_recursion_is_cut_where_the_schema_allows() -> None:
    node = {
        "type": "object",
        "required": ["children", "parent"],
        "properties": {
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
            "parent": {"anyOf": [{"$ref": "#/components/schemas/Node"}, {"type": "null"}]},
        },
    }
    assert _sample({"$ref": "#/components/schemas/Node"}, Node=node) == {"children": [], "parent": None}
    endless = {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/components/schemas/Endless"}}}
    assert _sample({"$ref": "#/components/schemas/Endless"}, Endless=endless) is NOTHING


def test_branches_beside_each_other_may_refer_to_the_same() -> None:
    base = {"type": "object", "required": ["kind"], "properties": {"kind": {"$ref": "#/components/schemas/Kind"}}}
    schemas = {"Kind": {"enum": ["a", "b"]}, "Base": base}
    schema = {"allOf": [{"$ref": "#/components/schemas/Base"}, base]}
    sampler = Sampler(Validators(schemas, "2020-12"))
    assert sampler.sample(schema, "response") == {"kind": "a"}


def test_one_way_properties_are_left_out() -> None:
    schema = {
        "type": "object",
        "required": ["id", "secret"],
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "secret": {"type": "string", "writeOnly": True},
        },
    }
    assert _sample(schema, "request") == {"secret": "string"}
    assert _sample(schema, "response") == {"id": 1}


def test_branches_that_overlap_are_told_apart() -> None:
    small = {"type": "object", "properties": {"a": {"type": "integer"}}}
    large = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}
    value = _sample({"oneOf": [small, large]})
    assert value is not NOTHING
    words = {"type": "array", "items": {"type": "string"}}
    assert _sample({"oneOf": [{"type": "array", "items": small}, words]}) == [{}]


def _schemas() -> st.SearchStrategy[Any]:
    bounds = st.integers(-50, 50)
    numbers = st.builds(
        lambda low, width, kind, step: {"type": kind, "minimum": low, "maximum": low + width, **step},
        bounds,
        st.integers(12, 40),
        st.sampled_from(["integer", "number"]),
        st.sampled_from([{}, {"multipleOf": 3}, {"multipleOf": 0.5}]),
    )
    strings = st.builds(
        lambda low, width, extra: {"type": "string", "minLength": low, "maxLength": low + width, **extra},
        st.integers(0, 6),
        st.integers(4, 9),
        st.sampled_from([{}, {"pattern": "^[a-c]+$"}, {"pattern": r"\d"}]),
    )
    formats = st.sampled_from(["date", "date-time", "uuid", "email", "uri", "ipv4", "ipv6", "hostname", "duration"])
    leaves = st.one_of(
        numbers,
        strings,
        formats.map(lambda name: {"type": "string", "format": name}),
        st.sampled_from([{"type": "boolean"}, {"enum": ["x", 1, None]}, {"type": ["string", "null"]}, {}]),
    )

    def deeper(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        properties = st.dictionaries(st.sampled_from("abcd"), inner, max_size=3)
        objects = st.builds(
            lambda found, closed, least: {
                "type": "object",
                "properties": found,
                "required": sorted(found)[:2],
                "additionalProperties": not closed,
                "minProperties": min(least, len(found)),
            },
            properties,
            st.booleans(),
            st.integers(0, 3),
        )
        arrays = st.builds(
            lambda items, least: {"type": "array", "items": items, "minItems": least}, inner, st.integers(0, 2)
        )
        unions = st.builds(
            lambda kind, found: {kind: found},
            st.sampled_from(["anyOf", "allOf"]),
            st.lists(inner, min_size=1, max_size=1),
        )
        return st.one_of(objects, arrays, unions)

    return st.recursive(leaves, deeper, max_leaves=6)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(_schemas(), st.sampled_from(["2020-12", "draft4"]))
def test_every_sample_validates(schema: Any, dialect: str) -> None:
    value = _sample(schema, dialect=dialect)
    assert value is not NOTHING
    judge = jsonschema.Draft202012Validator if dialect == "2020-12" else jsonschema.Draft4Validator
    judge(schema, format_checker=judge.FORMAT_CHECKER).validate(value)
    assert _sample(schema, dialect=dialect) == value


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "integer"}, 0),
        ({"type": "integer", "minimum": 5}, 5),
        ({"type": "string"}, "0"),
        ({"type": "string", "minLength": 3}, "000"),
        ({"type": "string", "format": "uuid"}, "00000000-0000-0000-0000-000000000000"),
        ({"type": "string", "pattern": "^IS[0-9a-f]{4}$"}, "IS0000"),
        ({"enum": ["north", "south"]}, "north"),
        ({"type": "array"}, NOTHING),
    ],
)
def test_the_plainest_keys_are_zeros(schema: Any, expected: Any) -> None:
    assert Sampler(Validators({}, "2020-12")).plainest(schema, "response") == expected


def test_long_runs_of_one_class_are_written_at_once() -> None:
    began = time.process_time()
    (text,) = islice(candidates({"type": "string", "pattern": "^0x[a-fA-F0-9]{500000}$"}), 1)
    assert (len(text), text[:10]) == (500_002, "0xaA1bB2cC")
    assert time.process_time() - began < 5  # of which the matches take most
