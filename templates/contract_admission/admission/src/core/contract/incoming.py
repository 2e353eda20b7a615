"""Reading a request's body from the connection."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from mmap import ACCESS_READ, mmap
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import structlog
from starlette.types import Receive

from src.core.contract.content import PIECE, Received
from src.core.contract.model import Operation
from src.core.errors import Malformed, TooLarge, TooSlow, Unavailable, UnsupportedMediaType


logger = structlog.get_logger(__name__)


class ClientDisconnected(Exception):  # noqa: N818 - nothing went wrong, there is nobody to answer
    """The client went away before its request was complete."""


def expect_whole(headers: Mapping[str, str], operation: Operation) -> None:
    """Refuse a body that is compressed, or a part of one (RFC 9110, section 14.5), unless the contract speaks of such."""
    if "content-encoding" not in headers and "content-range" not in headers:
        return
    documented = {parameter.name.lower() for parameter in operation.parameters if parameter.location == "header"}
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity") and "content-encoding" not in documented:
        raise UnsupportedMediaType(f"The encoding {encoding!r} is not supported")
    if "content-range" in headers and "content-range" not in documented:
        raise Malformed("A part of a content is not taken for the whole")


async def read_body(receive: Receive, headers: Mapping[str, str], limit: int, seconds: float) -> bytes:
    """The whole body. Refuses one above `limit` bytes as early as it can tell, and one that takes too long."""
    try:
        async with asyncio.timeout(seconds):
            return await _read(receive, headers, limit)
    except TimeoutError:
        raise _too_slow(seconds) from None


async def read_file(receive: Receive, headers: Mapping[str, str], limit: int, seconds: float) -> Received:
    """The whole body, in a temporary file if it is long. `seconds` are those that each piece of it may take."""
    _expect_announced(headers, limit)
    try:
        with SpooledTemporaryFile(max_size=PIECE) as file:
            size = await _spool(file, receive, limit, seconds)
            if size > PIECE:
                file.flush()
                return mmap(file.fileno(), 0, access=ACCESS_READ)
            file.seek(0)
            return file.read()
    except TimeoutError:
        raise _too_slow(seconds) from None
    except OSError as error:
        logger.error("no_room_for_upload", reason=str(error))
        raise Unavailable(headers={"Retry-After": "1"}) from error


async def _spool(file: IO[bytes], receive: Receive, limit: int, seconds: float) -> int:
    """Write a body to a file; give its size."""
    size, due, more = 0, PIECE, True
    async with asyncio.timeout(seconds) as patience:
        while more:
            message = await _next(receive)
            size += file.write(message.get("body", b""))
            more = message.get("more_body", False)
            if size > limit:
                raise _too_large(limit)
            if size >= due:
                due = size + PIECE
                patience.reschedule(asyncio.get_running_loop().time() + seconds)
    return size


async def _read(receive: Receive, headers: Mapping[str, str], limit: int) -> bytes:
    _expect_announced(headers, limit)
    message = await _next(receive)
    body: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        return _within(body, limit)
    chunks = [body]
    size = len(body)
    while message.get("more_body", False):
        message = await _next(receive)
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        chunks.append(chunk)
    return b"".join(chunks)


def replay(body: Received, receive: Receive) -> Receive:
    """A connection that yields a body once more, for a handler that reads the request itself."""
    is_read = False

    async def receive_again() -> Any:
        nonlocal is_read
        if is_read:
            return await receive()
        is_read = True
        return {"type": "http.request", "body": bytes(body), "more_body": False}

    return receive_again


async def _next(receive: Receive) -> Mapping[str, Any]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientDisconnected
    return message


def _expect_announced(headers: Mapping[str, str], limit: int) -> None:
    announced = headers.get("content-length", "")
    if announced.isdecimal() and len(announced) < 20 and int(announced) > limit:
        raise _too_large(limit)


def _within(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise _too_large(limit)
    return body


def _too_slow(seconds: float) -> TooSlow:
    return TooSlow(f"The body may take {seconds:g} seconds", headers={"Connection": "close"})


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"The body may have {limit} bytes")
