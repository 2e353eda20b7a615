"""How much work it may be to find that nothing in a schema fits: references in alternatives can multiply it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oagen.contract.walk import component_name

MOST = 100_000  # subschemas that a value is held against; real documents need some thousand


class Branching:
    """Counts the subschemas that a validator without memory visits. A schema in itself counts once."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self._schemas = schemas
        self._counted: dict[str, int] = {}

    def is_costly(self, raw: Any) -> bool:
        """Whether a value that does not fit may take too long to refuse."""
        return self._count(raw) >= MOST

    def _count(self, node: Any) -> int:
        if isinstance(node, list):
            return min(MOST, sum(map(self._count, node)))
        if not isinstance(node, Mapping):
            return 0
        reference = node.get("$ref")
        below = self._component(component_name(reference)) if isinstance(reference, str) else 0
        return min(MOST, 1 + below + sum(map(self._count, node.values())))

    def _component(self, name: str) -> int:
        if name not in self._counted:
            self._counted[name] = 1  # while it is being counted: its own repetitions end with the value
            self._counted[name] = self._count(self._schemas.get(name))
        return self._counted[name]
