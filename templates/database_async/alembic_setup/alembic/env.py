"""Alembic's environment: migrations run on the async driver that the service uses."""

from __future__ import annotations

import asyncio
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, make_url, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from src.core.config import get_settings
from src.core.logging import setup_logging
from src.models.entities import Base
from src.models.entities.base.column_types import UtcDateTime

LONGEST_NAME = 63  # PostgreSQL's limit, for SQLite too: longer names are shortened alike on both
MIGRATIONS_LOCK = 0x616C656D626963  # a number of our own among PostgreSQL's advisory locks

settings = get_settings()
url = make_url(settings.database_url)
# SQLite cannot alter a column or a constraint: a batch copies the table instead
is_sqlite = url.get_backend_name() == "sqlite"


def render_item(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our own types as those that they are to a database: a revision outlives the code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run_offline() -> None:
    """Write the migrations as SQL to standard output."""
    context.configure(
        url=url,
        target_metadata=Base.metadata,
        literal_binds=True,
        render_as_batch=is_sqlite,
        render_item=render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run(connection: Connection) -> None:
    """Run the migrations on a connection, all of them or none."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=is_sqlite,
        render_item=render_item,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_alone(connection: Connection) -> None:
    """Run the migrations while no other replica does: the others wait, and then find nothing left to do."""
    if is_sqlite:
        connection.exec_driver_sql("BEGIN")  # the driver begins no transaction for a change of tables
        run(connection)
        connection.commit()
        return
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATIONS_LOCK})
    connection.commit()  # the lock is the connection's, not the transaction's
    try:
        run(connection)
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": MIGRATIONS_LOCK})


async def run_online() -> None:
    """Connect, and run the migrations."""
    engine = create_async_engine(url, poolclass=pool.NullPool, max_identifier_length=LONGEST_NAME)
    async with engine.connect() as connection:
        await connection.run_sync(run_alone)
    await engine.dispose()


setup_logging(settings)
if context.is_offline_mode():
    run_offline()
elif (given := context.config.attributes.get("connection")) is not None:
    run(given)  # a caller that brings its own connection, such as a test
else:
    asyncio.run(run_online())
