"""Admission of parameters: every one that is present is valid, every one that is required is present."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import unquote

import jsonschema_rs

from src.core.contract.forms import FormReader
from src.core.contract.model import JSON, MediaType, Parameter
from src.core.contract.queries import Query, parse_query, query_decoder
from src.core.contract.readings import Doubts, Readers
from src.core.contract.styles import TextReadings, text_decoder
from src.core.contract.validation import problems_in
from src.core.errors import Conflict, Invalid, InvalidPath, Problem, Refused, Unauthenticated

Source = TypeVar("Source")
Values = dict[str, JSON]

_FORM = "application/x-www-form-urlencoded"
_CODINGS = frozenset({"*", "br", "compress", "deflate", "gzip", "identity", "zstd"})  # of HTTP


@dataclass(slots=True)
class _Admitter(Generic[Source]):
    """Admits one parameter. `readings` has none where the parameter is absent."""

    parameter: Parameter
    readings: Callable[[Source], list[JSON]]
    validator: jsonschema_rs.Validator
    refuse: type[Refused]
    doubts_null: bool

    def admit(self, source: Source, values: Values) -> None:
        """Put the parameter's value into `values`, or refuse."""
        try:
            readings = self.readings(source)
        except UnicodeDecodeError:
            raise self.refuse(f"{self.label}: not UTF-8") from None
        is_valid = self.validator.is_valid
        for reading in readings:
            if is_valid(reading):
                if reading is None and self.doubts_null:
                    raise Conflict(f"{self.label}: null is nothing, or a text that may not be there")
                values[self.parameter.name] = reading
                return
        if readings:
            problems = list(problems_in(self.validator, readings[0], self.parameter.location, self.parameter.name))
            raise self.refuse(str(problems[0]), problems=problems)
        if self.parameter.required:
            raise self._missing()

    @property
    def label(self) -> str:
        return f"{self.parameter.location} parameter {self.parameter.name!r}"

    def _missing(self) -> Refused:
        detail = f"{self.label} is required"
        if self.parameter.allow_empty and self.validator.is_valid([]):  # no item is no parameter, either
            return Conflict(f"{self.label}: nothing tells whether this is empty or not there")
        if self.parameter.location == "header" and self.parameter.name.lower() == "authorization":
            return Unauthenticated(detail)
        problem = Problem(self.parameter.location, (self.parameter.name,), "is required")
        return self.refuse(detail, problems=(problem,))


class ParameterSet(Generic[Source]):
    """The parameters of an operation in one location."""

    __slots__ = ("_admitters",)

    def __init__(self, admitters: Sequence[_Admitter[Source]]) -> None:
        self._admitters = admitters

    def __bool__(self) -> bool:
        return bool(self._admitters)

    def admit(self, source: Source) -> Values:
        """The values of all parameters that are present, or a refusal."""
        values: Values = {}
        for admitter in self._admitters:
            admitter.admit(source, values)
        return values


def path_parameters(parameters: Sequence[Parameter], readers: Readers) -> ParameterSet[Mapping[str, str]]:
    """Path parameters, read from the raw segments that the router found."""
    return _set(parameters, readers, lambda p: _segment_readings(p.name, text_decoder(p, readers)), InvalidPath)


def header_parameters(parameters: Sequence[Parameter], readers: Readers) -> ParameterSet[Mapping[str, str]]:
    """Header parameters; the source has lower-case names."""
    return _set(parameters, readers, lambda p: _header_readings(p, text_decoder(p, readers), readers))


def cookie_parameters(parameters: Sequence[Parameter], readers: Readers) -> ParameterSet[Mapping[str, str]]:
    """Cookies, whose values some clients percent-encode."""
    return _set(parameters, readers, lambda p: _cookie_readings(p.name, text_decoder(p, readers)))


def query_parameters(
    parameters: Sequence[Parameter], readers: Readers, reserved: frozenset[str]
) -> ParameterSet[Query]:
    """Query parameters; `reserved` are names that carry credentials."""
    siblings = reserved | {parameter.name for parameter in parameters}
    return _set(parameters, readers, lambda p: _present(p, query_decoder(p, readers, siblings), readers))


def whole_query(parameters: Sequence[Parameter], readers: Readers) -> ParameterSet[str]:
    """A parameter that is the whole query string."""
    return _set(parameters, readers, lambda p: _whole_readings(p, readers))


def parse_cookies(header: str) -> dict[str, str]:
    """The pairs of a `Cookie` header, verbatim."""
    cookies: dict[str, str] = {}
    for pair in header.split(";"):
        name, equals, value = pair.strip(" \t").partition("=")
        if equals:
            cookies.setdefault(name, value)
    return cookies


def _set(
    parameters: Sequence[Parameter],
    readers: Readers,
    decoder: Callable[[Parameter], Callable[[Source], list[JSON]]],
    refuse: type[Refused] = Invalid,
) -> ParameterSet[Source]:
    compile_schema = readers.validators.compile
    return ParameterSet(
        [
            _Admitter(
                p,
                decoder(p),
                compile_schema(p.schema),
                refuse=Conflict if _has_no_spelling(p, readers) else refuse,
                doubts_null=p.location == "query" and _lists_texts_or_null(p, readers),
            )
            for p in parameters
        ]
    )


def _lists_texts_or_null(parameter: Parameter, readers: Readers) -> bool:
    """Whether the text `null` is either nothing, or one that is not among those listed."""
    shape = readers.shapes.of(parameter.schema)
    is_valid = readers.validators.compile(parameter.schema).is_valid
    return shape.listed and {"null", "string"} <= shape.types and not is_valid("null")


def _has_no_spelling(parameter: Parameter, readers: Readers) -> bool:
    """Whether lists or objects may lie in others, where clients write them as they like.

    What cannot be read may be meant to be valid then.
    """
    if parameter.location == "path" or parameter.media_type is not None:
        return False
    shape = readers.shapes.of(parameter.schema)
    inner = [shape.items] if shape.is_array else []
    if shape.is_object and parameter.location != "query":  # where brackets spell what lies in objects
        inner += [*shape.properties.values(), shape.additional]
    found = [readers.shapes.of(schema) for schema in inner if schema not in (False, {"not": {}})]
    return any(each.may_be("array") or each.may_be("object") for each in found)


def _segment_readings(name: str, decode: TextReadings) -> Callable[[Mapping[str, str]], list[JSON]]:
    def readings(segments: Mapping[str, str]) -> list[JSON]:
        raw = segments.get(name, "")
        found = decode(raw)
        # An empty segment is no text, though it may spell null or an empty collection.
        return found if raw else [reading for reading in found if not isinstance(reading, str)]

    return readings


def _header_readings(
    parameter: Parameter, decode: TextReadings, readers: Readers
) -> Callable[[Mapping[str, str]], list[JSON]]:
    key = parameter.name.lower()
    unsaid = _unsaid(parameter, readers)
    offers = key in ("accept-encoding", "accept-language") and not parameter.required

    def readings(headers: Mapping[str, str]) -> list[JSON]:
        raw = headers.get(key)
        if raw is None or unsaid.issuperset(_offers(raw)):
            return []
        each = _offers(raw) if offers and "," in raw else []
        return [reading for text in (raw, *each) for reading in decode(text)]

    return readings


def _offers(raw: str) -> list[str]:
    """What a header lists, without the weights."""
    return [offer.partition(";")[0].strip() for offer in raw.split(",")]


def _unsaid(parameter: Parameter, readers: Readers) -> frozenset[str]:
    """What clients send of themselves that were told nothing of a header: any type; codings, where it takes none."""
    key = parameter.name.lower()
    if parameter.required or key not in ("accept", "accept-encoding"):
        return frozenset()
    if key == "accept":
        return frozenset({"*/*"})
    takes = readers.validators.compile(parameter.schema).is_valid
    return frozenset() if any(map(takes, _CODINGS)) else _CODINGS


def _cookie_readings(name: str, decode: TextReadings) -> Callable[[Mapping[str, str]], list[JSON]]:
    def readings(cookies: Mapping[str, str]) -> list[JSON]:
        raw = cookies.get(name)
        if raw is None:
            return []
        found = decode(raw)
        if "%" in raw:
            found = [*found, *decode(unquote(raw))]
        if len(raw) > 1 and raw[0] == raw[-1] == '"':
            found = [*found, *decode(raw[1:-1])]
        return found

    return readings


def _present(
    parameter: Parameter, decode: Callable[[Query], list[JSON]], readers: Readers
) -> Callable[[Query], list[JSON]]:
    """Where an empty object is spelled by nothing at all, a required one is present in every query."""
    spread = parameter.explode or parameter.style == "deepObject"
    if not (parameter.required and spread and readers.shapes.of(parameter.schema).is_object):
        return decode

    def readings(query: Query) -> list[JSON]:
        return decode(query) or [{}]

    return readings


def _whole_readings(parameter: Parameter, readers: Readers) -> Callable[[str], list[JSON]]:
    if parameter.media_type == _FORM:
        form = FormReader(MediaType(_FORM, parameter.schema), readers)
        return lambda raw: [form.read(parse_query(raw), Doubts())] if raw else []
    decode = text_decoder(parameter, readers)
    return lambda raw: decode(raw) if raw else []
