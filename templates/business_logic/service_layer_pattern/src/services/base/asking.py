"""What a list is asked for, in the words of its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def parts_of(text: Any) -> list[str] | None:
    """The values in a text that separates them by commas; None if there are none, which sets no condition."""
    parts = [part.strip() for part in text.split(",")] if isinstance(text, str) else []
    return [part for part in parts if part] or None


def sorting_of(sort: Any, meanings: Mapping[str, str]) -> Any:
    """How to sort: by properties, where what was asked for (`newest`) has a meaning of its own (`-createdAt`)."""
    if isinstance(sort, list):
        return [sorting_of(each, meanings) for each in sort]
    return meanings.get(sort, sort) if isinstance(sort, str) else sort
