"""Patterns as the validators read them: ECMA-262 dialects brought to what jsonschema-rs compiles."""

from __future__ import annotations

from functools import cache


@cache
def enforced(pattern: str) -> str | None:
    """The pattern that is held: `pattern`, a translation of it, or None when no validator can compile it.

    The translation is Schemathesis' own, so that what it deems a match is a match here.
    """
    # Imported late: it costs half a second, and many documents hold no pattern at all.
    from schemathesis.core.jsonschema.patterns import enforced_pattern  # noqa: PLC0415

    return enforced_pattern(pattern)
