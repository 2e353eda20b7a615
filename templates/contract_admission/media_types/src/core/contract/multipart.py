"""Bodies of `multipart/*`: a body is complete, and within the size limit, before it is read.

Long files stay where they are, in the mapped body; what has to be looked at is copied out of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from mmap import mmap

from src.core.contract.content import PIECE, Content, Received
from src.core.contract.forms import fill_spelled_by_nothing
from src.core.contract.media import Kind, essence, is_media_type, kind_of, matches, parameters
from src.core.contract.model import JSON, Encoding, MediaType, Schema
from src.core.contract.readings import Doubts, Readers, json_readings, text_readings
from src.core.contract.shapes import Shape
from src.core.contract.xml import read_xml
from src.core.errors import Invalid, Malformed, TooLarge

# Browsers escape only these in the names of parts.
_ESCAPES = (("%22", '"'), ("%0D", "\r"), ("%0A", "\n"))
_MOST_PARTS = 10_000
_MOST_HEADERS = 16 * 1024  # bytes, of one part


@dataclass(slots=True)
class Part:
    """One part. `content_type` and `file_name` are "" where the part names none."""

    name: str
    content_type: str
    is_file: bool
    data: bytes | memoryview
    file_name: str = ""

    @property
    def held(self) -> bytes:
        """The bytes, all of them in memory."""
        return bytes(self.data)


class MultipartReader:
    """Reads the multipart bodies of one media type of one operation into one object."""

    def __init__(self, media: MediaType, readers: Readers) -> None:
        self._readers = readers
        self._shape = readers.shapes.of(media.schema)
        self._types = {name: _media_types(encoding) for name, encoding in media.encoding.items()}

    def read(self, body: Received, content_type: str, doubts: Doubts) -> tuple[JSON, dict[str, Content]]:
        """The object that the parts spell (text as text, files as Latin-1 text, a character a byte), and single files.

        A long file of which any bytes are valid is an empty text in the object.
        """
        boundary = parameters(content_type).get("boundary", "")
        if not boundary:
            raise Malformed("The Content-Type has no boundary")
        grouped: dict[str, list[Part]] = {}
        for part in split_parts(body, boundary.encode("latin-1", "replace")):
            self._expect_type(part)
            grouped.setdefault(part.name, []).append(part)
        self._expect_holdable(grouped)
        value: dict[str, JSON] = {name: self._property(name, parts, doubts) for name, parts in grouped.items()}
        fill_spelled_by_nothing(value, self._shape, self._readers, doubts)
        return value, {name: _content(parts[0]) for name, parts in grouped.items() if self._is_file(name, parts)}

    def _expect_type(self, part: Part) -> None:
        """Refuse a file that says it is of another type than the contract's `encoding` wants."""
        wanted = self._types.get(part.name)
        if not wanted or not part.content_type or not self._readers.shapes.of(self._schema_of(part)).binary:
            return
        if not any(matches(name, part.content_type) for name in wanted):
            raise Invalid(f"body: {part.name} is {part.content_type}, expected {', '.join(wanted)}")

    def _schema_of(self, part: Part) -> Schema:
        """What one part of its name has to be."""
        schema = self._shape.properties.get(part.name, self._shape.additional)
        shape = self._readers.shapes.of(schema)
        return shape.items if shape.is_array else schema

    def _expect_holdable(self, grouped: Mapping[str, list[Part]]) -> None:
        """Refuse more than can be looked at. Files that need not be are no matter."""
        held = (len(part.data) for parts in grouped.values() for part in parts if not self._stays(part))
        if sum(held) > self._readers.most_held:
            raise TooLarge(f"Parts that have to be looked at may have {self._readers.most_held} bytes")

    def _stays(self, part: Part) -> bool:
        """Whether the bytes of a part stay in the body: they are many, and any would do."""
        shape = self._readers.shapes.of(self._shape.properties.get(part.name))
        return isinstance(part.data, memoryview) and shape.binary and shape.admits_any_bytes

    def _is_file(self, name: str, parts: list[Part]) -> bool:
        return len(parts) == 1 and self._readers.shapes.of(self._shape.properties.get(name)).binary

    def _property(self, name: str, parts: list[Part], doubts: Doubts) -> JSON:
        schema = self._shape.properties.get(name, self._shape.additional)
        shape = self._readers.shapes.of(schema)
        readings: list[JSON] = []
        if len(parts) == 1:
            readings += self._readings(parts[0], schema, shape, doubts)
        if len(parts) > 1 or shape.is_array:
            holds_files = self._readers.shapes.of(shape.items).file and not shape.binary
            if holds_files and not all(part.is_file for part in parts):
                raise Invalid(f"body: {name} holds files, and a part has no file name")
            items = [self._best(self._readings(part, shape.items, None, doubts), shape.items) for part in parts]
            # One part may hold the whole array, as JSON.
            at = next((i for i, reading in enumerate(readings) if not isinstance(reading, list)), len(readings))
            readings.insert(at if shape.is_array else len(readings), items)
        return self._best(readings, schema)

    def _readings(self, part: Part, schema: Schema, shape: Shape | None, doubts: Doubts) -> list[JSON]:
        shape = self._readers.shapes.of(schema) if shape is None else shape
        if self._stays(part):
            return [""]
        data = part.held
        if shape.binary:
            return [data.decode("latin-1")]
        text = _text(data)
        if text == "null" and shape.may_be("string"):  # which clients also send for a text that is not there
            doubts.unspellable.add(part.name)
        kind = kind_of(part.content_type) if part.content_type else Kind.TEXT
        special: list[JSON] = []
        if kind is Kind.JSON:
            special = json_readings(text)
        elif kind is Kind.XML and (shape.is_object or shape.is_array):
            special = [read_xml(data, schema, self._readers, doubts)]
        return [*special, *text_readings(text, shape)]

    def _best(self, readings: list[JSON], schema: Schema) -> JSON:
        validator = self._readers.validators.compile(schema)
        return next((reading for reading in readings if validator.is_valid(reading)), readings[0])


def _media_types(encoding: Encoding) -> tuple[str, ...]:
    return tuple(essence(name) for name in (encoding.content_type or "").split(",") if name.strip())


def _content(part: Part) -> Content:
    """A file. RFC 7578 takes a part without a type for text, which a file is not."""
    return Content(part.data, part.content_type or "application/octet-stream", name=part.file_name)


def split_parts(body: Received, boundary: bytes) -> list[Part]:
    """The parts of a multipart body (RFC 2046)."""
    parts: list[Part] = []
    for start, stop in _between(body, b"--" + boundary):
        if body[start : start + 2] == b"--":
            return parts
        line_end = body.find(b"\r\n", start, stop)
        if line_end < 0 or body[start:line_end].strip(b" \t"):
            break
        headers_end = body.find(b"\r\n\r\n", line_end, min(stop, line_end + _MOST_HEADERS))
        if headers_end < 0:
            break
        headers = _headers(body[line_end + 2 : headers_end])
        data_start = headers_end + 4
        is_mapped = isinstance(body, mmap) and stop - data_start > PIECE
        data = memoryview(body)[data_start:stop] if is_mapped else body[data_start:stop]
        parts.append(_part(headers, data))
    raise Malformed("The multipart body is truncated, or has too many parts or headers")


def _between(body: Received, delimiter: bytes) -> Iterator[tuple[int, int]]:
    """What stands between delimiters, which begin lines; at last what stands behind the last one."""
    in_line = b"\r\n" + delimiter
    is_first = body[: len(delimiter)] == delimiter
    found, length = (0, len(delimiter)) if is_first else (body.find(in_line), len(in_line))
    for _ in range(_MOST_PARTS):
        if found < 0:
            return
        start = found + length
        found, length = body.find(in_line, start), len(in_line)
        yield start, len(body) if found < 0 else found


def _part(headers: Mapping[str, str], data: bytes | memoryview) -> Part:
    disposition = parameters(headers.get("content-disposition", ""))
    name, file_name = (_unescaped(disposition.get(key, "")) for key in ("name", "filename"))
    is_file = "filename" in disposition or "filename*" in disposition
    # what stands before the name is a folder of the client's machine
    file_name = file_name.replace("\\", "/").rpartition("/")[2]
    media_type = essence(headers.get("content-type", ""))
    return Part(name, media_type if is_media_type(media_type) else "", is_file, data, file_name)


def _unescaped(text: str) -> str:
    for escape, character in _ESCAPES:
        text = text.replace(escape, character)
    return text


def _headers(block: bytes) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in block.split(b"\r\n"):
        name, _, value = line.partition(b":")
        headers[name.strip().lower().decode("latin-1")] = _text(value.strip())
    return headers


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
