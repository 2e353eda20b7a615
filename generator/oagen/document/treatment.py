"""What is mended, and what a mend says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from oagen.document import pointers
from oagen.document.structure import Flaw

# what tells that an object is a schema, wherever it stands
SCHEMA_FIELDS = frozenset(("type", "format", "items", "properties", "required", "enum", "description", "title"))
# what holds names of the author's own, each of which is for something
NAMING = frozenset(
    "paths responses headers callbacks links examples schemas definitions parameters properties content encoding"
    " variables mapping requestBodies securitySchemes securityDefinitions pathItems webhooks scopes".split()
)


@dataclass(frozen=True, slots=True)
class Mend:
    """What was mended, in words; the pointers of what got another name by it: new → old; the field it is about."""

    code: str
    message: str
    moved: Mapping[str, str] = field(default_factory=dict)
    name: str = ""


@dataclass(slots=True)
class Patient:
    """The document under treatment, and the version of OpenAPI that it turns out to be written in."""

    tree: dict[str, Any]
    version: str

    def holder(self, flaw: Flaw) -> Any:
        """What holds the flawed value."""
        return pointers.find(self.tree, flaw.parts[:-1])

    def value(self, flaw: Flaw) -> Any:
        """The flawed value itself."""
        return pointers.find(self.tree, flaw.parts)


def is_schema(parts: tuple[str | int, ...]) -> bool:
    """Whether what stands at a place is a schema."""
    is_named = parts[-2:-1] in (("properties",), ("schemas",), ("definitions",), ("allOf",), ("anyOf",), ("oneOf",))
    return is_named or parts[-1:] in (("schema",), ("items",), ("additionalProperties",), ("not",))
