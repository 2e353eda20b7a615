"""The contract as the generated application loads it: JSON, and only what admission and answers need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from oagen.contract.model import Body, Contract, Operation, Parameter, Response, Schema
from oagen.contract.refusals import documented_for
from oagen.contract.view import REQUEST, RESOURCE, RESPONSE, SchemaViews
from oagen.contract.walk import component_name, map_children, references

# Told to people, not to a validator. `xml` stays: bodies are read and written by it.
_ANNOTATIONS = frozenset(
    {"title", "description", "default", "example", "examples", "deprecated", "externalDocs", "readOnly", "writeOnly",
     "discriminator", "nullable", "$comment"}
)  # fmt: skip
_UNUSED = {
    Operation: {"tags", "summary", "description", "deprecated", "pointer", "extensions"},
    Parameter: {"examples", "description", "deprecated", "pointer"},
    Body: {"description", "pointer"},
    Response: {"description", "added", "pointer"},
}


def dump_contract(contract: Contract, also: Iterable[Any] = ()) -> dict[str, Any]:
    """The runtime's contract.json; references are `contract:schemas#/<name>`, fields at their default are left out.

    `also` are schemas that the application compiles beside those of the operations.
    """
    raw = {name: schema.raw for name, schema in contract.schemas.items()}
    views = SchemaViews(raw, contract.dialect)
    operations = [_operation(operation, views) for operation in contract.operations]
    return {
        "title": contract.title,
        "version": contract.version,
        "dialect": contract.dialect,
        "base_path": contract.base_path,
        "schemas": _reachable(operations, also, views),
        "security_schemes": {name: _plain(s, views, REQUEST) for name, s in contract.security_schemes.items()},
        "operations": operations,
        "refusals": {kind: _plain(refusal, views, RESPONSE) for kind, refusal in contract.refusals.items()},
    }


def _operation(operation: Operation, views: SchemaViews) -> dict[str, Any]:
    result = _plain(operation, views, RESPONSE)
    if operation.parameters:
        result["parameters"] = [_parameter(parameter, views) for parameter in operation.parameters]
    if operation.body is not None:
        result["body"] = _plain(operation.body, views, REQUEST)
    result["refusals"] = {
        kind: _plain(refusal, views, RESPONSE)
        for kind, refusal in operation.refusals.items()
        if any(documented_for(kind, operation))  # the others are the contract's
    }
    return result  # type: ignore[no-any-return]


def _parameter(parameter: Parameter, views: SchemaViews) -> dict[str, Any]:
    """A parameter whose schema says what its place implies: no path segment is empty, `allowEmptyValue` admits ""."""
    result = _plain(parameter, views, REQUEST)
    schema = result["schema"]
    if parameter.location == "path" and isinstance(schema, dict) and schema.get("type") == "string":
        result["schema"] = {"minLength": 1, **schema}
    if parameter.allow_empty and parameter.location == "query":
        result["schema"] = {"anyOf": [schema, {"enum": [""]}]}
    return result  # type: ignore[no-any-return]


def _plain(value: Any, views: SchemaViews, direction: str) -> Any:
    """A value of the model as JSON."""
    if value is None or isinstance(value, str | int | float):  # most are: the other questions cost more
        return value
    if isinstance(value, Schema):
        return bare(views.of(value.raw, direction))
    if is_dataclass(value) and not isinstance(value, type):
        return _fields(value, views, direction)
    if isinstance(value, Mapping):
        return {key: _plain(entry, views, direction) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [_plain(entry, views, direction) for entry in value]
    return value


def _fields(value: Any, views: SchemaViews, direction: str) -> dict[str, Any]:
    kind: Any = type(value)
    dumped = ((name, default, getattr(value, name)) for name, default in _dumped_fields(kind))
    return {name: _plain(content, views, direction) for name, default, content in dumped if content != default}


@cache
def _dumped_fields(kind: Any) -> tuple[tuple[str, Any], ...]:
    """(name, default) of the fields of a class of the model that the application reads."""
    return tuple(
        (field.name, field.default_factory() if callable(field.default_factory) else field.default)
        for field in fields(kind)
        if field.name not in _UNUSED.get(kind, ())
    )


def bare(view: Any) -> Any:
    """A view without annotations, as the application compiles it."""
    if not isinstance(view, dict):
        return view
    kept = {keyword: value for keyword, value in view.items() if not _is_annotation(keyword)}
    return map_children(kept, lambda _, child: bare(child))


def _is_annotation(keyword: str) -> bool:
    return keyword in _ANNOTATIONS or keyword.startswith("x-")


def _reachable(operations: list[dict[str, Any]], also: Iterable[Any], views: SchemaViews) -> dict[str, Any]:
    """The components that the operations use, and others, in the order of the document."""
    found: set[str] = set()
    pending = [reference for operation in operations for reference in _all_references(operation)]
    pending += [reference for schema in also for reference in references(schema)]
    while pending:
        name = component_name(pending.pop().removeprefix(f"{RESOURCE}#/"))
        if name not in found:
            found.add(name)
            pending.extend(references(views.components[name]))
    return {name: bare(view) for name, view in views.components.items() if name in found}


def _all_references(operation: Mapping[str, Any]) -> list[str]:
    """References in every schema of a dumped operation."""
    schemas = [parameter["schema"] for parameter in operation.get("parameters", ())]
    for owner in (operation.get("body", {}), *operation.get("responses", ()), *operation.get("answers", ())):
        schemas += [media["schema"] for media in owner.get("media", ()) if media.get("schema") is not None]
        schemas += [header["schema"] for header in owner.get("headers", ()) if isinstance(header, dict)]
        schemas += owner.get("header_schemas", {}).values()
    return [reference for schema in schemas for reference in references(schema)]
