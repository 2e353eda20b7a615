"""Replicas of a service, and clients that note what they got."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]
import httpx

from contract_tests.postgres import free_port

TASKS = "/api/v1/tasks"
READY_TIMEOUT = 120.0
UNANSWERED = 0  # in the place of a status


class Launch(Protocol):
    """Starts a replica."""

    def __call__(self, **settings: str) -> Replica:
        """Give one that is ready."""


@dataclass(slots=True)
class Replica:
    """One process of the service."""

    tree: Path
    environment: dict[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Its process."""
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        command = [sys.executable, "-m", "uvicorn", "src.main:app", "--port", str(self.port), "--no-access-log"]
        command += ["--timeout-keep-alive", "75"]  # as the image does
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                cwd=self.tree,
                env={**os.environ, **self.environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_TIMEOUT
        while self.ready() != 200:
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def ready(self) -> int:
        """The status of its readiness."""
        try:
            return httpx.get(f"{self.url}/health/ready", timeout=5).status_code
        except httpx.HTTPError:
            return UNANSWERED

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send its process a signal, and wait for its end."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(30)

    def said(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-4000:]


@contextmanager
def launching(tree: Path, database: str, scratch: Path) -> Iterator[Launch]:
    """Start replicas on one database; at the end they are gone."""
    started: list[Replica] = []
    basis = {"ENVIRONMENT": "production", "SHUTDOWN_DELAY": "0", "LOG_LEVEL": "WARNING", "RATE_LIMIT": ""}

    def launch(**settings: str) -> Replica:
        environment = {**basis, "DATABASE_URL": database, **settings}
        one = Replica(tree, environment, scratch / f"replica{len(started)}.log")
        started.append(one)
        one.start()
        return one

    try:
        yield launch
    finally:
        for one in started:
            one.end(signal.SIGKILL)


@dataclass(slots=True)
class Outcome:
    """One answer: when it came, what it was."""

    at: float
    status: int
    title: str = ""
    retry_after: str | None = None
    reason: str = ""  # why there is no answer


class Crowd:
    """Clients that send requests until they are told to stop."""

    def __init__(self, replica: Replica, size: int) -> None:
        self.outcomes: list[Outcome] = []
        self._size = size
        self._replica = replica
        self._is_over = False
        self._number = 0

    async def run(self, act: Callable[[], Awaitable[None]]) -> None:
        """Send requests while `act` does something to the service."""
        limits = httpx.Limits(max_connections=self._size, max_keepalive_connections=self._size)
        async with httpx.AsyncClient(base_url=self._replica.url, timeout=60, limits=limits) as client:
            members = [asyncio.create_task(self._member(client, index)) for index in range(self._size)]
            try:
                await act()
            finally:
                self._is_over = True
                await asyncio.gather(*members)

    def acknowledged(self) -> list[str]:
        """Titles of the tasks that were said to be stored."""
        return [outcome.title for outcome in self.outcomes if outcome.status == 201]

    def statuses(self) -> set[int]:
        """All statuses that were seen."""
        return {outcome.status for outcome in self.outcomes}

    def unanswered(self) -> list[str]:
        """Why requests got no answer."""
        return [outcome.reason for outcome in self.outcomes if outcome.status == UNANSWERED]

    async def _member(self, client: httpx.AsyncClient, index: int) -> None:
        while not self._is_over:
            self._number += 1
            await self._send(client, None if index % 4 == 3 else f"task {self._number}")

    async def _send(self, client: httpx.AsyncClient, title: str | None) -> None:
        request = client.get(TASKS, params={"limit": 5}) if title is None else client.post(TASKS, json={"title": title})
        try:
            answer = await request
        except httpx.TransportError as error:
            self.outcomes.append(Outcome(time.monotonic(), UNANSWERED, title or "", reason=repr(error)))
            await asyncio.sleep(0.02)
            return
        retry_after = answer.headers.get("retry-after")
        self.outcomes.append(Outcome(time.monotonic(), answer.status_code, title or "", retry_after))


async def query(database: str, statement: str) -> list[Any]:
    """Ask the database itself."""
    connection = await connect(database)
    try:
        rows: list[Any] = await connection.fetch(statement)
        return rows
    finally:
        await connection.close()


async def connect(database: str) -> Any:
    """A connection past the service."""
    parts = urlsplit(database)
    return await asyncpg.connect(host=parts.hostname, port=parts.port, user=parts.username, database=parts.path[1:])
