"""Parts of an `allOf` that allow nothing but their own properties, while others require more.

`additionalProperties: false` sees the properties beside it alone. Where an `allOf` has such a part and another part
requires a property that the first does not have, nothing at all is valid. What is meant is that the whole has no other
properties; that cannot be said before OpenAPI 3.1, so the part is opened.
"""

from __future__ import annotations

from typing import Any

from oagen.document import pointers
from oagen.document.grammar import Node
from oagen.document.pointers import Trail
from oagen.document.problems import Problems
from oagen.document.references import References

Part = tuple[Trail | None, dict[str, Any]]


def check_closed_parts(node: Node, references: References, problems: Problems) -> None:
    """Open the parts that make a composition impossible, or report them where they are shared."""
    schema = node.value
    if not isinstance(schema.get("allOf"), list):
        return
    written: list[Part] = [(node.trail, schema)]
    for index, branch in enumerate(schema["allOf"]):
        if isinstance(branch, dict):
            written.append((((node.trail, "allOf"), index), branch))
    required = _required(schema, references)
    for trail, part in written:
        target = references.resolve(part)
        if not isinstance(target, dict) or target.get("additionalProperties") is not False:
            continue
        lacking = next((name for name in required if not _has(target, name)), None)
        if lacking is None:
            continue
        message = f'this part allows no other properties than its own, and "{lacking}" is required beside it'
        if target is part:
            del part["additionalProperties"]
            place = pointers.of_trail(trail, "additionalProperties")
            problems.mend("closed-part", place, f"{message}: it is opened")
        else:
            hint = "Take `additionalProperties: false` out of what is referred to."
            problems.warn("closed-part", pointers.of_trail(trail), f"{message}: nothing is valid", hint)


def _required(schema: Any, references: References) -> list[str]:
    """The names that a schema and the parts of its `allOf`, at any depth, require."""
    names: list[Any] = []
    pending: list[Any] = [schema]
    seen: set[int] = set()
    while pending:
        part = references.resolve(pending.pop())
        if not isinstance(part, dict) or id(part) in seen:
            continue
        seen.add(id(part))
        names += part["required"] if isinstance(part.get("required"), list) else ()
        pending += part["allOf"] if isinstance(part.get("allOf"), list) else ()
    return [name for name in names if isinstance(name, str)]


def _has(schema: dict[str, Any], name: str) -> bool:
    properties = schema.get("properties")
    return (isinstance(properties, dict) and name in properties) or "patternProperties" in schema
