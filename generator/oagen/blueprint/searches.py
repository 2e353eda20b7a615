"""Searches: lists that are asked for below their collection, or by a body (`POST /things/search`, `QUERY /things`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from oagen.blueprint.asked import Asked
from oagen.blueprint.candidates import ROLE_KEY, Candidate, lists
from oagen.blueprint.documents import structured_media
from oagen.blueprint.naming import normal
from oagen.blueprint.paths import Path
from oagen.blueprint.shapes import Raw, Shapes
from oagen.contract.model import Contract, Operation, Parameter, Schema

_VERBS = frozenset({"search", "searches", "query", "filter", "find", "lookup", "list"})
# Objects in a body that say what to look for, or which page to show.
_GROUPS = frozenset({"filter", "filters", "where", "query", "criteria", "page", "paging", "pagination", "options"})
_METHODS = frozenset({"POST", "QUERY"})


def add_searches(contract: Contract, shapes: Shapes, candidates: Sequence[Candidate]) -> None:
    """Operations that answer with documents of a collection are lists of it, with other filters."""
    taken = {operation_id for c in candidates for operation_id in c.roles}
    for operation in contract.operations:
        if operation.id in taken or ROLE_KEY in operation.extensions:
            continue
        for candidate in candidates:
            searches = _looks_below(operation, candidate) or _asks_by_body(operation, candidate, shapes)
            if searches and lists(candidate, operation, shapes) and shapes.component(candidate.read):
                candidate.roles[operation.id] = "list"
                break


def asked_by_body(operation: Operation, shapes: Shapes) -> Iterator[Asked]:
    """What the body of a list may ask for: its properties, and those of the objects that group some of them."""
    media = structured_media(operation.body)
    yield from _asked(media.schema.raw, (), shapes) if media and media.schema else ()


def _asked(raw: Raw, place: tuple[str, ...], shapes: Shapes) -> Iterator[Asked]:
    shape = shapes.shape(raw)
    for name, inner in shape.properties.items() if shape else ():
        group = None if place or normal(name) not in _GROUPS else shapes.shape(inner)
        if group and group.properties:
            yield from _asked(inner, (name,), shapes)
        else:
            said = str(shapes.annotation(inner, "description") or "")
            yield Asked((*place, name), Parameter(name, "body", False, Schema(inner), description=said))


def members_of(parameter: Parameter, shapes: Shapes) -> tuple[Asked, ...]:
    """What an object in the query may ask for: bounds of one property, or properties of the documents."""
    shape = shapes.shape(parameter.schema.raw) if parameter.location == "query" else None
    return tuple(
        Asked(
            (name,),
            replace(
                parameter,
                name=name if normal(parameter.name) in _GROUPS else f"{parameter.name}.{name}",
                schema=Schema(inner),
                description=str(shapes.annotation(inner, "description") or ""),
            ),
        )
        for name, inner in (shape.properties.items() if shape else ())
    )


def _looks_below(operation: Operation, candidate: Candidate) -> bool:
    """Whether an operation reads something below a collection (`/pets/findByStatus`)."""
    path = Path.to(operation)
    below = path.starts_with(candidate.collection) and path.key != candidate.collection.key
    return operation.method == "GET" and below and path.parameters == candidate.collection.parameters


def _asks_by_body(operation: Operation, candidate: Candidate, shapes: Shapes) -> bool:
    """Whether an operation asks a collection for something by its body, which is an object."""
    media = structured_media(operation.body)
    if operation.method not in _METHODS or media is None or media.schema is None:
        return False
    if shapes.shape(media.schema.raw) is None:
        return False
    path, collection = Path.to(operation), candidate.collection
    if operation.method == "QUERY" and path.key == collection.key:
        return True
    if path.segments and path.parent.key == collection.key:
        return normal(path.segments[-1]) in _VERBS
    last, _, verb = path.segments[-1].partition(":") if path.segments else ("", "", "")
    return Path((*path.parent.segments, last)).key == collection.key and normal(verb) in _VERBS
