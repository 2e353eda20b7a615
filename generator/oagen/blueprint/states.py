"""States: which property tells the state that documents are in, and which states there are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from oagen.blueprint.naming import words
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.contract.model import JSON

_CALLED = frozenset({"lifecycle", "phase", "stage", "state", "status"})
# what says that nothing is known of a state: `ORDER_STATUS_UNSPECIFIED`
_UNSAID = frozenset({"unknown", "unspecified"})

_TEXT = frozenset({"string", "null"})
_FORMS = ("format", "pattern", "const")
_QUOTED = re.compile(r"[`'\"]([A-Za-z][A-Za-z0-9_-]{1,40})[`'\"]")
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9_]{2,40}\b")
_LIST = re.compile(rf"{_CAPITALS.pattern}(?:\s*(?:,|/|\||\bor\b|\band\b|,\s*or\b|,\s*and\b)\s*{_CAPITALS.pattern})+")


def is_called_state(name: str) -> bool:
    """Whether a property is called a state: `orderStatus`."""
    return not _CALLED.isdisjoint(words(name)[-1:])


def states_of(raw: Raw, shapes: Shapes) -> tuple[str, ...]:
    """The texts of an `enum`, in its order; or those that the description of any text lists."""
    values = shapes.annotation(raw, "enum")
    if isinstance(values, list):
        return tuple(value for value in values if isinstance(value, str))
    is_free = not any(shapes.annotation(raw, keyword) is not None for keyword in _FORMS)
    if not is_free or not shapes.types(raw) <= _TEXT:
        return ()
    longest = shapes.annotation(raw, "maxLength")
    told = _described(shapes.annotation(raw, "description"))
    return tuple(value for value in told if not isinstance(longest, int) or len(value) <= longest)


def _described(text: JSON) -> tuple[str, ...]:
    """The values that a description lists: in quotes, or in capitals one after the other."""
    if not isinstance(text, str):
        return ()
    quoted = tuple(dict.fromkeys(_QUOTED.findall(text)))
    listed = _LIST.search(text)
    return quoted if quoted[1:] else tuple(dict.fromkeys(_CAPITALS.findall(listed[0]))) if listed else ()


def state_property(document: Shape, shapes: Shapes) -> str:
    """The one property that tells the state of a document; "" if there is none, or more than one."""
    found = [name for name, raw in document.properties.items() if is_called_state(name) and states_of(raw, shapes)[1:]]
    return found[0] if len(found) == 1 else ""


def first_state(values: Sequence[JSON]) -> JSON:
    """The state in which things begin: the first one that is listed, and says something."""
    said = (value for value in values if not (isinstance(value, str) and _UNSAID.intersection(words(value)[-1:])))
    return next(said, values[0] if values else None)
