"""A later revision on PostgreSQL, which casts what SQLite copies: rows come along, there and back."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from oagen.render.database import Table, TableColumn
from oagen.render.revisions import first_revision
from sqlalchemy.ext.asyncio import create_async_engine

from contract_tests.postgres import PostgresServer

DOCUMENTS = Path(__file__).parent.parent / "tests" / "evolution"
sys.path.append(str(DOCUMENTS))
from running import PAIRS, READ, found, held, later, run, table  # noqa: E402

BESIDE: dict[str, tuple[Any, Any]] = {  # what the overflow has, and what a column of its type makes of it
    "text": ("x", "x"),
    "uuid": (str(UUID(int=7)), UUID(int=7)),
    "boolean": (True, True),
    "integer": (7, 7),
    "numeric": (0.1, 0.1),
    "double": (0.1, 0.1),
    "date": ("2024-02-29", date(2024, 2, 29)),
    "datetime": ("2024-01-01T02:00:00Z", datetime(2024, 1, 1, 2, tzinfo=UTC)),
    "json": ([1], [1]),
}
DECIMALS = sa.table("rows", sa.column("held", sa.Numeric()))
VALUES: dict[str, list[Any]] = {
    "text": ["x", "null", '"'],
    "uuid": [UUID(int=7)],
    "boolean": [True, False],
    "integer": [-7, 2**53],
    "numeric": [0.1, 1e22, 0.30000000000000004],
    "double": [0.1, 1e22, 0.30000000000000004],
    "date": [date(2024, 2, 29)],
    "datetime": [datetime(2024, 1, 1, 2, 3, 4, 5, tzinfo=UTC)],
}
ROWS = """
import asyncio, sys
from sqlalchemy import text
from src.core.database import engine

async def run():
    async with engine.begin() as connection:
        found = await connection.execute(text(sys.argv[1]))
        print([dict(row) for row in found.mappings()] if found.returns_rows else "")

asyncio.run(run())
"""
SHELF = "INSERT INTO shelves (id, name, colour) VALUES (7, 'Poetry', 'red')"
BOOK = "INSERT INTO books (id, title, pages, shelf_id) VALUES (gen_random_uuid(), 'Faust', '12', 7)"


def test_rows_come_along(tmp_path: Path, postgres: PostgresServer) -> None:
    project = tmp_path / "service"
    environment = {
        **os.environ,
        "ENVIRONMENT": "test",
        "DATABASE_URL": postgres.create_database("evolution"),
        # Python takes a module for unchanged if its size and second are, and these builds follow each other at once
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    def python(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def build(document: str) -> None:
        oagen = str(Path(sys.executable).with_name("oagen"))
        subprocess.run([oagen, "build", str(DOCUMENTS / document), "-o", str(project)], check=True, capture_output=True)

    build("before.yaml")
    python("-m", "alembic", "upgrade", "head")
    python("-c", ROWS, SHELF)
    python("-c", ROWS, BOOK)
    build("after.yaml")
    python("-m", "alembic", "upgrade", "head")
    python("-m", "alembic", "check")
    found = python("-c", ROWS, "SELECT title, pages, state, language, shelf_id FROM books")
    assert "{'title': 'Faust', 'pages': 12, 'state': 'new', 'language': 'de', 'shelf_id': 7}" in found
    python("-m", "alembic", "downgrade", "0001")
    assert "{'title': 'Faust', 'pages': '12'}" in python("-c", ROWS, "SELECT title, pages FROM books")
    python("-m", "alembic", "upgrade", "head")
    python("-m", "alembic", "check")


def test_types_change_there_and_back(postgres: PostgresServer) -> None:
    asyncio.run(_there_and_back(postgres.create_database("conversions")))


async def _there_and_back(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        for old, new in PAIRS:
            await connection.run_sync(_changes, old, new)
    await engine.dispose()


def _changes(database: sa.Connection, old: str, new: str) -> None:
    before, after = later([table(old)], [table(new)]), later([table(new)], [table(old)])
    run(database, first_revision([table(old)]))
    _insert(database, old)
    run(database, before)
    converted = found(database, new)
    assert None not in converted
    run(database, before, "downgrade")
    assert found(database, old) == VALUES[old]
    run(database, before)
    run(database, after)
    assert found(database, old) == VALUES[old]
    run(database, after, "downgrade")
    assert found(database, new) == converted
    database.execute(sa.text("DROP TABLE rows"))


def test_what_rows_hold_beside_their_columns_moves_in(postgres: PostgresServer) -> None:
    asyncio.run(_moves_in(postgres.create_database("overflows")))


async def _moves_in(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(_takes_all)
    await engine.dispose()


def _takes_all(database: sa.Connection) -> None:
    """A column of every type takes in what it can hold, of rows with a key of several columns, in several pieces."""
    keys = (TableColumn("a", "uuid"), TableColumn("b", "string", length=9), TableColumn("c", "numeric"))
    beside = TableColumn("overflow", "text", nullable=True)
    columns = [TableColumn(kind, kind, nullable=True, property=kind) for kind in BESIDE]
    before = Table("rows", (*keys, beside), ("a", "b", "c"), open=True)
    after = Table("rows", (*keys, *columns, beside), ("a", "b", "c"), open=True)
    run(database, first_revision([before]))
    rows = sa.table("rows", sa.column("a", sa.Uuid()), *map(sa.column, ("b", "c", "overflow")))
    overflow = json.dumps({kind: value for kind, (value, _) in BESIDE.items()} | {"else": 1})
    given = [{"a": UUID(int=n % 3), "b": f"k{n}", "c": Decimal("0.1"), "overflow": overflow} for n in range(2100)]
    database.execute(rows.insert(), given)
    run(database, later([before], [after]))
    held = sa.table("rows", *(sa.column(kind, READ[kind]) for kind in BESIDE), sa.column("overflow"))
    found = database.execute(sa.select(held).limit(1)).one()
    assert tuple(found) == (*(value for _, value in BESIDE.values()), '{"else": 1}')
    count = sa.select(sa.func.count()).select_from(held)
    assert database.scalar(count.where(held.c.overflow == '{"else": 1}', held.c.integer == 7)) == 2100


def _insert(database: sa.Connection, kind: str) -> None:
    values, rows = VALUES[kind], held(kind)
    if kind == "numeric":  # PostgreSQL makes decimals of fifteen digits out of doubles: the service gives it decimals
        values, rows = [Decimal(repr(value)) for value in values], DECIMALS
    database.execute(rows.insert(), [{"held": value} for value in values])
