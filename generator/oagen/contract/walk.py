"""Where a JSON Schema holds further schemas, and how its references name components."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

IN_VALUE = frozenset(
    {
        "additionalItems",
        "additionalProperties",
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
IN_LIST = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
IN_MAP = frozenset({"dependencies", "dependentSchemas", "patternProperties", "properties"})

COMPONENTS = "#/components/schemas/"
EACH = "*"  # in a path of property names: every item of an array


def map_children(schema: Mapping[str, Any], change: Callable[[str, Any], Any]) -> dict[str, Any]:
    """A copy of `schema` with `change(keyword, child)` in place of every schema directly below it."""
    result = dict(schema)
    for keyword, value in schema.items():
        if keyword in IN_VALUE and isinstance(value, dict | bool):
            result[keyword] = change(keyword, value)
        elif (keyword in IN_LIST or keyword == "items") and isinstance(value, list):
            result[keyword] = [change(keyword, child) for child in value]
        elif keyword in IN_MAP and isinstance(value, dict):
            result[keyword] = {
                name: change(keyword, child) if isinstance(child, dict | bool) else child
                for name, child in value.items()
            }
    return result


def children(schema: Mapping[str, Any]) -> Iterator[Any]:
    """Every schema directly below `schema`."""
    for keyword, value in schema.items():
        if keyword in IN_VALUE and isinstance(value, dict):
            yield value
        elif (keyword in IN_LIST or keyword == "items") and isinstance(value, list):
            yield from value
        elif keyword in IN_MAP and isinstance(value, dict):
            yield from value.values()


def references(schema: Any) -> Iterator[str]:
    """Every `$ref` in `schema`, without following any."""
    for node in _nodes(schema):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]


def leading_to(schemas: Mapping[str, Any], is_sought: Callable[[Mapping[str, Any]], bool]) -> set[str]:
    """The components that hold what is sought, or lead to one that does: the others need no visit."""
    users: dict[str, set[str]] = {}
    pending = []
    for name, schema in schemas.items():
        for reference in references(schema):
            users.setdefault(component_name(reference), set()).add(name)
        if any(map(is_sought, _nodes(schema))):
            pending.append(name)
    leading: set[str] = set()
    while pending:
        name = pending.pop()
        if name not in leading:
            leading.add(name)
            pending += users.get(name, ())
    return leading


def _nodes(schema: Any) -> Iterator[Mapping[str, Any]]:
    """`schema` and every schema in it, without following references."""
    pending = [schema]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            yield node
            pending.extend(children(node))


def component_name(reference: str) -> str:
    """The name of the component that a reference of the normal form points to."""
    return unquote(reference.removeprefix(COMPONENTS)).replace("~1", "/").replace("~0", "~")


def fragment(name: str) -> str:
    """`name` as one token of a JSON pointer in a URI fragment."""
    return quote(name.replace("~", "~0").replace("/", "~1"), safe="~!$&'()*+,;=:@")


def mappings(document: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(JSON pointer, mapping) of everything in a document."""
    pending: list[tuple[str, Any]] = [("", document)]
    while pending:
        place, found = pending.pop()
        if isinstance(found, Mapping):
            yield place, found
            names = ((str(key).replace("~", "~0").replace("/", "~1"), child) for key, child in found.items())
            pending += [(f"{place}/{name}", child) for name, child in names]
        elif isinstance(found, list):
            pending += [(f"{place}/{index}", child) for index, child in enumerate(found)]
