"""Unions with a discriminator whose branches do not say which kind they are.

JSON Schema ignores `discriminator`: a document of one kind is then one of the others too, and no answer can be valid
under exactly one branch of a `oneOf`. What the author meant is plain, so the branches are tied to their values. That is
done where a component is nothing but such a branch; elsewhere it may mean more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from oagen.contract.pinning import kinds_of_branches
from oagen.contract.walk import component_name, mappings
from oagen.document import pointers

_FREE = ("allOf", "anyOf", "oneOf")  # a list of one rule means the same under each of them


def ties_of(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """JSON pointer of a component that has to be tied → the keyword that does it."""
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
        pointers.join("components", "schemas", component): _tie(schemas[component], properties)
        for component, properties in ties.items()
        if uses[component] == branches[component] and _can_be_tied(schemas.get(component), properties)
    }


def _can_be_tied(schema: Any, properties: Mapping[str, list[str]]) -> bool:
    is_plain = isinstance(schema, Mapping) and "$ref" not in schema
    return is_plain and len(properties) == 1 and _free_in(schema) is not None


def _free_in(schema: Mapping[str, Any]) -> str | None:
    return next((keyword for keyword in _FREE if keyword not in schema), None)


def _tie(schema: Mapping[str, Any], properties: Mapping[str, list[str]]) -> dict[str, Any]:
    rule = {"properties": {name: {"enum": values} for name, values in properties.items()}}
    return {str(_free_in(schema)): [rule]}
