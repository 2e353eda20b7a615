"""Fields and columns: how every property of a resource is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from oagen.blueprint.key_formats import are_uuids, key_format
from oagen.blueprint.model import Column, Field, KeyFormat
from oagen.blueprint.naming import Names, normal, snake
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.blueprint.uniqueness import unique_properties
from oagen.contract.model import Schema

_LONGEST_STRING = 4000
_IN_FORCE = frozenset({"active", "available", "enabled", "valid", "visible"})
# with these alone, a schema says nothing that false, zero or the first of its values could break
_SIMPLE_KEYWORDS = frozenset(
    "type format title description example examples enum minimum maximum readOnly default".split()
)
_CREATED = frozenset(
    "createdat created createdon createdate createddate creationdate creationtime datecreated createdtime"
    " creationtimestamp createtime insertedat addedat createddatetime timecreated joinedat openedat placedat receivedat"
    " registeredat submittedat uploadedat uploadedon".split()
)
_UPDATED = frozenset(
    "updatedat updated updatedon updatedate updateddate modified modifiedat modifiedon lastmodified"
    " dateupdated lastupdated lastmodifiedat modificationtime updatetime updatedtime"
    " datemodified lastupdatedat modifieddate lastmodifieddate"
    " lastmodifiedon timeupdated updateddatetime".split()
)


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

    @cached_property
    def unlike(self) -> frozenset[str]:
        """The properties that no two rows share."""
        return unique_properties(self.read.properties, self.conflicts)

    @property
    def writes(self) -> list[Shape]:
        """The shapes that requests bring."""
        return [shape for shape in (self.create, *self.updates) if shape]

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
    generated, form, example = "", None, None
    given = [*(written if settable else ()), *(a.properties[name] for a in sources.actions if name in a.properties)]
    kept = _strictest(shapes, given, raw)
    kind, length, values = column_type(shapes, kept)
    if name == identity:
        kind = "integer" if kind in ("double", "numeric") and not settable else kind  # numbers that the server counts
        generated, form = _identity_source(shapes, raw, kind, certain)
        if not generated and not certain:
            example = filler_of(shapes, name, (raw,), sampler)
            generated = "filler" if example is not filler else ""
    elif not certain:
        generated = _timestamp(name, shapes, raw, kind, settable)
        plain = kind == "datetime" and shapes.annotation(raw, "pattern") is None
        if not generated and required and plain and not settable and not shapes.nullable(raw):
            generated = "created_at"  # the server's own instants are at least not before the row was made
        elif not generated and required:
            example = filler_of(shapes, name, (*written, raw), sampler)
            generated = "filler" if example is not filler else ""
    column = Column(
        name=column_name,
        type=kind,
        nullable=not (required and (certain or generated) and kind not in ("json",)) or shapes.nullable(raw),
        length=length,
        values=values if not form else (),
        indexed=False,
        unique=name in sources.unlike and kind in ("string", "text") and not values and bool(written),
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
        generated=generated,
        filler=example if generated == "filler" else None,
        key_format=form,
        schema=Schema(raw),
        kept=Schema(kept),
    )


def _strictest(shapes: Shapes, written: list[Raw], shown: Raw) -> Raw:
    """The schema a stored value surely satisfies: the shown one if every request keeps to it, else the request's."""
    return next((schema for schema in written if not shapes.compatible(schema, shown)), shown)


def _identity_source(shapes: Shapes, raw: Raw, kind: str, certain: bool) -> tuple[str, KeyFormat | None]:
    if certain:
        return "", None
    if kind == "uuid":
        return "uuid", None
    if kind == "integer":
        return "sequence", None
    if kind not in ("string", "text"):
        return "", None
    if are_uuids(shapes, raw):
        return "text_key", None
    form = key_format(shapes, raw)
    return ("text_key", form) if form else ("", None)


def filler_of(shapes: Shapes, name: str, schemas: Sequence[Raw], sampler: Any) -> Any:
    """What stands in a required property that nobody gave: its default, null, the least there is, or an example."""
    shown = schemas[-1]
    defaults = (shapes.annotation(schema, "default") for schema in schemas)
    default = next((value for value in defaults if value is not None), None)
    if default is not None or shapes.nullable(shown):
        return default
    least = _least(shapes.resolve(shown), normal(name).removeprefix("is"))
    return sampler(shown) if least is None else least


def _least(schema: Raw, name: str) -> Any:
    """False, zero, or the first of some values; None where that may not be valid. What is new is in force."""
    if not isinstance(schema, Mapping) or not schema.keys() <= _SIMPLE_KEYWORDS:
        return None
    values = schema.get("enum")
    if isinstance(values, list):
        return next(iter(values), None)
    if schema.get("type") == "boolean":
        return name in _IN_FORCE
    is_number = schema.get("type") in ("integer", "number")
    return 0 if is_number and schema.get("minimum", 0) <= 0 <= schema.get("maximum", 0) else None


def _timestamp(name: str, shapes: Shapes, raw: Raw, kind: str, settable: bool) -> str:
    if kind != "datetime" or settable or shapes.annotation(raw, "pattern") is not None:
        return ""
    if normal(name) in _CREATED:
        return "created_at"
    return "updated_at" if normal(name) in _UPDATED else ""
