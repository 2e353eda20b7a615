"""JSON Schema validators, compiled when they are first needed and kept.

One registry holds the contract's named schemas, so that compiling a schema does not compile what it does not refer to.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind as Kind

from src.core.contract.model import JSON, Schema
from src.core.errors import Problem, pointer

RESOURCE = "contract:schemas"
_DETAIL_LENGTH = 300
_MOST_PROBLEMS = 10

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


def first_error(validator: jsonschema_rs.Validator, value: JSON) -> str:
    """What is wrong with a value, in one line: a JSON pointer and the reason."""
    first = next(problems_in(validator, value), None)
    return "" if first is None else ": ".join(filter(None, (pointer(first.place), first.reason)))


def problems_in(
    validator: jsonschema_rs.Validator, value: JSON, part: str = "body", *place: str
) -> Iterator[Problem]:
    """Everything that is wrong with a value, up to a number that people still read."""
    found = (each for error in validator.iter_errors(value) for each in _reasons(error, part))
    for inner, reason in islice(found, _MOST_PROBLEMS):
        short = reason if len(reason) <= _DETAIL_LENGTH else reason[: _DETAIL_LENGTH - 1] + "…"
        yield Problem(part, (*place, *inner), short)


def _reasons(error: jsonschema_rs.ValidationError, part: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """(place, reason) of an error: that of a property stands at the property, be it there or not."""
    place, kind = tuple(error.instance_path), error.kind
    if isinstance(kind, Kind.Required):
        yield (*place, kind.property), "is required"
    elif isinstance(kind, Kind.AdditionalProperties | Kind.UnevaluatedProperties):
        yield from (((*place, name), "is not known here") for name in kind.unexpected)
    elif isinstance(kind, Kind.FalseSchema) or (isinstance(kind, Kind.Not) and kind.schema == {}):
        yield place, "is read-only, the server sets it" if part == "body" else "may not be given"
    else:
        yield place, error.message


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
