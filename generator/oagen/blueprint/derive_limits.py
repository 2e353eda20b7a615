"""Limits and defaults of a value, as far as Pydantic reads them the way JSON Schema means them.

What Pydantic would enforce more tightly is left out: the admission layer holds it anyway.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError
from pydantic_core import SchemaError, SchemaValidator, core_schema

from oagen.contract.model import JSON

_COUNTS = {"string": ("minLength", "maxLength"), "array": ("minItems", "maxItems")}
_LOWER = ("minimum", "exclusiveMinimum")
_UPPER = ("maximum", "exclusiveMaximum")
# Escapes that mean the same in ECMA 262 and in Rust, or accept more in Rust.
_SAFE_ESCAPE = re.compile(r"\\(?:[dwntrfv]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[!-/:;=?@\[-`{-~])")
_CLASS = re.compile(r"\[(\^?)((?:[^\]\\]|\\.)*)\]", re.DOTALL)
_CLASS_OPERATORS = ("[", "&&", "--", "~~")


def limits(kind: str, keywords: Mapping[str, JSON]) -> dict[str, JSON]:
    """The keywords of `keywords` that bound a value of the JSON type `kind`, as Pydantic can hold them."""
    found: dict[str, JSON] = {}
    for name in _COUNTS.get(kind, ()):
        if (count := _whole(keywords.get(name))) is not None and 0 <= count < 2**31:
            found[name] = count
    if kind == "string" and isinstance(pattern := keywords.get("pattern"), str) and same_in_rust(pattern):
        found["pattern"] = pattern
    if kind in ("integer", "number"):
        for name in (*_LOWER, *_UPPER):
            if (bound := _bound(kind, name, keywords.get(name))) is not None:
                found[name] = bound
    if kind == "integer" and (step := _whole(keywords.get("multipleOf"))):
        found["multipleOf"] = step
    return {name: value for name, value in found.items() if value or name not in ("minLength", "minItems")}


@lru_cache(maxsize=4096)
def same_in_rust(pattern: str) -> bool:
    """Whether Rust's regular expressions accept at least what this ECMA 262 pattern accepts."""
    rest = _SAFE_ESCAPE.sub("\N{NULL}", pattern.replace("\N{NULL}", ""))
    if "\\" in rest or "(?" in rest.replace("(?:", "") or "{," in rest:
        return False
    for negated, inside in _CLASS.findall(pattern):
        if not inside:  # empty in ECMA, while Rust takes the bracket for a member
            return False
        wider_in_rust = "\\d" in inside or "\\w" in inside
        if (negated and wider_in_rust) or any(
            operator in _SAFE_ESCAPE.sub("", inside) for operator in _CLASS_OPERATORS
        ):
            return False
    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except SchemaError:
        return False
    return True


def is_valid(value: JSON, schema: Mapping[str, Any]) -> bool:
    """Whether a default keeps its own schema, which must hold no references."""
    try:
        return Draft202012Validator(dict(schema), validate_formats=True).is_valid(value)
    except (ValidationError, ValueError):
        return False


def _whole(value: JSON) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value) if value == int(value) else None


def _bound(kind: str, name: str, value: JSON) -> int | float | None:
    """A bound that leaves the same values in; of an integer, a whole one."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    if kind == "number":
        return value
    if name == "exclusiveMinimum":
        return math.floor(value)
    if name == "exclusiveMaximum":
        return math.ceil(value)
    return math.ceil(value) if name in _LOWER else math.floor(value)
