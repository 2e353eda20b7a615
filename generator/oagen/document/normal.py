"""The normal form of a document: OpenAPI 3.1, with every reference but those between schemas resolved in place."""

from __future__ import annotations

from typing import Any

from oagen.document import pointers
from oagen.document.grammar import OPENAPI, Node, children
from oagen.document.normal_schemas import SchemaNormalising, WithDefault
from oagen.document.pointers import MISSING
from oagen.document.positions import Positions
from oagen.document.problems import Problems
from oagen.document.references import References


def normalise(
    authored: dict[str, Any], *, legacy: bool, positions: Positions, problems: Problems
) -> tuple[dict[str, Any], list[WithDefault]]:
    """The normal form of an authored 3.x document, and the schemas in it that state a default."""
    normalising = _Normalising(authored, legacy, positions, problems)
    return normalising.run(), normalising.schemas.with_default


class _Normalising:
    def __init__(self, authored: dict[str, Any], legacy: bool, positions: Positions, problems: Problems) -> None:
        self._authored = authored
        self._references = References(authored, OPENAPI)
        self._problems = problems
        self.schemas = SchemaNormalising(authored, legacy=legacy, references=self._references, positions=positions)
        self._resolved: dict[tuple[str, str], Any] = {}
        self._open: set[tuple[str, str]] = set()

    def run(self) -> dict[str, Any]:
        normal: dict[str, Any] = self._convert(Node("root", self._authored, None))
        schemas = self.schemas.components()
        if schemas:
            normal.setdefault("components", {})["schemas"] = schemas
        return normal

    def _convert(self, node: Node) -> Any:
        if node.kind == "schema":
            return self.schemas.rewrite(node.value, node.trail)
        if not isinstance(node.value, dict):
            return node.value
        if isinstance(node.value.get("$ref"), str):
            return self._resolve(node)
        converted = dict(node.value)
        for child in children(node, OPENAPI):
            if node.kind == "components" and child.kind == "schema":
                continue
            _put(converted, node, child, self._convert(child))
        return converted

    def _resolve(self, node: Node) -> Any:
        """What a reference leads to, in its normal form, with the fields beside the reference laid over it."""
        pointer = self._references.pointer(node.value["$ref"])
        key = (node.kind, pointer)
        if key in self._open:
            place = pointers.of_trail(node.trail, "$ref")
            self._problems.error("circular-reference", place, f"{node.value['$ref']} contains itself")
            return {}
        if key not in self._resolved:
            self._open.add(key)
            parts = pointers.split(pointer)
            target = pointers.find(self._authored, parts)
            self._resolved[key] = self._convert(
                Node(node.kind, {} if target is MISSING else target, pointers.trail(parts))
            )
            self._open.remove(key)
        resolved = self._resolved[key]
        beside = {name: value for name, value in node.value.items() if name != "$ref"}
        if not beside or not isinstance(resolved, dict):
            return resolved
        overlay = {name: value for name, value in beside.items() if name in ("summary", "description")}
        if node.kind == "pathItem":
            overlay = self._convert(Node(node.kind, beside, node.trail))
        return {**resolved, **overlay}


def _put(converted: dict[str, Any], holder: Node, child: Node, value: Any) -> None:
    """Put a converted child where the child stands, copying the list or map between on the way."""
    assert child.trail is not None
    inner, key = child.trail
    if inner is holder.trail:
        converted[str(key)] = value
        return
    assert inner is not None
    field = str(inner[1])
    held = converted[field]
    if held is holder.value[field]:
        held = converted[field] = held.copy()
    held[key] = value
