"""What sentences say of states: the one that something leads to, and those in which it may be done.

A sentence is brought into few words first: states become numbers (`#2`), words for what it is about become `it`, and
what adds nothing is left out. What then fits none of the known sentences whole says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from oagen.blueprint.naming import normal, singular, words

_READ = 5000  # characters of a text that are looked at …
_LONGEST = 300  # … and of one clause
_MOST = 100  # states that something may be in
_ENDS = re.compile(r"[.;:!?\n]+(?:\s|$)|[()]")
_QUOTED = re.compile(r"[`'\"*_\u201c\u2018]{1,2}([\w -]{1,60}?)[`'\"*_\u201d\u2019]{1,2}")
_ARTICLES = frozenset("a an the its their this".split())
_STATE_WORDS = frozenset("state status stage phase".split())

# --- what leads to a state
_MOVES = (
    r"(?:moves?|marks?|sets?|changes?|transitions?|switch(?:es)?|turns?|returns?|puts?|brings?|advances?|resets?|goes"
    r"|flags?|moving|marking|setting|changing|putting|(?:is|are|gets) (?:moved|marked|set|changed|put|reset|flagged))"
)
_FOLLOWS = r"(?= (?:after|again|and|at|before|but|by|for|from|if|in|on|once|or|so|then|until|when|with)\b| #| quoted|$)"
_OTHERS = r"(?: (?:or|and)?(?: ?quoted)? ?#\d+)*"
_LEADS = (
    re.compile(rf"\b(?:to|into|as|becomes?|is now|are now) (quoted #\d+{_OTHERS})"),
    re.compile(rf"\b(?:into|becomes?|is now|are now) (#\d+{_OTHERS}){_FOLLOWS}"),
    re.compile(rf"\b{_MOVES}\b.*? (?:to|as) (#\d+{_OTHERS}){_FOLLOWS}"),
)
# behind these, a sentence does not say what happens
_ELSEWISE = frozenset(
    "can cannot if like never no not once only that unless until what when where whether which while whose"
    " without".split()
)

# --- in which states something may be done
_SPELLED = (
    (re.compile(r"\bcan['\u2019]t\b|\bcan ?not\b", re.IGNORECASE), " never "),
    (re.compile(r"n['\u2019]t\b", re.IGNORECASE), " not "),
    (re.compile(r"\b(?:must|should) not\b", re.IGNORECASE), " mustnot "),
    (re.compile(r"\b(?:may|could) not\b", re.IGNORECASE), " never "),
    (re.compile(r"\b(?:has|have|needs?) to\b|\bshould\b", re.IGNORECASE), " must "),
    (re.compile(r"\bno longer\b", re.IGNORECASE), " not "),
    (re.compile(r"\bany ?more\b", re.IGNORECASE), " "),
    (re.compile(r"\b(?:are|was|were|has|have)\b", re.IGNORECASE), " is "),
    (re.compile(r"\b(?:may|could)\b", re.IGNORECASE), " can "),
)
_ADDS_NOTHING = _ARTICLES | frozenset("any been being conflict currently in still that which yet".split())
_PRONOUNS = frozenset({"it", "they", "them"})
_STATES = r"(#\d+(?: (?:or |and |nor )?#\d+)*)"
_BEING = rf"(?:it )*(?:is )?(?:already )?{_STATES}"
_ALLOWED = "(?:allowed|permitted|possible)"
_VERB = r"(?!be )(?:[a-z]+|#\d+)"
_THEREFORE = r"(?: it)*(?:(?: and| so)+(?: it)* never\b.*)?"
_ALLOWING = tuple(
    re.compile(pattern)
    for pattern in (
        rf"only {_BEING} (?:it )*can\b.*",
        rf"(?:it )*can only (?!be )[a-z]+ (?:it )*{_STATES}(?: it)*",
        rf"(?!.*\b(?:never|mustnot|not|unless)\b).*\bonly\b.*\b(?:from|if|when|while) {_BEING}(?: it)*",
        rf"(?:it )*(?:is )?not (?:it )*{_STATES}{_THEREFORE}",
        rf"(?:it )*(?:is )?(?:{_ALLOWED} only(?: for)?|only (?:{_ALLOWED}|for|{_ALLOWED} for)) {_BEING}(?: it)*",
        rf"(?:it )*must be (?:it )*{_STATES}(?: it)*(?: (?:before|for|to|when)\b.*)?",
    )
)
_FORBIDDING = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_BEING} (?:it )*never\b.*",
        rf"(?:it )*never\b[^#]*(?:#\d+ )?(?:after|because|if|once|when|while) {_BEING}(?: it)*",
        rf"never {_VERB} (?:it )*{_STATES}(?: it)+",
        rf"never {_VERB} (?:it )+is (?:already )?{_STATES}",
        rf"(?:it )*mustnot be (?:it )*{_STATES}(?: it)*",
        rf"(?:it )*(?:is )*already (?:marked as )?(?:it )*{_STATES}{_THEREFORE}",
        rf"(?:it )*(?:is )*{_STATES} (?:it )*already",
        rf"(?:it )*is (?:it )*{_STATES}{_THEREFORE}",
        rf"(?!.*\b(?:can|must|mustnot|never|not|only|unless)\b).*\b(?:if|when|while) {_BEING}(?: it)*",
    )
)
# what only tells that something is not done, whose participle may be called like a state: it cannot be cancelled
_REFUSING = re.compile(rf"(?:it )*(?:never|can not) (?:be #\d+|{_VERB} it)(?: it)*")


@dataclass(frozen=True, slots=True)
class Admitted:
    """States in which something may be done; what is in none may have it done, too, where only others are named."""

    states: frozenset[str]
    none: bool


def led_to(texts: Iterable[str], states: Sequence[str]) -> str:
    """The one state that something leads to, as sentences about it say (moves a draft to `open`); "" if none does."""
    found: set[str] = set()
    for text in texts if len(states) <= _MOST else ():
        for clause in _clauses(_with_quotes(text[:_READ], states).replace(",", ". ")):
            said = " ".join(word for word in _marked(clause, states) if word not in _ARTICLES | _STATE_WORDS)
            if re.match(r"(?:or|and) (?:quoted )?#", said):  # `to open, or paid`
                return ""
            found.update(_numbers(_leading(said)))
    return states[int(next(iter(found)))] if len(found) == 1 else ""


def admitted(text: str, states: Sequence[str], about: Iterable[str]) -> Admitted | None:
    """The states in which something may be done, as the description of a conflict says.

    None where it says nothing of them, or more than one thing. `about` are the words for what is in the states.
    """
    nouns = {singular(word) for word in about} | _STATE_WORDS
    found = set()
    for clause in _clauses(text[:_READ]) if len(states) <= _MOST else ():
        said = _sentence(clause, states, nouns)
        reading = _reading(said, states)
        if reading is None and "#" in said and not _REFUSING.fullmatch(said):
            return None
        if reading is not None:
            found.add(reading)
    (only,) = found if len(found) == 1 else (None,)
    return only if only and 0 < len(only.states) < len(states) else None


def _reading(said: str, states: Sequence[str]) -> Admitted | None:
    """What one sentence says."""
    for patterns, is_allowing in ((_ALLOWING, True), (_FORBIDDING, False)):
        match = next((found for pattern in patterns if (found := pattern.fullmatch(said))), None)
        if match:
            named = {states[int(number)] for number in _numbers(match[1])}
            return Admitted(frozenset(named if is_allowing else set(states) - named), none=not is_allowing)
    return None


def _sentence(clause: str, states: Sequence[str], nouns: set[str]) -> str:
    for pattern, plainer in _SPELLED:
        clause = pattern.sub(plainer, clause)
    kept = (word for word in _marked(clause, states) if word not in _ADDS_NOTHING)
    return " ".join("it" if singular(word) in nouns or word in _PRONOUNS else word for word in kept)


def _leading(said: str) -> str:
    """What a sentence names behind words that lead there."""
    for pattern in _LEADS:
        match = pattern.search(said)
        if match and _ELSEWISE.isdisjoint(said[: match.start(1)].split()):
            return match[1]
    return ""


def _clauses(text: str) -> Iterator[str]:
    yield from (clause for clause in _ENDS.split(text) if clause.strip() and len(clause) <= _LONGEST)


def _with_quotes(text: str, states: Sequence[str]) -> str:
    """The text with a word before each state that stands in quotes, or is emphasised."""
    known = {normal(state) for state in states}
    return _QUOTED.sub(lambda found: f" quoted {found[1]} " if normal(found[1]) in known else found[0], text)


def _marked(clause: str, states: Sequence[str]) -> Iterator[str]:
    """The words of a clause, with states as numbers. Those of several words go first, in any number (`drafts`)."""
    spoken, at = words(clause), 0
    by_length = sorted(enumerate(map(words, states)), key=lambda each: -len(each[1]))
    while at < len(spoken):
        for number, parts in by_length:
            here = spoken[at : at + len(parts)]
            if parts and (here == parts or list(map(singular, here)) == parts):
                yield f"#{number}"
                at += len(parts)
                break
        else:
            yield spoken[at]
            at += 1


def _numbers(found: str) -> list[str]:
    return re.findall(r"#(\d+)", found)
