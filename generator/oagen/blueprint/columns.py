"""Fields and columns: how every property of a resource is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from oagen.blueprint.model import Column, Field
from oagen.blueprint.naming import Names, snake
from oagen.blueprint.server_values import Lacking, ServerValue, identity_value, server_value
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.blueprint.uniqueness import unique_properties
from oagen.contract.model import Schema

_LONGEST_STRING = 4000
# columns of `type: number`: as keys, and as what refers to keys, they are integers
NUMBERS = frozenset({"double", "numeric"})
_AT_CREATION = frozenset({"created_at", "created_by"})


@dataclass(frozen=True)
class Sources:
    """The shapes a resource shows and takes: `read` in answers, `create` and `updates` in requests.

    What `actions` take beside a change of state, nothing else may set because of that.
    """

    read: Shape
    create: Shape | None
    updates: tuple[Shape, ...]
    conflicts: tuple[str, ...]  # what the author says of the creation's conflicts
    actions: tuple[Shape, ...] = ()
    partial: tuple[Shape, ...] = ()  # those of the updates that may give a part of the objects inside a document
    states: frozenset[str] = frozenset()  # properties of which changes of state change the value
    by_verbs: frozenset[str] = frozenset()  # properties that tell of changes of state
    told_once: Mapping[str, Raw] = field(default_factory=dict)  # what the answer to a creation alone tells
    others: frozenset[str] = frozenset()  # what the other resources are called
    around: frozenset[str] = frozenset()  # what the resource itself is called, and all that its path names above it

    @cached_property
    def unlike(self) -> dict[str, str]:
        """The properties that no two rows share, each with the one among whose equals that is so; "" for all rows."""
        return unique_properties(self.read.properties, self.conflicts, self.around)

    @property
    def writes(self) -> list[Shape]:
        """The shapes that requests bring."""
        return [shape for shape in (self.create, *self.updates) if shape]

    @property
    def whole(self) -> list[Shape]:
        """The shapes of requests whose inner objects stand there as they are given."""
        return [shape for shape in self.writes if not any(shape is each for each in self.partial)] or self.writes

    @property
    def open(self) -> bool:
        """Whether requests may bring properties that nobody declares."""
        return any(not shape.closed for shape in self.writes)


def column_type(shapes: Shapes, raw: Raw) -> tuple[str, int | None, tuple[str, ...]]:
    """Type, length and checked values of the column that holds a property."""
    types = shapes.types(raw) - {"null"}
    resolved = shapes.resolve(raw)
    if len(types) != 1 or not isinstance(resolved, Mapping):
        return "json", None, ()
    kind = next(iter(types))
    if kind == "boolean":
        return "boolean", None, ()
    if kind == "integer":
        return "integer", None, ()
    if kind == "number":
        step = shapes.annotation(raw, "multipleOf")
        return (
            ("numeric" if isinstance(step, (int, float)) and 0 < step < 1 and str(step).startswith("0.") else "double"),
            None,
            (),
        )
    if kind == "string":
        return _string_type(shapes, raw)
    return "json", None, ()


def _string_type(shapes: Shapes, raw: Raw) -> tuple[str, int | None, tuple[str, ...]]:
    form = shapes.annotation(raw, "format")
    named = {"uuid": "uuid", "date": "date", "date-time": "datetime"}
    if form in named:
        return named[form], None, ()
    values = shapes.annotation(raw, "enum")
    if isinstance(values, list):
        texts = tuple(value for value in values if isinstance(value, str))
        return "string", max((len(value) for value in texts), default=1) or 1, texts
    length = shapes.annotation(raw, "maxLength")
    if isinstance(length, int) and 0 < length <= _LONGEST_STRING:
        return "string", length, ()
    return "text", None, ()


def make_fields(shapes: Shapes, sources: Sources, identity: str, filler: Any, sampler: Any) -> tuple[Field, ...]:
    """One field a property of the resource, in the order of the read schema, then what requests add.

    `identity` is the property that identifies the resource; `sampler(raw)` makes an example, or returns `filler`.
    """
    names = Names({"overflow", "metadata", "registry"})
    writes = sources.writes
    properties: dict[str, Raw] = dict(sources.read.properties)
    for shape in writes:
        for name, raw in shape.properties.items():
            properties.setdefault(name, raw)
    for name, raw in sources.told_once.items():
        properties.setdefault(name, raw)
    fields = []
    creates = [sources.create] if sources.create else []
    for name, raw in properties.items():
        # an identity stays as it was created, whatever is later said of it
        setting = creates if name == identity else writes
        written = [shape.properties[name] for shape in setting if name in shape.properties]
        fields.append(
            _field(shapes, sources, name, raw, written, names.take(snake(name, "field")), identity, filler, sampler)
        )
    return tuple(fields)


def _field(
    shapes: Shapes,
    sources: Sources,
    name: str,
    raw: Raw,
    written: list[Raw],
    column_name: str,
    identity: str,
    filler: Any,
    sampler: Any,
) -> Field:
    in_read = name in sources.read.properties
    read_only = shapes.annotation(raw, "readOnly") is True
    write_only = not in_read or shapes.annotation(raw, "writeOnly") is True
    settable = bool(written) and not read_only
    in_create = settable and sources.create is not None and name in sources.create.properties
    certain = bool(in_create and sources.create and name in sources.create.required)
    required = name in sources.read.required and not write_only
    given = [*(written if settable else ()), *(a.properties[name] for a in sources.actions if name in a.properties)]
    kept = _strictest(shapes, given, raw)
    kind, length, values = column_type(shapes, kept)
    is_identity = name == identity
    if is_identity and kind in NUMBERS:
        kind = "integer"  # nobody means a fraction
    within = sources.unlike.get(name, "")
    is_compared = not within or column_type(shapes, sources.read.properties[within])[0] != "json"
    is_text = kind in ("string", "text") and not values
    is_unlike = name in sources.unlike and is_text and is_compared and bool(written)
    value = ServerValue()
    if not certain:
        is_due, is_state = required or name in sources.told_once, name in sources.states
        lacking = Lacking(name, raw, written, kind, settable, is_due, sources.others, is_state, in_create, read_only)
        value = (identity_value if is_identity else server_value)(shapes, lacking, sampler, filler)
        if name in sources.by_verbs and value.generated in _AT_CREATION and not required:
            value = ServerValue()  # `submittedAt`, where things can be drafts before
    column = Column(
        name=column_name,
        type=kind,
        nullable=not (required and (certain or value.generated) and kind not in ("json",)) or shapes.nullable(raw),
        length=length,
        values=values if not value.key_format else (),
        indexed=False,
        unique=is_unlike,
        within=within if is_unlike else "",
        property=name,
    )
    if name == identity and kind == "text":
        column = replace(column, type="string", length=255)
    return Field(
        property=name,
        column=column,
        required=required,
        nullable=shapes.nullable(raw),
        read_only=read_only or not settable,
        write_only=write_only,
        generated=value.generated,
        filler=value.filler,
        key_format=value.key_format,
        numbering=value.numbering,
        unit=value.unit,
        schema=Schema(raw),
        kept=Schema(kept),
    )


def _strictest(shapes: Shapes, written: list[Raw], shown: Raw) -> Raw:
    """The schema a stored value surely satisfies: the shown one if every request keeps to it, else the request's."""
    return next((schema for schema in written if not shapes.compatible(schema, shown)), shown)
