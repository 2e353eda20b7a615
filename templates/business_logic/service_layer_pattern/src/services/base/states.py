"""States: what a change of state makes of a document, whether a document is in one already, and what may be done in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from src.core.errors import Conflict
from src.models.entities.base.codec import Document
from src.services.base.preconditions import UNCONDITIONAL, Conditions


@dataclass(frozen=True, slots=True)
class State:
    """A state that documents are put into.

    Args:
        values: What they have then; null takes a value away.
        since: Properties that tell since when they are in it.
        leaves: Property → the value that they lose, if they have it, and the one in its place.
        given: What the request sets besides, whatever else is said of it here.
        inside: The object of the document that has these properties; the document itself if there is none.
        refuses: Whether being in it already is at odds with the request.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    since: Collection[str] = ()
    leaves: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    inside: str | None = None
    refuses: bool = False

    def lasts_in(self, document: Document, always: Collection[str]) -> bool:
        """Tell whether a document is in it already.

        Times tell where nothing else does, but for those that every document has (`always`), and what is given where
        there are none. What is not there is as good as false.
        """
        told = {name: value for name, value in self.values.items() if value is not None}
        if told or self.leaves:
            has_left = all(document.get(name) != old for name, (old, _) in self.leaves.items())
            return has_left and all((document.get(name) or None) == (value or None) for name, value in told.items())
        gone = [document.get(name) is None for name in self.values]
        there = [document.get(name) is not None for name in self.since if name not in always]
        same = [document.get(name) == value for name, value in self.given.items()] if not (gone or self.since) else []
        return all((*gone, *there, *same)) and bool(gone or there or same)

    def changes(self, document: Document, time: str, *, lasts: bool) -> Document:
        """Give what becomes of a document's properties, but for what is given. Where it lasts, no time is set anew."""
        left = {name: new for name, (old, new) in self.leaves.items() if document.get(name) == old}
        kept = {name: document[name] for name in self.since if lasts and document.get(name) is not None}
        return {**left, **self.values, **dict.fromkeys(self.since, time), **kept}


@dataclass(frozen=True, slots=True)
class Within:
    """The states in which something may be done to a document, whatever its request says.

    Args:
        name: The property that tells the state.
        states: What it may be; null stands for no state at all.
        conditions: What is looked at before.
        inside: The object of the document that has the property; the document itself if there is none.
    """

    name: str
    states: Collection[str | None]
    conditions: Conditions = UNCONDITIONAL
    inside: str | None = None

    def check(self, stored: Document | None) -> None:
        """Refuse what is at odds with the state of what is stored. Where nothing is, there is nothing to refuse."""
        self.conditions.check(stored)
        if stored is None:
            return
        part = stored if self.inside is None else stored.get(self.inside) or {}
        state = part.get(self.name)
        if state not in self.states:
            admitted = " or ".join(each for each in self.states if each is not None)
            raise Conflict(f"Its {self.name} is {state or 'unset'}, and would have to be {admitted}.")
