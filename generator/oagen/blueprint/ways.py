"""Ways to one of a collection that say what it is found by: `/routes/id/{id}`, `/things/by-slug/{slug}`."""

from __future__ import annotations

from collections.abc import Mapping

from oagen.blueprint.documents import Subject, answer_media, find_document, find_documents
from oagen.blueprint.naming import normal
from oagen.blueprint.paths import Path
from oagen.blueprint.shapes import Shapes
from oagen.contract.model import Operation

Key = tuple[str, ...]


def said_ways(
    paths: Mapping[Key, Path], operations: Mapping[Key, Mapping[str, Operation]], shapes: Shapes
) -> dict[Key, Path]:
    """Key of an item's path that says what its rows are found by → the collection, where no plain path leads to them.

    Of several ways to its rows it is the one by their `id`, or none.
    """
    ways: dict[Key, list[Path]] = {}
    for path in paths.values():
        many = path.parent.parent
        is_plain = many.key in operations and path.parent.key not in operations and (*many.key, "{}") not in paths
        if is_plain and _says_key(path) and not many.parameter and _shows_one(path, operations[path.key], shapes):
            ways.setdefault(many.key, []).append(path)
    found = {}
    for several in ways.values():
        best = [path for path in several if normal(path.parameter) == "id"] or several
        if len(best) == 1:
            found[best[0].key] = best[0].parent.parent
    return found


def _says_key(path: Path) -> bool:
    said = normal(path.segments[-2]) if len(path.segments) > 2 and path.parameter else ""
    return bool(said) and said in {normal(path.parameter), f"by{normal(path.parameter)}"}


def _shows_one(path: Path, operations: Mapping[str, Operation], shapes: Shapes) -> bool:
    """Whether a path shows one document, with what it is found by: by a status, or an age, it would show many."""
    answers = operations["GET"].answers if "GET" in operations else ()
    media, subject = answer_media(answers[0]) if answers else None, Subject(path.parent.parent.noun, (path.parameter,))
    if media is None or media.schema is None or find_documents(shapes, media.schema.raw, subject):
        return False
    place = find_document(shapes, media.schema.raw, subject, shown=True)
    document = shapes.shape(place.schema) if place else None
    return document is not None and normal(path.parameter) in map(normal, document.names)
