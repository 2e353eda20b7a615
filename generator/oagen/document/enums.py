"""Lists of values that cannot be what their author meant: of nothing, of another type, or in the wrong place."""

from __future__ import annotations

import json
import re
from typing import Any

from oagen.document import pointers
from oagen.document.grammar import Node
from oagen.document.problems import Problems
from oagen.document.wording import excerpt

_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}

# what generators write for the number of a name: `1 (Started)`, `1 = Started`
_NAMED_NUMBER = re.compile(r"\s*(-?[0-9]{1,18})\s*[-=:(]")


def check_enum(node: Node, problems: Problems) -> None:
    """Mend the `enum` of a schema, a parameter or a header."""
    values = node.value.get("enum")
    if not isinstance(values, list):
        return
    if not values:
        del node.value["enum"]
        place = pointers.of_trail(node.trail)
        problems.mend("empty-enum", place, "an `enum` of no values admits nothing, and is left out")
        return
    if node.kind == "schema":
        _move(node, problems)
    if isinstance(node.value.get("enum"), list):
        _retype(node, problems)


def _move(node: Node, problems: Problems) -> None:
    """The values that a parameter lists for an array are those of its items, unless they are lists themselves."""
    schema = node.value
    values, items = schema["enum"], schema.get("items")
    if node.inside != "parameter" or schema.get("type") != "array":
        return
    if any(isinstance(value, list) for value in values) or not isinstance(items, dict) or "$ref" in items:
        return
    items["enum"] = [value for value in values if value in items["enum"]] if "enum" in items else values
    del schema["enum"]
    place = pointers.of_trail(node.trail, "enum")
    problems.mend("misplaced-enum", place, "no array is among these values; they are read as those of its items")


def _retype(node: Node, problems: Problems) -> None:
    """Numbers that are meant as texts lack their quotes, and texts that are meant as numbers have too many."""
    kind, values = node.value.get("type"), node.value["enum"]
    if not isinstance(kind, str) or kind not in _PYTHON_TYPES:
        return
    meant = [value if value is None or _is_of(kind, value) else _as(kind, value) for value in values]
    for index, (value, read) in enumerate(zip(values, meant, strict=True)):
        if read is not value:
            place = pointers.of_trail(node.trail, "enum", index)
            problems.mend("mistyped-enum", place, f"{excerpt(value)} is no {kind}, and is read as {excerpt(read)}")
    node.value["enum"] = meant


def _is_of(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _PYTHON_TYPES[kind]) or (kind == "integer" and isinstance(value, float) and value % 1 == 0)


def _as(kind: str, value: Any) -> Any:
    """A value as one of another type; the value itself where it cannot be one."""
    if kind == "string":
        return json.dumps(value) if isinstance(value, int | float) else value
    named = _NAMED_NUMBER.match(value) if kind == "integer" and isinstance(value, str) else None
    try:
        read = json.loads(named[1] if named else value) if isinstance(value, str) else value
    except ValueError:
        return value
    return read if _is_of(kind, read) else value
