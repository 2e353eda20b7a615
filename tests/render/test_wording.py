"""What tables of parameters say about schemas."""

from __future__ import annotations

from typing import Any

import pytest
from oagen.render.wording import in_words


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (True, ""),
        ({}, ""),
        (False, "nothing"),
        ({"type": "integer", "minimum": 1, "maximum": 200, "default": 25}, "integer, 1 to 200, default 25"),
        ({"type": "integer", "minimum": 0}, "integer, at least 0"),
        ({"type": "number", "maximum": 1.5}, "number, at most 1.5"),
        ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, "number, more than 0, less than 1"),
        ({"type": ["string", "null"], "format": "date"}, "string (date) or null"),
        ({"type": "string", "minLength": 1, "maxLength": 20}, "string, 1 to 20 characters"),
        ({"type": "string", "pattern": "^a+$"}, "string, like ^a+$"),
        ({"type": "string", "enum": ["asc", "desc"], "default": "asc"}, 'one of: asc, desc, default "asc"'),
        ({"enum": ["", None, 1, True]}, 'one of: "", null, 1, true'),
        ({"const": "v1"}, "v1"),
        ({"enum": list(range(30))}, f"one of: {', '.join(map(str, range(20)))}, …"),
        ({"type": "array", "items": {"type": "integer"}, "maxItems": 5}, "array of integer, at most 5 items"),
        ({"type": "array"}, "array"),
        ({"$ref": "#/components/schemas/Color"}, "Color"),
        ({"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/Color"}, {"type": "null"}]}, "null or Color"),
        ({"allOf": [{"$ref": "#/components/schemas/Color"}], "default": "red"}, 'Color, default "red"'),
    ],
)
def test_schemas_are_told_in_words(raw: Any, words: str) -> None:
    assert in_words(raw) == words
