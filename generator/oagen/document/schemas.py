"""What the official schema cannot say about schemas.

Patterns that compile, formats that mean something, properties that can exist.
"""

from __future__ import annotations

from typing import Any

from oagen.document import pointers
from oagen.document.closed_parts import check_closed_parts
from oagen.document.enums import check_enum
from oagen.document.equal_branches import check_equal_branches
from oagen.document.foreign_patterns import is_foreign, native
from oagen.document.grammar import Grammar, Node, walk
from oagen.document.mistyped_kinds import check_kinds
from oagen.document.pattern_flags import without_flags
from oagen.document.patterns import flaw_of, is_costly, is_enforceable, with_literal_hyphens
from oagen.document.problems import Problems
from oagen.document.references import References
from oagen.document.wording import excerpt

_NUMBER_FORMATS = frozenset(
    "int8 int16 int32 int64 uint8 uint16 uint32 uint64 int uint long short byte float double double-int decimal "
    "decimal128 unixtime unix-time timestamp epoch number integer".split()
)

# how patterns are spelled that others have words for: the code, the way, and what it rests on
_SPELLINGS = (
    ("flags-in-pattern", without_flags, "JSON Schema knows no flags"),
    ("foreign-pattern", native, "JSON Schema has other words than Java and PCRE"),
    ("hyphen-in-pattern", with_literal_hyphens, "a hyphen that is in no range is a character"),
)


def check_schemas(tree: dict[str, Any], grammar: Grammar, references: References, problems: Problems) -> None:
    """Report, and mend, all there is."""
    for node in walk(tree, grammar):
        if isinstance(node.value, dict) and node.kind in ("schema", "items", "parameter", "header"):
            _check_pattern(node, problems)
            _check_format(node, problems)
            check_enum(node, problems)
            _check_header_example(node, problems)
            if node.kind == "schema":
                _lift_required(node, problems)
                _check_closed_object(node, problems)
                check_closed_parts(node, references, problems)
                check_kinds(node, references, problems)
                check_equal_branches(node, references, problems)


def _check_header_example(node: Node, problems: Problems) -> None:
    """A header is one line: the line end that a block of YAML text adds to an example is none of it."""
    example = node.value.get("example")
    if node.kind == "parameter" and node.value.get("in") == "header" and isinstance(example, str):
        line = example.strip()
        if line != example and "\n" not in line:
            node.value["example"] = line
            place = pointers.of_trail(node.trail, "example")
            problems.mend("broken-example", place, f"a header is one line: the example is read as {excerpt(line)}")


def _check_pattern(node: Node, problems: Problems) -> None:
    pattern = node.value.get("pattern")
    if not isinstance(pattern, str):
        return
    place = pointers.of_trail(node.trail, "pattern")
    for code, spell, meaning in _SPELLINGS:
        if (spelled := spell(pattern)) is not None:
            node.value["pattern"] = spelled
            problems.mend(code, place, f"{meaning}: {excerpt(pattern)} is spelled {excerpt(spelled)}")
            pattern = spelled
    if flaw_of(pattern) and is_foreign(pattern):
        del node.value["pattern"]
        message = f"{excerpt(pattern)} has words of Java or PCRE that JSON Schema has no others for: it is ignored"
        problems.mend("foreign-pattern", place, message)
        return
    if flaw := flaw_of(pattern):
        problems.error("invalid-pattern", place, f"{excerpt(pattern)} is no regular expression: {flaw}")
    elif is_costly(pattern):
        message = f"the pattern {excerpt(pattern)} takes too long to match, and nobody is held to it"
        problems.warn("costly-pattern", place, message, "Count once, on the outside or on the inside.")
    elif not is_enforceable(pattern):
        message = f"validators cannot compile the pattern {excerpt(pattern)}, and hold nobody to it"
        problems.warn("unenforced-pattern", place, message, "Escape what is meant literally, such as braces.")


def _check_format(node: Node, problems: Problems) -> None:
    name, kind = node.value.get("format"), node.value.get("type")
    if kind in ("integer", "number") and isinstance(name, str) and name not in _NUMBER_FORMATS:
        place = pointers.of_trail(node.trail, "format")
        problems.warn("unknown-format", place, f'"{name}" is no format of numbers, and is ignored')


def _lift_required(node: Node, problems: Problems) -> None:
    """`required: true` beside the reference of a property, where no meta-schema looks, means the object around it."""
    for name, inner in _properties(node.value).items():
        if not isinstance(inner, dict) or "$ref" not in inner or not isinstance(inner.get("required"), bool):
            continue
        if inner.pop("required"):
            node.value["required"] = list(dict.fromkeys([*node.value.get("required", ()), name]))
        place = pointers.of_trail(node.trail, "properties", name)
        message = f'`required` of the property "{name}" belongs into the list of its object'
        problems.mend("misplaced-required", place, message)


def _properties(schema: dict[str, Any]) -> dict[str, Any]:
    properties = schema.get("properties")
    return properties if isinstance(properties, dict) else {}


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
