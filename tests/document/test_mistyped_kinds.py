"""Discriminators by flags and numbers."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from oagen.document import load_document
from oagen.document.pointers import find

from .helpers import codes, with_schemas

ONE, TWO = ({"$ref": f"#/components/schemas/{name}"} for name in ("One", "Two"))


def load(kind: dict[str, Any], mapping: dict[Any, str]) -> tuple[Any, list[str]]:
    part = {"type": "object", "properties": {"kind": kind}, "required": ["kind"]}
    union = {"oneOf": [ONE, TWO], "discriminator": {"propertyName": "kind", "mapping": mapping}}
    tree = with_schemas("3.0.3", One={"allOf": [part]}, Two=part, A=union)
    document, found = load_document("a.yaml", text=yaml.safe_dump(tree).encode())
    assert document is not None, found
    return find(document.authored, "/components/schemas/A"), [code for code in codes(found) if "discriminator" in code]


@pytest.mark.parametrize(
    ("kind", "names", "values"),
    [
        ("boolean", ("true", "false"), (True, False)),
        ("boolean", (True, False), (True, False)),
        ("integer", ("1", "2"), (1, 2)),
        ("integer", (1, 2), (1, 2)),
    ],
)
def test_branches_name_the_values_themselves(kind: str, names: tuple[Any, Any], values: tuple[Any, Any]) -> None:
    mapping = {name: branch["$ref"] for name, branch in zip(names, (ONE, TWO), strict=True)}
    schema, found = load({"type": kind}, mapping)
    assert found == ["warning:mistyped-discriminator"]
    told = [{"properties": {"kind": {"enum": [value]}}} for value in values]
    assert schema == {"oneOf": [{"allOf": [ONE, told[0]]}, {"allOf": [TWO, told[1]]}]}


@pytest.mark.parametrize("kind", [{"type": "string"}, {}])
def test_a_discriminator_by_a_text_stays(kind: dict[str, Any]) -> None:
    schema, found = load(kind, {"1": ONE["$ref"], "2": TWO["$ref"]})
    assert (schema["oneOf"], "discriminator" in schema, found) == ([ONE, TWO], True, [])
