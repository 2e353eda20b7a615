"""Parts of a composition that allow nothing but their own properties."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from oagen.document import load_document
from oagen.document.pointers import find

from .helpers import codes, with_schemas

BASE = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
TO_BASE = {"$ref": "#/components/schemas/Base"}


def load(schema: dict[str, Any], version: str = "3.0.3") -> tuple[Any, list[str]]:
    tree = with_schemas(version, Base=BASE, A=schema)
    document, found = load_document("a.yaml", text=yaml.safe_dump(tree).encode())
    assert document is not None, found
    return find(document.authored, "/components/schemas/A"), [code for code in codes(found) if "closed" in code]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    "closed",
    [
        {"allOf": [TO_BASE, {"additionalProperties": False}]},
        {"allOf": [TO_BASE, {"properties": {"id": {"type": "string"}}, "additionalProperties": False}]},
        {"allOf": [{"allOf": [TO_BASE]}], "properties": {"id": {"type": "string"}}, "additionalProperties": False},
    ],
)
def test_a_part_in_which_nothing_is_valid_is_opened(closed: dict[str, Any], version: str) -> None:
    schema, found = load(closed, version)
    assert found == ["warning:closed-part"]
    assert "additionalProperties" not in {**schema, **schema["allOf"][-1]}


@pytest.mark.parametrize(
    "sound",
    [
        {"allOf": [TO_BASE, {"properties": {"name": {}}, "additionalProperties": False}]},
        {"allOf": [{"properties": {"a": {}}, "additionalProperties": False}, {"required": ["a"]}]},
        {"allOf": [{"properties": {"a": {}}, "additionalProperties": False}, {"properties": {"b": {}}}]},
    ],
)
def test_a_part_that_something_fits_stays_closed(sound: dict[str, Any]) -> None:
    assert load(sound) == (sound, [])


def test_a_shared_part_is_reported() -> None:
    shared = {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False}
    tree = with_schemas(Base=BASE, Closed=shared, A={"allOf": [TO_BASE, {"$ref": "#/components/schemas/Closed"}]})
    document, found = load_document("a.yaml", text=yaml.safe_dump(tree).encode())
    (told,) = (d for d in found if d.code == "closed-part")
    assert document is not None
    assert find(document.authored, "/components/schemas/Closed") == shared
    assert (told.code, told.pointer) == ("closed-part", "/components/schemas/A/allOf/1")
    assert "nothing is valid" in told.message
