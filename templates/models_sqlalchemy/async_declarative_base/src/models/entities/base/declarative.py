"""What all entities share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import ClassVar, cast

from sqlalchemy import MetaData, Table, Text, inspect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from src.models.entities.base.codec import DocumentCodec, RowsOf

# Every constraint has a name, so that a later revision can drop it.
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """A kind of row. Its columns say which property of the document they hold (see `codec`)."""

    metadata = MetaData(naming_convention=_NAMES)

    COUNTS: ClassVar[Mapping[str, RowsOf]] = {}  # properties that tell how many rows belong to one
    LISTS: ClassVar[Sequence[str]] = ()  # properties that list rows that belong to one: its repository knows which

    # properties that show a row which this one refers to: its repository knows which → whether null where there is none
    ROWS: ClassVar[Mapping[str, bool]] = {}

    overflow: Mapped[str | None] = mapped_column(Text, sort_order=1)

    def __repr__(self) -> str:
        names = [str(column.key) for column in inspect(type(self)).primary_key]
        keys = ", ".join(f"{name}={getattr(self, name, None)!r}" for name in names)
        return f"{type(self).__name__}({keys})"


def table_of(entity: type[Base]) -> Table:
    """Give the table of an entity."""
    return cast(Table, entity.__table__)


@cache
def codec_of(entity: type[Base]) -> DocumentCodec:
    """Give the codec between an entity's rows and its documents."""
    elsewhere = {**dict.fromkeys(entity.COUNTS, int), **dict.fromkeys(entity.LISTS, list)}
    return DocumentCodec(table_of(entity), elsewhere, entity.ROWS)
