"""Parts: what the server adds to the objects inside a document.

An order is created with lines of a text and an amount, and is shown with lines that have an `id`, too. What answers
must have there and requests need not bring is made when the document is stored, as it is for the document itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from oagen.blueprint.columns import filler_of
from oagen.blueprint.key_formats import are_uuids, key_format
from oagen.blueprint.model import PartField
from oagen.blueprint.naming import normal, singular, snake
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.contract.walk import EACH

_DEEPEST = 6  # steps of a path
_VISITS = 500  # schemas to look at for one resource
_COUNTED = frozenset({"number", "position", "line", "linenumber", "lineno", "index", "sequence", "ordinal", "rank"})

Path = tuple[str, ...]
_Place = tuple[
    Path, Raw, Sequence[Raw], frozenset[str]
]  # a path, the schemas shown and written there, components passed


def parts_to_complete(
    shapes: Shapes, read: Shape, writes: Sequence[Shape], sampler: Any, nothing: Any
) -> dict[Path, tuple[PartField, ...]]:
    """Path of objects in a document → what they lack as clients write them; outer ones first.

    `sampler(raw)` makes an example, or returns `nothing`.
    """
    found: dict[Path, tuple[PartField, ...]] = {}
    pending: deque[_Place] = deque(_children((), read, writes, frozenset()))
    for _ in range(_VISITS):
        if not pending:
            break
        path, shown, written, passed = pending.popleft()
        component = shapes.component(shown)
        if not written or len(path) > _DEEPEST or component in passed:
            continue
        passed = passed | {component} if component else passed
        items = shapes.annotation(shown, "items")
        if items is not None:
            below = [raw for raw in (shapes.annotation(each, "items") for each in written) if raw is not None]
            pending.append(((*path, EACH), items, below, passed))
        shape, given = shapes.shape(shown), [each for each in map(shapes.shape, written) if each]
        if shape is None or not given:
            continue
        lacking = (_lacking(shapes, name, path, shown, given) for name in shape.properties)
        made = (_made(shapes, *each, sampler, nothing) for each in lacking if each)
        if fields := tuple(field for field in made if field):
            found[path] = fields
        pending.extend(_children(path, shape, given, passed))
    return found


def _children(path: Path, shown: Shape, written: Sequence[Shape], passed: frozenset[str]) -> Iterator[_Place]:
    for name, raw in shown.properties.items():
        yield (*path, name), raw, [each.properties[name] for each in written if name in each.properties], passed


def _lacking(
    shapes: Shapes, name: str, path: Path, shown: Raw, given: Sequence[Shape]
) -> tuple[str, Path, Raw, tuple[Raw, ...]] | None:
    """(name, path, schema in answers, schemas in requests) of what an object may lack though its answers show it."""
    shape = shapes.shape(shown)
    assert shape is not None
    raw = shape.properties[name]
    settable = [
        each.properties[name]
        for each in given
        if name in each.properties and shapes.annotation(each.properties[name], "readOnly") is not True
    ]
    is_own_key = not settable and not shapes.alternatives(shown) and _is_key(name, path)
    certain = len(settable) == len(given) and all(name in each.required for each in given)
    if certain or not (name in shape.required or is_own_key) or shapes.annotation(raw, "writeOnly") is True:
        return None
    return name, path, raw, tuple(settable)


def _is_key(name: str, path: Path) -> bool:
    """Whether a property names the object that has it: `id`, or `lineId` in `lines`."""
    noun = next((step for step in reversed(path) if step != EACH), "")
    return normal(name) in ("id", "uuid", f"{normal(singular(snake(noun)))}id")


def _made(
    shapes: Shapes, name: str, path: Path, raw: Raw, written: tuple[Raw, ...], sampler: Any, nothing: Any
) -> PartField | None:
    """Where the value of a property comes from; None where nothing can be made."""
    types = shapes.types(raw) - {"null"}
    if not written and types == {"string"} and shapes.annotation(raw, "enum") is None:
        form = shapes.annotation(raw, "format")
        if form == "uuid" or (_is_key(name, path) and are_uuids(shapes, raw)):
            return PartField(name, "uuid")
        if form == "date-time" and shapes.annotation(raw, "pattern") is None:
            return PartField(name, "created_at")
        drawn = key_format(shapes, raw) if _is_key(name, path) else None
        if drawn:
            return PartField(name, "text_key", key_format=drawn)
    if not written and types == {"integer"} and _is_key(name, path):
        return PartField(name, "sequence")
    if not written and types == {"integer"} and normal(name) in _COUNTED:
        return PartField(name, "position")
    example = filler_of(shapes, name, (*written, raw), sampler)
    return None if example is nothing else PartField(name, "filler", filler=example)
