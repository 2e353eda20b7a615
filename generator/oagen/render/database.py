"""What a database holds for a service: the tables of its resources, and those that the service needs for itself.

Plain values, so that the tables of two builds can be compared (`evolution/`), and written into revisions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from oagen.blueprint.model import Blueprint, Column, Field, Resource
from oagen.blueprint.shapes import Shapes
from oagen.render import tables
from oagen.render.tables import Reference

Named = tuple[str, str]  # the name of a constraint or an index, and its column
Unique = tuple[str, ...]  # the name of a constraint, and its columns


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column. `type` is that of a blueprint's column, or `small`, `big`, `bytes` or `place`."""

    name: str
    type: str
    nullable: bool = False
    length: int | None = None
    values: tuple[str, ...] = ()  # of a checked one
    counts: bool | None = None  # of a number in the primary key: whether the database counts it up
    property: str = ""  # that it holds; "" for keys that no document shows, and what the service needs itself
    place: tuple[str, ...] = ()  # names that lead to what it repeats of a value inside the document
    named: str = ""  # a format string over the columns of keys, which its values are made of
    demanded: bool = False  # whether documents have to show it, and not as null
    empty_is_null: bool = False  # an empty column means null; else it means that the property is missing
    is_key: bool = False  # whether paths name rows by it, though no constraint says so
    types: tuple[str, ...] = ()  # JSON types of the property, in order; () for any, or where it is not known
    schema: Any = field(default=None, compare=False)  # of the property; None where it is not known
    filler: Any = field(default=None, compare=False)  # what rows get that were there before the column


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its columns are in order."""

    name: str
    columns: tuple[TableColumn, ...]
    primary_key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    uniques: tuple[Unique, ...] = ()
    indexes: tuple[Named, ...] = ()
    never_reuses_keys: bool = False
    open: bool = False  # its rows may have properties that nobody declares

    @property
    def primary_key_name(self) -> str:
        """The name of the primary key."""
        return tables.constraint_name("pk", self.name)

    @property
    def checks(self) -> tuple[Named, ...]:
        """(name, column) of every check of a column's values."""
        return tuple((tables.constraint_name("ck", self.name, c.name), c.name) for c in self.columns if c.values)

    def column(self, name: str) -> TableColumn:
        """A column by its name."""
        return next(column for column in self.columns if column.name == name)


_DELETED_KEYS = Table(
    "deleted_keys",
    (TableColumn("collection", "string", length=63), TableColumn("key", "string", length=64)),
    primary_key=("collection", "key"),
)
_LAST_NUMBERS = Table(
    "last_numbers",
    (TableColumn("name", "string", length=127), TableColumn("value", "big")),
    primary_key=("name",),
)
_IDEMPOTENT_ANSWERS = Table(
    "idempotent_answers",
    (
        TableColumn("key", "string", length=64),
        TableColumn("request", "string", length=64),
        TableColumn("status", "small"),
        TableColumn("headers", "text"),
        TableColumn("body", "bytes"),
        TableColumn("made", "text"),
        TableColumn("created_at", "big"),
    ),
    primary_key=("key",),
    indexes=(("ix_idempotent_answers_created_at", "created_at"),),
)
_OUTBOX = Table(
    "outbox_deliveries",
    (
        TableColumn("id", "uuid"),
        TableColumn("event", "string", length=200),
        TableColumn("method", "string", length=20),
        TableColumn("url", "text"),
        TableColumn("content_type", "string", length=200),
        TableColumn("body", "bytes"),
        TableColumn("attempts", "small"),
        TableColumn("due_at", "big"),
        TableColumn("given_up", "boolean"),
        TableColumn("last_error", "text", nullable=True),
    ),
    primary_key=("id",),
    indexes=(("ix_outbox_deliveries_due_at", "due_at"),),
)
_CONTENTS = Table(
    "stored_contents",
    (
        TableColumn("place", "place"),
        TableColumn("slot", "text"),
        TableColumn("media_type", "text"),
        TableColumn("size", "big"),
        TableColumn("digest", "string", length=64),
        TableColumn("data", "bytes"),
    ),
    primary_key=("place", "slot"),
)
_PIECES = Table(
    "stored_pieces",
    (
        TableColumn("place", "place"),
        TableColumn("slot", "text"),
        TableColumn("number", "small", counts=False),
        TableColumn("digest", "string", length=64),
        TableColumn("data", "bytes"),
    ),
    primary_key=("place", "slot", "number"),
    references=(
        Reference("fk_stored_pieces_place", ("place", "slot"), "stored_contents", ("place", "slot"), "CASCADE"),
    ),
)


def tables_of(blueprint: Blueprint) -> tuple[Table, ...]:
    """All tables, each after those it refers to."""
    shapes = Shapes(blueprint.contract)
    of_resources = (_table(blueprint, shapes, resource) for resource in tables.tables_in_order(blueprint))
    return (*of_resources, *_own_tables(blueprint))


def _own_tables(blueprint: Blueprint) -> Iterator[Table]:
    """What the service needs for itself."""
    if blueprint.remembers_deletions:
        yield _DELETED_KEYS
    if blueprint.numbers_rows:
        yield _LAST_NUMBERS
    if blueprint.has_idempotency_keys:
        yield _IDEMPOTENT_ANSWERS
    if blueprint.outgoing:
        yield _OUTBOX
    if blueprint.keeps_contents:
        yield from (_CONTENTS, _PIECES)


def _table(blueprint: Blueprint, shapes: Shapes, resource: Resource) -> Table:
    return Table(
        name=resource.table,
        columns=(
            *(_column(shapes, resource, column) for column in resource.columns),
            TableColumn("overflow", "text", True),
        ),
        primary_key=tables.primary_key(resource),
        references=tuple(tables.references(blueprint, resource)),
        uniques=tuple(tables.uniques(resource)),
        indexes=tuple(tables.indexes(resource)),
        never_reuses_keys=tables.never_reuses_keys(resource),
        open=resource.open,
    )


def _column(shapes: Shapes, resource: Resource, column: Column) -> TableColumn:
    is_numbered = column.primary_key and column.type == "integer"
    shown = next((field for field in resource.fields if field.column.name == column.name), None)
    return TableColumn(
        name=column.name,
        type=column.type,
        nullable=column.nullable,
        length=column.length,
        values=tuple(tables.choices(column)),
        counts=column.name == tables.counting_column(resource) if is_numbered else None,
        property=column.property,
        place=column.place,
        named=shown.named.form if shown and shown.named else "",
        demanded=bool(shown and shown.required and not shown.nullable),
        empty_is_null=bool(shown and shown.required and shown.nullable),
        is_key=bool(column.property) and tables.is_found_by(resource, column),
        types=tuple(sorted(shapes.types(shown.kept.raw, meant=False))) if shown else (),
        schema=_held_by(resource, shown) if shown else None,
        filler=_filler(resource, column),
    )


def _held_by(resource: Resource, field: Field) -> Any:
    """The schema of what rows hold: as requests give it, or as answers show it where the server completes it."""
    is_completed = any(path[0] == field.property for path in resource.parts)
    return (field.schema if is_completed else field.kept).raw


def _filler(resource: Resource, column: Column) -> Any:
    """What the contract shows of a column's property, or nothing of its kind; None where it shows nothing."""
    documents = resource.seed.documents if resource.seed else ()
    shown = next((document[column.property] for document in documents if column.property in document), None)
    if shown is None and column.type == "json":
        schemas = (field.schema.raw for field in resource.fields if field.column.name == column.name)
        return next(([] for schema in schemas if isinstance(schema, dict) and schema.get("type") == "array"), {})
    return shown
