"""Path parameters whose names tools misread: the served contract calls them plainly.

gRPC gateways name parameters by fields of messages: `/v1/{book.name}`. Tools that fill templates by formatting, the
fuzzer among them, take the dot for an attribute and give up. Such a name is not on the wire, so another one changes
nothing there; `x-oagen-renamed` at the root says what the author called it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from oagen.document.grammar import OPENAPI, walk
from oagen.document.names import unused

RENAMED = "x-oagen-renamed"
Names = Mapping[str, str]

_PLACEHOLDER = re.compile(r"\{([^{}=/]+)\}")
_ENCODED = re.compile(r"%7B([^%=/]+)%7D", re.IGNORECASE)  # in a reference
_MISREAD = re.compile(r"[.:!\[\]]")


def misread_names(document: Mapping[str, Any]) -> dict[str, str]:
    """Name of a path parameter that tools misread → one that nothing else has, in the order of the paths."""
    names: dict[str, str] = {}
    taken = {node.value.get("name") for node in walk(document, OPENAPI) if _is_parameter(node.kind, node.value)}
    for path in document.get("paths") or ():
        for name in _PLACEHOLDER.findall(path):
            if name not in names and _MISREAD.search(name):
                names[name] = unused(_MISREAD.sub("_", name), taken)
                taken.add(names[name])
    return names


def with_plain_names(document: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The document with these names (authored → plain), and a mark that says so."""
    return {**_renamed(document, names), RENAMED: {plain: name for name, plain in names.items()}}


def with_authored_names(served: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document with the names that its author gave."""
    if RENAMED not in served:
        return served
    return _renamed({key: value for key, value in served.items() if key != RENAMED}, served[RENAMED])


def _renamed(document: Mapping[str, Any], names: Names) -> dict[str, Any]:
    result: dict[str, Any] = copy.deepcopy(dict(document))
    for node in walk(result, OPENAPI):
        if not isinstance(node.value, dict):
            continue
        if _is_parameter(node.kind, node.value) and node.value.get("in") == "path":
            node.value["name"] = names.get(node.value["name"], node.value["name"])
        if node.kind == "link" and isinstance(node.value.get("parameters"), dict):
            told = node.value["parameters"]
            node.value["parameters"] = {_link_key(key, names): value for key, value in told.items()}
        for key in node.value.keys() & {"$ref", "operationRef"}:
            node.value[key] = _in_reference(node.value[key], names)
    if isinstance(result.get("paths"), dict):
        result["paths"] = {_in_template(path, names): item for path, item in result["paths"].items()}
    return result


def _is_parameter(kind: str, value: Any) -> bool:
    return kind == "parameter" and isinstance(value, dict) and isinstance(value.get("name"), str)


def _in_template(text: str, names: Names) -> str:
    return _PLACEHOLDER.sub(lambda found: f"{{{names.get(found[1], found[1])}}}", text)


def _in_reference(reference: Any, names: Names) -> Any:
    if not isinstance(reference, str) or not reference.startswith("#/paths/"):
        return reference
    return _ENCODED.sub(lambda found: f"%7B{names.get(found[1], found[1])}%7D", _in_template(reference, names))


def _link_key(key: str, names: Names) -> str:
    """The name that a link gives a value for, which may say that it is of the path."""
    place = "path." if key.startswith("path.") else ""
    name = key.removeprefix(place)
    return place + names.get(name, name)
