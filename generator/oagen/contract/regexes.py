"""Patterns as the validators read them: ECMA-262 dialects brought to what jsonschema-rs compiles."""

from __future__ import annotations

from functools import cache

import jsonschema_rs

# Lookarounds and backreferences need the backtracking engine; the limit lets large quantifiers compile.
PATTERN_OPTIONS = jsonschema_rs.FancyRegexOptions(size_limit=150_000_000)


@cache
def compiles(pattern: str) -> bool:
    """Whether the validators can compile `pattern`."""
    try:
        _validator(pattern)
    except jsonschema_rs.ValidationError:
        return False
    return True


def matches(pattern: str, text: str) -> bool:
    """Whether the validators find `pattern` in a text; `compiles` must hold."""
    return _validator(pattern).is_valid(text)


@cache
def _validator(pattern: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=PATTERN_OPTIONS)


@cache
def enforced(pattern: str) -> str | None:
    """The pattern that is held: `pattern`, a translation of it, or None when no validator can compile it.

    The translation is Schemathesis' own, so that what it deems a match is a match here.
    """
    # Imported late: it costs half a second, and many documents hold no pattern at all.
    from schemathesis.core.jsonschema.patterns import enforced_pattern  # noqa: PLC0415

    return enforced_pattern(pattern)
