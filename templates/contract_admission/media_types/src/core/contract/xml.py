"""XML by the `xml` hints of the contract's schemas: name, attribute, wrapped, prefix, namespace.

Elements are matched by their local names, and the root's name is the client's choice. A document type declaration is
refused, so there are no entities to expand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat  # nosec B407
from xml.sax.saxutils import escape, quoteattr  # nosec B406

from src.core.contract.forms import fill_spelled_by_nothing
from src.core.contract.model import JSON, Schema
from src.core.contract.readings import Doubts, Readers, scalar_readings
from src.core.contract.shapes import Shape, Shapes
from src.core.errors import Malformed

_DEEPEST = 100
_DECLARATION = re.compile(rb"\s*<\?xml\b[^>]*\?>")
_UNNAMED = re.compile(r"[^a-zA-Z0-9_\-.]")
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Element:
    """An element, with local names."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    text: str = ""


def read_xml(body: bytes, schema: Schema, readers: Readers, doubts: Doubts) -> JSON:
    """The value that a document spells for a schema."""
    reading = _Reading(readers, doubts)
    # An array that is not wrapped is a sequence of elements, so there may be several at the top.
    top = parse(b"<_>" + _DECLARATION.sub(b"", body, count=1) + b"</_>")
    if len(top.children) == 1 and not top.text.strip():
        return reading.value(top.children[0], schema)
    if top.text.strip() or (top.children and not readers.shapes.of(schema).is_array):
        raise Malformed("The XML has no single root element")
    return reading.items(top.children, schema)


def parse(document: bytes) -> Element:
    """The elements of a document, or a refusal."""
    root = Element("")
    open_elements = [root]
    texts: list[list[str]] = [[]]  # of the open elements, in pieces

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_elements) > _DEEPEST:
            raise Malformed("The XML is nested too deeply")
        element = Element(_local(name), {_local(key): value for key, value in attributes.items()})
        open_elements[-1].children.append(element)
        open_elements.append(element)
        texts.append([])

    def end(_: str) -> None:
        open_elements.pop().text = "".join(texts.pop())

    def text(characters: str) -> None:
        texts[-1].append(characters)

    def doctype(*_: object) -> None:
        raise Malformed("The XML declares a document type")

    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(document, True)
    except expat.ExpatError as error:
        raise Malformed(f"The XML is not well-formed: {error}") from None
    return root.children[0]


class _Reading:
    """Reads elements for schemas."""

    def __init__(self, readers: Readers, doubts: Doubts) -> None:
        self._readers = readers
        self._doubts = doubts

    def value(self, element: Element, schema: Schema) -> JSON:
        """The best reading of an element."""
        is_valid = self._readers.validators.compile(schema).is_valid
        empty, bare = len(self._doubts.empty), len(self._doubts.bare)
        readings: list[JSON] = []
        for reading in self._readings(element, self._readers.shapes.of(schema)):
            if is_valid(reading):
                return reading
            readings.append(reading)
            del self._doubts.empty[empty:], self._doubts.bare[bare:]  # of what is not meant
        return readings[0]

    def items(self, elements: list[Element], schema: Schema) -> JSON:
        """An array that stands as a sequence of elements."""
        items = self._readers.shapes.of(schema).items
        return [self.value(element, items) for element in elements]

    def _readings(self, element: Element, shape: Shape) -> Iterator[JSON]:
        is_empty = not element.children and not element.attributes
        if shape.is_array and not shape.xml.get("wrapped"):
            yield [self.value(element, shape.items)]
        elif shape.is_array and not element.text.strip():
            yield [self.value(child, shape.items) for child in element.children]
        if (shape.is_object or not is_empty) and not (is_empty and element.text):
            yield self._object(element, shape)
        yield from scalar_readings(element.text, shape.types)

    def _object(self, element: Element, shape: Shape) -> JSON:
        value: dict[str, JSON] = {}
        known: set[str] = set()
        for name, schema in shape.properties.items():
            tags = _tags(name, schema, self._readers.shapes)
            member = self._readers.shapes.of(schema)
            known |= tags
            if member.xml.get("attribute"):
                for tag in tags & element.attributes.keys():
                    value[name] = self._readers.reader(schema)(element.attributes[tag])
            elif found := [child for child in element.children if child.name in tags]:
                value[name] = self._member(found, schema, member)
        fill_spelled_by_nothing(value, shape, self._readers, self._doubts, wrappers=True)
        other = self._readers.shapes.of(shape.additional)
        for name in dict.fromkeys(child.name for child in element.children if child.name not in known):
            same = [child for child in element.children if child.name == name]
            value[name] = self._member(same, shape.additional, other)
            if len(same) > 1 and "_" in name and not other.may_be("array"):
                self._doubts.unspellable.add(name)  # XML has no other spelling of many names: these may be several
        for name, text in element.attributes.items():
            if name not in known:
                value.setdefault(name, text)
        return value

    def _member(self, found: list[Element], schema: Schema, shape: Shape) -> JSON:
        if len(found) > 1:
            item = shape.items if shape.is_array else None
            return [self.value(element, item) for element in found]
        value = self.value(found[0], schema)
        if value in ([""], [{}]) and not shape.is_scalar:  # or an empty text, where a list belongs
            self._doubts.empty.append(found[0].name)
        elif isinstance(value, list) and self._is_bare(found[0], shape):
            self._doubts.bare.append(found[0].name)
        return value

    def _is_bare(self, element: Element, array: Shape) -> bool:
        """Whether a list of one is spelled like a single value, which is not admitted, and no hint tells them apart."""
        if element.children or element.attributes or array.xml or self._readers.shapes.of(array.items).xml:
            return False
        return bool(array.types) and array.types <= {"array", "object", "null"}


def write_xml(value: JSON, schema: Schema, shapes: Shapes, root: str = "data") -> bytes:
    """A document that spells a value of a schema."""
    return _Writing(shapes).element(value, shapes.of(schema).xml.get("name") or root, schema).encode()


class _Writing:
    """Writes values as elements."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes

    def element(self, value: JSON, name: str, schema: Schema) -> str:
        """One value as one element; an array that is not wrapped as several."""
        shape = self._shapes.of(schema)
        if isinstance(value, list):
            inner_name = self._shapes.of(shape.items).xml.get("name") or name
            inner = "".join(self.element(item, inner_name, shape.items) for item in value)
            return self._tagged(name, shape.xml, [], inner) if shape.xml.get("wrapped") else inner
        if not isinstance(value, dict):
            return self._tagged(name, shape.xml, [], escape(_text(value)))
        attributes: list[str] = []
        inner = ""
        for key, member in value.items():
            member_schema = shape.properties.get(key, shape.additional)
            xml = self._shapes.of(member_schema).xml
            if xml.get("attribute"):
                attributes.append(f"{_sanitized(xml.get('name') or key)}={quoteattr(_text(member))}")
            else:
                inner += self.element(member, xml.get("name") or key, member_schema)
        return self._tagged(name, shape.xml, attributes, inner)

    def _tagged(self, name: str, xml: Any, attributes: list[str], inner: str) -> str:
        prefix, namespace = xml.get("prefix"), xml.get("namespace")
        tag = f"{prefix}:{_sanitized(name)}" if prefix and namespace else _sanitized(name)
        if namespace:
            attributes = [f"xmlns{':' + prefix if prefix else ''}={quoteattr(namespace)}", *attributes]
        return f"<{' '.join([tag, *attributes])}>{inner}</{tag}>"


def _tags(name: str, schema: Schema, shapes: Shapes) -> set[str]:
    """The local names under which a property may stand."""
    shape = shapes.of(schema)
    tags = {_sanitized(shape.xml.get("name") or name)}
    if shape.is_array and not shape.xml.get("wrapped"):
        item = shapes.of(shape.items).xml.get("name")
        tags |= {_sanitized(item)} if item else set()
    return tags


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _sanitized(name: str) -> str:
    """A name that XML allows."""
    cleaned = _UNNAMED.sub("_", name.replace(":", "_")) or "element"
    return cleaned if cleaned[0].isalpha() or cleaned[0] == "_" else "x_" + cleaned


def _text(value: JSON) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return _FORBIDDEN.sub("", str(value))
