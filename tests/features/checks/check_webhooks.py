"""Deliveries: signed, at least once, never lost, and not into our own network."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from hmac import digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest
from client import run
from sqlalchemy import delete, func, select, update
from src.core.config import Settings, get_settings
from src.core.database import async_session_maker
from src.core.deliveries import DeliveryWorker, targets, worker
from src.core.errors import Invalid
from src.models.entities.base.outbox import outbox
from src.models.schemas.webhooks import Arrival, Loss
from src.services.webhooks import Webhooks

SECRET = "s" * 40


class Receiver(ThreadingHTTPServer):
    """Notes what arrives, and answers as it is told to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://localhost:{self.server_port}/hook?a=b"
        self.arrived: list[tuple[dict[str, str], bytes]] = []
        self.status = 204


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.arrived.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("Location", "http://localhost:1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def sender(**values: Any) -> DeliveryWorker:
    return DeliveryWorker(Settings(_env_file=None, webhook_secret=SECRET, **values))


async def drain(one: DeliveryWorker) -> int:
    async with httpx.AsyncClient() as client:
        return await one.drain(client)


async def waiting() -> int:
    async with async_session_maker.begin() as session:
        return (await session.execute(select(func.count()).select_from(outbox))).scalar_one()


async def make_due() -> None:
    async with async_session_maker.begin() as session:
        await session.execute(update(outbox).values(due_at=0))


async def empty() -> None:
    async with async_session_maker.begin() as session:
        await session.execute(delete(outbox))


async def tell(url: str) -> str:
    async with async_session_maker.begin() as session:
        return str(await Webhooks(session).parcel_lost(url, Loss(parcelId="p1")))


def test_a_delivery_is_signed_and_forgotten_when_it_arrived(receiver: Receiver) -> None:
    async def checks() -> None:
        await empty()
        delivery = await tell(receiver.url)
        assert await drain(sender()) == 1
        ((headers, body),) = receiver.arrived
        assert json.loads(body) == {"parcelId": "p1"}
        assert (headers["webhook-id"], headers["content-type"]) == (delivery, "application/json")
        assert headers["host"] == receiver.url.split("/")[2]
        signed = f"{delivery}.{headers['webhook-timestamp']}.".encode() + body
        assert headers["webhook-signature"] == "v1," + b64encode(digest(SECRET.encode(), signed, sha256)).decode()
        assert (await waiting(), await drain(sender())) == (0, 0)

    run(checks())


def test_what_is_taken_back_is_not_sent(receiver: Receiver) -> None:
    async def checks() -> None:
        await empty()
        async with async_session_maker() as session:
            await Webhooks(session).arrived(receiver.url, Arrival(parcelId="p2"))
            await session.rollback()
        assert await drain(sender()) == 0

    run(checks())


def test_what_fails_is_tried_again_later_and_not_for_ever(receiver: Receiver) -> None:
    async def checks() -> None:
        await empty()
        delivery = await tell(receiver.url)
        for receiver.status in (500, 302):
            await make_due()
            assert await drain(sender(webhook_attempts=3)) == 1
            assert await drain(sender()) == 0  # not yet
        await make_due()
        await drain(sender(webhook_attempts=3))
        await make_due()
        assert await drain(sender()) == 0  # given up, and still there to be looked at
        assert await waiting() == 1
        assert [headers["webhook-id"] for headers, _ in receiver.arrived] == [delivery] * 3
        delays = [worker.delay_after(attempts) for attempts in (1, 2, 3, 50)]
        assert delays == sorted(delays)
        assert delays[-1] <= worker.LONGEST_DELAY_SECONDS

    run(checks())


def test_a_process_that_dies_loses_nothing(receiver: Receiver) -> None:
    """One dies after the commit, another between taking a delivery and sending it."""
    run(empty())
    enqueues = (
        "import asyncio, os\n"
        "from src.core.database import async_session_maker\n"
        "from src.core.deliveries.outbox import claim\n"
        "from src.models.schemas.webhooks import Loss\n"
        "from src.services.webhooks import Webhooks\n"
        "async def main():\n"
        "    async with async_session_maker.begin() as session:\n"
        f"        await Webhooks(session).parcel_lost({receiver.url!r}, Loss(parcelId='p3'))\n"
        "    async with async_session_maker.begin() as session:\n"
        "        assert len(await claim(session, 10, 0.5)) == 1\n"
        "    os._exit(9)\n"
        "asyncio.run(main())\n"
    )
    died = subprocess.run([sys.executable, "-c", enqueues], check=False, env=os.environ)
    assert died.returncode == 9

    async def checks() -> None:
        assert receiver.arrived == []
        for _ in range(100):
            if await drain(sender()):
                break
            await asyncio.sleep(0.1)
        assert json.loads(receiver.arrived[0][1]) == {"parcelId": "p3"}
        assert await waiting() == 0

    run(checks())


def test_several_workers_share_the_work(receiver: Receiver) -> None:
    async def checks() -> None:
        await empty()
        for _ in range(25):
            await tell(receiver.url)
        while any(await asyncio.gather(drain(sender()), drain(sender()), drain(sender()))):
            pass
        ids = [headers["webhook-id"] for headers, _ in receiver.arrived]
        assert (len(ids), len(set(ids))) == (25, 25)

    run(checks())


def test_addresses_of_our_own_network_are_not_sent_to(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = get_settings().model_copy(update={"webhooks_to_private_addresses": False})
    monkeypatch.setattr(targets, "get_settings", lambda: closed)
    for url in (
        "http://example.com/",
        "https://a:b@example.com/",
        "ftp://example.com/",
        "https://",
        "https://[::1",
        "x",
    ):
        with pytest.raises(Invalid):
            targets.expect_target(url)
    targets.expect_target("https://example.com:8443/hook")

    async def checks() -> None:
        for host in ("localhost", "127.0.0.1", "10.1.2.3", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]", "0.0.0.0"):
            with pytest.raises(targets.ForbiddenTargetError):
                await targets.resolve(f"https://{host}/")
        found = await targets.resolve("https://1.1.1.1:8443/hook?a=b#c")
        assert (found.url, found.host, found.name) == ("https://1.1.1.1:8443/hook?a=b", "1.1.1.1:8443", "1.1.1.1")

    run(checks())


def test_production_wants_a_secret() -> None:
    production = {"environment": "production", "database_url": "sqlite+aiosqlite://"}
    with pytest.raises(ValueError, match="WEBHOOK_SECRET"):
        Settings(_env_file=None, **production)
    assert not Settings(_env_file=None, webhook_secret=SECRET, **production).webhooks_to_private_addresses
