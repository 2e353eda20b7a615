"""Patches of JSON documents: merge patches (RFC 7396) and JSON Patch (RFC 6902). Pure functions of JSON values."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from src.core.errors import Conflict

_INDEX = re.compile(r"0|[1-9][0-9]{0,9}", re.ASCII)
_LARGEST = 4 * 1024 * 1024  # characters of JSON: `copy` can double a document with every operation
_MISSING = object()


def merge_patch(target: Any, patch: Any) -> Any:
    """What a merge patch makes of a value: objects are merged at any depth, null removes, all else replaces."""
    if not isinstance(patch, Mapping):
        return copy.deepcopy(patch)
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def is_json_patch(patch: Any, media_type: str | None) -> bool:
    """Whether a patch is a list of operations, by its media type (of any dialect), or else by what it is."""
    named = media_type or ""
    is_list = isinstance(patch, list) and not named.startswith("application/merge-patch")
    return is_list or named.startswith("application/json-patch")


def json_patch(document: Any, operations: Any) -> Any:
    """What a JSON Patch makes of a document, which stays as it is. Raises Conflict if an operation does not apply."""
    if not isinstance(operations, list) or not all(isinstance(operation, Mapping) for operation in operations):
        raise Conflict("A JSON Patch is a list of operations.")
    holder: dict[str, Any] = {"": copy.deepcopy(document)}
    try:
        for operation in operations:
            _apply(holder, operation)
            if operation.get("op") == "copy" and len(json.dumps(holder)) > _LARGEST:
                raise Conflict("The patch makes the document too large.")
    except RecursionError:
        raise Conflict("The patch nests the document too deeply.") from None
    if "" not in holder:
        raise Conflict("The patch leaves no document.")
    return holder[""]


def _apply(holder: dict[str, Any], operation: Mapping[str, Any]) -> None:
    kind, path = operation.get("op"), _pointer(operation.get("path"))
    if kind == "add":
        _add(holder, path, copy.deepcopy(_value(operation)))
    elif kind == "remove":
        _remove(holder, path)
    elif kind == "replace":
        _remove(holder, path)
        _add(holder, path, copy.deepcopy(_value(operation)))
    elif kind == "move":
        source = _pointer(operation.get("from"))
        if path[: len(source)] == source and path != source:
            raise Conflict("A value cannot be moved into itself.")
        _add(holder, path, _remove(holder, source))
    elif kind == "copy":
        _add(holder, path, copy.deepcopy(_at(holder, _pointer(operation.get("from")))))
    elif kind == "test":
        if not _equal(_at(holder, path), _value(operation)):
            raise Conflict(f"The value at {operation['path']!r} is another one.")
    else:
        raise Conflict(f"There is no operation {kind!r}.")


def _value(operation: Mapping[str, Any]) -> Any:
    if "value" not in operation:
        raise Conflict("The operation has no value.")
    return operation["value"]


def _pointer(pointer: Any) -> list[str]:
    """The steps of a JSON pointer (RFC 6901), with the document itself as the first one."""
    if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
        raise Conflict(f"{pointer!r} is no JSON pointer.")
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")]


def _at(holder: Any, path: Sequence[str]) -> Any:
    value = holder
    for step in path:
        found: Any = _MISSING
        if isinstance(value, dict):
            found = value.get(step, _MISSING)
        elif isinstance(value, list):
            position = _position(step, len(value) - 1)
            found = value[position]
        if found is _MISSING:
            raise Conflict("The patch points to something that is not there.")
        value = found
    return value


def _add(holder: Any, path: Sequence[str], value: Any) -> None:
    parent, last = _at(holder, path[:-1]), path[-1]
    if isinstance(parent, dict):
        parent[last] = value
    elif isinstance(parent, list):
        parent.insert(len(parent) if last == "-" else _position(last, len(parent)), value)
    else:
        raise Conflict("The patch points into something that holds nothing.")


def _remove(holder: Any, path: Sequence[str]) -> Any:
    value, parent = _at(holder, path), _at(holder, path[:-1])
    del parent[path[-1] if isinstance(parent, dict) else int(path[-1])]
    return value


def _position(step: str, last: int) -> int:
    if not _INDEX.fullmatch(step) or int(step) > last:
        raise Conflict("The patch points past the end of an array.")
    return int(step)


def _equal(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same: true is not 1, though Python says so, but 1.0 is."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equal(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    return bool(one == other)
