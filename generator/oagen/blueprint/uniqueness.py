"""Which properties no two rows share: those that the conflict of a creation names as taken.

"A device with this serial number is already registered" names one; "Conflict" names none, and what is usually unique
is taken for it; "The pipeline is frozen" is about something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from oagen.blueprint.naming import normal, words

_USUAL = frozenset({"email", "username", "login", "slug", "sku", "handle", "isbn", "emailaddress"})
# what is said of something that is there already
_THERE = frozenset({"duplicate", "duplicated", "exist", "existing", "exists", "registered", "taken", "unique"})
_IS_THERE = re.compile(r"\bin use\b|\bthere is (?:already )?(?:a|an|another|one)\b", re.IGNORECASE)
# where it is there: within what lies above
_WHERE = re.compile(
    r"\b(?:in|within|on|at|under|below|for) (?:the|this|that|same|a|an|its)(?: same)? \w+", re.IGNORECASE
)
_SPELLED = {"no": "number", "nr": "number", "num": "number"}
_BRIEF = 3  # words that say no more than the status


def unique_properties(properties: Iterable[str], conflicts: Sequence[str]) -> frozenset[str]:
    """The properties that must be unlike, by the descriptions of a creation's conflicts."""
    known = {name: _spelled(words(name)) for name in properties}
    found: set[str] = set()
    is_plain = False
    for text in conflicts:
        said = _spelled(words(_WHERE.sub(" ", text)))
        is_taken = bool(_THERE.intersection(said)) or bool(_IS_THERE.search(text))
        named = {name for name, parts in known.items() if is_taken and _follow(parts, said)}
        found |= named
        is_plain = is_plain or (not named and (is_taken or len(said) <= _BRIEF))
    return frozenset(found or {name for name in known if is_plain and normal(name) in _USUAL})


def _spelled(parts: Sequence[str]) -> list[str]:
    return [_SPELLED.get(part, part) for part in parts]


def _follow(parts: Sequence[str], said: Sequence[str]) -> bool:
    """Whether some words follow each other among others."""
    return bool(parts) and any(
        list(said[start : start + len(parts)]) == list(parts) for start in range(len(said) - len(parts) + 1)
    )
