"""Names of components: legal ones, and no name twice."""

from __future__ import annotations

import re
from collections.abc import Container

_ILLEGAL = re.compile(r"[^A-Za-z0-9._-]+")
# words of a pointer that say nothing about what it leads to
_FRAME = frozenset(
    "components schemas definitions properties content schema paths responses parameters requestBody requestBodies "
    "headers allOf anyOf oneOf items $defs additionalProperties patternProperties".split()
)


def legal(name: str) -> str:
    """The name with every character that component names may not hold replaced."""
    return _ILLEGAL.sub("_", name).strip("_") or "Component"


def unused(name: str, taken: Container[str]) -> str:
    """The name, or the first of `name_2`, `name_3`… that is not taken."""
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}_{number}"
    return candidate


def of_parts(parts: list[str]) -> str:
    """A legal name for what a pointer leads to, made of its telling parts."""
    telling = [part for part in parts if part not in _FRAME and not part.isdecimal()]
    return "_".join(legal(part) for part in telling or parts[-1:]) or legal("")
