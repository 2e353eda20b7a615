"""Schemas of Swagger 2.0, as OpenAPI 3.0 writes them."""

from __future__ import annotations

from typing import Any

from oagen.document.pointers import Trail
from oagen.document.schema_rewriting import SchemaRewriting


class SchemaUpgrade(SchemaRewriting):
    """Upgrades schemas. What 3.0 has another word for is said in that word."""

    def _finish(self, rewritten: dict[str, Any], schema: dict[str, Any], trail: Trail | None) -> dict[str, Any]:
        kind = rewritten.get("type")
        if kind == "file":
            rewritten["type"], rewritten["format"] = "string", "binary"
        elif kind == "null":
            rewritten["type"], rewritten["nullable"], rewritten["enum"] = "string", True, [None]
        elif isinstance(kind, list):
            _upgrade_types(rewritten, kind)
        if rewritten.get("x-nullable") is True:
            rewritten["nullable"] = True
        if rewritten.get("type") == "array":
            rewritten.setdefault("items", {})
        if isinstance(rewritten.get("discriminator"), str):
            rewritten["discriminator"] = {"propertyName": rewritten["discriminator"]}
        return rewritten


def _upgrade_types(schema: dict[str, Any], kinds: list[str]) -> None:
    """A list of types: one of them, perhaps with `null`; or alternatives."""
    rest = [kind for kind in kinds if kind != "null"]
    del schema["type"]
    if len(rest) == 1:
        schema["type"] = rest[0]
    else:
        schema.setdefault("allOf", []).append({"anyOf": [{"type": kind} for kind in rest]})
    if "null" in kinds:
        schema["nullable"] = True
