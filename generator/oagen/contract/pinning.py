"""Discriminators: a branch of a union carries the value that names it.

JSON Schema ignores `discriminator`; OpenAPI does not, and neither does Schemathesis, whose reading this follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oagen.contract.walk import component_name


def pin_discriminator(schema: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    """Tie every referenced branch of `schema`'s unions to its value of the discriminator's property."""
    known = _discriminator_of(schema)
    if known is None:
        return
    name, values = known
    for keyword in ("anyOf", "oneOf"):
        if isinstance(schema.get(keyword), list):
            schema[keyword] = [_pinned(branch, name, values, schemas) for branch in schema[keyword]]


def kinds_of_branches(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    """(component, property, values) of every branch of a `oneOf` that only its discriminator tells apart.

    A branch that says which kind it is, or that is a union itself, is none of them.
    """
    known = _discriminator_of(schema)
    branches = schema.get("oneOf")
    if known is None or not isinstance(branches, list):
        return
    name, values = known
    for branch in branches:
        reference = branch.get("$ref") if isinstance(branch, Mapping) else None
        if not isinstance(reference, str):
            continue
        target = component_name(reference)
        allowed = _tags_behind(target, name, schemas, set())
        value = _value_of(reference, name, values, schemas)
        if value is not None and (allowed is None or len(allowed) > 1):
            yield target, name, list(values.get(reference, [value]))


def _discriminator_of(schema: Mapping[str, Any]) -> tuple[str, dict[str, list[str]]] | None:
    """The property of a discriminator, and the values that its mapping gives to each reference."""
    discriminator = schema.get("discriminator")
    if not isinstance(discriminator, Mapping) or not discriminator.get("propertyName"):
        return None
    values: dict[str, list[str]] = {}
    for value, reference in (discriminator.get("mapping") or {}).items():
        if isinstance(reference, str):
            values.setdefault(reference, []).append(value)
    return discriminator["propertyName"], values


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


def _pinned(branch: Any, name: str, values: Mapping[str, list[str]], schemas: Mapping[str, Any]) -> Any:
    reference = branch.get("$ref") if isinstance(branch, Mapping) else None
    value = _value_of(reference, name, values, schemas) if isinstance(reference, str) else None
    return branch if value is None else {"allOf": [branch, {"properties": {name: {"enum": [value]}}}]}


def _value_of(reference: str, name: str, values: Mapping[str, list[str]], schemas: Mapping[str, Any]) -> str | None:
    """The value of the discriminator that names a branch; None when its own branches do, or nothing."""
    if reference in values:
        return values[reference][-1]
    target = component_name(reference)
    allowed = _tags_behind(target, name, schemas, set())
    if allowed is not None and len(allowed) == 1:
        return next(iter(allowed))  # the branch's own literal says more than its name
    declaration = schemas.get(target)
    polymorphic = isinstance(declaration, Mapping) and ("oneOf" in declaration or "anyOf" in declaration)
    return None if polymorphic or (allowed is not None and target not in allowed) else target


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
