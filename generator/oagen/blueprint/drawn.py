"""Drawn values: secrets, and what people tell a row by (`reference`, `trackingNumber`).

Nobody may guess the first or share the others, so each row has its own: drawn when it is new, in the form that its
schema asks for. Where a schema leaves room for few values, it is about something else (a `code` of three letters).
"""

from __future__ import annotations

import re

from oagen.blueprint.documents import Subject, answer_media, find_document
from oagen.blueprint.key_formats import key_format
from oagen.blueprint.making import KeyFormat
from oagen.blueprint.naming import normal, singular, words
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.contract.model import Operation

_SECRET = re.compile(r"(?:secret|token|password|passcode|passphrase|(?:api|access|secret|signing|shared)key)$")
_WHOLE = frozenset({"code", "locator", "recordlocator", "reference"})
_TOLD_BY = re.compile(
    r"reference$|tracking(?:number|code|id)$|confirmation(?:number|code)$"
    r"|(?:access|booking|coupon|gift|invitation|invite|pickup|redemption|referral|reservation|verification|voucher)code$"
)
_FEW = 10**6
_MAKE_ONE = frozenset({"create", "upsert"})


def drawn_format(shapes: Shapes, name: str, raw: Raw, others: frozenset[str] = frozenset()) -> KeyFormat | None:
    """How to draw what a property is called; None if it is none of these, or has a form that cannot be drawn.

    `others` are what the other resources are called: a reference may be one to them.
    """
    spelled = normal(name)
    if not (_SECRET.search(spelled) or spelled in _WHOLE or _TOLD_BY.search(spelled)):
        return None
    if shapes.types(raw) != {"string"} or normal(singular("_".join(words(name)[:-1]))) in others:
        return None
    if any(shapes.annotation(raw, keyword) is not None for keyword in ("const", "default", "enum")):
        return None
    form = key_format(shapes, raw)
    return form if form and len(form.alphabet) ** form.length >= _FEW else None


def told_once(operation: Operation, role: str, subject: Subject, read: Shape, shapes: Shapes) -> dict[str, Raw]:
    """What the answer to a creation must tell and no other answer does, where it is drawn: a secret, mostly."""
    media = answer_media(operation.answers[0]) if role in _MAKE_ONE else None
    place = find_document(shapes, media.schema.raw, subject, shown=True) if media and media.schema else None
    shape = shapes.shape(place.schema) if place else None
    if shape is None or not read.names <= shape.names:
        return {}
    beside = {name: raw for name, raw in shape.properties.items() if name in shape.required - read.names}
    return {name: raw for name, raw in beside.items() if drawn_format(shapes, name, raw)}
