"""Media types of a body beside the one that describes the document: texts that are one property of it, and the rest.

A note that is taken as `{"body": …}` and as plain text is the same note. What nothing is known of is to be written.
"""

from __future__ import annotations

from oagen.blueprint.documents import Place, is_structured
from oagen.blueprint.naming import normal
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.contract.model import MediaType, Operation

# names of the property that a text is, of all that a document may have
_TEXTS = frozenset({"body", "content", "message", "text"})


def read_as_text(operation: Operation, place: Place | None, shapes: Shapes) -> tuple[str, ...]:
    """Names that lead to the property that a body of plain text is; none where there is no such body or property.

    It is the one that a document has to have, else the one that is called like a text, else the only one.
    """
    texts = [media.schema.raw for media in _others(operation) if media.schema and _is_text(media, shapes)]
    written = shapes.shape(place.schema) if place and not place.is_list else None
    if not texts or place is None or written is None:
        return ()
    name = _text_property(written, shapes)
    if not name or not all(_is_judged(operation, raw, written.properties[name], shapes) for raw in texts):
        return ()
    return (*place.wrapper, name)


def unread_media(operation: Operation, texts: bool, shapes: Shapes) -> tuple[str, ...]:
    """The media types of a body that no document is read from, where `texts` tells whether it is from texts."""
    return tuple(media.name for media in _others(operation) if not (texts and _is_text(media, shapes)))


def _others(operation: Operation) -> list[MediaType]:
    return [media for media in operation.body.media if not is_structured(media.name)] if operation.body else []


def _is_text(media: MediaType, shapes: Shapes) -> bool:
    is_string = media.schema is not None and shapes.types(media.schema.raw) == {"string"}
    return is_string and media.name.lower().startswith("text/")


def _text_property(written: Shape, shapes: Shapes) -> str:
    writable = {n for n, raw in written.properties.items() if shapes.annotation(raw, "readOnly") is not True}
    needed = written.required & writable
    strings = {name for name in writable if shapes.types(written.properties[name]) - {"null"} == {"string"}}
    named = {name for name in strings if normal(name) in _TEXTS}
    for found in (needed, named, writable):
        if found:
            return next(iter(found)) if len(found) == 1 and found <= strings else ""
    return ""


def _is_judged(operation: Operation, text: Raw, kept: Raw, shapes: Shapes) -> bool:
    """Whether no text comes to be kept that the property's schema refuses: answers that show it are validated first."""
    return shapes.compatible(text, kept) or bool(operation.answers[0].media)
