"""Regular expressions in schemas: which of them validators can hold anybody to."""

from __future__ import annotations

import re
from functools import lru_cache

import jsonschema_rs

# a group of flags that is not at the beginning: engines disagree on what it means, and JavaScript's refuse it
_FLAGS_INSIDE = re.compile(r"(?<!^)\(\?[a-zA-Z]+\)")
_OPTIONS = jsonschema_rs.FancyRegexOptions(size_limit=150_000_000)


@lru_cache(maxsize=4096)
def is_enforceable(pattern: str) -> bool:
    """Whether the engine behind validation can compile a pattern."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=_OPTIONS)
    except (jsonschema_rs.ValidationError, ValueError):
        return False
    return True


@lru_cache(maxsize=4096)
def flaw_of(pattern: str) -> str:
    """Why a pattern is no regular expression; empty if it is one."""
    if _FLAGS_INSIDE.search(pattern):
        return "flags such as (?i) may stand at its beginning only"
    if is_enforceable(pattern):
        return ""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    return ""
