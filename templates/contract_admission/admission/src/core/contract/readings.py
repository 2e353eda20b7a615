"""From text on the wire to JSON values.

Text is ambiguous: `5` may be a number or a string, `null` a word. So text is not converted; it has *readings*, in the
order of preference, and the first one that the schema allows is the value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pydantic_core import from_json

from src.core.contract.model import JSON, Schema
from src.core.contract.shapes import Shape, Shapes
from src.core.contract.validation import Validators

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_LONGEST_INTEGER = 4000  # digits; Python refuses to convert more
_BOOLEANS: Mapping[str, bool] = {"true": True, "false": False}

Reader = Callable[[str], JSON]


@dataclass(slots=True)
class Doubts:
    """Names of what was read from bytes that could as well be those of something else.

    What is `empty` may be missing instead; a list of one that is `bare` may be a single value; what is `unspellable` and
    not valid may be meant to be.
    """

    empty: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    unspellable: set[str] = field(default_factory=set)


def scalar_readings(text: str, types: frozenset[str]) -> list[JSON]:
    """What a text may mean where scalars of these types are expected. The text itself always comes last."""
    readings: list[JSON] = []
    if not types or types == {"string"}:
        return [text]
    if text == "null" and "null" in types:
        readings.append(None)
    if text in _BOOLEANS and "boolean" in types:
        readings.append(_BOOLEANS[text])
    number = read_number(text, fractions="number" in types) if types & {"integer", "number"} else None
    if number is not None:
        readings.append(number)
    readings.append(text)
    return readings


def read_number(text: str, *, fractions: bool) -> int | float | None:
    """The number that a text spells in JSON's grammar; None if it spells none."""
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= _LONGEST_INTEGER else None
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    if number.is_integer() and not fractions:
        return int(number)  # 5.0 is an integer, as JSON Schema has it
    return number if fractions and math.isfinite(number) else None


def json_readings(text: str) -> list[JSON]:
    """The value that a text spells in JSON, if it does."""
    try:
        return [from_json(text, allow_inf_nan=False)]
    except ValueError:
        return []


class Readers:
    """Makes readers: functions that pick the best reading of a text for a schema.

    `most_held` are the bytes that parts of a multipart body may have in memory.
    """

    def __init__(self, shapes: Shapes, validators: Validators, most_held: int) -> None:
        self.shapes = shapes
        self.validators = validators
        self.most_held = most_held

    def reader(self, schema: Schema) -> Reader:
        """A reader for one text: an array's item, an object's member, an XML element."""
        shape = self.shapes.of(schema)
        if shape.types == {"string"}:
            return str
        validator = self.validators.compile(schema)

        def read(text: str) -> JSON:
            readings = text_readings(text, shape)
            if len(readings) > 1:
                for reading in readings:
                    if validator.is_valid(reading):
                        return reading
            return readings[0]

        return read

    def members(self, shape: Shape) -> Callable[[str, str], JSON]:
        """A reader for the members of an object, by name."""
        readers: dict[str, Reader] = {}

        def read(name: str, text: str) -> JSON:
            reader = readers.get(name)
            if reader is None:
                schema = shape.properties.get(name, shape.additional)
                reader = self.reader(schema)
                if name in shape.properties:  # other names are the client's, and without number
                    readers[name] = reader
            return reader(text)

        return read


def text_readings(text: str, shape: Shape) -> list[JSON]:
    """Readings of a whole text: containers are spelled in JSON, and `null` is what a client without a value sends."""
    if text == "null":
        return [None]
    containers = [
        value
        for value in (json_readings(text) if text[:1] in ("{", "[") and (shape.is_object or shape.is_array) else ())
        if shape.may_be("object" if isinstance(value, dict) else "array")
    ]
    return [*containers, *scalar_readings(text, shape.types)]
