"""Responses that have no body, whatever is documented for them: 204, 205 and 304 (RFC 9110, section 15).

A schema for what is never sent means nothing, and is left out; the media types stay, for headers may name them.
"""

from __future__ import annotations

from typing import Any

from oagen.document import pointers
from oagen.document.grammar import OPENAPI, walk
from oagen.document.problems import Problems
from oagen.document.references import References

STATUSES = frozenset({"204", "205", "304"})


def free_bodiless(tree: dict[str, Any], references: References, problems: Problems) -> None:
    """Leave out the schemas of bodies that HTTP does not allow, in a document of OpenAPI 3."""
    for node in list(walk(tree, OPENAPI)):
        if node.kind != "response" or node.inside != "operation" or node.trail is None:
            continue
        status = str(node.trail[1])
        response = references.resolve(node.value) if status in STATUSES else None
        if not isinstance(response, dict) or not _has_schema(response):
            continue
        content = {name: _without_schema(media) for name, media in response["content"].items()}
        _responses(tree, node.trail)[node.trail[1]] = {**response, "content": content}
        message = f"a response {status} has no body (RFC 9110): the schema of its body is left out"
        problems.mend("body-of-no-content", pointers.of_trail(node.trail), message)


def _has_schema(response: dict[str, Any]) -> bool:
    content = response.get("content")
    return isinstance(content, dict) and any("schema" in media for media in content.values() if isinstance(media, dict))


def _without_schema(media: Any) -> Any:
    if not isinstance(media, dict):
        return media
    return {name: value for name, value in media.items() if name not in ("schema", "example", "examples")}


def _responses(tree: dict[str, Any], trail: pointers.Trail) -> Any:
    return pointers.find(tree, pointers.parts_of_trail(trail)[:-1])
