"""Byte ranges (RFC 9110, section 14): one range of a content; several at once are answered with the whole."""

from __future__ import annotations

import re

_RANGE = re.compile(r"bytes=\s*(\d*)-(\d*)\s*", re.ASCII | re.IGNORECASE)
_MOST_DIGITS = 18


class UnsatisfiableRange(Exception):  # noqa: N818 - it is answered, not handled
    """The content has none of the bytes asked for."""


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """(first byte, byte after the last) that a `Range` header asks for; None where it is none that is served."""
    match = _RANGE.fullmatch(header.strip())
    if match is None or len(header) > 2 * _MOST_DIGITS:
        return None
    first, last = match.groups()
    if not first and not last:
        return None
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(size, int(last) + 1 if last else size)
        if last and int(last) < int(first):
            return None
    if start >= stop:
        raise UnsatisfiableRange
    return start, stop


def content_range(start: int, stop: int, size: int) -> str:
    """What `Content-Range` says about a part."""
    return f"bytes {start}-{stop - 1}/{size}"
