"""Slots: the places in an error's body where the application may put what it has to say."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from oagen.contract.error_names import CODE, DETAIL, PLACE, STATUS, TITLE, is_for, is_place_in_entry, plain
from oagen.contract.model import JSON
from oagen.contract.parse import token

Path = tuple[str | int, ...]

_PROBES = {
    "detail": ("", "x", 'The value \u00e9\u4e2d "quoted" <b>is</b> not valid.\n' * 8),
    "title": ("", "x", "Unprocessable Content"),
    "code": ("not_found", "precondition_required"),
    "request_id": ("1", "3fa85f64-5717-4562-b3fc-2c963f66afa6", "Req_01.2-x" * 8),
    "path": ("/", "/a/b%20c", "/" + "x" * 300),
    "time": ("2026-01-31T12:00:00.123Z",),
    "place": ("", "items.0.name", "x" * 200),
    "pointer": ("", "/items/0/name", "/" + "x" * 200),
    "part": ("body", "query", "path", "header", "cookie"),
}


def find_slots(body: JSON, status: int, is_valid: Callable[[JSON], bool]) -> dict[str, tuple[str, ...]]:
    """Slot name → JSON pointers into `body`; whatever text of its kind is put there, the body stays valid."""
    slots: dict[str, list[str]] = {}
    for path, value in leaves(body):
        if is_status_text(path, value):
            continue
        role = _role(path, value, status, partial(_takes, body, path, is_valid))
        if role == DETAIL and plain(name_at(path)) == "error":
            role = _brief_role(body, path, partial(_takes, body, path, is_valid))
        if role == CODE and plain(name_at(path)) == "type" and "title" in _beside(body, path):
            continue  # a URI, as RFC 9457 has it
        if role is not None:
            slots.setdefault(role, []).append(pointer_to(path))
    return {role: tuple(pointers) for role, pointers in slots.items()}


def name_at(path: Path) -> str:
    """The name of the property that stands there, or whose item does."""
    return next((key for key in reversed(path) if isinstance(key, str)), DETAIL)


def pointer_to(path: Path) -> str:
    """The JSON pointer of a path."""
    return "".join(f"/{token(str(key))}" for key in path)


def _brief_role(body: JSON, path: Path, takes: Callable[[JSON], bool]) -> str:
    """What an `error` is for: the whole sentence, or what is short of it where another text has that.

    Beside a status and a message it is the status in words, as Spring has it; else the code, as OAuth has it.
    """
    others = {name: value for name, value in _beside(body, path).items() if name != path[-1]}
    if not any(isinstance(value, str) and is_for(DETAIL, name) for name, value in others.items()):
        return DETAIL
    in_words = "message" in others and any(isinstance(others[name], int) and is_for(STATUS, name) for name in others)
    role = TITLE if in_words else CODE
    return role if all(map(takes, _PROBES[role])) else DETAIL


def _beside(body: JSON, path: Path) -> Mapping[str, JSON]:
    """The properties that stand in one object with the one at a path."""
    for key in path[:-1]:
        body = body[key]
    return body if isinstance(body, Mapping) else {}


def is_status_text(path: Path, value: JSON) -> bool:
    """Whether this is the status of an error of JSON:API, which is text there."""
    return len(path) == 3 and path[0] == "errors" and path[2] == "status" and isinstance(value, str)


def _role(path: Path, value: JSON, status: int, takes: Callable[[JSON], bool]) -> str | None:
    """What the place of `value` is for; `takes` says whether the body stays valid with something else there."""
    name, in_entry = name_at(path), any(isinstance(key, int) for key in path)
    if isinstance(value, int) and not isinstance(value, bool):
        return "status" if is_for(STATUS, name) and takes(status) and takes(599) else None
    if not isinstance(value, str):
        return None
    if in_entry and is_place_in_entry(name):
        return PLACE if all(map(takes, _PROBES[PLACE])) else None
    for role, probes in _PROBES.items():
        if is_for(role, name) and all(takes(probe) for probe in probes):
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
