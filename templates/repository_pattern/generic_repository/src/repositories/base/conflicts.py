"""What a change is at odds with, where the database tells: in the names that the contract has for it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import IntegrityError

from src.models.entities.base.codec import DocumentCodec

STILL_USED = "Other things refer to it."
_UNKNOWN = "The change conflicts with what is stored."
# Of a foreign key, and of one that restricts deletions: SQLSTATE, and SQLite's extended result codes.
_POSTGRESQL_REFERENCES = frozenset({"23503", "23001"})
_SQLITE_REFERENCES = frozenset({787, 1811})
_SQLITE_TAKEN = "UNIQUE constraint failed: "


def is_about_references(error: IntegrityError) -> bool:
    """Whether something refers to what is not there, be it any more."""
    cause = error.orig
    state, code = getattr(cause, "sqlstate", None), getattr(cause, "sqlite_errorcode", None)
    return state in _POSTGRESQL_REFERENCES or code in _SQLITE_REFERENCES


def suspects(error: IntegrityError, table: Table, dialect: Dialect) -> Sequence[ForeignKeyConstraint]:
    """The references of a row that may be the one that leads to nothing: SQLite does not tell which one it is."""
    keys = sorted(table.foreign_key_constraints, key=lambda key: ",".join(key.column_keys))
    if dialect.name == "sqlite":
        return keys
    name = _constraint_name(error)
    return [key for key in keys if dialect.identifier_preparer.format_constraint(key) == name]


def leads_to_nothing(key: ForeignKeyConstraint | None, codec: DocumentCodec) -> str:
    """Say which reference leads to nothing."""
    names = _names(() if key is None else key.column_keys, codec)
    return f"{names} {'lead' if ' and ' in names else 'leads'} to nothing that exists." if names else _UNKNOWN


def is_taken(error: IntegrityError, table: Table, dialect: Dialect, codec: DocumentCodec) -> str:
    """Say which values only one row may have."""
    columns = _unique_columns(error, table, dialect)
    names = _names(columns, codec)
    if not names:
        return "Its key is taken." if set(codec.primary_key) == set(columns) else _UNKNOWN
    return f"The combination of {names} is taken." if " and " in names else f"The {names} is taken."


def _unique_columns(error: IntegrityError, table: Table, dialect: Dialect) -> Sequence[str]:
    if dialect.name == "sqlite":
        failed = str(error.orig).partition(_SQLITE_TAKEN)[2]
        return [place.rpartition(".")[2] for place in failed.split(", ")]
    name = _constraint_name(error)
    unique = (each for each in table.constraints if isinstance(each, PrimaryKeyConstraint | UniqueConstraint))
    spelled = dialect.identifier_preparer.format_constraint
    return next(([column.name for column in each.columns] for each in unique if spelled(each) == name), [])


def _constraint_name(error: IntegrityError) -> str | None:
    """The name of the constraint that PostgreSQL speaks of; its driver's own error stands behind SQLAlchemy's."""
    return getattr(getattr(error.orig, "__cause__", None), "constraint_name", None)


def _names(columns: Sequence[str], codec: DocumentCodec) -> str:
    """The properties that columns hold; a column that no document shows has none."""
    held = (codec.by_column.get(column) for column in sorted(columns))
    return " and ".join(f'"{each.name}"' for each in held if each is not None and each.name)
