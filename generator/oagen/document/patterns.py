"""Regular expressions in schemas: which of them validators can hold anybody to."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import jsonschema_rs

# a group of flags that is not at the beginning: engines disagree on what it means, and JavaScript's refuse it
_FLAGS_INSIDE = re.compile(r"(?<!^)\(\?[a-zA-Z]+\)")
# Lookarounds and backreferences need the backtracking engine: what it may try is bounded, and what it may compile too.
PATTERN_OPTIONS = jsonschema_rs.FancyRegexOptions(size_limit=150_000_000, backtrack_limit=100_000)
# Ways to divide a text among repetitions of repetitions; the engine follows all of them at once, at every character.
_MAX_WAYS = 10_000
_LONGEST = 50_000  # characters, each of which the engine turns into hundreds of bytes
_PIECE = re.compile(
    r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|(?P<open>\()|(?P<close>\))|\{(?P<least>\d+)(?:,(?P<most>\d*))?\}|(?P<open_end>[*+])|.",
    re.DOTALL,
)

_CHARACTERS = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]", re.DOTALL)
_HYPHEN_BESIDE_A_SET = re.compile(r"(?P<set>\\[dDsSwW])-(?=[^\]])|(?<=[^\[\\])-(?=\\[dDsSwW])")
_ESCAPE_OR_RANGE = re.compile(r"\\.|(?P<first>[^\\])-(?P<last>[^\]\\])", re.DOTALL)


@lru_cache(maxsize=4096)
def is_enforceable(pattern: str) -> bool:
    """Whether the engine behind validation can compile a pattern, and match it in bearable time."""
    if is_costly(pattern):
        return False
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=PATTERN_OPTIONS)
    except (jsonschema_rs.ValidationError, ValueError):
        return False
    return True


def with_literal_hyphens(pattern: str) -> str | None:
    """A pattern with the hyphens escaped that are in no range; None if it needs no such help.

    They stand beside sets (`[\\w-.]`), where JavaScript takes them for what they are if no `u` flag is set, or between
    characters that are the wrong way round for a range (`[_-.]`).
    """

    def escaped(found: re.Match[str]) -> str:
        if not found[0].startswith("["):
            return found[0]
        plain = _HYPHEN_BESIDE_A_SET.sub(lambda hyphen: f"{hyphen['set'] or ''}\\-", found[0])
        return f"[{_ESCAPE_OR_RANGE.sub(_forward, plain[1:])}"

    if not flaw_of(pattern):
        return None
    spelled = _CHARACTERS.sub(escaped, pattern)
    return spelled if spelled != pattern and not flaw_of(spelled) else None


def _forward(found: re.Match[str]) -> str:
    """A range, or its hyphen as a character where it would lead backwards."""
    first, last = found["first"], found["last"]
    return f"{first}\\-{last}" if first and last and first > last else found[0]


def is_costly(pattern: str) -> bool:
    """Whether there are too many ways to match a text (counted repetitions in counted ones), or too much to compile."""
    return len(pattern) > _LONGEST or _ways(pattern) > _MAX_WAYS


def is_ambiguous(pattern: str) -> bool:
    """Whether repetitions stand in repetitions: an engine without bounds could try for ever to match a text."""
    return _ways(pattern, unbounded=2) > 1


def matcher(pattern: str) -> Callable[[str], bool]:
    """Tells in bounded time whether a text matches; the pattern must be enforceable."""
    return jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=PATTERN_OPTIONS).is_valid


def _ways(pattern: str, unbounded: int = 1) -> int:
    """The largest product of nested counts, as far as they leave a choice: 1 where none is nested in another one.

    What has no upper bound counts as `unbounded`.
    """
    groups = [1]  # of each open group, the largest product so far
    last = worst = 1  # of the last atom, and of all
    for piece in _PIECE.finditer(pattern):
        if piece["open"]:
            groups.append(1)
            last = 1
        elif piece["close"] and len(groups) > 1:
            last = groups.pop()
        elif piece["least"] or piece["open_end"]:
            least, most = _counts(piece, unbounded)
            product = most * last if last > 1 or most != least else 1
            worst = max(worst, product if last > 1 else 1)
            last = product
        else:
            last = 1
        groups[-1] = max(groups[-1], last)
    return worst


def _counts(piece: re.Match[str], unbounded: int) -> tuple[int, int]:
    if piece["open_end"]:
        return 0, unbounded
    least = int(piece["least"][:12])
    if piece["most"] is None:
        return least, least
    return least, int(piece["most"][:12]) if piece["most"] else least + unbounded


@lru_cache(maxsize=4096)
def flaw_of(pattern: str) -> str:
    """Why a pattern is no regular expression; empty if it is one."""
    if _FLAGS_INSIDE.search(pattern):
        return "flags such as (?i) may stand at its beginning only"
    if is_costly(pattern) or is_enforceable(pattern):
        return ""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    return ""
