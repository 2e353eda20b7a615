"""States: which property tells the state that documents are in, and which states there are."""

from __future__ import annotations

from collections.abc import Sequence

from oagen.blueprint.naming import words
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.contract.model import JSON

_CALLED = frozenset({"lifecycle", "phase", "stage", "state", "status"})
# what says that nothing is known of a state: `ORDER_STATUS_UNSPECIFIED`
_UNSAID = frozenset({"unknown", "unspecified"})


def is_called_state(name: str) -> bool:
    """Whether a property is called a state: `orderStatus`."""
    return not _CALLED.isdisjoint(words(name)[-1:])


def states_of(raw: Raw, shapes: Shapes) -> tuple[str, ...]:
    """The texts of an `enum`, in its order."""
    values = shapes.annotation(raw, "enum")
    return tuple(value for value in values if isinstance(value, str)) if isinstance(values, list) else ()


def state_property(document: Shape, shapes: Shapes) -> str:
    """The one property that tells the state of a document; "" if there is none, or more than one."""
    found = [name for name, raw in document.properties.items() if is_called_state(name) and states_of(raw, shapes)[1:]]
    return found[0] if len(found) == 1 else ""


def first_state(values: Sequence[JSON]) -> JSON:
    """The state in which things begin: the first one that is listed, and says something."""
    said = (value for value in values if not (isinstance(value, str) and _UNSAID.intersection(words(value)[-1:])))
    return next(said, values[0] if values else None)
