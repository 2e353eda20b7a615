"""A database for one run of the tests: a SQLite file, or a new database on a PostgreSQL server; gone afterwards."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from alembic import command
from alembic.config import Config
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

ROOT = Path(__file__).parents[2]


class ThrowawayDatabase:
    """An empty database. `server` is the URL of any database on a PostgreSQL server; SQLite serves without one."""

    def __init__(self, server: str | None) -> None:
        self._name = f"test_{uuid4().hex}"
        self._server = make_url(server) if server and server.startswith("postgresql") else None
        self._folder = TemporaryDirectory(prefix="tests-")

    @property
    def url(self) -> str:
        """What `DATABASE_URL` has to be."""
        if self._server is None:
            return f"sqlite+aiosqlite:///{self._folder.name}/{self._name}.db"
        return self._server.set(database=self._name).render_as_string(hide_password=False)

    def create(self) -> None:
        """Create it, and bring it to the newest revision."""
        self._run_on_server(f'CREATE DATABASE "{self._name}"')
        command.upgrade(Config(ROOT / "alembic.ini"), "head")

    def drop(self) -> None:
        """Take it away, whoever is still connected."""
        self._run_on_server(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')
        self._folder.cleanup()

    def _run_on_server(self, statement: str) -> None:
        if self._server is not None:
            asyncio.run(_run(self._server.render_as_string(hide_password=False), statement))


async def _run(url: str, statement: str) -> None:
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
