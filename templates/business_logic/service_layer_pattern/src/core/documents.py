"""Values deep inside JSON documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

EACH = "*"  # in a path: every item of an array


def value_at(document: Any, *names: str) -> Any:
    """The value in a document where a path of property names leads; None where there is none."""
    for name in names:
        document = document.get(name) if isinstance(document, Mapping) else None
    return document


def laid(document: Any, path: tuple[str, ...], value: Any) -> Any:
    """A copy of a document with a value put where a path of property names leads."""
    if not path:
        return value
    outer = dict(document) if isinstance(document, Mapping) else {}
    outer[path[0]] = laid(outer.get(path[0]), path[1:], value)
    return outer


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
