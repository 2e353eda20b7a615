"""From JSON Schema 2020-12 to what a given draft accepts.

`lower` restates a schema in Draft 4, with whose rules documents before OpenAPI 3.1 are validated; `mend` takes out
whatever the draft's own meta-schema rejects, so that every schema of a contract compiles.
"""

from __future__ import annotations

from typing import Any

import jsonschema_rs

_DRAFT4 = "http://json-schema.org/draft-04/schema#"
_DRAFT2020 = "https://json-schema.org/draft/2020-12/schema"


def lower(schema: dict[str, Any]) -> dict[str, Any]:
    """One schema in Draft 4, its children already lowered."""
    result = dict(schema)
    _lower_bound(result, "exclusiveMinimum", "minimum", max)
    _lower_bound(result, "exclusiveMaximum", "maximum", min)
    if "prefixItems" in result:
        if "items" in result:
            result["additionalItems"] = result.pop("items")
        result["items"] = result.pop("prefixItems")
    for keyword, value in result.items():
        if isinstance(value, bool) and keyword in ("items", "not"):
            result[keyword] = _unboolean(value)
        elif isinstance(value, list) and keyword in ("items", "allOf", "anyOf", "oneOf"):
            result[keyword] = [_unboolean(child) for child in value]
        elif isinstance(value, dict) and keyword in ("properties", "patternProperties"):
            result[keyword] = {name: _unboolean(child) for name, child in value.items()}
    return result


def _lower_bound(schema: dict[str, Any], exclusive: str, inclusive: str, tighter: Any) -> None:
    bound = schema.get(exclusive)
    if isinstance(bound, bool) or not isinstance(bound, int | float):
        return
    del schema[exclusive]
    other = schema.get(inclusive)
    if other is None or tighter(bound, other) == bound:
        schema[inclusive] = bound
        schema[exclusive] = True


def _unboolean(schema: Any) -> Any:
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    return schema


def mend(schema: Any, draft4: bool) -> Any:
    """`schema` without the keywords that its meta-schema rejects."""
    if draft4:
        schema = _unboolean(schema)
    if not isinstance(schema, dict):
        return schema
    while (path := _first_fault(schema, draft4)) is not None:
        if not path:
            return {}
        schema = _without(schema, path)
    return schema


def _first_fault(schema: dict[str, Any], draft4: bool) -> list[Any] | None:
    marked = {"$schema": _DRAFT4 if draft4 else _DRAFT2020, **schema}
    try:
        jsonschema_rs.meta.validate(marked)
    except jsonschema_rs.ValidationError as error:
        return list(error.instance_path)
    return None


def _without(node: Any, path: list[Any]) -> Any:
    """A copy of `node` without what stands at `path`."""
    head, *rest = path
    if rest:
        changed = _without(node[head], rest)
        if isinstance(node, list):
            return [*node[:head], changed, *node[head + 1 :]]
        return {**node, head: changed}
    if isinstance(node, list):
        return [*node[:head], *node[head + 1 :]]
    return {key: value for key, value in node.items() if key != head}
