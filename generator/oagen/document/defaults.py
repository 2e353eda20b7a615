"""Defaults that their own schema refuses: read as they were meant, or left out."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

import jsonschema_rs

from oagen.document import pointers
from oagen.document.normal_schemas import WithDefault
from oagen.document.problems import Problems
from oagen.document.wording import excerpt

_BASE = "oagen:document"
_UNREADABLE = object()


def check_defaults(schemas: dict[str, Any], stated: list[WithDefault], problems: Problems) -> None:
    """Check every stated default, and mend the wrong ones in the normal form and as authored."""
    checking = _Checking(schemas)
    for found in stated:
        value = found.normal["default"]
        if checking.admits(found.normal, value):
            continue
        place = pointers.of_trail(found.trail, "default")
        meant = _meant(value, found.normal.get("type"))
        if meant is not _UNREADABLE and checking.admits(found.normal, meant):
            found.normal["default"] = found.authored["default"] = meant
            message = f"the default {excerpt(value)} is read as {excerpt(meant)}, as its schema wants it"
            problems.mend("invalid-default", place, message)
        elif _takes_effect(found) and _is_of_other_type(value, found.normal.get("type")):
            message = f"the default {excerpt(value)} is no {found.normal['type']}"
            problems.error("invalid-default", place, message, "State a default that its schema allows, or none.")
        else:
            found.normal.pop("default", None)
            found.authored.pop("default", None)
            problems.mend(
                "invalid-default", place, f"the default {excerpt(value)} breaks its own schema, and is left out"
            )


def _takes_effect(found: WithDefault) -> bool:
    """Whether a server is to use the default in place of what was not sent: that of a parameter, not of a property."""
    return pointers.parts_of_trail(found.trail)[-3::2] == ["parameters", "schema"]


def _is_of_other_type(value: Any, kind: Any) -> bool:
    return isinstance(value, str) and kind in ("integer", "number", "boolean")


class _Checking:
    def __init__(self, schemas: dict[str, Any]) -> None:
        self._schemas = schemas

    @cached_property
    def _registry(self) -> jsonschema_rs.Registry:
        return jsonschema_rs.Registry([(_BASE, {"components": {"schemas": self._schemas}})])

    def admits(self, schema: dict[str, Any], value: Any) -> bool:
        """Whether a schema admits a value; true if the schema itself cannot be read."""
        kind = schema.get("type")
        if (
            isinstance(value, str)
            and kind == "string"
            and not schema.keys() & {"enum", "pattern", "maxLength", "minLength"}
        ):
            return True
        if isinstance(value, bool) and kind == "boolean" and "enum" not in schema:
            return True
        try:
            copied, has_references = _absolute(schema)
            registry = self._registry if has_references else None
            return bool(
                jsonschema_rs.Draft202012Validator(copied, registry=registry, validate_formats=False).is_valid(value)
            )
        except (ValueError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
            return True


def _absolute(schema: Any) -> tuple[Any, bool]:
    """A copy of a schema whose references are absolute, and whether it has any."""
    found = False

    def copied(value: Any) -> Any:
        nonlocal found
        if isinstance(value, list):
            return [copied(item) for item in value]
        if not isinstance(value, dict):
            return value
        result = {key: copied(item) for key, item in value.items()}
        if isinstance(value.get("$ref"), str):
            found = True
            result["$ref"] = _BASE + value["$ref"]
        return result

    return copied(schema), found


def _meant(value: Any, kind: Any) -> Any:
    """What a default of the wrong type must have meant: a number in quotes, or one without."""
    kinds = kind if isinstance(kind, list) else [kind]
    if isinstance(value, str) and set(kinds) & {"integer", "number", "boolean"}:
        try:
            return json.loads(value.strip().lower())
        except ValueError:
            return _UNREADABLE
    if isinstance(value, (int, float)) and "string" in kinds:
        return json.dumps(value)
    return _UNREADABLE
