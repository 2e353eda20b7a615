"""Branches of a `oneOf` that differ in nothing but words.

What one of them admits the other does too, so that no value is ever valid under exactly one. What is meant is plain:
any of them. An answer has to be something, so that is what it is read as. A request need not: whoever else checks it by
the document refuses it, and so does the service, until its author has mended it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from oagen.document import pointers
from oagen.document.grammar import Node
from oagen.document.pointers import MISSING
from oagen.document.problems import Problems
from oagen.document.references import References

# what tells about values, and rules none out
_WORDS = frozenset(
    ("title", "description", "default", "example", "examples", "deprecated", "externalDocs", "summary", "$comment")
)
_NAMING = frozenset(("properties", "patternProperties", "dependentSchemas", "$defs"))
_MOST_NODES = 2000
_ANSWERS = re.compile(r"/(paths/[^/]+/[^/]+|components)/responses/")

Rule = tuple[Any, ...]


def check_equal_branches(node: Node, references: References, problems: Problems) -> None:
    """Read a `oneOf` with equal branches as an `anyOf` in answers, and report it elsewhere.

    A discriminator tells branches apart.
    """
    schema = node.value
    branches = schema.get("oneOf")
    if not isinstance(branches, list) or len(branches) < 2 or "anyOf" in schema or "discriminator" in schema:
        return
    alike = Counter(_look(references.resolve(branch)) for branch in branches)
    if max(alike.values()) < 2:
        return
    rules = Counter(_Reader(references).rule(branch) for branch in branches)
    if max(rules.values()) < 2:
        return
    place = pointers.of_trail(node.trail, "oneOf")
    message = "branches admit the same values, and none is valid under exactly one"
    if _ANSWERS.match(place):
        schema["anyOf"] = schema.pop("oneOf")
        problems.mend("equal-branches", place, f"{message}: it is read as `anyOf`")
    else:
        problems.warn("equal-branches", place, message, "Write `anyOf`, or say what tells them apart.")


def _look(schema: Any) -> Rule:
    """What is quickly told of a schema; that of equal ones is equal."""
    if not isinstance(schema, Mapping):
        return (str(schema),)
    properties = schema.get("properties")
    names = tuple(properties) if isinstance(properties, Mapping) else ()
    return (*sorted(str(key) for key in schema if _counts(key)), *sorted(map(str, names)))


def _counts(keyword: Any) -> bool:
    return keyword not in _WORDS and not str(keyword).startswith("x-")


class _Reader:
    """Spells what a schema rules out, the same for all schemas that do so in the same way."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._room = _MOST_NODES

    def rule(self, schema: Any, above: tuple[int, ...] = ()) -> Rule:
        """The rule of a schema; one that is too large, or that holds itself, is like no other."""
        target = self._references.resolve(schema)
        self._room -= 1
        is_whole = target is schema or not any(_counts(key) for key in schema if key != "$ref")
        if target is MISSING or id(target) in above or not is_whole or self._room < 0:
            return ("#", id(schema), self._room)
        if not isinstance(target, Mapping):
            return ("=", type(target).__name__, str(target))
        inside = (*above, id(target))
        return tuple(
            (str(key), self._part(value, inside, named=key in _NAMING))
            for key, value in sorted(target.items(), key=lambda item: str(item[0]))
            if _counts(key)
        )

    def _part(self, value: Any, above: tuple[int, ...], *, named: bool = False) -> Rule:
        if isinstance(value, list):
            return ("[]", *(self._part(each, above) for each in value))
        if named and isinstance(value, Mapping):
            return tuple((str(name), self.rule(value[name], above)) for name in sorted(value, key=str))
        return self.rule(value, above)
