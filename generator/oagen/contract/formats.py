"""String formats: which ones are held, and an example of each."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from functools import cache
from typing import Any

import jsonschema_rs

_DURATION = re.compile(
    r"^P(?:\d+W"
    r"|(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?"
    r"|T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))$"
)

# Standard formats that jsonschema-rs checks in 2020-12 but not in Draft 4.
_MISSING_IN_DRAFT4 = (
    "idn-hostname",
    "iri",
    "iri-reference",
    "json-pointer",
    "relative-json-pointer",
    "uri-reference",
    "uri-template",
)

EXAMPLES: dict[str, tuple[str, ...]] = {
    "byte": ("ZXhhbXBsZQ==", "YQ==", ""),
    "date": ("2024-01-15",),
    "date-time": ("2024-01-15T09:30:00Z", "2024-01-15T09:30:00.000Z", "2024-01-15T09:30:00+00:00"),
    "duration": ("P1D",),
    "email": ("user@example.com", "a@b.co"),
    "hostname": ("example.com", "a.co"),
    "idn-email": ("user@example.com", "a@b.co"),
    "idn-hostname": ("example.com", "a.co"),
    "ipv4": ("192.0.2.1",),
    "ipv6": ("2001:db8::1", "::1"),
    "iri": ("https://example.com/", "a:b"),
    "iri-reference": ("https://example.com/", "/a", "a"),
    "json-pointer": ("/example", "/a", ""),
    "regex": ("^example$", "a"),
    "relative-json-pointer": ("0",),
    "time": ("09:30:00Z",),
    "uri": ("https://example.com/", "a:b"),
    "uri-reference": ("https://example.com/", "/a", "a"),
    "uri-template": ("https://example.com/{id}", "/a", "a"),
    "url": ("https://example.com/",),
    "uuid": ("3fa85f64-5717-4562-b3fc-2c963f66afa6",),
}


@cache
def checks(draft4: bool) -> dict[str, Callable[[Any], bool]]:
    """Format checks to add to a validator, so that every standard format is held in either dialect."""
    if not draft4:
        return {}
    added = {name: _checked_by_2020(name) for name in _MISSING_IN_DRAFT4}
    return {**added, "duration": lambda text: _DURATION.match(text) is not None, "uuid": _is_uuid}


def _checked_by_2020(name: str) -> Callable[[Any], bool]:
    return jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True).is_valid


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
