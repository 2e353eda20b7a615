"""The files that hold the contract itself: openapi.yaml for people and tools, contract.json for the running app."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from oagen.blueprint.model import Blueprint
from oagen.contract.model import JSON

# Numbers to a YAML 1.2 reader, where PyYAML, which is 1.1, sees plain words
_NUMBER_OF_YAML_1_2 = re.compile(r"[-+]?(0o[0-7]+|(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?)\Z")


def openapi_yaml(served: Mapping[str, JSON]) -> bytes:
    """The served document as YAML 1.1 and 1.2 alike: block style, no aliases, keys in the author's order."""
    try:
        return _dump(served, _FastDumper)
    except UnicodeEncodeError:  # a lone surrogate, which only the slow emitter can escape
        return _dump(served, _SafeDumper)


def _dump(value: JSON, dumper: Any) -> bytes:
    text: str = yaml.dump(value, Dumper=dumper, sort_keys=False, allow_unicode=True, width=110)
    return text.encode()


def _without_aliases(base: Any) -> Any:
    dumper: Any = type("Dumper", (base,), {"ignore_aliases": lambda self, data: True})
    dumper.add_representer(str, _represent_text)
    return dumper


def _represent_text(dumper: Any, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else "'" if _NUMBER_OF_YAML_1_2.match(text) else None
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", text, style)
    return node


_SafeDumper = _without_aliases(yaml.SafeDumper)
_FastDumper = _without_aliases(getattr(yaml, "CSafeDumper", yaml.SafeDumper))


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


def compiled_schemas(blueprint: Blueprint) -> Iterator[Any]:
    """Schemas that services hold values to: what may be shown, and what may be kept."""
    names = (field.named for resource in blueprint.resources for field in resource.fields)
    yield from (name.held_to for name in names if name and name.held_to is not None)
    yield from (kind.told_by for resource in blueprint.resources for kind in resource.by_kind)
    for plan in blueprint.operations:
        yield from plan.view.fitting.values() if plan.view else ()
        yield from (key.held_to for key in plan.keys if key.held_to is not None)
        yield from (argument.held_to for argument in plan.arguments if argument.held_to is not None)
        if plan.row_property and plan.row_property.held_to is not None:
            yield plan.row_property.held_to
