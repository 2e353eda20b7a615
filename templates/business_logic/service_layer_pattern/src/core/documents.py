"""Changes deep inside JSON documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

EACH = "*"  # in a path: every item of an array


def changed(value: Any, path: tuple[str, ...], change: Callable[[str], str]) -> Any:
    """A copy of a document with a change made to the texts where a path of property names leads."""
    if not path:
        return change(value) if isinstance(value, str) else value
    step, below = path[0], path[1:]
    if step == EACH and isinstance(value, list):
        return [changed(item, below, change) for item in value]
    if isinstance(value, Mapping) and step in value:
        return {**value, step: changed(value[step], below, change)}
    return value
