"""The files that hold the contract itself: openapi.yaml for people and tools, contract.json for the running app."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from oagen.contract.model import JSON

_Base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Base):  # type: ignore[misc]
    """Block style without aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def openapi_yaml(served: Mapping[str, JSON]) -> bytes:
    """The served document as YAML 1.1 and 1.2 alike: block style, keys in the author's order."""
    text: str = yaml.dump(served, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text.encode()


def contract_json(dumped: Mapping[str, JSON]) -> bytes:
    """The runtime's contract: compact, but one operation and one schema a line, so that a diff can be read."""
    entries = [f"{_compact(key)}: {_section(value)}" for key, value in dumped.items()]
    return ("{\n" + ",\n".join(entries) + "\n}\n").encode()


def _section(value: JSON) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(_compact(item) for item in value) + "\n]"
    if isinstance(value, dict) and value:
        return "{\n" + ",\n".join(f"{_compact(key)}: {_compact(item)}" for key, item in value.items()) + "\n}"
    return _compact(value)


def _compact(value: JSON) -> str:
    return json.dumps(value, separators=(",", ":"))
