"""Singles: what a path without a key shows one of, or none, as `/contracts/{id}/change-request` that a POST makes.

Such a path looks like a collection's. It is none if its GET gives one document that nobody has to ask for by
parameters, and the POST takes or gives that document.
"""

from __future__ import annotations

from collections.abc import Mapping

from oagen.blueprint.absence import may_be_missing
from oagen.blueprint.documents import ENVELOPES, Subject, answer_media, find_document, find_documents, structured_media
from oagen.blueprint.naming import normal
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.contract.model import Operation

# the part of all properties that two documents of one thing have in common
_SHARED = 0.5


def single_shown(methods: Mapping[str, Operation], subject: Subject, shapes: Shapes) -> Raw | None:
    """The schema of the one document that a path shows and a POST there may make; None if it shows many."""
    reading, making = methods.get("GET"), methods.get("POST")
    media = answer_media(reading.answers[0]) if reading and reading.answers else None
    place = find_document(shapes, media.schema.raw, subject, shown=True) if media and media.schema else None
    shape = shapes.shape(place.schema) if place else None
    if reading is None or making is None or media is None or media.schema is None or place is None or shape is None:
        return None
    if "DELETE" in methods and not may_be_missing(reading):
        return None
    if _finds(reading, making, shape) or _shows_many(media.schema.raw, making, subject, shapes):
        return None
    return place.schema if shape.properties else None


def is_the_same(one: Raw, other: Raw, shapes: Shapes) -> bool:
    """Whether two documents are plainly of one thing: neither has more of its own than they share."""
    left, right = shapes.shape(one), shapes.shape(other)
    if left is None or right is None or not left.names or not right.names:
        return False
    shared = len({normal(name) for name in left.names} & {normal(name) for name in right.names})
    return shared >= _SHARED * max(len(left.names), len(right.names))


def _finds(reading: Operation, making: Operation, shown: Shape) -> bool:
    """Whether a request tells which one of several documents it is about, or must tell what a creation need not."""
    known = {normal(name) for name in shown.names}
    everywhere = {parameter.name for parameter in making.parameters}
    own = [p for p in reading.parameters if p.location == "query" and p.name not in everywhere]
    return any(parameter.required or normal(parameter.name) in known for parameter in own)


def _shows_many(raw: Raw, making: Operation, subject: Subject, shapes: Shapes) -> bool:
    """Whether an answer is a list, or has one that is no property of its document: requests bring that with others."""
    listed = find_documents(shapes, raw, subject)
    if listed is None:
        return False
    shown, media = shapes.shape(raw), structured_media(making.body)
    given = shapes.shape(media.schema.raw) if media and media.schema else None
    if shown is None or given is None or len(listed.wrapper) != 1 or normal(listed.wrapper[0]) in subject.names:
        return True
    shared = {name for name in shown.names & given.names if normal(name) not in ENVELOPES}
    return listed.wrapper[0] not in shared or len(shared) == 1
