"""Verbs as the last words of paths say them: what something is called that it was done to, and what they take back.

They come in any style and as nouns (`check-in`, `checkIn`, `cancellation`), and some name the state itself
(`mark-as-read`, `put-on-hold`). All that is given back is normalised.
"""

from __future__ import annotations

from collections.abc import Iterator

from oagen.blueprint.naming import words

Verb = tuple[str, ...]  # its words: ("check", "in")

_IRREGULAR = {
    "ack": ("acknowledged",),
    "activate": ("active",),
    "begin": ("begun",),
    "checkin": ("checkedin",),
    "checkout": ("checkedout",),
    "choose": ("chosen",),
    "complete": ("complete", "done"),
    "deactivate": ("inactive",),
    "finish": ("done",),
    "freeze": ("frozen",),
    "hide": ("hidden",),
    "hold": ("held", "onhold"),
    "lose": ("lost",),
    "open": ("open",),
    "pay": ("paid",),
    "reactivate": ("active",),
    "read": ("read",),
    "reopen": ("open",),
    "signoff": ("signedoff",),
    "sell": ("sold",),
    "send": ("sent",),
    "take": ("taken",),
    "void": ("void",),
    "win": ("won",),
    "withdraw": ("withdrawn",),
}
_NOUNS = {
    "closure": "close",
    "decision": "decide",
    "publication": "publish",
    "renewal": "renew",
    "resolution": "resolve",
    "withdrawal": "withdraw",
}
# (ending of a noun, ending of its verb); more than one may fit, and what is no verb leads to nothing
_ENDINGS = (
    ("ification", "ify"),
    ("ission", "it"),
    ("nsion", "nd"),
    ("ation", "ate"),
    ("ation", ""),
    ("ion", "e"),
    ("ion", ""),
    ("al", "e"),
)
# The first of each leads back to what things are by themselves.
_OPPOSITES = (("activate", "deactivate"), ("enable", "disable"), ("show", "hide"), ("open", "close"))
_TAKING_BACK = {
    "reactivate": ("deactivate", "suspend"),
    "reinstate": ("suspend",),
    "reopen": ("close", "complete", "finish", "resolve"),
    "restore": ("archive", "delete"),
    "resume": ("hold", "pause", "suspend"),
}
_UNDOING = ("un", "dis", "de")
# What only says that the state comes next: `mark-as-paid`.
_MARKING = frozenset({"mark", "put"})


def done(said: str) -> frozenset[str]:
    """What something is called that this was done to: `cancel` → canceled, cancelled; `put-on-hold` → onhold."""
    state = _state(said)
    named = {"".join(state)} if state else set()
    return frozenset(named.union(*map(_participles, _said_verbs(said))))


def undone(said: str) -> frozenset[str]:
    """What something was called before, if this takes back another verb: `unlock` → locked."""
    taken_back = (each for verb in _said_verbs(said) for each in _taken_back_by("".join(verb)))
    return frozenset().union(*(_participles((each,)) for each in taken_back))


def takes_back(said: str, other: str) -> bool:
    """Whether all that a verb does is to take back what another one did: `reopen` takes back `close`."""
    return leads_back(said) and not undone(said).isdisjoint(done(other))


def leads_back(said: str) -> bool:
    """Whether something is in no state of its own afterwards: `enable` leads back, `disable` does not."""
    ends = {end for _, end in _OPPOSITES}
    return not any("".join(verb) in ends for verb in _said_verbs(said))


def names_part_of(prefix: str, said: str) -> bool:
    """Whether a prefix is a form of the verb: that of `cancellation_reason`, `cancelled_reason` is one of `cancel`."""
    return words(prefix) == words(said) or not done(said).isdisjoint({"".join(words(prefix)), *done(prefix)})


def _state(said: str) -> Verb:
    """The words behind `mark`, `mark as`, or `put`; none for any other verb."""
    spoken = words(said)
    if not spoken or spoken[0] not in _MARKING:
        return ()
    return tuple(spoken[2:] if spoken[1:2] == ["as"] else spoken[1:])


def _said_verbs(said: str) -> Iterator[Verb]:
    return _verbs(_state(said) or tuple(words(said)))


def _verbs(spoken: Verb) -> Iterator[Verb]:
    """What is said, as words and as one word, and the verbs of which it may be the noun."""
    whole = "".join(spoken)
    yield from dict.fromkeys(verb for verb in (spoken, (whole,)) if whole)
    if whole in _NOUNS:
        yield (_NOUNS[whole],)
    for ending, of_verb in _ENDINGS:
        if whole.endswith(ending) and whole != ending:
            stem = whole.removesuffix(ending) + of_verb
            yield (stem,)
            if stem[-2:-1] == stem[-1]:  # cancellation
                yield (stem[:-1],)


def _taken_back_by(verb: str) -> Iterator[str]:
    """The verbs that a verb takes back: `unlock` takes back `lock`."""
    yield from (one for pair in _OPPOSITES if verb in pair for one in pair if one != verb)
    yield from _TAKING_BACK.get(verb, ())
    yield from (verb.removeprefix(prefix) for prefix in _UNDOING if verb.startswith(prefix) and verb != prefix)


def _participles(verb: Verb) -> frozenset[str]:
    """`ship` → shiped, shipped; ("check", "in") → checkedin."""
    head, rest = verb[0], "".join(verb[1:])
    regular = {f"{head}d"} if head.endswith("e") else {f"{head}ed", f"{head}{head[-1]}ed"}
    if head.endswith("y"):
        regular.add(f"{head[:-1]}ied")
    return frozenset(f"{form}{rest}" for form in {*regular, *_IRREGULAR.get(head, ())})
