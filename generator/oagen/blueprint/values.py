"""What a schema's values can be, as far as its keywords say: like those of a column, or any text of some kind."""

from __future__ import annotations

from oagen.blueprint.model import Column
from oagen.blueprint.shapes import Raw, Shapes
from oagen.document.patterns import is_enforceable, matcher

_COMPARABLE = {
    "string": {"string", "text"},
    "uuid": {"uuid", "string", "text"},
    "date": {"date", "datetime"},
    "date-time": {"datetime", "date"},
    "integer": {"integer", "numeric", "double"},
    "number": {"integer", "numeric", "double"},
    "boolean": {"boolean"},
}


def is_comparable(shapes: Shapes, raw: Raw, column: Column) -> bool:
    """Whether values of a schema can be compared with those of a column."""
    types = shapes.types(raw) - {"null"}
    if len(types) != 1:
        return False
    kind = next(iter(types))
    form = shapes.annotation(raw, "format")
    wanted = _COMPARABLE.get(form if kind == "string" and form in _COMPARABLE else kind, set())
    return column.type in wanted


def admits_text(shapes: Shapes, raw: Raw, text: str) -> bool:
    """Whether a schema plainly admits a text that is none of an enumeration and of no format."""
    types = shapes.types(raw)
    if types and "string" not in types:
        return False
    fewest, most, pattern = (shapes.annotation(raw, keyword) for keyword in ("minLength", "maxLength", "pattern"))
    if any(shapes.annotation(raw, keyword) is not None for keyword in ("enum", "const", "format")):
        return False
    return (fewest or 0) <= len(text) <= (len(text) if most is None else most) and (
        pattern is None or (is_enforceable(str(pattern)) and matcher(str(pattern))(text))
    )
