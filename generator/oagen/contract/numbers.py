"""Numbers: one between bounds, on the grid of `multipleOf`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any


def number_in(schema: Mapping[str, Any], kind: str, salt: int) -> int | float:
    """A number that probably fits `schema`: 1 if it may be, else the nearest; `salt` steps away from it."""
    low, high = _bound(schema, "minimum", "exclusiveMinimum"), _bound(schema, "maximum", "exclusiveMaximum")
    step = Fraction(str(schema["multipleOf"])) if schema.get("multipleOf") else Fraction(1)
    on_grid = kind == "integer" or "multipleOf" in schema
    if kind == "integer" and step.denominator != 1:
        step = Fraction(step.numerator)
    value = Fraction(1)
    if low is not None and not _above(value, low):
        value = _next_above(low, step if on_grid else None, high)
    if high is not None and not _below(value, high):
        value = _next_below(high, step if on_grid else None, low)
    if on_grid and value % step:
        up = ceil(value / step) * step
        value = up if high is None or _below(up, high) else floor(value / step) * step
    value += salt * step
    return value.numerator if value.denominator == 1 else float(value)


def _bound(schema: Mapping[str, Any], inclusive: str, exclusive: str) -> tuple[Fraction, bool] | None:
    """The tighter of the two bounds, and whether it is exclusive; Draft 4's boolean form is understood."""
    bound, other = schema.get(inclusive), schema.get(exclusive)
    if isinstance(other, bool):
        return None if bound is None else (Fraction(str(bound)), other)
    bounds = [(Fraction(str(b)), strict) for b, strict in ((bound, False), (other, True)) if b is not None]
    if not bounds:
        return None
    pick = max if inclusive == "minimum" else min
    return pick(bounds, key=lambda pair: pair[0])


def _above(value: Fraction, low: tuple[Fraction, bool]) -> bool:
    return value > low[0] or (value == low[0] and not low[1])


def _below(value: Fraction, high: tuple[Fraction, bool]) -> bool:
    return value < high[0] or (value == high[0] and not high[1])


def _next_above(low: tuple[Fraction, bool], step: Fraction | None, high: tuple[Fraction, bool] | None) -> Fraction:
    bound, strict = low
    if step is not None:
        value = ceil(bound / step) * step
        return value + step if strict and value == bound else value
    if not strict:
        return bound
    return (bound + high[0]) / 2 if high is not None else bound + 1


def _next_below(high: tuple[Fraction, bool], step: Fraction | None, low: tuple[Fraction, bool] | None) -> Fraction:
    bound, strict = high
    if step is not None:
        value = floor(bound / step) * step
        return value - step if strict and value == bound else value
    if not strict:
        return bound
    return (bound + low[0]) / 2 if low is not None else bound - 1
