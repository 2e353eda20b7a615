"""Parts: what the server adds to the objects inside a document.

An order is created with lines of a text and an amount, and is shown with lines that have an `id`, too. What answers
must have there and requests need not bring is made when the document is stored, as it is for the document itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from oagen.blueprint.columns import column_type
from oagen.blueprint.making import PartField
from oagen.blueprint.model import Field
from oagen.blueprint.naming import normal, singular, snake
from oagen.blueprint.server_values import CREATED, UPDATED, Lacking, ServerValue, identity_value, server_value
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.contract.walk import EACH

_DEEPEST = 6  # steps of a path
_VISITS = 500  # schemas to look at for one resource
_STAND_INS = frozenset({"filler", "example"})
_COUNTED = frozenset({"number", "position", "line", "linenumber", "lineno", "index", "sequence", "ordinal", "rank"})

Path = tuple[str, ...]
# a path, the schema of what is shown there, those of what is written there, and the components on the way
_Place = tuple[Path, Raw, Sequence[Raw], frozenset[str]]


def parts_to_complete(
    shapes: Shapes, read: Shape, writes: Sequence[Shape], sampler: Any, nothing: Any
) -> dict[Path, tuple[PartField, ...]]:
    """Path of objects in a document → what they lack as clients write them; outer ones first.

    `sampler(raw)` makes an example, or returns `nothing`.
    """
    found: dict[Path, tuple[PartField, ...]] = {}
    taken = {name for shape in writes for name in shape.properties}
    pending: deque[_Place] = deque(_children((), read, writes, frozenset()))
    for _ in range(_VISITS):
        if not pending:
            break
        path, shown, written, passed = pending.popleft()
        component = shapes.component(shown)
        if len(path) > _DEEPEST or component in passed or (not written and (len(path) > 1 or path[0] in taken)):
            continue
        passed = passed | {component} if component else passed
        items = shapes.annotation(shown, "items")
        if items is not None:
            below = [raw for raw in (shapes.annotation(each, "items") for each in written) if raw is not None]
            pending.append(((*path, EACH), items, below, passed))
        shape, given = shapes.shape(shown), [each for each in map(shapes.shape, written) if each]
        if shape is None or (written and not given):
            continue
        lacking = (_lacking(shapes, name, path, shown, given) for name in shape.properties)
        made = (_made(shapes, *each, sampler, nothing) for each in lacking if each)
        # what need not be there is no example; an object that is the server's as a whole has its examples already
        needed = shape.required if given else frozenset[str]()
        if fields := tuple(f for f in made if f and (f.property in needed or f.generated not in _STAND_INS)):
            found[path] = fields
        pending.extend(_children(path, shape, given, passed))
    return found


def with_own_parts(fields: Sequence[Field], parts: Mapping[Path, Sequence[PartField]]) -> list[Field]:
    """The fields, those of which hold no examples of what is made inside them."""
    return [_without(field, {each.property for each in parts.get((field.property,), ())}) for field in fields]


def _without(field: Field, made: Set[str]) -> Field:
    if not made or not isinstance(field.filler, dict):
        return field
    left = {name: value for name, value in field.filler.items() if name not in made}
    return replace(field, filler=left, generated=field.generated if left else "filler")


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
    certain = bool(given) and len(settable) == len(given) and all(name in each.required for each in given)
    is_own_time = not settable and normal(name) in CREATED | UPDATED and not shapes.alternatives(shown)
    is_due = name in shape.required or is_own_key or is_own_time
    if certain or not is_due or shapes.annotation(raw, "writeOnly") is True:
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
    kind, is_key = column_type(shapes, raw)[0], not written and _is_key(name, path)
    if not written and kind == "integer" and (is_key or normal(name) in _COUNTED):
        return PartField(name, "sequence" if is_key else "position")
    lacking = Lacking(name, raw, written, kind, bool(written), required=True, others=frozenset())
    value = (identity_value if is_key else server_value)(shapes, lacking, sampler, nothing)
    if value.numbering:  # which rows have, and no others
        example = sampler(raw)
        value = ServerValue() if example is nothing else ServerValue("example", example)
    return PartField(name, value.generated, value.filler, value.key_format, value.unit) if value.generated else None
