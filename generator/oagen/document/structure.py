"""Checks a document against the official JSON Schema of its version.

The schemas are those of openapi-spec-validator. They are full of alternatives ("a parameter, or a reference"); what is
reported is not the alternative that failed but the error in the branch the author meant.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, cast

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind as Kind

from oagen.document.grammar import OPENAPI, walk
from oagen.document.pointers import parts_of_trail

# read as files: to import the package takes longer than to check most documents
_SCHEMA_FILE = "openapi_spec_validator/resources/schemas/v{family}/schema.json"
# fields whose value says which alternative is meant
_TELLING = frozenset({"in", "type", "flow", "scheme"})
# schemas of Swagger 2.0 are read as those of 3.0, whose words they may use
_SCHEMAS = {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/schema"}}
_NEWER_WORDS = {
    "oneOf": _SCHEMAS,
    "anyOf": _SCHEMAS,
    "not": {"$ref": "#/definitions/schema"},
    "writeOnly": {"type": "boolean"},
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that the official schema forbids: where, by which keyword, and what the keyword had to say."""

    parts: tuple[str | int, ...]
    keyword: str
    detail: Any
    instance: Any
    message: str


def structural_flaws(tree: dict[str, Any], version: str) -> list[Flaw]:
    """Everything in a document that its version's schema forbids, each flaw once."""
    family = version[:3]
    found = list(_flaws(_validator(family), tree, ()))
    if family not in ("2.0", "3.0"):  # there, schemas are checked against a metaschema of their own
        for node in walk(tree, OPENAPI):
            if node.kind == "schema" and node.inside != "schema":
                found += _flaws(_metaschema(), node.value, tuple(parts_of_trail(node.trail)))
    unique = {(flaw.parts, flaw.keyword, str(flaw.detail)): flaw for flaw in found}
    return list(unique.values())


@lru_cache(maxsize=4)
def _validator(family: str) -> jsonschema_rs.Validator:
    file = distribution("openapi-spec-validator").locate_file(_SCHEMA_FILE.format(family=family))
    schema = json.loads(Path(str(file)).read_text("utf-8"))
    if family == "2.0":
        schema["definitions"]["schema"]["properties"] |= _NEWER_WORDS
    return jsonschema_rs.validator_for(schema, validate_formats=False)


@lru_cache(maxsize=1)
def _metaschema() -> jsonschema_rs.Validator:
    schema = {"$ref": "https://json-schema.org/draft/2020-12/schema"}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=False)


def _flaws(validator: jsonschema_rs.Validator, value: Any, base: tuple[str | int, ...]) -> Iterator[Flaw]:
    if not validator.is_valid(value):
        for error in validator.iter_errors(value):
            yield from _leaves(error, base)


def _leaves(error: jsonschema_rs.ValidationError, base: tuple[str | int, ...]) -> Iterator[Flaw]:
    """The errors to tell people: those of the branch that was meant, for an alternative."""
    if isinstance(error.kind, (Kind.AnyOf, Kind.OneOfNotValid)):
        branches = [branch for branch in error.kind.context if branch]
        if branches:
            for inner in min(branches, key=lambda branch: _distance(branch, error)):
                yield from _leaves(inner, base)
            return
    parts = (*base, *error.instance_path)
    detail = _detail(error)
    yield Flaw(parts, error.kind.name, detail, error.instance, error.message)


def _distance(branch: list[jsonschema_rs.ValidationError], error: jsonschema_rs.ValidationError) -> tuple[int, ...]:
    """How far an alternative is from what the author wrote."""
    here = len(error.instance_path)
    depths = [len(inner.instance_path) for inner in branch]
    no_reference = any(
        isinstance(inner.kind, Kind.Required) and inner.kind.property == "$ref" and len(inner.instance_path) == here
        for inner in branch
    )
    other_kind = sum(
        isinstance(inner.kind, (Kind.Enum, Kind.Constant)) and bool(set(inner.instance_path[here:]) & _TELLING)
        for inner in branch
    )
    wrong_type = any(isinstance(inner.kind, Kind.Type) and len(inner.instance_path) == here for inner in branch)
    return (no_reference, wrong_type, other_kind, len(branch), -max(depths))


def _detail(error: jsonschema_rs.ValidationError) -> Any:
    kind = error.kind
    if isinstance(kind, Kind.Required):
        return kind.property
    if isinstance(kind, (Kind.AdditionalProperties, Kind.UnevaluatedProperties)):
        return tuple(kind.unexpected)
    if isinstance(kind, Kind.Type):
        return tuple(kind.types)
    if isinstance(kind, Kind.Enum):
        return tuple(map(str, cast("list[Any]", kind.options)))
    return None
