"""How parameters spell arrays and objects in one text: simple, label, matrix, form and the delimited styles.

Delimited texts are split before they are percent-decoded, so an encoded delimiter belongs to its item. Clients that
encode whatever they send mean it all the same: in a query, a text that is split after decoding is a second reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, unquote_plus

from src.core.contract.model import JSON, Parameter
from src.core.contract.readings import Readers, json_readings, scalar_readings
from src.core.contract.shapes import Shape

Pairs = list[tuple[str, str]]
TextReadings = Callable[[str], list[JSON]]

# Some clients encode these delimiters whatever their position, and no item has them; commas are of both kinds.
_DELIMITERS = {
    "spaceDelimited": re.compile(r"%20|\+| "),
    "pipeDelimited": re.compile(r"\||%7[Cc]"),
}
_COMMA = re.compile(",")
_OPENING = ("[", "{")  # how a nested value begins
_LISTED = re.compile(r"[ \t]*,[ \t]*")


def decode_path(raw: str) -> str:
    """Percent-decode a path segment; a UnicodeDecodeError if the bytes are not UTF-8."""
    return unquote(raw, errors="strict") if "%" in raw else raw


def decode_query(raw: str) -> str:
    """Percent-decode a query component, where `+` is a space."""
    return unquote_plus(raw, errors="strict") if "%" in raw or "+" in raw else raw


def _verbatim(raw: str) -> str:
    return raw


@dataclass(slots=True)
class Spelling:
    """One style: what stands before the items, and what between them."""

    decode: Callable[[str], str]
    delimiter: re.Pattern[str]
    explode: bool
    prefix: str = ""
    member_prefix: str = ""  # of an exploded object
    member_delimiter: re.Pattern[str] = _COMMA

    def scalar(self, raw: str) -> str | None:
        """The text of a scalar; None if the raw text is not of this style."""
        inner = _after(self.prefix, raw)
        return None if inner is None else self.decode(inner)

    def array(self, raw: str) -> list[list[str]]:
        """The items that the raw text may spell: nothing can mean none, or one that is empty."""
        inner = _after(self.prefix, raw)
        if inner is None:
            return []
        if not inner:
            return [[], [""]]
        exact = [self.decode(item) for item in self.delimiter.split(inner)]
        if self.decode is not decode_query or self.delimiter is not _COMMA:
            return [exact]
        encoded = self.decode(inner).split(",")
        return [exact] if encoded == exact else [exact, encoded]

    def pairs(self, raw: str) -> list[Pairs]:
        """The members that the raw text may spell."""
        if not raw:
            return [[]]
        inner = _after(self.member_prefix if self.explode else self.prefix, raw)
        if inner is None:
            return []
        if self.explode:
            items = self.member_delimiter.split(inner)
            return [self._exploded(members) for members in (_balanced(items), items) if all("=" in m for m in members)]
        flat = [self.decode(item) for item in self.delimiter.split(inner)]
        spellings = [_balanced(flat), flat]
        if self.decode is decode_query:  # where clients encode the delimiters, too
            spellings.append(_balanced(self.delimiter.split(self.decode(inner))))
        return [list(zip(items[::2], items[1::2], strict=True)) for items in spellings if len(items) % 2 == 0]

    def _exploded(self, members: list[str]) -> Pairs:
        pairs = (member.partition("=") for member in members)
        return [(self.decode(name), self.decode(value)) for name, _, value in pairs]


def spelling_of(parameter: Parameter) -> Spelling:
    """The spelling of a parameter outside bodies."""
    explode = parameter.explode
    if parameter.location == "path":
        if parameter.style == "label":
            dot = re.compile(r"\.")
            return Spelling(decode_path, dot if explode else _COMMA, explode, ".", ".", dot)
        if parameter.style == "matrix":
            prefix = f";{parameter.name}="
            delimiter = re.compile(re.escape(prefix)) if explode else _COMMA
            return Spelling(decode_path, delimiter, explode, prefix, ";", re.compile(";"))
        return Spelling(decode_path, _COMMA, explode)
    if parameter.location in ("header", "cookie"):
        return Spelling(_verbatim, _COMMA, explode)
    return Spelling(decode_query, _DELIMITERS.get(parameter.style, _COMMA), explode)


def text_decoder(parameter: Parameter, readers: Readers) -> TextReadings:
    """From one raw text to its readings, the preferred ones first."""
    if parameter.media_type is not None:
        return _content_decoder(parameter)
    shape = readers.shapes.of(parameter.schema)
    spelling = spelling_of(parameter)
    if not shape.is_array and not shape.is_object:
        return _scalar_decoder(shape, spelling)
    item = readers.reader(shape.items)
    member = readers.members(shape)

    def arrays(raw: str) -> list[JSON]:
        spellings = spelling.array(raw)
        if parameter.location == "header" and spellings and ("\t" in raw or " " in raw):
            spellings.append(_LISTED.split(raw))  # HTTP allows blanks around a list's commas
        return [[item(text) for text in texts] for texts in spellings]

    def objects(raw: str) -> list[JSON]:
        spellings = spelling.pairs(raw)
        if parameter.location == "path" and "" not in shape.properties:
            # A member without a name is what becomes of a value that is no object.
            spellings = [pairs for pairs in spellings if all(name for name, _ in pairs)]
        # Of several spellings, the one that finds the contract's own names.
        spellings.sort(key=lambda pairs: (sum(name not in shape.properties for name, _ in pairs), -len(pairs)))
        return [{name: member(name, text) for name, text in pairs} for pairs in spellings]

    def decode(raw: str) -> list[JSON]:
        containers = arrays(raw) if shape.is_array else []
        if shape.is_object:
            containers += objects(raw)
        text = spelling.scalar(raw)
        if text is None:
            return containers or [raw]
        scalars = scalar_readings(text, shape.types) if shape.is_scalar else [text]
        # Where the schema allows both, a text without a delimiter is rather a scalar.
        scalars_first = shape.is_scalar and not spelling.delimiter.search(raw)
        return [*scalars, *containers] if scalars_first else [*containers, *scalars]

    return decode


def _scalar_decoder(shape: Shape, spelling: Spelling) -> TextReadings:
    types = shape.types

    def decode(raw: str) -> list[JSON]:
        text = spelling.scalar(raw)
        return scalar_readings(raw if text is None else text, types)

    def decode_prefixed(raw: str) -> list[JSON]:
        # Nothing at all spells null; a text without its style's prefix spells nothing.
        return decode(raw) if raw.startswith(spelling.prefix) else [] if raw else [None]

    return decode_prefixed if spelling.prefix else decode


def _content_decoder(parameter: Parameter) -> TextReadings:
    """A parameter with a media type of its own: JSON, or text."""
    decode = {"path": decode_path, "query": decode_query, "querystring": decode_path}.get(parameter.location, _verbatim)
    is_json = "json" in (parameter.media_type or "")

    def read(raw: str) -> list[JSON]:
        text = decode(raw)
        return [*json_readings(text), text] if is_json else [text, *json_readings(text)]

    return read


def _balanced(items: list[str]) -> list[str]:
    """The items with their brackets closed: a nested value holds its commas. Brackets that never close are text."""
    result: list[str] = []
    depth = 0
    for item in items:
        if depth > 0:
            result[-1] += "," + item
        else:
            result.append(item)
        if depth > 0 or item.partition("=")[2][:1] in _OPENING or item[:1] in _OPENING:
            depth += sum(map(item.count, "[{")) - sum(map(item.count, "]}"))
    return items if depth > 0 else result


def _after(prefix: str, raw: str) -> str | None:
    if not prefix or not raw:
        return raw
    return raw[len(prefix) :] if raw.startswith(prefix) else None
