"""Discriminators by a property that is no text, such as a flag.

The values of a discriminator are texts, so that no document could be of a kind that a flag or a number names. What is
meant is plain: each branch of the union has its value, which the branch itself can say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from oagen.document import pointers
from oagen.document.grammar import Node
from oagen.document.problems import Problems
from oagen.document.references import References

_MAX_DEPTH = 50
_OTHERS = {"boolean", "integer", "number"}


def check_kinds(node: Node, references: References, problems: Problems) -> None:
    """Say of the branches themselves what a discriminator cannot say of them."""
    schema, discriminator = node.value, node.value.get("discriminator")
    name = discriminator.get("propertyName") if isinstance(discriminator, dict) else None
    if not isinstance(name, str):
        return
    branches = [branch for keyword in ("oneOf", "anyOf") for branch in _list(schema.get(keyword))]
    declared = [found for part in (schema, *branches) for found in _declarations(part, name, references, 0)]
    kinds = {kind for found in declared for kind in _types(found)}
    if not kinds or not kinds <= _OTHERS:
        return
    del schema["discriminator"]
    values = _values(discriminator.get("mapping"))
    for keyword in ("oneOf", "anyOf"):
        if isinstance(schema.get(keyword), list):
            schema[keyword] = [_tied(branch, name, values) for branch in schema[keyword]]
    place = pointers.of_trail(node.trail, "discriminator")
    message = f'"{name}" is no text, as the property of a discriminator is: each branch names its values instead'
    problems.mend("mistyped-discriminator", place, message)


def _declarations(part: Any, name: str, references: References, depth: int) -> Iterator[Mapping[str, Any]]:
    """How a schema, or a part of its `allOf`, declares a property."""
    target = references.resolve(part)
    if not isinstance(target, dict) or depth > _MAX_DEPTH:
        return
    properties = target.get("properties")
    found = references.resolve(properties.get(name)) if isinstance(properties, dict) else None
    if isinstance(found, dict):
        yield found
    for inner in _list(target.get("allOf")):
        yield from _declarations(inner, name, references, depth + 1)


def _types(schema: Mapping[str, Any]) -> list[Any]:
    kind = schema.get("type")
    return kind if isinstance(kind, list) else [kind]


def _values(mapping: Any) -> dict[str, list[Any]]:
    """The values that a mapping gives to each reference, as the numbers and flags that they are."""
    values: dict[str, list[Any]] = {}
    for text, reference in mapping.items() if isinstance(mapping, dict) else ():
        try:
            values.setdefault(str(reference), []).append(json.loads(str(text)))
        except ValueError:
            continue
    return values


def _tied(branch: Any, name: str, values: Mapping[str, list[Any]]) -> Any:
    reference = branch.get("$ref") if isinstance(branch, dict) else None
    known = values.get(reference) if isinstance(reference, str) else None
    return {"allOf": [branch, {"properties": {name: {"enum": known}}}]} if known else branch


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
