"""Bodies of `application/x-www-form-urlencoded`: each property is encoded like a query parameter.

Not everything has a spelling there: an empty list is nothing at all, as is one that is missing, and of objects in lists
clients write what they like. Who reads such a form is told of the doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy

from src.core.contract.model import JSON, Encoding, MediaType, Parameter, Schema
from src.core.contract.queries import Query, parse_query, query_decoder, spread_names
from src.core.contract.readings import Doubts, Readers, json_readings
from src.core.contract.shapes import Shape, Shapes
from src.core.contract.styles import decode_query
from src.core.errors import Malformed

_NOTHING: Schema = {"not": {}}  # a schema that admits nothing, in Draft 4


class FormReader:
    """Reads the forms of one media type of one operation."""

    def __init__(self, media: MediaType, readers: Readers) -> None:
        self._readers = readers
        self._shape = readers.shapes.of(media.schema)
        # What a request may not set has no place in a form: the name may be that of an object's member.
        own = {name: schema for name, schema in self._shape.properties.items() if schema not in (False, _NOTHING)}
        names = self._own = set(own)
        self._unspellable = frozenset(name for name, schema in own.items() if _has_no_spelling(schema, readers.shapes))
        # One text, joined by a delimiter, may be empty; what is spread over several may be none at all.
        self._joined = frozenset(name for name in names if not _style(media.encoding.get(name))[1])
        self._properties: dict[str, Callable[[Query], list[JSON]]] = {
            name: _property_decoder(
                name, schema, media.encoding.get(name), readers, names, _members({**own, name: None}, readers.shapes)
            )
            for name, schema in own.items()
        }

    def read_bytes(self, body: bytes, doubts: Doubts) -> JSON:
        """The object that a form spells."""
        try:
            return self.read(parse_query(body.decode("utf-8")), doubts)
        except UnicodeDecodeError:
            raise Malformed("The form is not UTF-8") from None

    def read(self, query: Query, doubts: Doubts) -> JSON:
        """The object that the pairs of a form spell."""
        value: dict[str, JSON] = {}
        taken: set[str] = set()
        doubts.unspellable.update(self._unspellable)
        for name, decode in self._properties.items():
            schema = self._shape.properties[name]
            if readings := decode(query):
                validator = self._readers.validators.compile(schema)
                value[name] = next((reading for reading in readings if validator.is_valid(reading)), readings[0])
                taken.update(self._names(name, schema, query))
        fill_spelled_by_nothing(value, self._shape, self._readers, doubts, empties=([], {}), spelled=self._joined)
        other = self._readers.reader(self._shape.additional)
        for name, raws in query.items():
            if name not in taken:
                texts = [other(decode_query(raw)) for raw in raws]
                value[name] = texts[0] if len(texts) == 1 else texts
        return value

    def _names(self, name: str, schema: Schema, query: Query) -> set[str]:
        """The names of the form that a property was read from."""
        if name in query:
            return {name}
        bracketed = {key for key in query if key.startswith(name + "[")}
        return bracketed or spread_names(self._readers.shapes.of(schema), query, self._own)


def fill_spelled_by_nothing(
    value: dict[str, JSON],
    shape: Shape,
    readers: Readers,
    doubts: Doubts,
    *,
    empties: Sequence[JSON] = ([],),
    wrappers: bool = False,
    spelled: frozenset[str] = frozenset(),
) -> None:
    """Give required properties that are missing the empty value which nothing spells: they may be there, or not.

    Args:
        value: What was read of the object.
        shape: Of the object.
        readers: For its properties.
        doubts: Gets the names of these properties.
        empties: What is spelled by nothing.
        wrappers: Whether arrays may have an element around them, which then spells an empty one.
        spelled: Properties that spell an empty value themselves.
    """
    for name in sorted(shape.required - value.keys() - spelled):
        schema = shape.properties.get(name)
        if wrappers and readers.shapes.of(schema).xml.get("wrapped"):
            continue
        is_valid = readers.validators.compile(schema).is_valid
        if (empty := next(filter(is_valid, empties), None)) is not None:
            value[name] = copy(empty)
            doubts.empty.append(name)


def _has_no_spelling(schema: Schema, shapes: Shapes) -> bool:
    """Whether a property is a list of objects, for which there is no rule in forms."""
    shape = shapes.of(schema)
    return shape.is_array and shapes.of(shape.items).is_object


def _property_decoder(
    name: str, schema: Schema, encoding: Encoding | None, readers: Readers, siblings: set[str], foreign: frozenset[str]
) -> Callable[[Query], list[JSON]]:
    style, explode = _style(encoding)
    parameter = Parameter(name, "query", required=False, schema=schema, style=style, explode=explode)
    decode = query_decoder(parameter, readers, siblings, foreign)
    shape = readers.shapes.of(schema)
    if shape.is_array and not explode:
        return _with_encoded_commas(name, decode) if style == "form" else decode
    if not shape.is_object:
        return decode

    def with_json(query: Query) -> list[JSON]:
        # Objects also come as JSON, which is what a media type in `encoding` asks for.
        raws = query.get(name, ())
        spelled = json_readings(decode_query(raws[0])) if len(raws) == 1 else []
        return [*(value for value in spelled if isinstance(value, dict)), *decode(query)]

    return with_json


def _members(properties: Mapping[str, Schema], shapes: Shapes) -> frozenset[str]:
    """What the objects among some properties declare."""
    found = (shapes.of(schema) for schema in properties.values())
    return frozenset(name for shape in found if shape.is_object for name in shape.properties)


def _style(encoding: Encoding | None) -> tuple[str, bool]:
    """The style of a property, and whether it is spread over several pairs."""
    style = (encoding.style if encoding else None) or "form"
    return style, encoding.explode if encoding and encoding.explode is not None else style == "form"


def _with_encoded_commas(name: str, decode: Callable[[Query], list[JSON]]) -> Callable[[Query], list[JSON]]:
    """Forms are encoded after they are joined, so a comma between items often arrives percent-encoded."""

    def with_encoded_commas(query: Query) -> list[JSON]:
        raws = query.get(name, ())
        plain = [raw.replace("%2C", ",").replace("%2c", ",") for raw in raws]
        return decode(query) if plain == list(raws) else [*decode(query), *decode({**query, name: plain})]

    return with_encoded_commas
