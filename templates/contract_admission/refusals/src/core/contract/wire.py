"""What goes out: status, headers and body, ready to be sent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

import structlog
from pydantic_core import to_json
from starlette.types import Receive, Send

from src.core.contract.content import ContentReplaced, Pieces
from src.core.contract.media import Kind, concrete, essence, kind_of
from src.core.contract.model import JSON, Schema
from src.core.contract.shapes import Shapes
from src.core.contract.xml import write_xml

_BODILESS = frozenset({204, 205, 304})
_CHUNK = 64 * 1024  # what is longer goes out in pieces

logger = structlog.get_logger(__name__)

Headers = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class Message:
    """An HTTP response."""

    status: int
    headers: Headers
    body: bytes | Pieces = b""

    async def send(self, send: Send, receive: Receive, *, head: bool = False) -> None:
        """Send it; for HEAD, all but the body. What is fetched piece by piece ends when the client goes away."""
        headers = self.headers
        if self.status >= 200 and self.status not in _BODILESS:
            headers = [*headers, (b"content-length", str(len(self.body)).encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        body = b"" if head or self.status in _BODILESS else self.body
        if isinstance(body, Pieces):
            await _give(body, send, receive)
            return
        if len(body) > _CHUNK:
            for start in range(0, len(body), _CHUNK):  # the server waits for a slow client between them
                await send({"type": "http.response.body", "body": body[start : start + _CHUNK], "more_body": True})
            body = b""
        await send({"type": "http.response.body", "body": body})


async def _give(pieces: Pieces, send: Send, receive: Receive) -> None:
    gone = asyncio.ensure_future(_departure(receive))
    try:
        async for piece in pieces:
            if gone.done():
                return
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    except ContentReplaced:  # the server closes the connection, for the content is not complete
        logger.info("content_replaced_while_given")
    finally:
        gone.cancel()


async def _departure(receive: Receive) -> None:
    """Wait until the client goes away."""
    while (await receive())["type"] != "http.disconnect":
        pass


def encode_content(value: JSON, media_type: str, schema: Schema, shapes: Shapes) -> bytes:
    """A value in a media type. Bytes are sent as they are, and so is text in any type but JSON."""
    if isinstance(value, bytes):
        return value
    kind = kind_of(essence(concrete(media_type)))
    if isinstance(value, str) and kind is not Kind.JSON:
        return value.encode("utf-8", "replace")
    if kind is Kind.XML:
        return write_xml(value, schema, shapes)
    return to_json(value)


def content_type_header(media_type: str) -> bytes:
    """The Content-Type of a documented media type."""
    name = concrete(media_type)
    if name.startswith("text/") and "charset" not in name:
        name += "; charset=utf-8"
    return header_value(name)


def encode_headers(headers: Mapping[str, str]) -> Headers:
    """Headers as they go out."""
    return [(name.lower().encode("latin-1", "ignore"), header_value(value)) for name, value in headers.items()]


def header_value(value: str) -> bytes:
    """A header's value: no line breaks, and percent-encoded where Latin-1 does not suffice."""
    if value.isascii() and value.isprintable():
        return value.encode()
    single_line = " ".join(value.splitlines())
    try:
        return single_line.encode("latin-1")
    except UnicodeEncodeError:
        return quote(single_line, safe=" !#$%&'()*+,/:;=?@[]~\"").encode()
