"""Kinds: the values of discriminators that answers may show.

A mapping lists every value that its discriminator has. Requests often leave the property open, so what a client makes
up is kept as the first kind that the contract knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from oagen.blueprint.shapes import Raw, Shapes

EACH = "*"  # in a path: every item of an array
MOST = 200  # paths of a resource: references that fan out can make any number

Path = tuple[str, ...]


def known_kinds(shapes: Shapes, read: Raw) -> dict[Path, tuple[str, ...]]:
    """Path of a discriminator in a document → the values it may have."""
    found: dict[Path, tuple[str, ...]] = {}
    for path, known in islice(_kinds(shapes, read, (), frozenset()), MOST):
        found.setdefault(path, known)
    return found


def _kinds(shapes: Shapes, raw: Raw, path: Path, seen: frozenset[str]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The discriminators at and below a path, down to the first repetition of a schema."""
    name = shapes.component(raw)
    if name in seen or (name and name not in shapes.discriminating):
        return
    seen = seen | {name} if name else seen
    resolved = shapes.resolve(raw)
    if not isinstance(resolved, Mapping):
        return
    discriminator = resolved.get("discriminator")
    if isinstance(discriminator, Mapping) and not resolved.keys() & {"oneOf", "anyOf"}:
        mapping = discriminator.get("mapping")
        if isinstance(mapping, Mapping) and mapping and discriminator.get("propertyName"):
            yield (*path, str(discriminator["propertyName"])), tuple(str(value) for value in mapping)
    for part in resolved.get("allOf") or ():
        yield from _below(shapes, shapes.resolve(part), path, seen)
    yield from _below(shapes, resolved, path, seen)


def _below(shapes: Shapes, resolved: Any, path: Path, seen: frozenset[str]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    if not isinstance(resolved, Mapping):
        return
    for name, below in (resolved.get("properties") or {}).items():
        yield from _kinds(shapes, below, (*path, name), seen)
    if "items" in resolved:
        yield from _kinds(shapes, resolved["items"], (*path, EACH), seen)
