"""A recorded request as a curl line that sends the same bytes again."""

from __future__ import annotations

import base64
import shlex
from collections.abc import Mapping
from typing import Any


def curl(request: Mapping[str, Any]) -> str:
    """The curl line for a request of Schemathesis' ndjson report."""
    words = ["curl", "-i", "--path-as-is", "-g", "-X", str(request["method"])]
    for name, values in (request.get("headers") or {}).items():
        for value in values if isinstance(values, list) else [values]:
            # a trailing semicolon is how curl spells an empty header
            words += ["-H", f"{name}: {value}" if value else f"{name};"]
    before, body = _body(request.get("body"))
    line = " ".join(shlex.quote(word) for word in [*words, *body, str(request["uri"])])
    return before + line


def _body(body: object) -> tuple[str, list[str]]:
    """What goes before the line, and the options for the body."""
    if body is None:
        return "", []
    if isinstance(body, dict):
        encoded = str(body.get("$base64", ""))
        try:
            text = base64.b64decode(encoded).decode("utf-8")
        except ValueError:
            return f"echo {encoded} | base64 -d | ", ["--data-binary", "@-"]
        if "\0" in text or text.startswith("@"):
            return f"echo {encoded} | base64 -d | ", ["--data-binary", "@-"]
        return "", ["--data-binary", text]
    return "", ["--data-binary", str(body)]
