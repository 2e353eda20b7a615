"""Operations of a document in its normal form, as frozen values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from oagen.contract.file_extensions import file_extensions
from oagen.contract.media import authored_examples, parse_body, parse_response
from oagen.contract.model import Operation, Parameter, Schema, SecurityScheme
from oagen.contract.security import parse_requirements

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
# Headers that belong to the transport: nobody can ask for them as parameters.
_TRANSPORT = frozenset({"host", "content-length", "user-agent", "cookie"})
_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form", "querystring": "form"}
_PLACEHOLDER = re.compile(r"{([^{}]+)}")


def parse_operations(normal: Mapping[str, Any], schemes: Mapping[str, SecurityScheme]) -> list[Operation]:
    """Every operation in the document's order, with unique ids."""
    taken: set[str] = set()
    operations = []
    for path, item, method, raw, pointer in raw_operations(normal):
        identifier = _unique(str(raw.get("operationId") or _derived_id(method, path)), method, path, taken)
        taken.add(identifier)
        security = parse_requirements(raw["security"] if "security" in raw else normal.get("security"), schemes)
        operation = _operation(item, raw, method=method, path=path, pointer=pointer)
        operations.append(replace(operation, id=identifier, security=security))
    extensions = file_extensions([operation.path for operation in operations])
    return [replace(operation, file_extension=extensions[operation.path]) for operation in operations]


def raw_operations(
    normal: Mapping[str, Any],
) -> Iterator[tuple[str, Mapping[str, Any], str, Mapping[str, Any], str]]:
    """(path, path item, method, operation, pointer) of every operation of a document."""
    for path, item in (normal.get("paths") or {}).items():
        if isinstance(item, Mapping) and path.startswith("/"):
            for method, raw, below in _methods(item):
                yield path, item, method, raw, f"/paths/{token(path)}/{below}"


def _methods(item: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """(method, operation, pointer below the path item) of everything a path item declares."""
    for method, raw in item.items():
        if method in METHODS and isinstance(raw, Mapping):
            yield method, raw, method
    for method, raw in (item.get("additionalOperations") or {}).items():
        if isinstance(raw, Mapping):
            yield method, raw, f"additionalOperations/{token(method)}"


def _operation(item: Mapping[str, Any], raw: Mapping[str, Any], *, method: str, path: str, pointer: str) -> Operation:
    responses = raw.get("responses") or {}
    parameters = _declared_parameters(item, raw, pointer)
    body = parse_body(raw["requestBody"], f"{pointer}/requestBody") if raw.get("requestBody") else None
    return Operation(
        id="",
        method=method.upper(),
        path=path,
        parameters=_kept(parameters, path, pointer),
        body=body,
        responses=tuple(
            parse_response(str(status), response, f"{pointer}/responses/{token(str(status))}")
            for status, response in responses.items()
            if isinstance(response, Mapping) and not str(status).startswith("x-")
        ),
        tags=tuple(str(tag) for tag in raw.get("tags") or ()),
        summary=str(raw.get("summary") or ""),
        description=str(raw.get("description") or ""),
        deprecated=raw.get("deprecated") is True,
        pointer=pointer,
        extensions=oagen_extensions(item) | oagen_extensions(raw),
    )


def oagen_extensions(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The `x-oagen-*` keys of an object."""
    return {key: value for key, value in raw.items() if isinstance(key, str) and key.startswith("x-oagen-")}


def token(text: str) -> str:
    """`text` as one token of a JSON pointer."""
    return text.replace("~", "~0").replace("/", "~1")


def _derived_id(method: str, path: str) -> str:
    """camelCase, ASCII: GET /users/{userId}/posts → getUsersByUserIdPosts."""
    words = [method.lower()]
    for segment in path.split("/"):
        for part in re.split(r"({[^{}]*})", segment):
            found = re.findall(r"[A-Za-z0-9]+", part)
            words += ["By", *found] if part.startswith("{") else found
    return words[0] + "".join(word[:1].upper() + word[1:] for word in words[1:])


def _unique(wanted: str, method: str, path: str, taken: set[str]) -> str:
    for candidate in (wanted, _derived_id(method, path)):
        if candidate not in taken:
            return candidate
    number = 2
    while f"{wanted}{number}" in taken:
        number += 1
    return f"{wanted}{number}"


def _declared_parameters(
    item: Mapping[str, Any], raw: Mapping[str, Any], pointer: str
) -> dict[tuple[str, str], Parameter]:
    """What is declared, by location and name; the operation's own parameters override those of its path."""
    found: dict[tuple[str, str], Parameter] = {}
    places = ((f"{pointer.rpartition('/')[0]}/parameters", item), (f"{pointer}/parameters", raw))
    for place, owner in places:
        for index, declared in enumerate(owner.get("parameters") or ()):
            if isinstance(declared, Mapping) and declared.get("in") in _STYLES and "name" in declared:
                parameter = _parameter(declared, f"{place}/{index}")
                found[_key(parameter)] = parameter
    return found


def _kept(found: Mapping[tuple[str, str], Parameter], path: str, pointer: str) -> tuple[Parameter, ...]:
    """The parameters that clients can give; placeholders that nobody declares are strings."""
    placeholders = _PLACEHOLDER.findall(path)
    kept = [p for p in found.values() if _is_kept(p, placeholders)]
    undeclared = [name for name in placeholders if ("path", name) not in found]
    missing = (
        Parameter(name, "path", required=True, schema=Schema({"type": "string", "minLength": 1}), pointer=pointer)
        for name in dict.fromkeys(undeclared)
    )
    return (*kept, *missing)


def _key(parameter: Parameter) -> tuple[str, str]:
    name = parameter.name.lower() if parameter.location == "header" else parameter.name
    return parameter.location, name


def _is_kept(parameter: Parameter, placeholders: list[str]) -> bool:
    if parameter.location == "path":
        return parameter.name in placeholders
    return not (parameter.location == "header" and parameter.name.lower() in _TRANSPORT)


def _parameter(raw: Mapping[str, Any], pointer: str) -> Parameter:
    location = str(raw["in"])
    style = str(raw.get("style") or _STYLES[location])
    content = raw.get("content") or {}
    media_type = next(iter(content), None)
    schema = raw.get("schema") if media_type is None else content[media_type].get("schema")
    explode = raw.get("explode")
    return Parameter(
        name=str(raw["name"]),
        location=location,
        required=location == "path" or raw.get("required") is True,
        schema=Schema(schema if isinstance(schema, Mapping | bool) else True),
        style=style,
        explode=explode if isinstance(explode, bool) else style in ("form", "cookie"),
        allow_reserved=raw.get("allowReserved") is True,
        allow_empty=raw.get("allowEmptyValue") is True,
        media_type=media_type,
        examples=authored_examples(raw if media_type is None else content[media_type]),
        description=str(raw.get("description") or ""),
        deprecated=raw.get("deprecated") is True,
        pointer=pointer,
    )


def base_path(normal: Mapping[str, Any]) -> str:
    """The path of the first server with its variables filled in, without a slash at its end."""
    servers = normal.get("servers") or []
    if not servers or not isinstance(servers[0], Mapping):
        return ""
    url = str(servers[0].get("url") or "/")
    for name, variable in (servers[0].get("variables") or {}).items():
        if isinstance(variable, Mapping):
            url = url.replace("{" + name + "}", str(variable.get("default", "")))
    path = urlsplit(url).path.rstrip("/")
    return path if not path or path.startswith("/") else f"/{path}"
