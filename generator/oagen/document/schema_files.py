"""JSON Schemas as input: which texts and files are schemas, and in which dialect one is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from referencing import Specification
from referencing.jsonschema import DRAFT4, DRAFT6, DRAFT7, DRAFT201909, DRAFT202012

from oagen.diagnostics import Diagnostic, Severity
from oagen.document import pointers
from oagen.document.grammar import OPENAPI, Form, walk
from oagen.document.sources import Source
from oagen.document.wording import excerpt

SUFFIXES = (".json", ".yaml", ".yml")

_DIALECTS: Mapping[str, Specification[Any]] = {
    "json-schema.org/draft-04/schema": DRAFT4,
    "json-schema.org/draft-06/schema": DRAFT6,
    "json-schema.org/draft-07/schema": DRAFT7,
    "json-schema.org/draft/2019-09/schema": DRAFT201909,
    "json-schema.org/draft/2020-12/schema": DRAFT202012,
    "json-schema.org/schema": DRAFT202012,
}
# dialects in which nothing beside a `$ref` counts
_LONELY_REFERENCES = frozenset((DRAFT4, DRAFT6, DRAFT7))
_TYPES = frozenset(("string", "number", "integer", "boolean", "array", "object", "null"))
_TEXTS = frozenset(("id", "$id", "$ref", "$schema", "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveRef"))
_SHARED = ("$defs", "definitions")
_TELLING = frozenset(("properties", "patternProperties", "allOf", "anyOf", "oneOf", "$ref", "enum", "const", "items"))


def is_schema(value: Any) -> bool:
    """Whether a parsed text is a JSON Schema, going by what it holds."""
    if not isinstance(value, dict) or "openapi" in value or "swagger" in value:
        return False
    shared = any(_is_map_of_schemas(value.get(keyword)) for keyword in _SHARED)
    return shared or "json-schema.org" in str(value.get("$schema")) or says_something(value)


def says_something(schema: Mapping[str, Any]) -> bool:
    """Whether a schema constrains anything itself, rather than just holding others."""
    kinds = schema.get("type")
    named = set(kinds if isinstance(kinds, list) else [kinds]) if isinstance(kinds, (str, list)) else set()
    return bool(named & _TYPES) or any(isinstance(schema.get(word), (dict, list, str)) for word in _TELLING)


def dialect_of(schema: Any) -> Specification[Any] | None:
    """The dialect that a schema names, 2020-12 when it names none; None for one that oagen cannot read."""
    named = schema.get("$schema") if isinstance(schema, dict) else None
    if not isinstance(named, str):
        is_old = isinstance(schema, dict) and isinstance(schema.get("id"), str) and "$id" not in schema
        return DRAFT4 if is_old and says_something(schema) else DRAFT202012
    address = named.split("://", 1)[-1].rstrip("#")
    if "json-schema.org" in address:
        return _DIALECTS.get(address)
    return DRAFT202012  # a dialect of one's own: a vocabulary added to the newest


def flaws_of(source: Source) -> list[Diagnostic]:
    """What makes it impossible to find one's way in a file of schemas; finer points are for later."""
    if dialect_of(source.value) is None:
        message = f"the dialect {excerpt(source.value['$schema'])} is not supported"
        return [_flaw(source, "unsupported-dialect", "/$schema", message, "oagen reads Draft 4 to 2020-12.")]
    found = []
    has_old_id = dialect_of(source.value) is DRAFT4
    for node in walk(source.value, OPENAPI, "schema"):
        place = pointers.of_trail(node.trail)
        if not isinstance(node.value, (dict, bool)) or node.kind != "schema":
            found.append(_flaw(source, "invalid-schema", place, "a schema is an object, or true or false"))
            continue
        for keyword, value in node.value.items() if isinstance(node.value, dict) else ():
            wanted = _wanted(keyword, value) if keyword != "id" or has_old_id else ""
            if wanted:
                found.append(_flaw(source, "invalid-schema", f"{place}/{keyword}", f"`{keyword}` takes {wanted}"))
    return found


def _wanted(keyword: str, value: Any) -> str:
    """What a keyword that leads to schemas takes, if that is not what it has."""
    form, _ = OPENAPI["schema"].get(keyword, (None, ""))
    if keyword in _TEXTS and not isinstance(value, str):
        return "a text"
    if form is Form.LIST and not isinstance(value, list):
        return "a list of schemas"
    if (form is Form.NAMED or keyword == "dependencies") and not isinstance(value, dict):
        return "a map of schemas"
    if form is Form.ONE and not isinstance(value, (dict, bool, list)):
        return "a schema"
    return ""


def _flaw(source: Source, code: str, pointer: str, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, source.span(pointer), pointer, hint)


def ignores_siblings(dialect: Specification[Any]) -> bool:
    """Whether `$ref` makes everything beside it meaningless."""
    return dialect in _LONELY_REFERENCES


def shared_schemas(schema: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(keyword, name) of every schema that a document shares."""
    return [
        (keyword, name) for keyword in _SHARED if _is_map_of_schemas(schema.get(keyword)) for name in schema[keyword]
    ]


def schema_paths(folder: Path) -> list[Path]:
    """The files of a folder that may hold schemas; hidden folders are passed over."""
    found = (path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    return sorted(path for path in found if not any(p.startswith(".") for p in path.relative_to(folder).parts))


def _is_map_of_schemas(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(schema, (dict, bool)) for schema in value.values())
