"""Hooks that Schemathesis loads for a proof: bytes for media types it does not know, and a judge of its own errors.

A failure is dropped only on proof (see `judge`); every proof is a line in a file and is counted against what
Schemathesis itself reports as filtered. A judge that stumbles lets the failure stand.
"""

from __future__ import annotations

import json
import os
from typing import Any

import schemathesis
from schemathesis.transport.requests import REQUESTS_TRANSPORT

from oagen.proof.hooks_environment import DROPPED, MEDIA_TYPES
from oagen.proof.judge import acquit


def _encode(media_type: str, value: Any) -> bytes:
    """A generated value as the bytes of a media type nobody knows more about."""
    payload = getattr(value, "data", value)
    if isinstance(payload, bytes):
        return payload
    if isinstance(payload, str):
        return payload.encode("utf-8", "surrogatepass")
    if media_type.endswith(("ndjson", "jsonl", "json-seq")) and isinstance(payload, list):
        return b"".join(json.dumps(item).encode() + b"\n" for item in payload)
    return json.dumps(payload, default=str).encode()


def _teach(media_type: str) -> None:
    """Register a serializer, unless Schemathesis has one that fits."""
    try:
        if REQUESTS_TRANSPORT.get_first_matching_media_type(media_type) is not None:
            return
    except ValueError:  # not a media type at all: Schemathesis reports it
        return

    @schemathesis.serializer(media_type)
    def serialize(context: Any, value: Any) -> bytes:
        return _encode(media_type, value)


for _name in filter(None, os.environ.get(MEDIA_TYPES, "").split("\n")):
    _teach(_name)


@schemathesis.hook
def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """False drops the failure."""
    try:
        acquittal = acquit(type(failure).__name__, case, response.status_code)
        if acquittal is None:
            return True
        line = {"operation": case.operation.label, "check": failure.title} | acquittal
        with open(os.environ[DROPPED], "a", encoding="utf-8") as record:
            record.write(json.dumps(line, default=repr) + "\n")
        return False
    except Exception:  # whatever goes wrong here, the failure stands
        return True
