"""JSON Schema validators, compiled when they are first needed and kept.

One registry holds the contract's named schemas, so that compiling a schema does not compile what it does not refer to.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jsonschema_rs

from src.core.contract.model import JSON, Schema

RESOURCE = "contract:schemas"
_DETAIL_LENGTH = 300

# ECMA-262 patterns look ahead and behind, which takes backtracking; a text that takes too much of it does not match.
# The size admits large quantifiers and stops absurd ones.
_PATTERNS = jsonschema_rs.FancyRegexOptions(size_limit=150_000_000, backtrack_limit=100_000)

# RFC 3339, appendix A.
_DURATION = re.compile(
    r"P(?:\d+W"
    r"|(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?"
    r"|T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))"
)
# Draft 4, the dialect of OpenAPI 2.0 and 3.0, names fewer formats than documents use.
_BORROWED_FORMATS = (
    "idn-hostname",
    "iri",
    "iri-reference",
    "json-pointer",
    "relative-json-pointer",
    "uri-reference",
    "uri-template",
)


class Validators:
    """Compiles schemas of one contract.

    Args:
        schemas: The contract's named schemas, which others refer to as `contract:schemas#/<name>`.
        dialect: "draft4", or "2020-12".
    """

    def __init__(self, schemas: Mapping[str, Schema], dialect: str) -> None:
        draft4 = dialect == "draft4"
        self._compiler: Callable[..., jsonschema_rs.Validator] = (
            jsonschema_rs.Draft4Validator if draft4 else jsonschema_rs.Draft202012Validator
        )
        self._formats = _draft4_formats() if draft4 else None
        draft = jsonschema_rs.Draft4 if draft4 else jsonschema_rs.Draft202012
        self._registry = jsonschema_rs.Registry([(RESOURCE, dict(schemas))], draft=draft)
        # Keyed by identity: the schemas belong to the contract, which lives as long as the service.
        self._compiled: dict[int, tuple[Schema, jsonschema_rs.Validator]] = {}

    def compile(self, schema: Schema) -> jsonschema_rs.Validator:
        """The validator of a schema; `None` allows anything."""
        known = self._compiled.get(id(schema))
        if known is not None:
            return known[1]
        validator = self._compiler(
            _as_schema(schema),
            registry=self._registry,
            validate_formats=True,
            pattern_options=_PATTERNS,
            formats=self._formats,
            offline=True,
        )
        self._compiled[id(schema)] = (schema, validator)
        return validator


def first_error(validator: jsonschema_rs.Validator, value: JSON, forbidden: str = "must not be there") -> str:
    """What is wrong with a value, in one line: a JSON pointer and the reason.

    `forbidden` is said of what no value is valid for.
    """
    error = next(validator.iter_errors(value), None)
    if error is None:
        return ""
    path = pointer(error.instance_path)
    reason = forbidden if path and _forbids_all(error) else error.message
    text = f"{path}: {reason}" if path else reason
    return text if len(text) <= _DETAIL_LENGTH else text[: _DETAIL_LENGTH - 1] + "…"


def _forbids_all(error: jsonschema_rs.ValidationError) -> bool:
    kind = error.kind
    is_empty_not = isinstance(kind, jsonschema_rs.ValidationErrorKind.Not) and kind.schema == {}
    return is_empty_not or isinstance(kind, jsonschema_rs.ValidationErrorKind.FalseSchema)


def pointer(path: Sequence[str | int]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _as_schema(schema: Schema) -> dict[str, Any]:
    # Draft 4 knows no boolean schemas.
    if schema is None or schema is True:
        return {}
    return {"not": {}} if schema is False else schema


def _draft4_formats() -> dict[str, Callable[[str], bool]]:
    borrowed = {
        name: jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True).is_valid
        for name in _BORROWED_FORMATS
    }
    return {**borrowed, "duration": _is_duration, "uuid": _is_uuid}


def _is_duration(text: str) -> bool:
    return _DURATION.fullmatch(text) is not None


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
