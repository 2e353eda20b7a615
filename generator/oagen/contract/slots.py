"""Slots: the places in an error's body where the application may put what it has to say."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from oagen.contract.model import JSON
from oagen.contract.parse import token

Path = tuple[str | int, ...]

# What a property is for, by its name in lower case without separators.
_ROLES: dict[str, tuple[str, ...]] = {
    "detail": (
        "detail", "details", "message", "msg", "description", "reason", "errordescription", "errormessage",
        "errormsg", "developermessage", "usermessage", "explanation", "text", "errors", "messages", "summary", "error",
        "info", "body", "longmessage",
    ),
    "title": ("title",),
    "status": ("status", "statuscode", "httpstatus", "httpstatuscode", "code", "errorcode", "httpcode"),
    "code": ("code", "errorcode", "statuscode", "status", "errorname", "key"),
    "request_id": (
        "requestid", "xrequestid", "traceid", "correlationid", "transactionid", "operationid", "logid", "errorid",
    ),
    "path": ("instance", "path", "uri", "requesturi", "requestpath"),
}  # fmt: skip
_TELLING = frozenset(name for names in _ROLES.values() for name in names) | {"type"}
_PROBES = {
    "detail": ("", "x", 'The value \u00e9\u4e2d "quoted" <b>is</b> not valid.\n' * 8),
    "title": ("", "x", "Unprocessable Content"),
    "code": ("not_found", "precondition_required"),
    "request_id": ("1", "3fa85f64-5717-4562-b3fc-2c963f66afa6", "Req_01.2-x" * 8),
    "path": ("/", "/a/b%20c", "/" + "x" * 300),
}


def is_telling(name: str) -> bool:
    """Whether an error's body should have a property of this name even if it need not."""
    return _plain(name) in _TELLING


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def find_slots(body: JSON, status: int, is_valid: Callable[[JSON], bool]) -> dict[str, tuple[str, ...]]:
    """Slot name → JSON pointers into `body`; whatever text of its kind is put there, the body stays valid."""
    slots: dict[str, list[str]] = {}
    for path, value in leaves(body):
        name = _plain(next((key for key in reversed(path) if isinstance(key, str)), "detail"))
        if is_status_text(path, value):
            continue
        role = _role(name, value, status, partial(_takes, body, path, is_valid))
        if role is not None:
            slots.setdefault(role, []).append("".join(f"/{token(str(key))}" for key in path))
    return {role: tuple(pointers) for role, pointers in slots.items()}


def is_status_text(path: Path, value: JSON) -> bool:
    """Whether this is the status of an error of JSON:API, which is text there."""
    return len(path) == 3 and path[0] == "errors" and path[2] == "status" and isinstance(value, str)


def _role(name: str, value: JSON, status: int, takes: Callable[[JSON], bool]) -> str | None:
    """What the place of `value` is for; `takes` says whether the body stays valid with something else there."""
    if isinstance(value, int) and not isinstance(value, bool):
        return "status" if name in _ROLES["status"] and takes(status) and takes(599) else None
    if not isinstance(value, str):
        return None
    for role, probes in _PROBES.items():
        if name in _ROLES[role] and all(takes(probe) for probe in probes):
            return role
    return None


def _takes(body: JSON, path: Path, is_valid: Callable[[JSON], bool], value: JSON) -> bool:
    return is_valid(put(body, path, value))


def leaves(value: JSON, path: Path = ()) -> Iterator[tuple[Path, JSON]]:
    """(path, value) of everything in a body that is neither an object nor a list."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from leaves(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from leaves(child, (*path, index))
    else:
        yield path, value


def put(body: JSON, path: Path, value: JSON) -> JSON:
    """A copy of `body` with `value` at `path`."""
    if not path:
        return value
    result = copy.copy(body)
    result[path[0]] = put(body[path[0]], path[1:], value)
    return result


def at(pointer: str, body: JSON) -> Path:
    """The path that a JSON pointer into `body` stands for."""
    path: list[str | int] = []
    for part in pointer.split("/")[1:]:
        key: str | int = int(part) if isinstance(body, list) else part.replace("~1", "/").replace("~0", "~")
        path.append(key)
        body = body[key]
    return tuple(path)


def fill(body: JSON, slots: Mapping[str, tuple[str, ...]], values: Mapping[str, Any]) -> JSON:
    """`body` with each value in the slots of its name."""
    for name, value in values.items():
        for pointer in slots.get(name, ()):
            body = put(body, at(pointer, body), value)
    return body
