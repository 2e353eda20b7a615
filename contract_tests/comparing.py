"""Comparing JSON values, as clients and filters do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any


def same(one: Any, other: Any) -> bool:
    """Equal as JSON values, or two spellings of one point in time."""
    if one == other:
        return isinstance(one, bool) == isinstance(other, bool)
    if isinstance(one, str) and isinstance(other, str):
        try:
            return datetime.fromisoformat(one) == datetime.fromisoformat(other)
        except (ValueError, TypeError):
            return False
    return False


def _instant(value: Any) -> Any:
    """A value in the order of time, if it is a time; spellings of times do not sort."""
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


# A listed document's value, and the filter's, by the filter's operator.
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": same,
    "ne": lambda value, bound: not same(value, bound),
    "lt": lambda value, bound: bool(_instant(value) < _instant(bound)),
    "le": lambda value, bound: bool(_instant(value) <= _instant(bound)),
    "gt": lambda value, bound: bool(_instant(value) > _instant(bound)),
    "ge": lambda value, bound: bool(_instant(value) >= _instant(bound)),
    "in": lambda value, bound: value in bound,
    "contains": lambda value, bound: bool(bound.lower() in value.lower()),
    "prefix": lambda value, bound: bool(value.lower().startswith(bound.lower())),
}
