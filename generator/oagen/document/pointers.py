"""JSON pointers (RFC 6901) and trails, their cheap form for walks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

# A trail is a pointer as a linked list, so that a step in a walk costs one tuple: (trail of the holder, key).
Trail = tuple["Trail | None", str | int]

MISSING = object()
# what may stand in a fragment as it is
SAFE_IN_FRAGMENT = "/~!$&'()*+,;=:@?-._"


def escape(part: str | int) -> str:
    """One reference token of a pointer."""
    return str(part).replace("~", "~0").replace("/", "~1")


def join(*parts: str | int, base: str = "") -> str:
    """The pointer `base`, extended by the given (unescaped) parts."""
    return base + "".join(f"/{escape(part)}" for part in parts)


def split(pointer: str) -> list[str]:
    """The unescaped parts of a pointer."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def of_trail(trail: Trail | None, *more: str | int) -> str:
    """The pointer of a trail, extended by the given parts."""
    return join(*parts_of_trail(trail), *more)


def parts_of_trail(trail: Trail | None) -> list[str | int]:
    """The parts of a trail, from the root."""
    parts: list[str | int] = []
    while trail is not None:
        trail, part = trail
        parts.append(part)
    return parts[::-1]


def trail(parts: Iterable[str | int]) -> Trail | None:
    """The trail of a pointer's parts."""
    linked: Trail | None = None
    for part in parts:
        linked = (linked, part)
    return linked


def of_fragment(fragment: str) -> str:
    """The pointer in a reference's fragment (after the `#`), whose characters may be percent-encoded."""
    return unquote(fragment)


def step(value: Any, part: str | int) -> Any:
    """The child of a JSON value, or `MISSING`."""
    if isinstance(value, dict):
        return value.get(str(part), MISSING)
    if isinstance(value, list):
        index = int(part) if str(part).isdecimal() else len(value)
        return value[index] if index < len(value) else MISSING
    return MISSING


def find(root: Any, parts: str | Iterable[str | int]) -> Any:
    """What a pointer (or its parts) leads to, or `MISSING`."""
    value = root
    for part in split(parts) if isinstance(parts, str) else parts:
        value = step(value, part)
        if value is MISSING:
            return MISSING
    return value
