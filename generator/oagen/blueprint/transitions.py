"""Transitions: operations that put one row into another state (`POST /orders/{id}/cancel`, `DELETE /posts/{id}/like`).

What a verb does to a document is read from its schema: a state is the value of an `enum`, a boolean, or a time, that is
called what the verb leads to (`cancelled`, `is_locked`, `archivedAt`). A verb that leads to nothing of the kind is not
understood, and its operation is left to be written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from oagen.blueprint.candidates import ROLE_KEY, Candidate, answers_with
from oagen.blueprint.documents import structured_media
from oagen.blueprint.model import Change
from oagen.blueprint.naming import normal
from oagen.blueprint.paths import Path
from oagen.blueprint.shapes import Raw, Shapes
from oagen.contract.model import Contract, Operation

_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_IRREGULAR = {
    "activate": ("active",),
    "begin": ("begun",),
    "complete": ("complete", "done"),
    "deactivate": ("inactive",),
    "finish": ("done",),
    "hide": ("hidden",),
    "hold": ("held", "onhold"),
    "open": ("open",),
    "pay": ("paid",),
    "reopen": ("open",),
    "send": ("sent",),
    "void": ("void",),
    "withdraw": ("withdrawn",),
}
_OPPOSITES = (("activate", "deactivate"), ("enable", "disable"), ("hide", "show"), ("open", "close"))
_UNDOING = ("un", "dis", "de")
# What these lead to tells of any change, or of one in the contents of a row.
_GENERAL = frozenset({"add", "change", "create", "delete", "edit", "modify", "remove", "save", "set", "update"})


def add_transitions(contract: Contract, shapes: Shapes, candidates: Sequence[Candidate]) -> None:
    """Operations on one row whose verb leads to a state that its documents know."""
    taken = {operation_id for c in candidates for operation_id in (*c.roles, *c.contents)}
    free = [o for o in contract.operations if o.id not in taken and ROLE_KEY not in o.extensions]
    for candidate in candidates:
        on_rows = [(o, verb) for o in free if o.method in _METHODS and (verb := _verb(o, candidate))]
        done = {verb for o, verb in on_rows if o.method != "DELETE"}
        for operation, verb in on_rows:
            undoes_nothing = operation.method == "DELETE" and verb not in done
            change = None if undoes_nothing else _change(operation, verb, candidate, shapes)
            if change is not None:
                candidate.roles[operation.id] = "transition"
                candidate.changes[operation.id] = change


def _verb(operation: Operation, candidate: Candidate) -> str:
    """What the path of an operation on one row says beyond the row, normalised; "" for any other path."""
    path, item = Path.of(operation.path), candidate.item
    if item is None or item.is_mixed:
        return ""
    said = path.verb if path.row.key == item.key else ""
    if path.starts_with(item) and len(path.segments) == len(item.segments) + 1:
        said = path.segments[-1]
    verb = "" if "{" in said else normal(said)
    return "" if verb in _GENERAL else verb


def _change(operation: Operation, verb: str, candidate: Candidate, shapes: Shapes) -> Change | None:
    if not _can_be_understood(operation, candidate, shapes):
        return None
    document = shapes.shape(candidate.read)
    properties = document.properties if document else {}
    done = frozenset() if operation.method == "DELETE" else _forms(verb)
    undone = _forms(verb) if operation.method == "DELETE" else frozenset().union(*map(_forms, _undone_by(verb)))
    values: dict[str, Any] = dict(_states(properties, done, shapes))
    values |= dict.fromkeys(_switches(properties, done, shapes), True)
    values |= dict.fromkeys(_switches(properties, undone, shapes), False)
    values |= dict.fromkeys(each for each in _times(properties, undone, shapes) if shapes.nullable(properties[each]))
    since = tuple(_times(properties, done, shapes))
    return Change(values, since) if values or since else None


def _can_be_understood(operation: Operation, candidate: Candidate, shapes: Shapes) -> bool:
    """Whether nothing is asked for but the state, and the answer shows the row, or nothing."""
    media = structured_media(operation.body)
    body = shapes.shape(media.schema.raw) if media and media.schema else None
    asks = operation.body is not None and (body is None or operation.body.required or bool(body.required))
    return not asks and answers_with(candidate, operation, shapes)


def _undone_by(verb: str) -> Iterator[str]:
    """The verbs that a verb undoes: `unlock` undoes `lock`."""
    yield from (one for pair in _OPPOSITES if verb in pair for one in pair if one != verb)
    yield from (verb.removeprefix(prefix) for prefix in _UNDOING if verb.startswith(prefix) and verb != prefix)


def _forms(verb: str) -> frozenset[str]:
    """What something is called that a verb was done to: `cancel` → canceled, cancelled; `ship` → shipped."""
    regular = {f"{verb}d"} if verb.endswith("e") else {f"{verb}ed", f"{verb}{verb[-1]}ed"}
    if verb.endswith("y"):
        regular.add(f"{verb[:-1]}ied")
    return frozenset({*regular, *_IRREGULAR.get(verb, ())})


def _states(properties: Mapping[str, Raw], forms: frozenset[str], shapes: Shapes) -> Iterator[tuple[str, str]]:
    """(property, value) where exactly one property has exactly one value that the verb leads to."""
    found = []
    for name, raw in properties.items():
        values = shapes.annotation(raw, "enum")
        for value in values if isinstance(values, list) else ():
            if isinstance(value, str) and normal(value) in forms:
                found.append((name, value))
    if len(found) == 1:
        yield found[0]


def _switches(properties: Mapping[str, Raw], forms: frozenset[str], shapes: Shapes) -> Iterator[str]:
    for name, raw in properties.items():
        if shapes.types(raw) - {"null"} == {"boolean"} and normal(name).removeprefix("is") in forms:
            yield name


def _times(properties: Mapping[str, Raw], forms: frozenset[str], shapes: Shapes) -> Iterator[str]:
    moments = {f"{form}{suffix}" for form in forms for suffix in ("at", "on", "time", "date", "datetime")}
    for name, raw in properties.items():
        is_text = shapes.types(raw) - {"null"} == {"string"}
        if is_text and shapes.annotation(raw, "format") == "date-time" and normal(name) in moments:
            yield name
