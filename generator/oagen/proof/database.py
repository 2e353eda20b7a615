"""A fresh database for one proof: a SQLite file, or a new database on a PostgreSQL server."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg  # type: ignore[import-untyped]

from oagen.proof.events import ProofError


def is_postgres(url: str) -> bool:
    """Whether a database URL, with or without a driver, means PostgreSQL."""
    return _kind(url) in ("postgresql", "postgres")


def is_sqlite(url: str) -> bool:
    """Whether a database URL means SQLite: a proof makes a file of its own then."""
    return _kind(url) == "sqlite"


def _kind(url: str) -> str:
    return url.partition(":")[0].partition("+")[0].lower()


@contextmanager
def fresh_database(server: str, scratch: Path) -> Iterator[str]:
    """URL of an empty database for the service, on the PostgreSQL server `server` or else in a file below `scratch`."""
    if not is_postgres(server):
        yield f"sqlite+aiosqlite:///{scratch / 'app.db'}"
        return
    parts = urlsplit(server)
    plain = urlunsplit(parts._replace(scheme="postgresql"))
    name = f"oagen_proof_{os.getpid()}_{secrets.token_hex(4)}"
    try:
        asyncio.run(_execute(plain, f'create database "{name}"'))
    except Exception as error:  # the driver has no common base class for what can go wrong here
        raise ProofError(f"no database could be created on {parts.hostname}: {error}") from error
    try:
        yield urlunsplit(parts._replace(scheme="postgresql+asyncpg", path=f"/{name}"))
    finally:
        asyncio.run(_execute(plain, f'drop database if exists "{name}" with (force)'))


async def _execute(url: str, statement: str) -> None:
    connection: Any = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
