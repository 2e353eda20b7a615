"""Requests to the application of the project that the checks run in."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import httpx
from src.core.database import engine
from src.main import app

NOBODY = "00000000-0000-4000-8000-000000000000"  # a key that no row has


async def request(method: str, path: str, **options: Any) -> httpx.Response:
    """Send one request."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        return await client.request(method, path, **options)


async def made(path: str, **document: Any) -> dict[str, Any]:
    """Create something, and give it as it was answered."""
    answer = await request("POST", path, json=document)
    assert answer.status_code == 201, answer.text
    document = answer.json()
    return document


def run(checks: Coroutine[Any, Any, None]) -> None:
    """Run checks, and give the connections back."""

    async def complete() -> None:
        try:
            await checks
        finally:
            await engine.dispose()

    asyncio.run(complete())
