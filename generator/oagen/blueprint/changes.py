"""Changes, as plans have them: of a row's state, and in which states; of a property or bytes with a path."""

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


@dataclass(frozen=True, slots=True)
class PropertyUse:
    """What an operation does with a property of a row that has a path of its own.

    `role` is that of the operation: read_property | replace_property | update_property | delete_property, or read where
    all of the row is shown. `place` leads from the row's document to the value, `given` from a request's body, and
    `shown` from an answer's; None: that shows the row, or nothing.
    """

    role: str
    place: tuple[str, ...]
    given: tuple[str, ...] = ()
    shown: tuple[str, ...] | None = None
    refuses: bool = False  # making what is there already, or taking away what is not, is at odds with the contract
    because: str = ""
    held_to: JSON = None  # the schema of the value, where what is stored may be at odds with it; None: it never is
    nullable: tuple[str, ...] = ()  # of an object that is changed in part: where null is a value, and not removal
    stand_in: tuple[JSON, ...] = ()  # what is shown where there is no value; (): it is not found
    needs_around: bool = False  # the object that holds it has to be there: it must hold more than this
    makes_row: bool = False  # of a singleton: there need not be a row before


@dataclass(frozen=True, slots=True)
class ContentUse:
    """What an operation does with bytes that belong to a row: upload | download | discard."""

    does: str
    slot: str  # which bytes of the row
    part: str = ""  # upload: of a multipart body; "" for the body as a whole
    refuses: bool = False  # download: where nothing was uploaded, the answer is that nothing is there
    sources: tuple[str, ...] = ()  # download: the operations that upload
