"""What HTTP makes of a success before it goes out: nothing new, no content, a part of it, or ids of the request in it.

Each only where the operation documents it: 304 with `If-None-Match`, 204 with `Prefer: return=minimal`, 206 with `Range`,
headers such as `X-Correlation-ID` that requests and responses have in common.
Operations that document none of it have no finisher, and pay nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from src.core.contract.conditions import names_tag, tag_of
from src.core.contract.model import Operation
from src.core.contract.ranges import UnsatisfiableRange, byte_range, content_range
from src.core.contract.wire import Headers, Message
from src.core.errors import RangeNotSatisfiable

Finish = Callable[[Message, Mapping[str, str]], Message]

_MINIMAL = re.compile(r"(?:^|[,;\s])return\s*=\s*\"?minimal\b", re.IGNORECASE)
_KEPT_BY_304 = frozenset(
    {b"etag", b"cache-control", b"content-location", b"date", b"expires", b"vary", b"last-modified"}
)
_KEPT_BY_204 = frozenset({b"etag", b"location", b"last-modified", b"content-location"})


def finisher_of(operation: Operation) -> Finish | None:
    """What an operation does with its successes, given the request's headers; None if it sends them as they are."""
    steps: list[Finish] = []
    reads = operation.method in ("GET", "HEAD")
    if not reads and "204" in operation.statuses and _takes(operation, "prefer"):
        steps.append(partial(_minimal, _content_type(operation, 204)))
    if reads and not operation.statuses.isdisjoint({"304", "3XX"}):
        steps.append(_not_modified)
    if operation.method == "GET" and "206" in operation.statuses:
        steps.append(_partial_or_refused if "416" in operation.statuses else _partial)
    echoed = {answer.status: answer.echoed for answer in operation.answers if answer.echoed}
    if echoed:
        steps.append(partial(_echo, echoed))
    if not steps:
        return None

    def finish(message: Message, headers: Mapping[str, str]) -> Message:
        for step in steps:
            message = step(message, headers)
        return message

    return finish


def _takes(operation: Operation, header: str) -> bool:
    return any(p.location == "header" and p.name.lower() == header for p in operation.parameters)


def _content_type(operation: Operation, status: int) -> Headers:
    """The header with the media type that is documented for a status, if any."""
    documented = (media.name for answer in operation.answers if answer.status == status for media in answer.media)
    return [(b"content-type", name.encode()) for name in documented][:1]


def _minimal(content_type: Headers, message: Message, headers: Mapping[str, str]) -> Message:
    """No content for a client that prefers none (RFC 7240)."""
    if not (200 <= message.status < 300 and message.body and _MINIMAL.search(headers.get("prefer", ""))):
        return message
    applied = (b"preference-applied", b"return=minimal")
    return Message(204, [*_only(message.headers, _KEPT_BY_204), *content_type, applied])


def _not_modified(message: Message, headers: Mapping[str, str]) -> Message:
    if message.status != 200:
        return message
    body = message.body
    given = dict(message.headers).get(b"etag")
    if given is not None:
        tag = given.decode("latin-1")
    elif isinstance(body, bytes):
        tag = tag_of(body)
    else:
        return message
    tagged = message.headers if given else [*message.headers, (b"etag", tag.encode())]
    if names_tag(headers.get("if-none-match", ""), tag, weakly=True):
        return Message(304, _only(tagged, _KEPT_BY_304))
    return Message(200, tagged, body)


def _partial(message: Message, headers: Mapping[str, str]) -> Message:
    if message.status != 200:
        return message
    whole = Message(200, [*message.headers, (b"accept-ranges", b"bytes")], message.body)
    asked, size = headers.get("range"), len(message.body)
    if asked is None or not _is_current(message, headers):
        return whole
    try:
        found = byte_range(asked, size)
    except UnsatisfiableRange:
        return whole
    if found is None:
        return whole
    start, stop = found
    part = (b"content-range", content_range(start, stop, size).encode())
    return Message(206, [*whole.headers, part], message.body[start:stop])


def _partial_or_refused(message: Message, headers: Mapping[str, str]) -> Message:
    try:
        if message.status == 200 and "range" in headers and _is_current(message, headers):
            byte_range(headers["range"], len(message.body))
    except UnsatisfiableRange:
        raise RangeNotSatisfiable(headers={"Content-Range": f"bytes */{len(message.body)}"}) from None
    return _partial(message, headers)


def _is_current(message: Message, headers: Mapping[str, str]) -> bool:
    """Whether the part that a client has is one of this content (`If-Range`)."""
    known = headers.get("if-range")
    return known is None or known.encode("latin-1", "replace") == dict(message.headers).get(b"etag")


def _echo(echoed: Mapping[int, Sequence[str]], message: Message, headers: Mapping[str, str]) -> Message:
    """Say what the request said, in headers of the same name."""
    names = [name.lower() for name in echoed.get(message.status, ())]
    said = {name.encode(): headers[name].encode("latin-1", "replace") for name in names if name in headers}
    others = [header for header in message.headers if header[0].lower() not in said]
    return Message(message.status, [*others, *said.items()], message.body) if said else message


def _only(headers: Headers, names: frozenset[bytes]) -> Headers:
    return [header for header in headers if header[0] in names]
