"""Which properties no two rows share: those that the conflict of a creation names as taken.

"A device with this serial number is already registered" names one; "Conflict" names none, and what is usually unique
is taken for it; "The pipeline is frozen" is about something else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from oagen.blueprint.naming import normal, singular, words

_USUAL = frozenset({"email", "username", "login", "slug", "sku", "handle", "isbn", "emailaddress"})
# what is said of something that is there already
_THERE = frozenset({"duplicate", "duplicated", "exist", "existing", "exists", "registered", "taken", "unique"})
_IS_THERE = re.compile(r"\bin use\b|\bthere is (?:already )?(?:a|an|another|one)\b", re.IGNORECASE)
# where it is there: within what lies above, or among those that share a property
_WHERE = re.compile(
    r"\b(?:(?:in|within|on|at|under|below|for|of) (?:(?:the|this|that|same|a|an|its|each|any) )+|(?:per|within) )"
    r"(\w+)(?=(?: (\w+))?)",
    re.IGNORECASE,
)
_EVERYWHERE = frozenset(
    "api application collection database directory list platform registry server service system".split()
)
_SPELLED = {"no": "number", "nr": "number", "num": "number"}
_BRIEF = 3  # words that say no more than the status


def unique_properties(
    properties: Iterable[str], conflicts: Sequence[str], around: Collection[str] = ()
) -> dict[str, str]:
    """The properties that must be unlike, by the descriptions of a creation's conflicts.

    Each with the property that says among which rows: "the title exists in the queue". It is "" for all rows, and for
    those below what the path names (`around`). A property that is taken within something nobody knows is left out.
    """
    known = {name: _spelled(words(name)) for name in properties}
    found: dict[str, str] = {}
    is_plain = False
    for text in conflicts:
        said = _spelled(words(_WHERE.sub(" ", text)))
        is_taken = bool(_THERE.intersection(said)) or bool(_IS_THERE.search(text))
        named = {name for name, parts in known.items() if is_taken and _follow(parts, said)}
        within = _within(text, known, around)
        if within is not None:
            found |= dict.fromkeys(named, within)
        is_plain = is_plain or (not named and (is_taken or len(said) <= _BRIEF))
    usual = (name for name in known if is_plain and normal(name) in _USUAL)
    return found or dict.fromkeys(usual, "")


def _within(text: str, known: Mapping[str, Sequence[str]], around: Collection[str]) -> str | None:
    """The property among whose equals something is taken; "" for all rows there are, None where nobody can tell."""
    for match in _WHERE.finditer(text):
        one, two = _spelled(words(match[1])), _spelled(words(match[2] or ""))
        nouns = {normal(singular("_".join(each))) for each in (one, one + two)}
        shared = [name for name, parts in known.items() if normal("_".join(parts)).removesuffix("id") in nouns]
        if nouns.isdisjoint(around) and (shared or nouns.isdisjoint(_EVERYWHERE)):
            return shared[0] if len(shared) == 1 else None
    return ""


def _spelled(parts: Sequence[str]) -> list[str]:
    return [_SPELLED.get(part, part) for part in parts]


def _follow(parts: Sequence[str], said: Sequence[str]) -> bool:
    """Whether some words follow each other among others."""
    return bool(parts) and any(
        list(said[start : start + len(parts)]) == list(parts) for start in range(len(said) - len(parts) + 1)
    )
