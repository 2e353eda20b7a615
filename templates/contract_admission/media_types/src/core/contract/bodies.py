"""Admission of bodies: the media type is one of the operation's, the value is valid for its schema."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs
from pydantic_core import from_json, to_json

from src.core.contract.content import Content, Received
from src.core.contract.forms import FormReader
from src.core.contract.media import Kind, essence, is_media_type, kind_of, matches, parameters
from src.core.contract.model import JSON, Body, MediaType
from src.core.contract.multipart import MultipartReader
from src.core.contract.readings import Doubts, Readers, text_readings
from src.core.contract.validation import fits_several, problems_in
from src.core.contract.xml import read_xml
from src.core.contract.yaml_text import read_yaml
from src.core.errors import Conflict, Invalid, Malformed, Problem, Refused, UnsupportedMediaType

# Only numbers like these can be too large for a float, which the JSON parser reads as infinity.
_HUGE = re.compile(rb"[eE]\+?[0-9]{3}|[0-9]{200}")
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii"})
_MOST_RESOLVED = 64  # media types that a range may match, remembered


@dataclass(slots=True)
class AdmittedBody:
    """A body that the contract allows.

    `value` is a JSON value, or `str` and `bytes` where the media type is text or opaque (a mapped file, if it is long
    and the handler asks for `Files`); `json` spells it as JSON. `files` are the parts of a multipart body that are single files, and under "" a body that is opaque as a whole.
    """

    value: JSON = None
    json: bytes | None = None
    media_type: str | None = None
    files: Mapping[str, Content] = field(default_factory=dict)


ABSENT = AdmittedBody()


@dataclass(slots=True)
class _Read:
    """What bytes may mean; the JSON text, if it is known, of the only meaning; and the files among them."""

    readings: list[JSON]
    json: bytes | None = None
    files: Mapping[str, Content] = field(default_factory=dict)
    doubts: Doubts = field(default_factory=Doubts)


@dataclass(slots=True)
class _MediaReader:
    """Reads and validates bodies of one media type."""

    name: str
    kind: Kind
    takes_nothing: bool  # no bytes are a body too: an empty text, a form without fields
    takes_files: bool  # bytes that need not be looked at, or parts that are such
    is_beside_json: bool  # where lists are told from single values
    validator: jsonschema_rs.Validator
    read: Callable[[Any, str], _Read]

    def admit(self, raw: Received, content_type: str) -> AdmittedBody:
        """The body, or a refusal."""
        if self.kind is Kind.BINARY and self.takes_files:
            data = raw if isinstance(raw, bytes) else memoryview(raw)
            return AdmittedBody(raw, None, self.name, {"": Content(data, self.name)})
        if isinstance(raw, bytes) and ";" in content_type and self.kind not in (Kind.BINARY, Kind.MULTIPART):
            raw = _as_utf8(raw, parameters(content_type).get("charset", "utf-8").lower())
        read = self.read(raw, content_type)
        for value in read.readings:
            if self.validator.is_valid(value):
                break
        else:
            raise self._refusal(read)
        if read.doubts.empty:
            raise Conflict(f"{', '.join(read.doubts.empty)}: nothing tells whether this is empty or not there")
        if read.doubts.bare and self.is_beside_json:
            raise Conflict(f"{', '.join(read.doubts.bare)}: nothing tells a list of one from a single value; JSON does")
        if isinstance(value, str) and self.kind in (Kind.TEXT, Kind.BINARY):
            whole = {"": Content(bytes(raw), self.name)}
            return AdmittedBody(raw if self.kind is Kind.BINARY else value, None, self.name, whole)
        return AdmittedBody(value, to_json(value) if read.json is None else read.json, self.name, read.files)

    def _refusal(self, read: _Read) -> Refused:
        """What is said of a body that is not valid: a conflict, if it may be meant to be."""
        value = read.readings[0]
        problems = list(problems_in(self.validator, value))
        is_unreadable = not any(read.doubts.unspellable.isdisjoint(map(str, problem.place)) for problem in problems)
        refuse = Conflict if is_unreadable or fits_several(self.validator, value) else Invalid
        return refuse(str(problems[0]), problems=problems)


class BodyReader:
    """Admits the bodies of one operation."""

    def __init__(self, body: Body, readers: Readers) -> None:
        self._required, self._needed = body.required, body.needed
        self._readers = readers
        self._media = {essence(media.name): media for media in reversed(body.media)}
        self._resolved: dict[str, _MediaReader | None] = {}

    def may_hold_files(self, content_type: str | None) -> bool:
        """Whether a body of a media type may be, or have in it, bytes that need not be looked at."""
        if content_type is None and len(self._media) == 1:
            content_type = next(iter(self._media))
        reader = None if content_type is None else self._reader(essence(content_type))
        return reader is not None and reader.takes_files

    def admit(self, raw: Received, content_type: str | None) -> AdmittedBody:
        """The body, or a refusal. Without a Content-Type, the operation's only media type is assumed."""
        if content_type is None:
            if not raw:
                return self._absent()
            if len(self._media) != 1:
                raise UnsupportedMediaType("The body has no Content-Type")
            content_type = next(iter(self._media))
        reader = self._reader(essence(content_type))
        if reader is None:
            raise UnsupportedMediaType(f"Expected {', '.join(self._media)}")
        if not raw and not reader.takes_nothing:
            if reader.kind is Kind.XML and not (self._required or self._needed):
                raise Malformed("An empty text is no XML")  # and whoever sends nothing does not say that it is
            return self._absent()
        return reader.admit(raw, content_type)

    def _absent(self) -> AdmittedBody:
        if self._required:
            raise Invalid("A body is required", problems=(Problem("body", (), "is required"),))
        if self._needed:
            raise Conflict("Nothing can be done without a body")
        return ABSENT

    def _reader(self, name: str) -> _MediaReader | None:
        if name in self._resolved:
            return self._resolved[name]
        if name not in self._media and not is_media_type(name):
            return None
        media = self._media.get(name) or next(
            (self._media[known] for known in sorted(self._media, key=_generality) if matches(known, name)), None
        )
        is_beside_json = any(kind_of(known) is Kind.JSON for known in self._media)
        reader = None if media is None else _media_reader(media, name, self._readers, is_beside_json=is_beside_json)
        if len(self._resolved) < _MOST_RESOLVED:
            self._resolved[name] = reader
        return reader


def _generality(name: str) -> int:
    return name.count("*")


def _media_reader(media: MediaType, name: str, readers: Readers, *, is_beside_json: bool) -> _MediaReader:
    kind = kind_of(name)
    shape = readers.shapes.of(media.schema)
    validator = readers.validators.compile(media.schema)
    if (shape.binary and kind in (Kind.XML, Kind.YAML)) or (_is_form(kind) and not shape.may_be("object")):
        kind = Kind.BINARY  # the schema says that the document is opaque
    takes_nothing = kind in (Kind.TEXT, Kind.BINARY, Kind.FORM) or (kind is Kind.XML and shape.is_array)
    takes_files = kind is Kind.MULTIPART or (kind is Kind.BINARY and shape.admits_any_bytes)
    read = _read_function(kind, media, readers)
    return _MediaReader(name, kind, takes_nothing, takes_files, is_beside_json, validator, read)


def _is_form(kind: Kind) -> bool:
    return kind in (Kind.FORM, Kind.MULTIPART)


def _read_function(kind: Kind, media: MediaType, readers: Readers) -> Callable[[Any, str], _Read]:
    """A function from bytes and Content-Type to what they may mean."""
    match kind:
        case Kind.JSON:
            return lambda raw, _: _Read([read_json(raw)], raw)
        case Kind.FORM:
            return _form(FormReader(media, readers))
        case Kind.MULTIPART:
            return _multipart(MultipartReader(media, readers))
        case Kind.XML:
            return _xml(media, readers)
        case Kind.YAML:
            return lambda raw, _: _Read([read_yaml(raw)])
    shape = readers.shapes.of(media.schema)

    def opaque(raw: bytes, _: str) -> _Read:
        latin = raw.decode("latin-1")
        if shape.binary:
            return _Read([latin])
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            if kind is Kind.TEXT:
                raise Malformed("The text is not UTF-8") from None
            return _Read([latin])
        return _Read([*text_readings(text, shape)])

    return opaque


def _form(reader: FormReader) -> Callable[[bytes, str], _Read]:
    def read(raw: bytes, _: str) -> _Read:
        doubts = Doubts()
        return _Read([reader.read_bytes(raw, doubts)], doubts=doubts)

    return read


def _multipart(reader: MultipartReader) -> Callable[[bytes, str], _Read]:
    def read(raw: Received, content_type: str) -> _Read:
        doubts = Doubts()
        value, files = reader.read(raw, content_type, doubts)
        return _Read([value], None, files, doubts)

    return read


def _xml(media: MediaType, readers: Readers) -> Callable[[bytes, str], _Read]:
    def read(raw: bytes, _: str) -> _Read:
        doubts = Doubts()
        return _Read([read_xml(raw, media.schema, readers, doubts)], doubts=doubts)

    return read


def read_json(raw: bytes) -> JSON:
    """The value of a JSON text (RFC 8259); no NaN, no infinities, no lone surrogates."""
    try:
        value = from_json(raw, allow_inf_nan=False)
    except ValueError as error:
        raise Malformed(f"The body is not JSON: {error}") from None
    if _HUGE.search(raw) and not _is_finite(value):
        raise Malformed("The body holds a number that is out of range")
    return value


def _is_finite(value: JSON) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(map(_is_finite, value.values()))
    return not isinstance(value, list) or all(map(_is_finite, value))


def _as_utf8(raw: bytes, charset: str) -> bytes:
    if charset in _UTF8:
        return raw
    try:
        return raw.decode(charset).encode()
    except LookupError:
        raise UnsupportedMediaType(f"Unknown charset {charset!r}") from None
    except UnicodeError:
        raise Malformed(f"The body is not {charset}") from None
