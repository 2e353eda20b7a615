"""Sessions, identifiers, logs and errors that nobody foresaw."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI, Request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from src.core import database, ids
from src.core.after_commit import after_commit
from src.core.config import get_settings
from src.core.contract.model import LoadedContract
from src.core.exception_handlers import UnhandledExceptionMiddleware, refuse_outside_contract
from src.core.logging import setup_logging
from src.core.middleware import AccessLogMiddleware, MetricsMiddleware, RequestIDMiddleware
from tests.support.cases import CONTRACT


def _request(method: str) -> Request:
    return cast(Request, SimpleNamespace(method=method))


async def test_a_write_is_committed_or_taken_back_as_a_whole() -> None:
    """An error takes back what the transaction did before it."""
    writes, fails, reads = (database.get_db(_request(method)) for method in ("POST", "POST", "GET"))
    session = await anext(writes)
    await session.execute(text("CREATE TABLE probes (a INTEGER PRIMARY KEY)"))
    await session.execute(text("INSERT INTO probes VALUES (1)"))
    with pytest.raises(StopAsyncIteration):
        await anext(writes)
    session = await anext(fails)
    await session.execute(text("INSERT INTO probes VALUES (2)"))
    with pytest.raises(ZeroDivisionError):
        await cast(Any, fails).athrow(ZeroDivisionError())
    session = await anext(reads)
    assert list((await session.execute(text("SELECT a FROM probes"))).scalars()) == [1]
    with pytest.raises(StopAsyncIteration):
        await anext(reads)
    async with database.async_session_maker.begin() as session:
        await session.execute(text("DROP TABLE probes"))


async def test_nobody_is_told_of_what_was_taken_back() -> None:
    """Only of what was committed."""
    told: list[str] = []
    for error in (None, ZeroDivisionError()):
        writes = database.get_db(_request("POST"))
        after_commit(await anext(writes), partial(told.append, str(error)))
        assert len(told) == (error is not None)
        with pytest.raises((StopAsyncIteration, ZeroDivisionError)):
            await (cast(Any, writes).athrow(error) if error else anext(writes))
    assert told == ["None"]


async def test_a_broken_statement_is_an_error() -> None:
    """Not a session that goes on."""
    with pytest.raises(SQLAlchemyError):
        async with database.read_session_maker() as session:
            await session.execute(text("SELECT nothing FROM nowhere"))


def test_identifiers() -> None:
    """They differ, and repeat from the same seed."""
    assert ids.new_uuid() != ids.new_uuid()
    assert ids.new_uuid().version == 7
    made = [ids.new_uuid() for _ in range(1000)]
    assert made[::100] == sorted(made[::100])
    seeded = ids._instants(7)
    assert next(seeded) < next(seeded)
    assert ids.new_request_id() != ids.new_request_id()
    assert ids._source(7).getrandbits(64) == ids._source(7).getrandbits(64)


@pytest.fixture
def _logging() -> Iterator[None]:
    """Logging as it was, once the test has given standard output back."""
    yield
    setup_logging(get_settings())


@pytest.mark.usefixtures("_logging")
def test_logs_are_json(capfd: pytest.CaptureFixture[str]) -> None:
    """Those of libraries too."""
    setup_logging(get_settings())
    logging.getLogger("uvicorn.error").error("of the %s", "library")
    line = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert (line["event"], line["level"], line["logger"]) == ("of the library", "error", "uvicorn.error")


@pytest.mark.usefixtures("_logging")
def test_logs_are_for_people_if_wanted(capfd: pytest.CaptureFixture[str]) -> None:
    """With LOG_JSON=false."""
    setup_logging(get_settings().model_copy(update={"log_json": False}))
    logging.getLogger("uvicorn.error").error("of the library")
    assert "of the library" in capfd.readouterr().out


def _app(contract: LoadedContract) -> FastAPI:
    app = FastAPI()
    refuse_outside_contract(app, contract)
    app.add_middleware(UnhandledExceptionMiddleware, contract=contract)
    app.add_middleware(RequestIDMiddleware)

    @app.get("/fails")
    async def fails() -> None:
        raise ZeroDivisionError("a secret of the service")

    @app.get("/refuses")
    async def refuses() -> None:
        raise HTTPException(404, "no such thing")

    return app


@pytest.mark.parametrize(("path", "kind"), [("/fails", "error"), ("/refuses", "not_found"), ("/nowhere", "not_found")])
async def test_errors_have_the_shape_of_the_contract(path: str, kind: str) -> None:
    """And tell nothing about the code."""
    transport = httpx.ASGITransport(app=_app(CONTRACT))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        response = await client.get(path)
    assert response.status_code == CONTRACT.refusals[kind].status
    assert "secret" not in response.text
    assert "Traceback" not in response.text


@pytest.mark.parametrize(("error", "status"), [(None, 499), (ZeroDivisionError(), 500)])
async def test_a_client_that_does_not_wait_is_no_error_of_the_service(
    error: Exception | None, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing goes out to it, and nothing is raised."""

    async def app(*_: object) -> None:
        if error:
            raise error

    seen: list[Any] = []
    monkeypatch.setattr("src.core.middleware.metrics.observe_request", lambda *labels: seen.append(labels[2]))
    monkeypatch.setattr("src.core.middleware.logger.info", lambda _, **line: seen.append(line["status"]))
    scope: Any = {"type": "http", "method": "GET", "path": "/", "state": {}}
    with suppress(ZeroDivisionError):
        await AccessLogMiddleware(MetricsMiddleware(app))(scope, cast(Any, None), cast(Any, None))
    assert seen == [status, status]
