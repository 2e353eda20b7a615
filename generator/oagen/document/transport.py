"""Header parameters that are not for a contract to declare: HTTP itself sets them, and says what they mean.

OpenAPI ignores a parameter `Content-Type`: the media types of the body are documented there. What such a parameter
lists beyond them was meant as one more, with the schema of the first. Where an operation has no body, it can only speak
of what clients may send all the same, and nobody is kept from anything by obeying it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from oagen.document import pointers
from oagen.document.operations import operations_of
from oagen.document.problems import Problems
from oagen.document.references import References

_HEADERS = frozenset({"connection", "content-length", "content-type", "cookie", "host", "transfer-encoding"})


def drop_transport_parameters(tree: dict[str, Any], references: References, problems: Problems) -> None:
    """Leave them out of a document of OpenAPI 3."""
    paths = tree.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        if not isinstance(item, dict):
            continue
        base = pointers.join("paths", path)
        operations = list(operations_of(item, base))
        for listed in _dropped(item, base, references, problems):
            for _, operation in operations:
                _take_media_types(operation, listed, references)
        for pointer, operation in operations:
            for listed in _dropped(operation, pointer, references, problems):
                _take_media_types(operation, listed, references)


def _dropped(holder: dict[str, Any], base: str, references: References, problems: Problems) -> Iterator[list[str]]:
    """Take the parameters out of an operation or a path item; give the media types that each lists."""
    for index, entry in reversed(list(enumerate(holder.get("parameters") or []))):
        parameter = references.resolve(entry)
        if not isinstance(parameter, dict) or parameter.get("in") != "header":
            continue
        name = str(parameter.get("name"))
        if name.lower() in _HEADERS and not _is_harmless(name, parameter, holder):
            message = f'HTTP itself says what the header "{name}" is; as a parameter it is left out'
            problems.mend("transport-parameter", pointers.join("parameters", index, base=base), message)
            del holder["parameters"][index]
            yield list(_media_types(parameter)) if name.lower() == "content-type" else []


def _is_harmless(name: str, parameter: dict[str, Any], holder: dict[str, Any]) -> bool:
    """Whether an operation without a body has a Content-Type that may be left out."""
    has_no_body = "responses" in holder and "requestBody" not in holder
    return name.lower() == "content-type" and has_no_body and parameter.get("required") is not True


def _media_types(parameter: dict[str, Any]) -> Iterator[str]:
    schema = parameter.get("schema")
    schema = schema if isinstance(schema, dict) else {}
    values = schema.get("enum")
    for value in values if isinstance(values, list) else [schema.get("default")]:
        name = value.partition(";")[0].strip().lower() if isinstance(value, str) else ""
        if "/" in name:
            yield name


def _take_media_types(operation: dict[str, Any], listed: list[str], references: References) -> None:
    body = references.resolve(operation.get("requestBody"))
    if not isinstance(body, dict) or not isinstance(body.get("content"), dict) or not body["content"]:
        return
    content = body["content"]
    known = {name.partition(";")[0].strip().lower() for name in content}
    others = [name for name in dict.fromkeys(listed) if name not in known]
    if others:
        first = next(iter(content.values()))
        more = {name: copy.deepcopy(first) for name in others}
        operation["requestBody"] = {**body, "content": {**content, **more}}
