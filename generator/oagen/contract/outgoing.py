"""What the service sends on its own: the webhooks of a document, and the callbacks of its operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oagen.contract.media import is_json, parse_body
from oagen.contract.model import Outgoing, Schema
from oagen.contract.parse import METHODS, raw_operations, token


def parse_outgoing(normal: Mapping[str, Any]) -> tuple[Outgoing, ...]:
    """Every request that the document says the service sends, in the document's order."""
    found = []
    for name, expression, item, pointer in _path_items(normal):
        for method, raw in item.items():
            if method in METHODS and isinstance(raw, Mapping):
                found.append(_outgoing(name, expression, method, raw, f"{pointer}/{method}"))
    return tuple(found)


def _path_items(normal: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any], str]]:
    """(name, expression that finds the URL, path item, pointer); webhooks have no expression."""
    for name, item in (normal.get("webhooks") or {}).items():
        if isinstance(item, Mapping):
            yield str(name), "", item, f"/webhooks/{token(str(name))}"
    for *_, raw, pointer in raw_operations(normal):
        for name, callback in (raw.get("callbacks") or {}).items():
            items = callback.items() if isinstance(callback, Mapping) else ()
            for expression, item in items:
                if isinstance(item, Mapping):
                    place = f"{pointer}/callbacks/{token(str(name))}/{token(str(expression))}"
                    yield str(name), str(expression), item, place


def _outgoing(name: str, expression: str, method: str, raw: Mapping[str, Any], pointer: str) -> Outgoing:
    body = raw.get("requestBody")
    media = parse_body(body, pointer).media if isinstance(body, Mapping) else ()
    json = next((one for one in media if is_json(one.name)), None)
    chosen = json or (media[0] if media else None)
    return Outgoing(
        name=name,
        method=method.upper(),
        expression=expression,
        media_type=chosen.name if chosen else "application/json",
        schema=json.schema or Schema(True) if json else Schema(True),
        summary=str(raw.get("summary") or raw.get("description") or ""),
        pointer=pointer,
    )
