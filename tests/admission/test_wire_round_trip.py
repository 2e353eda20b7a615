"""Whatever is valid is admitted as the same value, however the fuzzer's own serialisers put it on the wire."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis.core.parameters import DelimitedValue
from schemathesis.core.transforms import to_wire_string
from schemathesis.specs.openapi.serialization import serialize_openapi3_parameters
from schemathesis.transport.serialization import serialize_xml_with_schema
from src.core.contract.model import Parameter
from src.core.contract.parameters import header_parameters, path_parameters, query_parameters
from src.core.contract.queries import parse_query
from src.core.contract.readings import Doubts, Readers
from src.core.contract.shapes import Shapes
from src.core.contract.validation import Validators
from src.core.contract.xml import read_xml, write_xml

READERS = Readers(Shapes({}), Validators({}, "2020-12"), most_held=1024)

# Delimiters inside items are ambiguous in styles that cannot escape them.
WORDS = st.text(
    st.characters(codec="ascii", exclude_characters=",;=.| \t[]&", min_codepoint=33), min_size=1, max_size=5
)
SCALARS: list[tuple[dict[str, Any], st.SearchStrategy[Any]]] = [
    ({"type": "string"}, WORDS),
    ({"type": "integer"}, st.integers()),
    ({"type": "boolean"}, st.booleans()),
    ({"type": ["integer", "null"]}, st.none() | st.integers()),
]


@st.composite
def values(draw: st.DrawFn) -> tuple[dict[str, Any], Any]:
    """A schema with one of its values."""
    schema, strategy = draw(st.sampled_from(SCALARS))
    kind = draw(st.sampled_from(["scalar", "array", "object"]))
    if kind == "array":
        return {"type": "array", "items": schema}, draw(st.lists(strategy, min_size=1, max_size=4))
    if kind == "object":
        names = ["alpha", "beta", "gamma"]
        members = draw(st.dictionaries(st.sampled_from(names), strategy, min_size=1))
        return {"type": "object", "properties": dict.fromkeys(names, schema), "additionalProperties": False}, members
    return schema, draw(strategy)


def serialized(location: str, style: str, explode: bool, schema: dict[str, Any], value: Any) -> dict[str, Any]:
    definition = {"name": "x", "in": location, "style": style, "explode": explode, "schema": schema}
    serialize = serialize_openapi3_parameters([definition])
    item = {"x": value if not isinstance(value, dict) else dict(value)}
    return serialize(item) if serialize is not None else item


@settings(max_examples=300, deadline=None)
@given(values(), st.sampled_from(["simple", "label", "matrix"]), st.booleans())
def test_path(pair: tuple[dict[str, Any], Any], style: str, explode: bool) -> None:
    schema, value = pair
    wire = serialized("path", style, explode, schema, value)["x"]
    raw = wire.encoded if isinstance(wire, DelimitedValue) else quote(to_wire_string(wire), safe="")
    parameter = Parameter("x", "path", True, schema, style, explode)
    assert path_parameters([parameter], READERS).admit({"x": raw}) == {"x": value}


@settings(max_examples=300, deadline=None)
@given(
    values(),
    st.sampled_from(
        [("form", True), ("form", False), ("deepObject", True), ("spaceDelimited", False), ("pipeDelimited", False)]
    ),
)
def test_query(pair: tuple[dict[str, Any], Any], form: tuple[str, bool]) -> None:
    schema, value = pair
    style, explode = form
    if schema["type"] == "object" and style in ("spaceDelimited", "pipeDelimited"):
        return  # it sends these as the names of their members only
    wire = serialized("query", style, explode, schema, value)
    pairs = []
    for name, item in wire.items():
        for one in item if isinstance(item, list) else [item]:
            text = one.encoded if isinstance(one, DelimitedValue) else quote(to_wire_string(one), safe="")
            pairs.append(f"{quote(name, safe='')}={text}")
    parameter = Parameter("x", "query", True, schema, style, explode)
    admitted = query_parameters([parameter], READERS, frozenset()).admit(parse_query("&".join(pairs)))
    assert admitted == {"x": value}


@settings(max_examples=200, deadline=None)
@given(values(), st.booleans())
def test_header(pair: tuple[dict[str, Any], Any], explode: bool) -> None:
    schema, value = pair
    wire = serialized("header", "simple", explode, schema, value)["x"]
    if schema["type"] not in ("array", "object"):
        wire = to_wire_string(value)
    parameter = Parameter("X", "header", True, schema, "simple", explode)
    assert header_parameters([parameter], READERS).admit({"x": wire}) == {"X": value}


XML = {
    "type": "object",
    "properties": {
        "plain": {"type": "string"},
        "number": {"type": ["integer", "null"], "xml": {"name": "No"}},
        "attribute": {"type": "string", "xml": {"attribute": True}},
        "wrapped": {"type": "array", "items": {"type": "integer", "xml": {"name": "i"}}, "xml": {"wrapped": True}},
        "flat": {"type": "array", "items": {"type": "boolean"}},
        "inner": {"type": "object", "properties": {"a b": {"type": "string"}}, "additionalProperties": False},
    },
    "additionalProperties": False,
}
TEXT = st.text(st.characters(codec="utf-8", min_codepoint=32), max_size=5)
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "plain": TEXT,
        "number": st.none() | st.integers(),
        "attribute": TEXT,
        "wrapped": st.lists(st.integers()),
        "flat": st.lists(st.booleans(), min_size=1),
        "inner": st.fixed_dictionaries({}, optional={"a b": TEXT}),
    },
)


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS)
def test_xml(value: dict[str, Any]) -> None:
    sent = serialize_xml_with_schema(value, XML, "thing")["data"]
    # What XML cannot hold is left out of the document.
    expected = _without_forbidden(value)
    assert read_xml(sent, XML, READERS, Doubts()) == expected
    assert read_xml(write_xml(value, XML, READERS.shapes), XML, READERS, Doubts()) == expected


def _without_forbidden(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(c for c in value if c not in "\ufffe\uffff")
    if isinstance(value, dict):
        return {name: _without_forbidden(member) for name, member in value.items()}
    return value
