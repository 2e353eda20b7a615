"""Revisions of Alembic: what they do, step by step, as the arguments of the calls that a template writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from oagen.render.conversions import conversion, helpers_of
from oagen.render.database import Named, Table, TableColumn, Unique
from oagen.render.overflows import holds
from oagen.render.quoting import py
from oagen.render.tables import Reference, choice_arguments

_TYPES = {
    "text": "sa.Text()", "uuid": "sa.Uuid()", "boolean": "sa.Boolean()",
    "integer": 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")', "numeric": "sa.Numeric()",
    "double": "sa.Double()", "date": "sa.Date()", "datetime": "sa.DateTime(timezone=True)", "json": "sa.JSON()",
    "small": "sa.Integer()", "big": "sa.BigInteger()", "bytes": "sa.LargeBinary()",
    "place": 'sa.Text().with_variant(sa.Text(collation="C"), "postgresql")',
}  # fmt: skip
# how a value of JSON is written for a column, where it is not itself
_VALUES = {
    "uuid": "UUID({})", "date": "date.fromisoformat({})", "datetime": "datetime.fromisoformat({})",
}  # fmt: skip

_PARSERS: dict[str, Callable[[str], object]] = {
    "uuid": UUID,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}
_PLAINEST: dict[str, Any] = {
    "string": "", "text": "", "uuid": str(UUID(int=0)), "boolean": False, "integer": 0, "numeric": 0, "double": 0.0,
    "date": "1970-01-01", "datetime": "1970-01-01T00:00:00+00:00", "json": {},
}  # fmt: skip

_POSTGRESQL = {"string": "VARCHAR", "text": "TEXT", "numeric": "NUMERIC", "double": "DOUBLE PRECISION"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `kind` is create, drop, change, convert, settle, repeat, name or fill.

    A change is a batch of `calls` on one table; a conversion puts the values of `source`, each as the Python expression
    `converted`, into `column`; to settle is to do some `calls` with the overflow of every row that has one, where they
    reach some `columns`; to repeat is to put into `column` what the objects in `source` have at its place; to name is
    to make the values of `column` of the keys in `columns`; a fill gives `filler` to the rows that have nothing in
    `column`.
    """

    kind: str
    table: Table
    calls: tuple[str, ...] = ()
    column: TableColumn | None = None
    source: TableColumn | None = None
    columns: tuple[TableColumn, ...] = ()

    @property
    def filler(self) -> str:
        """The value that rows from before get, as Python."""
        return value_code(self.column) if self.column else ""

    @property
    def converted(self) -> str:
        """The new value for an old one, `value`, as Python."""
        return conversion(self.source, self.column) if self.source and self.column else ""

    @property
    def repeated(self) -> str:
        """What the column holds of a value inside an object, `value`, as Python."""
        return f"{holds(self.table, self.column)}(value)[0]" if self.kind == "repeat" and self.column else ""

    @property
    def old(self) -> str:
        """The old values, as a column of `rows`."""
        if self.source is None:
            return ""
        values = f"rows.c[{py(self.source.name)}]"
        return f"_comparable({values})" if self.source.type == "json" else values


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision; `down` is the one before it, "" for the first."""

    id: str
    down: str
    title: str
    upgrade: tuple[Step, ...]
    downgrade: tuple[Step, ...]
    upgrading: str  # what each of them does, in a sentence
    downgrading: str
    notes: tuple[str, ...] = ()  # what it changes, in words

    @property
    def helpers(self) -> list[str]:
        """The functions that it brings, by name."""
        steps = (*self.upgrade, *self.downgrade)
        going = {"settle": "_overflows _keep", "repeat": "_inside", "name": "_name"}
        through = (going.get(step.kind, "") for step in steps)
        codes = (" ".join([step.old, step.converted, step.repeated, *step.calls]) for step in steps)
        return helpers_of([*through, *codes])


def first_revision(tables: Sequence[Table]) -> Revision:
    """Makes all tables."""
    return Revision(
        id="0001",
        down="",
        title="Create all tables.",
        upgrade=tuple(Step("create", table) for table in tables),
        downgrade=tuple(Step("drop", table) for table in reversed(tables)),
        upgrading="Create the tables, each after those it refers to.",
        downgrading="Drop all tables, with everything in them.",
    )


def type_code(column: TableColumn) -> str:
    """The type of a column that nothing checks."""
    return f"sa.String({column.length})" if column.type == "string" else _TYPES[column.type]


def found_by(column: TableColumn) -> TableColumn:
    """The column as its values are read and found: as doubles, which is what decimals are to a service."""
    return replace(column, type="double") if column.type == "numeric" else column


def read_column(column: TableColumn) -> str:
    """What `sa.column` is made with to read and find values; JSON is as the database has it, see `_comparable`."""
    return py(column.name) if column.type == "json" else f"{py(column.name)}, {type_code(found_by(column))}"


def column_code(column: TableColumn) -> str:
    """What `sa.Column` is made with, in a table that is created; an `Enum` brings its check."""
    checked = f"sa.Enum({choice_arguments(column.name, column.values, column.length)})" if column.values else ""
    counts = f"autoincrement={column.counts}, " if column.counts is not None else ""
    return f"{py(column.name)}, {checked or type_code(column)}, {counts}nullable={column.nullable}"


def value_code(column: TableColumn) -> str:
    """What rows from before get in a column that may not be empty, as Python: what the contract shows, if that fits."""
    empty: Any = [] if column.type == "json" and set(column.types) - {"null"} == {"array"} else _PLAINEST[column.type]
    plainest = column.values[0] if column.values else empty
    filler = column.filler if _fits(column) else plainest
    return _VALUES.get(column.type, "{}").format(py(_in_utc(filler) if column.type == "datetime" else filler))


def _in_utc(text: str) -> str:
    """A point in time in UTC: SQLite keeps it without its zone."""
    instant = datetime.fromisoformat(text)
    return (instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)).isoformat()


def _fits(column: TableColumn) -> bool:
    value, kind = column.filler, column.type
    if column.values:
        return value in column.values
    if kind in _PARSERS:
        return isinstance(value, str) and _parses(_PARSERS[kind], value)
    if kind in ("string", "text"):
        return isinstance(value, str) and len(value) <= (column.length or len(value))
    if kind in ("numeric", "double"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return value is not None and (kind == "json" or type(value) is type(_PLAINEST[kind]))


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def adds_column(column: TableColumn) -> str:
    """A call of a batch. The column may be empty until it is filled."""
    return f"add_column(sa.Column({py(column.name)}, {type_code(column)}, nullable=True))"


def drops_column(column: TableColumn) -> str:
    """A call of a batch."""
    return f"drop_column({py(column.name)})"


def renames_column(column: TableColumn, name: str) -> str:
    """A call of a batch."""
    return f"alter_column({py(column.name)}, new_column_name={py(name)}, existing_type={type_code(column)})"


def retypes_column(old: TableColumn, new: TableColumn) -> str:
    """A call of a batch."""
    changes = [f"existing_type={type_code(old)}", f"type_={type_code(new)}"]
    if old.type != new.type:
        changes.append(f"postgresql_using={py(_cast(old, new))}")
    return f"alter_column({', '.join([py(new.name), *changes, f'existing_nullable={old.nullable}'])})"


def demands_column(column: TableColumn, *, nullable: bool) -> str:
    """A call of a batch: whether a column may be empty."""
    return f"alter_column({py(column.name)}, existing_type={type_code(column)}, nullable={nullable})"


def makes_reference(reference: Reference) -> str:
    """A call of a batch."""
    own, targets = py(list(reference.columns)), py(list(reference.targets))
    arguments = f"op.f({py(reference.name)}), {py(reference.table)}, {own}, {targets}"
    return f"create_foreign_key({arguments}, ondelete={py(reference.on_delete)})"


def makes_unique(unique: Unique) -> str:
    """A call of a batch."""
    return f"create_unique_constraint(op.f({py(unique[0])}), {py(list(unique[1:]))})"


def makes_check(check: Named, values: tuple[str, ...]) -> str:
    """A call of a batch."""
    return f"create_check_constraint(op.f({py(check[0])}), sa.column({py(check[1])}).in_({py(list(values))}))"


def makes_index(index: Named) -> str:
    """A call of a batch."""
    return f"create_index(op.f({py(index[0])}), [{py(index[1])}], unique=False)"


def drops_constraint(name: str, kind: str) -> str:
    """A call of a batch; `kind` is foreignkey, unique or check."""
    return f"drop_constraint(op.f({py(name)}), type_={py(kind)})"


def drops_index(index: Named) -> str:
    """A call of a batch."""
    return f"drop_index(op.f({py(index[0])}))"


def _cast(old: TableColumn, new: TableColumn) -> str:
    """PostgreSQL's cast. Of a double, only its text has all digits."""
    name = _identifier(new.name)
    exact = f"CAST({name} AS TEXT)" if (old.type, new.type) == ("double", "numeric") else name
    return f"CAST({exact} AS {_POSTGRESQL[new.type]})"


def _identifier(name: str) -> str:
    quoted = name.replace('"', '""')
    return f'"{quoted}"'
