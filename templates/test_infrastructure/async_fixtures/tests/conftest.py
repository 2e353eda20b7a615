"""Fixtures: one database a run, one transaction a test, and a client of the application that works in it.

The tests run on SQLite; with `TEST_DATABASE_URL` (or `DATABASE_URL`) set to a PostgreSQL server, in a new database
there. Whatever a test or the application commits is taken back when the test ends.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from tests.support.database import ThrowawayDatabase

DATABASE = ThrowawayDatabase(os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL"))
# the settings are read when the application is imported
os.environ |= {"ENVIRONMENT": "test", "DATABASE_URL": DATABASE.url, "SEED_DATA": "false", "LOG_LEVEL": "WARNING"}

from src.core.database import engine, get_db  # noqa: E402
from src.main import app  # noqa: E402
from tests.support.api import Api  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def database() -> Iterator[None]:
    """An empty database at the newest revision."""
    DATABASE.create()
    yield
    DATABASE.drop()


@pytest.fixture
async def connection(database: None) -> AsyncIterator[AsyncConnection]:
    """A connection in a transaction that is rolled back."""
    async with engine.connect() as opened:
        transaction = await opened.begin()
        yield opened
        await transaction.rollback()


def _session(connection: AsyncConnection) -> AsyncSession:
    """A session whose commits only release savepoints of the test's transaction."""
    return AsyncSession(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")


@pytest.fixture
async def db_session(connection: AsyncConnection) -> AsyncIterator[AsyncSession]:
    """A session in the test's transaction."""
    async with _session(connection) as session:
        yield session


@pytest.fixture
async def client(connection: AsyncConnection) -> AsyncIterator[AsyncClient]:
    """A client of the application, whose requests see what the test has stored. It sends no credentials."""

    async def get_test_db() -> AsyncIterator[AsyncSession]:
        async with _session(connection) as session, session.begin():
            yield session

    app.dependency_overrides[get_db] = get_test_db
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test") as opened:
        yield opened
    app.dependency_overrides.clear()


@pytest.fixture
def api(client: AsyncClient, db_session: AsyncSession) -> Api:
    """The operations of the contract, called with the credentials of `schemathesis.toml`."""
    return Api(client, db_session)
