"""A later revision on PostgreSQL, which casts what SQLite copies: rows come along, there and back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from contract_tests.postgres import PostgresServer

DOCUMENTS = Path(__file__).parent.parent / "tests" / "evolution"
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
