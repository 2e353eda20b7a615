"""Run inside a generated project: sessions, middleware, and the endpoints beside the contract."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from src.api.routes import docs
from src.core import database, ids
from src.core.config import get_settings
from src.core.logging import setup_logging
from src.main import app


async def request(method: str, path: str, **options: Any) -> httpx.Response:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.request(method, path, **options)


async def use(method: str, *statements: str) -> list[Any]:
    """Run statements in the session of a request; give the rows of the last one."""
    dependency: AsyncIterator[AsyncSession] = database.get_db(SimpleNamespace(method=method))  # type: ignore[arg-type]
    session = await anext(dependency)
    try:
        for statement in statements:
            result = await session.execute(text(statement))
        rows = list(result.scalars()) if result.returns_rows else []  # type: ignore[attr-defined]
    except BaseException as error:
        with pytest.raises(type(error)):
            await dependency.athrow(error)  # type: ignore[attr-defined]
        raise
    with pytest.raises(StopAsyncIteration):
        await anext(dependency)
    return rows


async def check_sessions() -> None:
    await use("POST", "DROP TABLE IF EXISTS checked", "CREATE TABLE checked (a INTEGER PRIMARY KEY)")
    await use("POST", "INSERT INTO checked VALUES (1)")
    with pytest.raises(IntegrityError):
        await use("POST", "INSERT INTO checked VALUES (2)", "INSERT INTO checked VALUES (1)")
    assert await use("GET", "SELECT a FROM checked") == [1]
    await asyncio.gather(*(use("POST", f"INSERT INTO checked VALUES ({number})") for number in range(10, 40)))
    assert await use("GET", "SELECT COUNT(*) FROM checked") == [31]
    database.PING_AFTER_SECONDS = 0.0
    assert await use("GET", "SELECT COUNT(*) FROM checked") == [31]
    await database.engine.dispose()


async def check_request_ids() -> None:
    given = await request("GET", "/health/health", headers={"X-Request-ID": "abc-123"})
    assert given.headers["x-request-id"] == "abc-123"
    made = await request("GET", "/health/health", headers={"X-Request-ID": "a b\x01"})
    assert UUID(made.headers["x-request-id"]).version == 4
    assert made.headers["x-content-type-options"] == "nosniff"


async def check_endpoints() -> None:
    assert (await request("GET", "/health/health")).json()["status"] == "ok"
    assert (await request("GET", "/health/ready")).json() == {"status": "ready", "checks": {"database": "ok"}}
    assert (await request("GET", "/nowhere")).status_code == 404
    metrics = (await request("GET", "/metrics/metrics")).text
    assert 'http_requests_total{endpoint="/health/ready",method="GET",status="200"} 1.0' in metrics
    assert 'endpoint="unmatched"' in metrics
    contract = (await request("GET", "/openapi.json")).json()
    assert contract["info"]["title"] == 'A "secured" <service>'
    assert "secured" in (await request("GET", "/openapi.yaml")).text
    page = (await request("GET", "/docs")).text
    assert "A &quot;secured&quot; &lt;service&gt;" in page
    style = await request("GET", "/docs/style.css")
    assert style.headers["content-type"].startswith("text/css")
    assert (await request("GET", "/")).status_code == 404  # only in development
    index = (await docs.index()).body.decode()
    assert 'href="./health/ready"' in index
    assert "A &quot;secured&quot; &lt;service&gt;" in index
    await database.engine.dispose()


def test_all() -> None:
    asyncio.run(check_sessions())
    asyncio.run(check_request_ids())
    asyncio.run(check_endpoints())


def test_identifiers_repeat_with_a_seed() -> None:
    assert os.environ["ID_SEED"]
    assert ids.new_uuid().version == 7
    source = ids._source(7)
    assert source.getrandbits(64) == ids._source(7).getrandbits(64)
    assert ids.new_request_id() != ids.new_request_id()


def test_logs_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    setup_logging(get_settings())
    logging.getLogger("uvicorn.error").warning("of the %s", "library")
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (line["event"], line["level"], line["logger"]) == ("of the library", "warning", "uvicorn.error")
