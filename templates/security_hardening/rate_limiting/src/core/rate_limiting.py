"""Limits for how often a client may ask: counted in this process, or in Redis for all replicas together.

A client is the principal of a request, else its address. Behind a proxy that is the address of the proxy unless uvicorn
trusts it (`--forwarded-allow-ips`), so only trusted proxies can say who asks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from ipaddress import ip_network
from math import ceil
from time import monotonic, time

import structlog
from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.types import Scope

from src.core import metrics
from src.core.config import Settings
from src.core.contract.model import Operation
from src.core.errors import TooManyRequests
from src.core.security import Principal

PATIENCE = 0.25  # seconds for Redis to answer; a request is worth more than an exact count
PAUSE = 1.0  # seconds in which a Redis that failed is left alone
IPV6_PREFIX = 64  # what one customer has to choose addresses from

logger = structlog.get_logger(__name__)


class RateLimiter:
    """Counts requests by operation and client.

    Args:
        default: The limit of an operation without one of its own: "100/minute", "10/second;1000/hour", or "" for none.
        by_operation: Limits by operation id.
        redis_url: Where replicas count together; "" counts in this process.
    """

    def __init__(self, default: str, by_operation: Mapping[str, str], redis_url: str = "") -> None:
        self._default = _limits(default)
        self._by_operation = {operation: _limits(text) for operation, text in by_operation.items()}
        self._strategy = SlidingWindowCounterRateLimiter(_storage(redis_url))
        self._paused_until = 0.0

    async def admit(self, operation: Operation, principal: Principal, scope: Scope) -> None:
        """Count a request. Raises `TooManyRequests` above a limit; while Redis is away, nobody is refused."""
        limits = self._by_operation.get(operation.id, self._default)
        if not limits or monotonic() < self._paused_until:
            return
        client = client_of(principal, scope)
        try:
            async with asyncio.timeout(PATIENCE):
                seconds = await self._seconds_to_wait(limits, operation.id, client)
        except Exception as error:  # whatever the storage raises
            self._paused_until = monotonic() + PAUSE
            metrics.rate_limit_failures_total.inc()
            logger.error("rate_limits_not_counted", exception_type=type(error).__name__, error=str(error))
            return
        if seconds is not None:
            raise TooManyRequests(headers={"Retry-After": str(seconds)})

    async def _seconds_to_wait(self, limits: tuple[RateLimitItem, ...], operation: str, client: str) -> int | None:
        for limit in limits:
            if not await self._strategy.hit(limit, operation, client):
                window = await self._strategy.get_window_stats(limit, operation, client)
                return max(1, ceil(window.reset_time - time()))
        return None


def client_of(principal: Principal, scope: Scope) -> str:
    """Who asks, as far as a limit is concerned."""
    if principal.is_authenticated:
        return f"principal:{principal.subject}"
    address = scope["client"][0] if scope.get("client") else "unknown"
    return str(ip_network((address, IPV6_PREFIX), strict=False)) if ":" in address else address


def create_rate_limiter(settings: Settings) -> RateLimiter:
    """The limiter that the settings ask for."""
    return RateLimiter(settings.rate_limit, settings.rate_limits, settings.redis_url)


def _storage(redis_url: str) -> Storage:
    if not redis_url:
        return MemoryStorage()
    return RedisStorage(redis_url, implementation="redispy", socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)


def _limits(text: str) -> tuple[RateLimitItem, ...]:
    return tuple(parse_many(text)) if text else ()
