"""Faults around the task list service. Nothing here is retried: what a client is told has to be true."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import Counter

import httpx
import pytest

from contract_tests.postgres import PostgresServer
from fault_tests.replica import TASKS, UNANSWERED, Crowd, Launch, Replica, connect, query

pytestmark = pytest.mark.asyncio

WRITES = 2000
KILLS = 3
RECOVERY_SECONDS = 5.0


async def test_killing_the_process_loses_no_acknowledged_write_and_doubles_none(
    replica: Replica, database: str
) -> None:
    crowd = Crowd(replica, 16)

    async def kill_in_between() -> None:
        for kill in range(1, KILLS + 1):
            while len(crowd.acknowledged()) < WRITES * kill / (KILLS + 1):
                await asyncio.sleep(0.02)
            replica.end(signal.SIGKILL)
            await asyncio.to_thread(replica.start)
        while len(crowd.acknowledged()) < WRITES:
            await asyncio.sleep(0.02)

    await crowd.run(kill_in_between)
    stored = Counter(row["title"] for row in await query(database, "SELECT title FROM tasks"))
    acknowledged = crowd.acknowledged()
    assert len(acknowledged) >= WRITES
    assert [title for title in acknowledged if stored[title] != 1] == []
    assert [title for title, times in stored.items() if times > 1] == []
    assert crowd.statuses() == {200, 201, UNANSWERED}


async def test_a_restart_of_the_database_is_503_while_it_lasts(replica: Replica, postgres: PostgresServer) -> None:
    crowd, pid = Crowd(replica, 16), replica.pid
    back = 0.0

    async def restart() -> None:
        nonlocal back
        await asyncio.sleep(1)
        await asyncio.to_thread(postgres.halt)
        await asyncio.sleep(1)
        assert await asyncio.to_thread(replica.ready) == 503
        await asyncio.to_thread(postgres.resume)
        back = time.monotonic()
        await asyncio.sleep(RECOVERY_SECONDS + 1)

    await crowd.run(restart)
    failed = [outcome for outcome in crowd.outcomes if outcome.status not in (200, 201)]
    assert {outcome.status for outcome in failed} == {503}, replica.said()
    assert all(outcome.retry_after for outcome in failed)
    assert max(outcome.at for outcome in failed) < back + RECOVERY_SECONDS
    assert any(outcome.at > back + RECOVERY_SECONDS for outcome in crowd.outcomes)
    assert replica.ready() == 200
    assert replica.pid == pid


async def test_many_clients_share_a_small_pool(launch: Launch) -> None:
    replica = launch(DATABASE_POOL_SIZE="5", DATABASE_MAX_OVERFLOW="0")
    crowd = Crowd(replica, 200)
    started = time.monotonic()
    await crowd.run(lambda: asyncio.sleep(5))
    assert time.monotonic() - started < 20
    assert crowd.unanswered() == []
    assert crowd.statuses() <= {200, 201, 503}, replica.said()
    assert sum(outcome.status in (200, 201) for outcome in crowd.outcomes) >= 200


async def test_who_gets_no_connection_is_told_to_come_back(launch: Launch, database: str) -> None:
    replica = launch(
        DATABASE_POOL_SIZE="2", DATABASE_MAX_OVERFLOW="0", DATABASE_POOL_TIMEOUT="0.5", DATABASE_LOCK_TIMEOUT="2"
    )
    blocking = await connect(database)
    crowd = Crowd(replica, 20)

    async def block() -> None:
        async with blocking.transaction():
            await blocking.execute("LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE")
            await asyncio.sleep(4)

    started = time.monotonic()
    await crowd.run(block)
    assert time.monotonic() - started < 10
    await blocking.close()
    assert 503 in crowd.statuses()
    assert crowd.statuses() <= {200, 201, 503}, replica.said()
    assert all(outcome.retry_after for outcome in crowd.outcomes if outcome.status == 503)
    async with httpx.AsyncClient(base_url=replica.url) as client:
        assert (await client.get(TASKS)).status_code == 200


async def test_a_statement_that_takes_too_long_is_ended(launch: Launch, database: str) -> None:
    replica = launch(DATABASE_STATEMENT_TIMEOUT="0.5", DATABASE_LOCK_TIMEOUT="0")
    blocking = await connect(database)
    async with blocking.transaction(), httpx.AsyncClient(base_url=replica.url) as client:
        await blocking.execute("LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE")
        assert (await client.get(TASKS)).status_code in (503, 504)
    await blocking.close()


async def test_a_request_that_takes_too_long_is_ended_and_leaves_its_connection_usable(
    launch: Launch, database: str
) -> None:
    replica = launch(
        REQUEST_TIMEOUT="0.5", DATABASE_POOL_SIZE="1", DATABASE_MAX_OVERFLOW="0", DATABASE_LOCK_TIMEOUT="0"
    )
    blocking = await connect(database)
    async with httpx.AsyncClient(base_url=replica.url) as client:
        async with blocking.transaction():
            await blocking.execute("LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE")
            for _ in range(3):
                assert (await client.post(TASKS, json={"title": "late"})).status_code in (503, 504)
        for number in range(3):
            assert (await client.post(TASKS, json={"title": f"in time {number}"})).status_code == 201
    await blocking.close()
    titles = {row["title"] for row in await query(database, "SELECT title FROM tasks")}
    assert "late" not in titles


async def test_leaving_finishes_what_was_begun(launch: Launch, database: str) -> None:
    replica = launch(SHUTDOWN_DELAY="5", DATABASE_LOCK_TIMEOUT="0", DATABASE_STATEMENT_TIMEOUT="0")
    blocking = await connect(database)
    async with httpx.AsyncClient(base_url=replica.url, timeout=60) as client:
        async with blocking.transaction():
            await blocking.execute("LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE")
            pending = asyncio.create_task(client.post(TASKS, json={"title": "begun"}))
            await asyncio.sleep(1)
            os.kill(replica.pid, signal.SIGTERM)
            await asyncio.sleep(0.3)
            assert await asyncio.to_thread(replica.ready) == 503
            assert (await client.get("/health/health")).status_code == 200
            await asyncio.sleep(6)  # by now the server has stopped listening
        assert (await pending).status_code == 201
    await blocking.close()
    assert replica.process is not None
    assert replica.process.wait(30) in (0, -signal.SIGTERM)
