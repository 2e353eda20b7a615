"""Answers: the successes an operation can give, each with a concrete status and verified examples."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from oagen.contract.media import concrete, essence, is_structured
from oagen.contract.model import JSON, Answer, AnswerMedia, Header, MediaType, Operation, Response, Schema
from oagen.contract.samples import NOTHING, Sampler
from oagen.contract.view import RESPONSE

# Statuses in the order in which they come naturally to a method; what is not listed follows, lowest first.
_NATURAL = {"POST": (201, 200, 202, 204), "DELETE": (204, 200, 202)}
_USUAL = (200, 201, 202, 203, 204, 205, 207)
_REDIRECTS = (302, 303, 307, 301, 308, 300)
_BODILESS = (204, 205, 304)
# that mean something else in a response than in a request
_OF_HTTP = frozenset(("cache-control", "connection", "content-encoding", "content-language", "content-type", "date",
                      "etag", "pragma", "trailer", "transfer-encoding", "upgrade", "via", "warning"))  # fmt: skip
_SOME_ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
_WORDING = frozenset(("title", "description", "default", "example", "examples", "deprecated"))


def answers_of(operation: Operation, sampler: Sampler) -> tuple[Answer, ...]:
    """Every success the operation documents, the one given by default first."""
    documented = [response for response in operation.responses if response.status[0] in "23"]
    if not documented:
        documented = [response for response in operation.responses if response.status == "default"]
    statuses = {response.status for response in documented}
    found: dict[int, Response] = {}
    for response in documented:
        status = _concrete_status(response, operation.method, statuses)
        if status is not None:
            found.setdefault(status, response)
    order = sorted(found, key=lambda status: _rank(status, found[status], operation.method))
    return tuple(_answer(status, found[status], operation, sampler) for status in order)


def _concrete_status(response: Response, method: str, documented: set[str]) -> int | None:
    """The status to send; of a range, the most natural one that is not documented on its own."""
    if response.status.isdigit():
        return int(response.status) if len(response.status) == 3 else None
    if response.status == "default":
        return 200
    preferred = (*_NATURAL.get(method, ()), *_USUAL) if response.status == "2XX" else _REDIRECTS
    free = [status for status in preferred if str(status) not in documented]
    return next((status for status in free if not (response.media and status in _BODILESS)), None)


def _rank(status: int, response: Response, method: str) -> tuple[bool, bool, bool, int, int]:
    preferred = (*_NATURAL.get(method, ()), *_USUAL, *_REDIRECTS)
    place = preferred.index(status) if status in preferred else len(preferred)
    contradictory = status in _BODILESS and bool(response.media)
    return (status == 304, status >= 300, contradictory, place, status)


def _answer(status: int, response: Response, operation: Operation, sampler: Sampler) -> Answer:
    return Answer(
        status=status,
        documented_as=response.status,
        media=tuple(answer_media(media, sampler) for media in response.media),
        headers=required_headers(response, sampler),
        optional_headers=tuple(header.name for header in response.headers if not header.required),
        header_schemas={header.name: header.schema for header in response.headers},
        echoed=tuple(header.name for header in response.headers if _is_echoed(header, operation)),
    )


def _is_echoed(header: Header, operation: Operation) -> bool:
    """Whether a header is that of the request, as ids that correlate the two are: it is called and made like it."""
    name = header.name.lower()
    given = (each for each in operation.parameters if each.location == "header" and each.name.lower() == name)
    return name not in _OF_HTTP and any(_constraints(each.schema) == _constraints(header.schema) for each in given)


def _constraints(schema: Schema) -> Any:
    """What a schema asks for, without what it only says."""
    raw = schema.raw
    return {name: value for name, value in raw.items() if name not in _WORDING} if isinstance(raw, Mapping) else raw


def answer_media(media: MediaType, sampler: Sampler) -> AnswerMedia:
    """A media type with an example that is valid against its schema."""
    name = concrete(media.name, media.schema)
    raw = True if media.schema is None else media.schema.raw
    answer = AnswerMedia(name=name, schema=media.schema, range="" if name == media.name else media.name)
    if is_structured(name):
        value = sampler.sample(raw, RESPONSE, media.examples)
        return replace(answer, example=None if value is NOTHING else value, exact=value is not NOTHING)
    text = next((example for example in media.examples if isinstance(example, str)), None)
    return replace(answer, example=_text(essence(name), raw, sampler) if text is None else text)


def _text(kind: str, raw: Any, sampler: Sampler) -> str:
    """A body of a media type that the application does not serialise: text, or lines of JSON."""
    if kind == "text/event-stream":
        return ""  # no event yet
    value = sampler.sample(raw, RESPONSE) if raw is not True else NOTHING
    if value is NOTHING:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) + "\n"


def required_headers(response: Response, sampler: Sampler) -> dict[str, str]:
    """Example values of the headers that a response must have; the id of a request is never an example."""
    needed = [header for header in response.headers if header.required and not _is_request_id(header, sampler)]
    values = {header.name: _header_value(header, sampler) for header in needed}
    return {name: value for name, value in values.items() if value is not None}


def _is_request_id(header: Header, sampler: Sampler) -> bool:
    """Whether a header tells which request was answered, and an id that the service makes may stand there."""
    is_one = header.name.lower() == "x-request-id"
    return is_one and sampler.sample(header.schema.raw, RESPONSE, (_SOME_ID,)) == _SOME_ID


def _header_value(header: Header, sampler: Sampler) -> str | None:
    value = sampler.sample(header.schema.raw, RESPONSE, header.examples)
    return None if value is NOTHING else header_text(value, header.explode)


def header_text(value: JSON, explode: bool) -> str:
    """A JSON value in the `simple` style."""
    if isinstance(value, list):
        return ",".join(header_text(entry, explode) for entry in value)
    if isinstance(value, dict):
        equals = "=" if explode else ","
        return ",".join(f"{name}{equals}{header_text(entry, explode)}" for name, entry in value.items())
    return value if isinstance(value, str) else json.dumps(value)
