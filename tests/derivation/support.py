"""Derives contracts from small sets of schemas."""

from __future__ import annotations

import json
from typing import Any

from oagen.derivation import Decision, Derivation, derive
from oagen.document import load_document


class Derived:
    """A derivation, and short ways to look into it."""

    def __init__(self, derivation: Derivation) -> None:
        self.contract: Any = derivation.contract
        self.decisions: dict[str, Decision] = {decision.schema: decision for decision in derivation.decisions}

    @property
    def paths(self) -> list[str]:
        return list(self.contract["paths"])

    @property
    def schemas(self) -> Any:
        return self.contract["components"]["schemas"]

    def kind(self, name: str) -> str:
        return self.decisions[name].decision

    def query(self, path: str) -> list[str]:
        return [p["name"] for p in self.contract["paths"][path]["get"]["parameters"] if "name" in p]


def derived(**schemas: Any) -> Derived:
    """What is derived from the given shared schemas."""
    document, found = load_document("models.json", text=json.dumps({"$defs": schemas}).encode())
    assert document is not None, found
    derivation, found = derive(document)
    assert derivation is not None, found
    return Derived(derivation)


def entity(**properties: Any) -> dict[str, Any]:
    """An object with an id and the given properties."""
    return {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, **properties}}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def many(name: str) -> dict[str, Any]:
    return {"type": "array", "items": ref(name)}


TEXT = {"type": "string"}
