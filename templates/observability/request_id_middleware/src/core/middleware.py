"""Middleware around every request: its id, its log line, its metrics, the security headers.

Pure ASGI: each adds a few microseconds, and none of them reads or buffers a body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from time import perf_counter
from typing import Any

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from src.core import metrics
from src.core.ids import new_request_id

REQUEST_ID_HEADER = "X-Request-ID"
UNMATCHED = "unmatched"  # the endpoint of a request that no route took: paths that clients make up are no labels
SERVER_ERROR = 500
CLIENT_CLOSED_REQUEST = 499  # nginx's name for a client that did not wait for its answer

_SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")

logger = structlog.get_logger(__name__)


def endpoint_of(scope: Scope) -> str:
    """The path template of the route or operation that took the request."""
    operation = scope["state"].get("operation") or scope.get("route")
    path: Any = getattr(operation, "path", None)
    return path if isinstance(path, str) else UNMATCHED


def _add_missing(start: Message, headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Add headers to the start of a response, but for those that the response brings itself."""
    own = list(start.get("headers", ()))
    names = {name for name, _ in own}
    start["headers"] = [*own, *(header for header in headers if header[0] not in names)]


class RequestIDMiddleware:
    """Gives every request an id: the caller's if it is harmless, else a new one.

    It stands in `scope["state"]["request_id"]`, in every log line of the request, and in the answer's header unless the
    answer brings its own.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID_HEADER)
        request_id = given if given and _SANE_REQUEST_ID.fullmatch(given) else new_request_id()
        scope.setdefault("state", {})["request_id"] = request_id
        header = ((REQUEST_ID_HEADER.lower().encode(), request_id.encode()),)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_missing(message, header)
            await send(message)

        await self.app(scope, receive, send_with_id)


class AccessLogMiddleware:
    """Writes one line a request, with its status and how long it took."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = perf_counter()
        status = CLIENT_CLOSED_REQUEST  # unless an answer goes out, or an error comes

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except BaseException:
            status = SERVER_ERROR if status == CLIENT_CLOSED_REQUEST else status
            raise
        finally:
            logger.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                endpoint=endpoint_of(scope),
                status=status,
                duration_ms=round((perf_counter() - started) * 1000, 2),
            )


class MetricsMiddleware:
    """Counts requests and measures their duration, by method, endpoint and status."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = perf_counter()
        status = CLIENT_CLOSED_REQUEST

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        metrics.http_requests_in_progress.inc()
        try:
            await self.app(scope, receive, send_and_note)
        except BaseException:
            status = SERVER_ERROR if status == CLIENT_CLOSED_REQUEST else status
            raise
        finally:
            metrics.http_requests_in_progress.dec()
            metrics.observe_request(scope["method"], endpoint_of(scope), status, perf_counter() - started)


class SecurityHeadersMiddleware:
    """Adds the headers that browsers should always see, unless the answer brings its own."""

    def __init__(self, app: ASGIApp, *, https_only: bool) -> None:
        self.app = app
        headers = {
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "X-XSS-Protection": "0",  # the filter it once switched on is itself a hole
            "Referrer-Policy": "no-referrer",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        }
        if https_only:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        self.headers = tuple((name.lower().encode(), value.encode()) for name, value in headers.items())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_missing(message, self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)
