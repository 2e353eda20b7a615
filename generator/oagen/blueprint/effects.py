"""What a verb does to a document: the states, switches and times that it is called after, and what is said of it.

Where no property is called what the verb leads to, the operation's own sentences may tell the state: `finalize` "moves
a draft to `open`".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from oagen.blueprint.candidates import Candidate
from oagen.blueprint.changes import Change
from oagen.blueprint.documents import ATTRIBUTES, WRITING, given_documents, structured_media
from oagen.blueprint.naming import normal, words
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.blueprint.state_words import led_to
from oagen.blueprint.states import first_state, state_property, states_of
from oagen.blueprint.verbs import done, leads_back, undone
from oagen.contract.model import Contract, Operation

# What everything has been once: closing it does not take that back.
_BEGINNING = frozenset({"opened"})
# What these lead to tells of any change, or of one in the contents of a row.
_GENERAL = frozenset({"add", "change", "create", "delete", "edit", "modify", "remove", "save", "set", "update"})
# What these do, and are given, is not about what the row has afterwards, unless it is named after them: it goes to a
# new row, is compared, or is a difference.
_NOT_SETTING = frozenset(
    "add adjust calculate charge check clone compare copy create credit debit decrease decrement delete deposit"
    " duplicate estimate fork increase increment instantiate preview refund remove search send simulate split subtract"
    " test transfer validate verify withdraw".split()
)
_PARTICLES = frozenset({"in", "out", "off", "up", "back"})
_MOMENTS = ("at", "on", "time", "date", "datetime")


def changing_part(candidate: Candidate, shapes: Shapes) -> tuple[str, Shape | None]:
    """What of a document changes its state: the object inside that is what the document is about, or all of it ("")."""
    whole = shapes.shape(candidate.read)
    part = shapes.shape(whole.properties[ATTRIBUTES]) if whole and {"type", ATTRIBUTES} <= whole.names else None
    return (ATTRIBUTES, part) if part else ("", whole)


def sets(said: str) -> bool:
    """Whether what a verb is given may be about what the row has afterwards; `check-in` is no `check`."""
    verb, *rest = words(said)
    return verb not in _NOT_SETTING or not _PARTICLES.isdisjoint(rest[:1])


def written(
    candidate: Candidate, contract: Contract, shapes: Shapes, roles: Collection[str] = WRITING
) -> Iterator[str]:
    """The properties that clients create or change at will by operations in these roles, normalised."""
    for operation in contract.operations:
        media, role = structured_media(operation.body), candidate.roles.get(operation.id, "")
        if role in roles and media and media.schema:
            place = given_documents(shapes, media.schema.raw, candidate.subject, role)
            given = shapes.shape(place.schema) if place else None
            for name, raw in given.properties.items() if given else ():
                if not shapes.annotation(raw, "readOnly"):
                    yield normal(name)


@dataclass(frozen=True, slots=True)
class Effects:
    """What verbs mean to a document."""

    document: Shape
    shapes: Shapes
    is_whole: bool  # False: it is an object of which only the values change

    def change(self, said: str, told: Mapping[str, str], *, takes_back: bool) -> Change:
        """The change that a verb makes, or takes back, with the states that are told besides."""
        if normal(said) in _GENERAL:
            return Change()
        reached = frozenset() if takes_back else done(said)
        left = done(said) if takes_back else undone(said)
        values: dict[str, Any] = dict(self._states(reached))
        values |= dict.fromkeys(self._switches(reached), True)
        values |= dict.fromkeys(self._switches(left), False)
        values |= dict.fromkeys(name for name in self.times(left - _BEGINNING) if self.may_go(name))
        states = self._states(left) if takes_back or leads_back(said) else ()
        leaves = {name: (old, new) for name, old in states if (new := self._first(name)) != old}
        if leaves.keys() & told.keys():  # it is said where this leads back to
            led = {name: (old, told.get(name, new)) for name, (old, new) in leaves.items()}
            leaves = {name: (old, new) for name, (old, new) in led.items() if old != new}
        else:
            values = {**told, **values}
        return Change(
            values=values,
            since=tuple(self.times(reached)),
            leaves={name: pair for name, pair in leaves.items() if name not in values},
        )

    def told(self, said: str, operation: Operation, given: Collection[str]) -> dict[str, str]:
        """Property → the state that an operation leads to by its own words, where its verb names none.

        What makes something new leads nowhere, and what is `given` tells for itself.
        """
        name = state_property(self.document, self.shapes)
        is_new = any(answer.status == 201 for answer in operation.answers)
        is_told = operation.method == "DELETE" or name in (*given, *dict(self._states(done(said))))
        if not name or is_told or is_new or not sets(said):
            return {}
        texts = [operation.summary, operation.description]
        texts += [each.description for each in operation.responses if each.status.startswith("2") and not each.added]
        state = led_to(texts, states_of(self.document.properties[name], self.shapes))
        return {name: state} if state else {}

    def may_go(self, name: str) -> bool:
        """Whether a value may be taken away."""
        is_nullable = self.shapes.nullable(self.document.properties[name])
        return is_nullable or (self.is_whole and name not in self.document.required)

    def times(self, forms: frozenset[str]) -> Iterator[str]:
        """The times that are called so: `archivedAt` for `archived`, a server's `archiveTime` as well (AIP-142)."""
        moments = {f"{form}{suffix}" for form in forms for suffix in _MOMENTS}
        for name, raw in self.document.properties.items():
            verb, _, rest = normal(name).rpartition("time")
            is_servers = bool(verb) and not rest and self.shapes.annotation(raw, "readOnly") is True
            is_called = normal(name) in moments or (is_servers and not forms.isdisjoint(done(verb)))
            if is_called and is_time(raw, self.shapes):
                yield name

    def _first(self, name: str) -> str:
        """The state in which things begin."""
        return str(first_state(states_of(self.document.properties[name], self.shapes)))

    def _states(self, forms: frozenset[str]) -> Iterator[tuple[str, str]]:
        """(property, value) where exactly one property has exactly one value that the verb leads to."""
        found = [
            (name, value)
            for name, raw in self.document.properties.items()
            for value in states_of(raw, self.shapes)
            if normal(value) in forms
        ]
        if len(found) == 1:
            yield found[0]

    def _switches(self, forms: frozenset[str]) -> Iterator[str]:
        for name, raw in self.document.properties.items():
            if self.shapes.types(raw) - {"null"} == {"boolean"} and normal(name).removeprefix("is") in forms:
                yield name


def is_time(raw: Raw, shapes: Shapes) -> bool:
    """Whether a property is a moment."""
    return shapes.types(raw) - {"null"} == {"string"} and shapes.annotation(raw, "format") == "date-time"
