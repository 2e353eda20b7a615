"""Acknowledgements: answers that tell how many documents an operation was about, instead of showing them.

`{"accepted": 3, "rejected": 0, "errors": []}`: what was done is done to all of them or to none, so the former are the
rows, and of the latter there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from oagen.blueprint.documents import Subject, lay
from oagen.blueprint.naming import singular, words
from oagen.blueprint.shapes import Raw, Shapes

Path = tuple[str, ...]
_DONE = frozenset(
    "accept accepted affected completed handled ingested matched ok processed queued received succeeded success"
    " successes successful".split()
)
_DONE_BY = {
    "create_many": frozenset("added created imported inserted loaded new saved stored uploaded written".split()),
    "update_many": frozenset("changed modified patched replaced saved updated".split()),
    "clear": frozenset("cleared deleted erased purged removed".split()),
}
_FAILED = frozenset(
    "conflicting conflicts duplicate duplicates error errors failed failure failures ignored invalid missing rejected"
    " skipped unchanged unprocessed".split()
)
_TOTALS = frozenset("count number size total".split())
_SILENT = _TOTALS | frozenset("document documents entries in item items n num of record records row rows".split())
_NUMBERS = ({"integer"}, {"number"}, {"integer", "number"})


def acknowledgement(
    shapes: Shapes, raw: Raw, example: Any, role: str, subject: Subject, admits: Callable[[Any, Any], bool]
) -> tuple[Any, tuple[Path, ...]]:
    """The body of an answer without a failure, and where it tells how many rows there were; else as it was."""
    body, told = example, []
    for path, inner in _properties(shapes, raw):
        kind = _kind(path[-1], role, subject)
        types = shapes.types(inner) - {"null"}
        if kind and types in _NUMBERS:
            body = lay(body, path, 0)
            told += [path] if kind == "done" else []
        elif kind == "failed" and types == {"array"} and _is_there(body, path):
            body = lay(body, path, [])
    return (body, tuple(told)) if admits(raw, body) else (example, ())


def _properties(shapes: Shapes, raw: Raw) -> Iterator[tuple[Path, Raw]]:
    """The properties of a body, and of the required objects in it."""
    shape = shapes.shape(raw)
    for name, inner in shape.properties.items() if shape else ():
        yield (name,), inner
        deeper = shapes.shape(inner) if shape and name in shape.required else None
        yield from (((name, further), schema) for further, schema in (deeper.properties if deeper else {}).items())


def _kind(name: str, role: str, subject: Subject) -> str:
    """What a property counts: "done", "failed", or "" for something else."""
    parts = words(name)
    nouns = {singular(part) for part in words(subject.noun)}
    said = {part for part in parts if part not in _SILENT and singular(part) not in nouns}
    if not said:
        return "done" if _TOTALS.intersection(parts) else ""
    if said <= _DONE | _DONE_BY[role]:
        return "done"
    others = frozenset[str]().union(*_DONE_BY.values()) - _DONE_BY[role]
    return "failed" if said <= _FAILED | others else ""


def _is_there(body: Any, path: Path) -> bool:
    for name in path:
        if not isinstance(body, Mapping) or name not in body:
            return False
        body = body[name]
    return True
