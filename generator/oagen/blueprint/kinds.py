"""Kinds: the values of discriminators that answers may show.

A mapping lists every value that its discriminator has. Requests often leave the property open, so what a client makes
up is kept as the first kind that the contract knows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from oagen.blueprint.shapes import Raw, Shapes
from oagen.contract.pinning import mapped_kinds
from oagen.contract.walk import EACH

MOST = 100  # paths of a resource, the shortest first: references that fan out can make any number
_VISITS = 2000  # schemas to look at for one resource

Path = tuple[str, ...]
_Place = tuple[Path, Raw, frozenset[str]]  # a path, the schema there, and the components on the way


def known_kinds(shapes: Shapes, read: Raw) -> dict[Path, tuple[str, ...]]:
    """Path of a discriminator in a document → the values it may have; down to the first repetition of a schema."""
    found: dict[Path, tuple[str, ...]] = {}
    pending: deque[_Place] = deque([((), read, frozenset())])
    for _ in range(_VISITS):
        if not pending or len(found) >= MOST:
            break
        path, raw, passed = pending.popleft()
        name, schema = shapes.component(raw), shapes.resolve(raw)
        if not isinstance(schema, Mapping) or name in passed or (name and name not in shapes.discriminating):
            continue
        kinds = mapped_kinds(schema)
        if kinds:
            found.setdefault((*path, kinds[0]), kinds[1])
        passed = passed | {name} if name else passed
        for part in (schema, *map(shapes.resolve, schema.get("allOf") or ())):
            pending.extend((below, child, passed) for below, child in _children(part, path))
    return found


def _children(schema: Raw, path: Path) -> Iterator[tuple[Path, Raw]]:
    if isinstance(schema, Mapping):
        for name, child in (schema.get("properties") or {}).items():
            yield (*path, name), child
        if "items" in schema:
            yield (*path, EACH), schema["items"]
