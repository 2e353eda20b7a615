"""Unions with a discriminator whose branches do not say which kind they are.

JSON Schema ignores `discriminator`: a document of one kind is then one of the others too, and no answer can be valid
under exactly one branch of a `oneOf`. What the author meant is plain, so the branches are tied to their values. That is
done where a component is nothing but such a branch; elsewhere it may mean more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from oagen.contract.completion import MARK
from oagen.contract.pinning import kinds_of_branches
from oagen.contract.walk import component_name, mappings

_FREE = ("allOf", "anyOf", "oneOf")  # a list of one rule means the same under each of them
Ties = Mapping[str, Mapping[str, list[str]]]


def ties_of(document: Mapping[str, Any]) -> dict[str, dict[str, list[str]]]:
    """Components that have to be tied: for each, the values that a property may have."""
    schemas = document.get("components", {}).get("schemas") or {}
    uses: Counter[str] = Counter()
    branches: Counter[str] = Counter()
    ties: dict[str, dict[str, list[str]]] = {}
    for _, node in mappings(document):
        if isinstance(node.get("$ref"), str):
            uses[component_name(node["$ref"])] += 1
        for component, name, values in kinds_of_branches(node, schemas):
            branches[component] += 1
            known = ties.setdefault(component, {}).setdefault(name, [])
            known += [value for value in values if value not in known]
    return {
        component: properties
        for component, properties in ties.items()
        if uses[component] == branches[component] and _can_be_tied(schemas.get(component), properties)
    }


def tie(schemas: Mapping[str, Any], ties: Ties) -> dict[str, Any]:
    """A copy of components in which some are tied; what that adds is marked."""
    return {name: _tied(schema, ties[name]) if name in ties else schema for name, schema in schemas.items()}


def _can_be_tied(schema: Any, properties: Mapping[str, list[str]]) -> bool:
    is_plain = isinstance(schema, Mapping) and "$ref" not in schema
    return is_plain and len(properties) == 1 and _free_in(schema) is not None


def _free_in(schema: Mapping[str, Any]) -> str | None:
    return next((keyword for keyword in _FREE if keyword not in schema), None)


def _tied(schema: Mapping[str, Any], properties: Mapping[str, list[str]]) -> dict[str, Any]:
    keyword = str(_free_in(schema))
    rule = {"properties": {name: {"enum": values} for name, values in properties.items()}}
    return {**schema, keyword: [rule], MARK: [*schema.get(MARK, ()), keyword]}
