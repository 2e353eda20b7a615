"""What operators of the service rely on: health, metrics, headers, the contract, errors of all paths."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from src.core.config import get_settings
from src.main import app
from tests.support.cases import CONTRACT

HEALTH, METRICS = get_settings().health_prefix, get_settings().metrics_prefix
NOWHERE = CONTRACT.base_path + "/no/such/path" * 20


async def test_the_service_is_alive(client: AsyncClient) -> None:
    """Liveness asks nothing but the process."""
    response = await client.get(f"{HEALTH}/health")
    assert (response.status_code, response.json()["status"]) == (200, "ok")


async def test_the_service_is_ready(client: AsyncClient) -> None:
    """Readiness asks the database."""
    response = await client.get(f"{HEALTH}/ready")
    assert (response.status_code, response.json()["status"]) == (200, "ready")


async def test_requests_are_counted(client: AsyncClient) -> None:
    """By endpoint, method and status."""
    await client.get(f"{HEALTH}/health")
    metrics = (await client.get(f"{METRICS}/metrics")).text
    assert f'http_requests_total{{endpoint="{HEALTH}/health",method="GET",status="200"}}' in metrics


async def test_requests_have_ids(client: AsyncClient) -> None:
    """The client's own if it is harmless, else a new one."""
    own = str(uuid4())
    given = await client.get(f"{HEALTH}/health", headers={"X-Request-ID": own})
    assert given.headers["X-Request-ID"] == own
    made = await client.get(f"{HEALTH}/health", headers={"X-Request-ID": "a b\x01"})
    assert UUID(made.headers["X-Request-ID"]).version == 4


async def test_answers_carry_security_headers(client: AsyncClient) -> None:
    """Also those of paths that nobody knows."""
    response = await client.get(NOWHERE)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/openapi.yaml", "/openapi.json"])
async def test_the_contract_is_served(client: AsyncClient, path: str) -> None:
    """As YAML and as JSON."""
    response = await client.get(path)
    assert response.status_code == 200
    assert response.content


async def test_a_path_that_nobody_knows_is_not_found(client: AsyncClient) -> None:
    """In the shape of the contract's own errors."""
    response = await client.get(NOWHERE)
    assert response.status_code == CONTRACT.refusals["not_found"].status


async def test_the_application_starts_and_stops() -> None:
    """Its lifespan runs through."""
    async with app.router.lifespan_context(app):
        pass
