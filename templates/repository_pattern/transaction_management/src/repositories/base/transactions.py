"""Transactions.

A request that may write is one transaction: `get_db` commits it when the handler is done, and takes everything back
when the handler raises. Repositories join in and never commit. What may fail without ending the request stands in
`attempt`:

    async with attempt(session):
        await orders.create(document)
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession


@asynccontextmanager
async def attempt(session: AsyncSession) -> AsyncIterator[None]:
    """Run statements in a savepoint: an error takes back what they did, and nothing else of the transaction."""
    async with session.begin_nested():
        await session.connection()  # the savepoint is set now, also for statements that go straight to the driver
        yield
