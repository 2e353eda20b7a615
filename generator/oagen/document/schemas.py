"""What the official schema cannot say about schemas: patterns that compile, formats that mean something, properties that can exist."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import jsonschema_rs

from oagen.document import pointers
from oagen.document.grammar import Grammar, Node, walk
from oagen.document.problems import Problems
from oagen.document.wording import excerpt

# a group of flags that is not at the beginning: some engines read it, none the same way, and JavaScript's not at all
_FLAGS_INSIDE = re.compile(r"(?<!^)\(\?[a-zA-Z]+\)")
_OPTIONS = jsonschema_rs.FancyRegexOptions(size_limit=150_000_000)
_NUMBER_FORMATS = frozenset(
    "int8 int16 int32 int64 uint8 uint16 uint32 uint64 int uint long short byte float double double-int decimal decimal128 "
    "unixtime unix-time timestamp epoch number integer".split()
)


def check_schemas(tree: dict[str, Any], grammar: Grammar, problems: Problems) -> None:
    """Report, and mend, all there is."""
    for node in walk(tree, grammar):
        if isinstance(node.value, dict) and node.kind in ("schema", "items", "parameter", "header"):
            _check_pattern(node, problems)
            _check_format(node, problems)
            if node.kind == "schema":
                _check_closed_object(node, problems)


def _check_pattern(node: Node, problems: Problems) -> None:
    pattern = node.value.get("pattern")
    if isinstance(pattern, str) and (flaw := _flaw_of(pattern)):
        place = pointers.of_trail(node.trail, "pattern")
        problems.error("invalid-pattern", place, f"{excerpt(pattern)} is no regular expression: {flaw}")


@lru_cache(maxsize=4096)
def _flaw_of(pattern: str) -> str:
    if _FLAGS_INSIDE.search(pattern):
        return "flags such as (?i) may stand at its beginning only"
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=_OPTIONS)
    except (jsonschema_rs.ValidationError, ValueError):
        return _words_of(pattern)
    return ""


def _words_of(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        return str(error)
    return "it does not compile"


def _check_format(node: Node, problems: Problems) -> None:
    name, kind = node.value.get("format"), node.value.get("type")
    if kind in ("integer", "number") and isinstance(name, str) and name not in _NUMBER_FORMATS:
        place = pointers.of_trail(node.trail, "format")
        problems.warn("unknown-format", place, f'"{name}" is no format of numbers, and is ignored')


def _check_closed_object(node: Node, problems: Problems) -> None:
    """An object that must have a property and may not have it cannot exist. The property was forgotten."""
    schema = node.value
    required, properties = schema.get("required"), schema.get("properties", {})
    if schema.get("additionalProperties") is not False or not isinstance(required, list):
        return
    if not isinstance(properties, dict) or "patternProperties" in schema:
        return
    for name in required:
        if name not in properties:
            schema.setdefault("properties", {})[name] = {}
            place = pointers.of_trail(node.trail, "required")
            message = f'"{name}" is required, but not among the properties of an object that allows no others'
            problems.mend("undeclared-required-property", place, f"{message}; it may hold any value")
