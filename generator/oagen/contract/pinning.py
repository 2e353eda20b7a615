"""Discriminators: a branch of a union carries the value that names it.

JSON Schema ignores `discriminator`; OpenAPI does not, and neither does Schemathesis, whose reading this follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oagen.contract.walk import component_name


def pin_discriminator(schema: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    """Tie every referenced branch of `schema`'s unions to its value of the discriminator's property."""
    discriminator = schema.get("discriminator")
    if not isinstance(discriminator, Mapping) or not discriminator.get("propertyName"):
        return
    name = discriminator["propertyName"]
    mapping = discriminator.get("mapping") or {}
    values = {reference: value for value, reference in mapping.items() if isinstance(reference, str)}
    for keyword in ("anyOf", "oneOf"):
        if isinstance(schema.get(keyword), list):
            schema[keyword] = [_pinned(branch, name, values, schemas) for branch in schema[keyword]]


def keep_to_mapping(schema: dict[str, Any]) -> None:
    """Without a union a mapping still lists the values of the discriminator: an answer has no other."""
    kinds = mapped_kinds(schema)
    if kinds:
        name, values = kinds
        schema["allOf"] = [*schema.get("allOf", ()), {"properties": {name: {"enum": list(values)}}}]


def mapped_kinds(schema: Mapping[str, Any]) -> tuple[str, tuple[str, ...]] | None:
    """The property of a discriminator that no union stands beside, and the values that its mapping lists."""
    discriminator = schema.get("discriminator")
    if not isinstance(discriminator, Mapping) or schema.keys() & {"oneOf", "anyOf"}:
        return None
    name, mapping = discriminator.get("propertyName"), discriminator.get("mapping")
    return (str(name), tuple(map(str, mapping))) if name and isinstance(mapping, Mapping) and mapping else None


def _pinned(branch: Any, name: str, values: Mapping[str, str], schemas: Mapping[str, Any]) -> Any:
    reference = branch.get("$ref") if isinstance(branch, Mapping) else None
    if not isinstance(reference, str):
        return branch
    target = component_name(reference)
    allowed = _tags_behind(target, name, schemas, set())
    value = values.get(reference)
    if value is None and allowed is not None and len(allowed) == 1:
        value = next(iter(allowed))  # the branch's own literal says more than its name
    if value is None:
        declaration = schemas.get(target)
        polymorphic = isinstance(declaration, Mapping) and ("oneOf" in declaration or "anyOf" in declaration)
        if polymorphic or (allowed is not None and target not in allowed):
            return branch  # its own branches name themselves, or the name is none of its values
        value = target
    return {"allOf": [branch, {"properties": {name: {"enum": [value]}}}]}


def _tags_behind(target: str, name: str, schemas: Mapping[str, Any], seen: set[str]) -> set[str] | None:
    """The literals that component `target` allows for property `name`; None when it leaves it open."""
    declaration = schemas.get(target)
    if target in seen or not isinstance(declaration, Mapping):
        return None
    seen.add(target)
    return _tags_in(declaration, name, schemas, seen)


def _tags_in(schema: Mapping[str, Any], name: str, schemas: Mapping[str, Any], seen: set[str]) -> set[str] | None:
    properties = schema.get("properties")
    found = _literals(properties.get(name)) if isinstance(properties, Mapping) else None
    for branch in schema.get("allOf") or ():
        if not isinstance(branch, Mapping):
            continue
        reference = branch.get("$ref")
        inherited = (
            _tags_behind(component_name(reference), name, schemas, seen)
            if isinstance(reference, str)
            else _tags_in(branch, name, schemas, seen)
        )
        if inherited is not None:
            found = inherited if found is None else found & inherited
    return found


def _literals(schema: Any) -> set[str] | None:
    if not isinstance(schema, Mapping):
        return None
    if isinstance(schema.get("const"), str):
        return {schema["const"]}
    if isinstance(schema.get("enum"), list):
        return {value for value in schema["enum"] if isinstance(value, str)} or None
    for keyword in ("anyOf", "oneOf"):
        variants = schema.get(keyword)
        if not isinstance(variants, list):
            continue
        collected: set[str] = set()
        for variant in variants:
            if variant == {"type": "null"}:
                continue
            literals = _literals(variant)
            if literals is None:
                return None
            collected |= literals
        return collected or None
    return None
