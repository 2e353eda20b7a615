"""Entity tags, and the conditions that requests make with them (RFC 9110, section 13)."""

from __future__ import annotations

import re
from hashlib import blake2b

_TAG = re.compile(r'(?:W/)?"[^"]*"')


def tag_of(content: bytes) -> str:
    """A strong entity tag: equal contents have equal tags."""
    return f'"{blake2b(content, digest_size=16).hexdigest()}"'


def names_tag(condition: str, tag: str, *, weakly: bool) -> bool:
    """Whether the value of `If-Match` or `If-None-Match` names a tag; `weakly` takes `W/"a"` for `"a"`."""
    if condition.strip() == "*":
        return True
    named = _TAG.findall(condition)
    if weakly:
        return tag.removeprefix("W/") in {name.removeprefix("W/") for name in named}
    return tag in named
