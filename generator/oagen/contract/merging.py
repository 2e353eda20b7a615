"""One schema out of several that all hold, as far as one dictionary can say it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from typing import Any

_LARGER = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"})
_SMALLER = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"})
_BOTH = frozenset({"items", "additionalProperties", "contains", "propertyNames", "additionalItems"})


def merge(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """What `first` and `second` ask together. Where they cannot be combined `first` stands: the caller verifies."""
    result = dict(first)
    for keyword, value in second.items():
        result[keyword] = _combined(keyword, result[keyword], value) if keyword in result else value
    return result


def _combined(keyword: str, a: Any, b: Any) -> Any:
    if a == b:
        return a
    if keyword == "type":
        return _common_types(a, b)
    if keyword == "enum":
        return [value for value in a if value in b]
    if keyword in ("required", "examples", "unions", "conditions"):
        return [*a, *(entry for entry in b if entry not in a)]
    if keyword in ("properties", "patternProperties", "dependentRequired", "dependentSchemas"):
        return _joined(keyword, a, b)
    if keyword in _LARGER and not isinstance(a, bool):
        return max(a, b)
    if keyword in _SMALLER and not isinstance(a, bool):
        return min(a, b)
    if keyword in ("exclusiveMinimum", "exclusiveMaximum", "uniqueItems"):
        return a or b  # Draft 4
    if keyword == "multipleOf":
        return _common_multiple(a, b)
    if keyword == "not":
        return {"anyOf": [a, b]}
    if keyword in _BOTH:
        return False if a is False or b is False else both(a, b)
    return a


def both(a: Any, b: Any) -> Any:
    """A schema for values that satisfy `a` and `b`."""
    if a is True or a == {}:
        return b
    if b is True or b == {}:
        return a
    return {"allOf": [a, b]}


def _common_types(a: Any, b: Any) -> list[str]:
    first, second = ([kinds] if isinstance(kinds, str) else kinds for kinds in (a, b))
    common = [kind for kind in first if kind in second or (kind == "integer" and "number" in second)]
    if "number" in first and "integer" in second and "integer" not in common:
        common.append("integer")
    return common


def _joined(keyword: str, a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(a)
    for name, value in b.items():
        if name not in result:
            result[name] = value
        elif keyword == "dependentRequired":
            result[name] = [*result[name], *value]
        else:
            result[name] = both(result[name], value)
    return result


def _common_multiple(a: float, b: float) -> float:
    first, second = Fraction(str(a)), Fraction(str(b))
    denominator = lcm(first.denominator, second.denominator)
    multiple = Fraction(lcm(int(first * denominator), int(second * denominator)), denominator)
    return multiple.numerator if multiple.denominator == 1 else float(multiple)
