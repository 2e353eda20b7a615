"""JSON Schema validators, compiled when they are first needed and kept.

One registry holds the contract's named schemas, so that compiling a schema does not compile what it does not refer to.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind as Kind

from src.core.contract.model import JSON, Schema
from src.core.errors import Problem, pointer

Errors = Sequence[jsonschema_rs.ValidationError]
Place = tuple[str | int, ...]
Reason = tuple[Place, str]  # a place and what is wrong there

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


def fits_several(validator: jsonschema_rs.Validator, value: JSON) -> bool:
    """Whether nothing is wrong with a value but that it is of several kinds where it may be of one."""
    return all(isinstance(error.kind, Kind.OneOfMultipleValid) for error in validator.iter_errors(value))


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


def _reasons(error: jsonschema_rs.ValidationError, part: str) -> Iterator[Reason]:
    """(place, reason) of an error: that of a property stands at the property, be it there or not."""
    place, kind = tuple(error.instance_path), error.kind
    if isinstance(kind, Kind.Required):
        yield (*place, kind.property), "is required"
    elif isinstance(kind, Kind.AdditionalProperties | Kind.UnevaluatedProperties):
        yield from (((*place, name), "is not known here") for name in kind.unexpected)
    elif isinstance(kind, Kind.FalseSchema) or (isinstance(kind, Kind.Not) and kind.schema == {}):
        yield place, "is read-only, the server sets it" if part == "body" else "may not be given"
    elif isinstance(kind, Kind.Enum):
        yield place, f"is none of {', '.join(map(_plainly, kind.options))}"
    elif isinstance(kind, Kind.Format):
        yield place, f"is no valid {kind.format}"
    elif isinstance(kind, Kind.OneOfNotValid | Kind.AnyOf):
        yield from _reasons_of_union(kind.context, place, part) or [(place, error.message)]
    else:
        yield place, error.message


def _plainly(value: JSON) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _reasons_of_union(branches: Sequence[Errors], place: Place, part: str) -> list[Reason]:
    """Why a value is valid in no branch of a union: the reasons of the one it is meant for, or those that all share.

    It is meant for the only one that admits its type, or that has its value for a property: a discriminator gives this
    another value in each branch.
    """
    others = [_only_values(branch) for branch in branches]
    of_other_types = [{tuple(e.instance_path) for e in branch if isinstance(e.kind, Kind.Type)} for branch in branches]
    meant = _alone_without(place, of_other_types)
    for told in {told for values in others for told in values}:
        meant |= _alone_without(told, others)
        if all(told in values for values in others):
            return [(told, f"is none of {', '.join(dict.fromkeys(values[told] for values in others))}")]
    reasons = [[each for error in branch for each in _reasons(error, part)] for branch in branches]
    if len(meant) == 1:
        return reasons[meant.pop()]
    return [each for each in reasons[0] if all(each in of_branch for of_branch in reasons)] if reasons else []


def _alone_without(place: Place, branches: Sequence[Collection[Place]]) -> set[int]:
    """The number of the branch that has nothing against what stands in a place, if there is only one."""
    found = {number for number, places in enumerate(branches) if place not in places}
    return found if len(found) == 1 else set()


def _only_values(branch: Errors) -> dict[Place, str]:
    """Place → the only value that a branch has there, and that a value has not."""
    found = {}
    for error in branch:
        kind = error.kind
        if isinstance(kind, Kind.Constant):
            found[tuple(error.instance_path)] = str(kind.expected_value)
        elif isinstance(kind, Kind.Enum) and len(kind.options) == 1:
            found[tuple(error.instance_path)] = str(kind.options[0])
    return found


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
