"""Views give schemas the meaning that the fuzzer gives them."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from oagen.contract.validators import Validators

PET = {
    "type": "object",
    "required": ["id", "name", "secret"],
    "properties": {
        "id": {"type": "integer", "format": "int32", "readOnly": True},
        "name": {"type": "string", "pattern": r"^\p{L}+$"},
        "secret": {"type": "string", "writeOnly": True},
        "size": {"type": "integer", "format": "int32"},
    },
}
CAT = {"type": "object", "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}}
DOG = {"type": "object", "properties": {"kind": {"enum": ["wolf"]}, "bark": {"type": "string"}}}
BASE = {"type": "object", "properties": {"id": {"type": "string", "readOnly": True}}}
COMPONENTS = {"Pet": PET, "Cat": CAT, "Dog": DOG, "Base": BASE, "A/b ~c«d»": {"type": "integer"}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


CASES = {
    "one-way properties": (
        _ref("Pet"),
        [
            {"name": "Rex", "secret": "s"},
            {"name": "Rex", "secret": "s", "id": 1},
            {"name": "Rex", "id": 1},
            {"name": "R2", "secret": "s"},
            {"name": "Rex", "secret": "s", "size": 2**31},
        ],
    ),
    "nested": ({"type": "array", "items": _ref("Pet")}, [[{"name": "Rex", "secret": "s"}], [{"id": 1, "name": "Rex"}]]),
    "inherited": (
        {"allOf": [_ref("Base"), {"type": "object"}], "required": ["id", "x"]},
        [{"x": 1}, {"id": "a", "x": 1}, {}],
    ),
    "behind a reference": (
        {"type": "object", "required": ["b"], "properties": {"b": {"allOf": [{"readOnly": True}]}}},
        [{}, {"b": 1}],
    ),
    "closed": ({"type": "object", "required": ["a"], "additionalProperties": False}, [{"a": 1}, {}, {"b": 1}]),
    "discriminated": (
        {
            "oneOf": [_ref("Cat"), _ref("Dog")],
            "discriminator": {"propertyName": "kind", "mapping": {"feline": "#/components/schemas/Cat"}},
        },
        [{"kind": "feline"}, {"kind": "Cat"}, {"kind": "wolf"}, {"kind": "Dog"}, {}],
    ),
    "escaped name": (_ref("A~1b%20~0c%C2%ABd%C2%BB"), [1, "1"]),
}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("name", CASES)
def test_requests_mean_what_schemathesis_says(name: str, version: str) -> None:
    schema, values = CASES[name]
    body = {"content": {"application/json": {"schema": schema}}}
    raw = {
        "openapi": version,
        "info": {"title": "Test", "version": "1"},
        "paths": {"/a": {"post": {"requestBody": body, "responses": {"200": {"description": "ok"}}}}},
        "components": {"schemas": COMPONENTS},
    }
    (judge,) = schemathesis.openapi.from_dict(raw)["/a"]["POST"].body
    validators = Validators(COMPONENTS, "draft4" if version == "3.0.3" else "2020-12")
    view = validators.views.of(schema, "request")
    assert [validators.is_valid(view, value) for value in values] == [judge.is_valid(value) for value in values]


def test_responses_forbid_what_is_write_only() -> None:
    validators = Validators(COMPONENTS, "2020-12")
    view = validators.views.of(_ref("Pet"), "response")
    assert validators.is_valid(view, {"id": 1, "name": "Rex"})
    assert not validators.is_valid(view, {"id": 1, "name": "Rex", "secret": "s"})


def test_an_answer_that_others_take_for_two_kinds_is_none() -> None:
    """A price is found by its kind here, and by everybody else by what it has."""
    kinds = {"propertyName": "kind", "mapping": {"price": "#/components/schemas/Price"}}
    price = {"type": "object", "properties": {"kind": {"type": "string"}}, "discriminator": kinds}
    link = {"type": "object", "properties": {"kind": {"enum": ["link"]}}, "required": ["kind"]}
    validators = Validators({"Price": price, "Link": link}, "2020-12")
    union = validators.views.of({"oneOf": [_ref("Price"), _ref("Link")]}, "response")
    assert validators.is_valid(union, {"kind": "price"})
    assert not validators.is_valid(union, {"kind": "link"})  # an unknown reader says: it is a price, too
    assert not validators.is_valid(union, {"kind": "other"})


def test_components_are_shared_where_both_directions_agree() -> None:
    assert set(Validators(COMPONENTS, "2020-12").views.components) == {*COMPONENTS, "Pet~request", "Base~request"}


@pytest.mark.parametrize(
    ("schema", "lowered"),
    [
        ({"exclusiveMinimum": 3}, {"minimum": 3, "exclusiveMinimum": True}),
        ({"exclusiveMaximum": 3, "maximum": 2}, {"maximum": 2}),
        ({"prefixItems": [True], "items": False}, {"items": [{}], "additionalItems": False}),
        ({"properties": {"a": False}}, {"properties": {"a": {"not": {}}}}),
        ({"required": [], "minLength": -1, "type": "string"}, {"type": "string"}),
        ({"enum": ["a", "a"], "properties": {"a": {"required": True}}}, {"enum": ["a"], "properties": {"a": {}}}),
    ],
)
def test_draft_4(schema: Any, lowered: Any) -> None:
    assert Validators({}, "draft4").views.of(schema, "request") == lowered
