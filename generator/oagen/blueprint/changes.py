"""Changes of state, as plans have them: what becomes of a document, and in which states that may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from oagen.contract.model import JSON


@dataclass(frozen=True, slots=True)
class Change:
    """What a transition does to a document: values of properties, and properties that tell since when.

    Where a property has a value that the verb takes back, it `leaves` that one for another: property → (old, new). What
    is `given` comes from the body: name there → property of the document.
    """

    values: Mapping[str, JSON] = field(default_factory=dict)
    since: tuple[str, ...] = ()
    leaves: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    inside: str = ""  # the object of the document that all of this is about; "" for the document itself
    ignored: tuple[str, ...] = ()  # what else the body may bring, to no effect
    refuses: bool = False  # the author documents a conflict: with what is in the state already
    revives: bool = False  # it takes back that the row was deleted

    @property
    def is_state(self) -> bool:
        """Whether the verb leads to a state, whatever a body brings."""
        return bool(self.values or self.since or self.leaves)


@dataclass(frozen=True, slots=True)
class Guard:
    """The states in which something may be done to a document, by the author's own conflict.

    `states` are values of `property`, null where the property may have none; it is one of the object that is `inside`.
    """

    property: str
    states: tuple[str | None, ...]
    inside: str = ""
    reason: str = ""  # the description of the conflict
