"""The document: an OpenAPI description, read, bundled, checked, and brought to one form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from oagen.diagnostics import Span
from oagen.document.positions import Positions


@dataclass(frozen=True, slots=True)
class Document:
    """One OpenAPI document.

    `authored` is the bundled document as its author wrote it (2.0: upgraded to 3.0.3), mends included. `normal`
    says the same in the structure of OpenAPI 3.1 and in JSON Schema 2020-12: every reference but those of schemas
    is resolved in place, and every schema's is `#/components/schemas/<name>` and exists. Parts of `normal` may be
    shared: do not change it.
    """

    path: str  # name of the root document as the user gave it
    source_version: str  # "2.0", "3.0.3", "3.1.0", "3.2.0"
    authored: dict[str, Any]
    normal: dict[str, Any]
    # JSON Schemas: those that a file is as a whole, by name, and no operations yet; None for an OpenAPI document
    root_schemas: frozenset[str] | None
    _positions: Positions = field(repr=False)

    def span(self, pointer: str) -> Span | None:
        """Where the value at a pointer (of `authored` or `normal`) stands in the source, or what encloses it there."""
        return self._positions.span(pointer)
