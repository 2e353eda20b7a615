"""Revisions that are run where they were made, without a project; and tables of one column, for every type."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from oagen.evolution.steps import difference, steps
from oagen.render import render_revision
from oagen.render.conversions import conversion, is_cast, may_stop
from oagen.render.database import Table, TableColumn
from oagen.render.revisions import Revision

KINDS = ("text", "uuid", "boolean", "integer", "numeric", "double", "date", "datetime", "json")
READ: dict[str, sa.types.TypeEngine[Any]] = {
    "text": sa.Text(), "uuid": sa.Uuid(), "boolean": sa.Boolean(), "integer": sa.BigInteger(), "numeric": sa.Double(),
    "double": sa.Double(), "date": sa.Date(), "datetime": sa.DateTime(timezone=True),
    "json": sa.JSON(none_as_null=True),
}  # fmt: skip


def later(before: Sequence[Table], after: Sequence[Table]) -> Revision:
    return Revision(
        "0002",
        "0001",
        "Follow.",
        steps(difference(before, after)),
        steps(difference(after, before), lenient=True),
        "Up.",
        "Down.",
    )


def run(connection: sa.Connection, revision: Revision, direction: str = "upgrade") -> None:
    convention = {"ck": "ck_%(table_name)s_%(constraint_name)s"}
    metadata = sa.MetaData(naming_convention=convention)
    with Operations.context(MigrationContext.configure(connection, opts={"target_metadata": metadata})):
        _module(revision)[direction]()


@lru_cache(maxsize=8)
def _module(revision: Revision) -> dict[str, Any]:
    module: dict[str, Any] = {}
    exec(render_revision(revision, "r.py"), module)
    return module


def table(kind: str) -> Table:
    column = TableColumn("held", kind, nullable=True, property="held")
    overflow = TableColumn("overflow", "text", nullable=True)
    return Table("rows", (TableColumn("id", "integer", counts=True), column, overflow), ("id",))


def column(kind: str) -> TableColumn:
    return table(kind).column("held")


def converts(old: str, new: str) -> bool:
    return old != new and (is_cast(column(old), column(new)) or bool(conversion(column(old), column(new))))


PAIRS = [(old, new) for old in KINDS for new in KINDS if converts(old, new) and not may_stop(column(old), column(new))]


def held(kind: str) -> sa.TableClause:
    return sa.table("rows", sa.column("id"), sa.column("held", READ[kind]))


def found(database: sa.Connection, kind: str) -> list[Any]:
    rows = held(kind)
    return list(database.scalars(sa.select(rows.c.held).order_by(rows.c.id)))
