"""Problem details (RFC 9457): how a service says what went wrong, where no document says it otherwise."""

from __future__ import annotations

from typing import Any

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "A problem, as RFC 9457 describes it.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "What kind of problem it is."},
        "title": {"type": "string", "description": "The kind of problem in a few words."},
        "status": {"type": "integer", "minimum": 100, "maximum": 599, "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What went wrong this time."},
        "instance": {"type": "string", "format": "uri-reference", "description": "Where it went wrong."},
        "request_id": {"type": "string", "description": "The id of the request, as the logs know it."},
    },
    "required": ["title", "status"],
}
