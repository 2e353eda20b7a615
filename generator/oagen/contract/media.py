"""Bodies, responses and headers of the normal form, and what their media types are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oagen.contract.model import JSON, Body, Encoding, Header, MediaType, Response, Schema

# What HTTP itself says of a message: whatever a document declares, no contract sets it.
_TRANSPORT = frozenset({"connection", "content-length", "content-type", "date", "transfer-encoding"})


def parse_body(raw: Mapping[str, Any], pointer: str) -> Body:
    """A request body."""
    return Body(
        required=raw.get("required") is True,
        media=parse_content(raw),
        description=str(raw.get("description") or ""),
        pointer=pointer,
    )


def parse_response(status: str, raw: Mapping[str, Any], pointer: str, *, added: bool = False) -> Response:
    """A documented response; ranges are upper case."""
    return Response(
        status=status if status == "default" else status.upper(),
        description=str(raw.get("description") or ""),
        media=parse_content(raw),
        headers=_headers(raw),
        added=added,
        pointer=pointer,
    )


def parse_content(raw: Mapping[str, Any]) -> tuple[MediaType, ...]:
    """The media types of a body or a response."""
    content = raw.get("content") or {}
    return tuple(_media_type(name, media) for name, media in content.items() if isinstance(media, Mapping))


def _media_type(name: str, raw: Mapping[str, Any]) -> MediaType:
    schema = raw.get("schema")
    encodings = raw.get("encoding") or {}
    return MediaType(
        name=name,
        schema=Schema(schema) if isinstance(schema, Mapping | bool) else None,
        encoding={key: _encoding(value) for key, value in encodings.items() if isinstance(value, Mapping)},
        examples=authored_examples(raw),
    )


def _encoding(raw: Mapping[str, Any]) -> Encoding:
    return Encoding(
        content_type=raw.get("contentType"),
        style=raw.get("style"),
        explode=raw.get("explode"),
        allow_reserved=raw.get("allowReserved") is True,
        headers=_headers(raw),
    )


def _headers(raw: Mapping[str, Any]) -> tuple[Header, ...]:
    """Declared headers. Content-Type is said by the media types, and some are the transport's to set."""
    declared = raw.get("headers") or {}
    return tuple(
        _header(name, header)
        for name, header in declared.items()
        if isinstance(header, Mapping) and name.lower() not in _TRANSPORT
    )


def _header(name: str, raw: Mapping[str, Any]) -> Header:
    schema = raw.get("schema")
    return Header(
        name=name,
        required=raw.get("required") is True,
        schema=Schema(schema if isinstance(schema, Mapping | bool) else True),
        explode=raw.get("explode") is True,
        examples=authored_examples(raw),
    )


def authored_examples(raw: Mapping[str, Any]) -> tuple[JSON, ...]:
    """The author's examples of a parameter, header or media type."""
    named = raw.get("examples")
    entries = named.values() if isinstance(named, Mapping) else ()
    values = [
        entry["value"] if "value" in entry else entry["dataValue"]
        for entry in entries
        if isinstance(entry, Mapping) and ("value" in entry or "dataValue" in entry)
    ]
    return (*([raw["example"]] if "example" in raw else ()), *values)


def essence(name: str) -> str:
    """A media type without its parameters, lower case."""
    return name.partition(";")[0].strip().lower()


def is_json(name: str) -> bool:
    """Whether a media type holds one JSON value."""
    kind = essence(name)
    return kind in ("application/json", "text/json") or kind.endswith("+json")


def is_structured(name: str) -> bool:
    """Whether the application serialises JSON values to this media type."""
    kind = essence(name)
    yaml = kind.endswith(("/yaml", "/x-yaml", "+yaml"))
    xml = kind in ("application/xml", "text/xml") or kind.endswith("+xml")
    return is_json(name) or yaml or xml or kind == "application/x-www-form-urlencoded"


def is_readable(name: str) -> bool:
    """Whether people can read what is sent in this media type."""
    return is_structured(name) or essence(name).startswith("text/")


def matches(known: str, name: str) -> bool:
    """Whether a media type is the known one, or in the known range."""
    kind, _, subtype = essence(known).partition("/")
    return (kind in ("*", essence(name).partition("/")[0])) and subtype in ("*", essence(name).partition("/")[2])


_CONCRETE = {"text": "text/plain", "image": "image/png", "audio": "audio/mpeg", "video": "video/mp4"}


def concrete(name: str, schema: Schema | None) -> str:
    """The media type to send for one that may be a range such as `*/*`."""
    kind, _, subtype = essence(name).partition("/")
    if "*" not in (kind, subtype):
        return name
    if kind == "*":
        return "application/octet-stream" if _is_text(schema) else "application/json"
    return _CONCRETE.get(kind, "application/json" if not _is_text(schema) else "application/octet-stream")


def _is_text(schema: Schema | None) -> bool:
    """Whether nothing says that there is more to it than characters or bytes."""
    return schema is None or (isinstance(schema.raw, Mapping) and schema.raw.get("type") == "string")
