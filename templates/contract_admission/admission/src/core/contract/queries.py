"""Query strings, and the forms that are encoded like them.

A query maps names to raw texts in the order they came. Most parameters are read from their own name; exploded and deep
objects are spread over several names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeAlias

from src.core.contract.model import JSON, Parameter, Schema
from src.core.contract.readings import Readers
from src.core.contract.shapes import Shape
from src.core.contract.styles import decode_query, text_decoder

Query: TypeAlias = dict[str, list[str]]  # decoded name → values, still encoded
QueryReadings = Callable[[Query], list[JSON]]  # none: the parameter is absent
Tree: TypeAlias = "dict[str, Tree] | list[str]"

_DELIMITERS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "|"}


def parse_query(raw: str) -> Query:
    """Split a query string; a UnicodeDecodeError if a name is not UTF-8."""
    query: Query = {}
    for pair in raw.split("&"):
        if pair:
            name, _, value = pair.partition("=")
            query.setdefault(decode_query(name), []).append(value)
    return query


def query_decoder(
    parameter: Parameter, readers: Readers, siblings: Collection[str], foreign: Collection[str] = ()
) -> QueryReadings:
    """From a query to the readings of one parameter.

    `siblings` are names that belong to others, `foreign` those of the members that other spread objects declare.
    """
    shape = readers.shapes.of(parameter.schema)
    own = _own_name_decoder(parameter, readers, shape)
    is_spread = parameter.media_type is None and (parameter.explode or parameter.style == "deepObject")
    if not shape.is_object or not is_spread:
        return own
    name = parameter.name
    brackets = _bracket_reader(parameter.schema, readers)
    spread = None if parameter.style == "deepObject" else _spread_decoder(shape, readers, {*siblings, name}, foreign)

    def decode(query: Query) -> list[JSON]:
        prefix = name + "["
        if any(key.startswith(prefix) for key in query):
            return [brackets(_tree(query, name))]
        if name in query:  # a spread object has no text under its own name, not even an empty one
            return [reading for reading in own(query) if not isinstance(reading, dict)]
        return spread(query) if spread is not None else []

    return decode


def _own_name_decoder(parameter: Parameter, readers: Readers, shape: Shape) -> QueryReadings:
    """Reads the texts under the parameter's own name."""
    name = parameter.name
    decode_text = text_decoder(parameter, readers)
    repeats = parameter.media_type is None and (parameter.explode or parameter.style not in _DELIMITERS)
    delimiter = _DELIMITERS.get(parameter.style, ",")
    item = readers.reader(shape.items)

    def decode(query: Query) -> list[JSON]:
        raws = query.get(name)
        if raws is None:
            return []
        if len(raws) == 1 and not (repeats and shape.is_array):
            return decode_text(raws[0])
        if shape.is_object and not repeats:
            return decode_text(delimiter.join(raws))
        texts = [decode_query(raw) for raw in raws]
        if not shape.is_array:
            return [texts]  # several values for one: valid only where anything is
        if not repeats:
            lists = [next((reading for reading in decode_text(raw) if isinstance(reading, list)), []) for raw in raws]
            return [[value for values in lists for value in values]]
        readings: list[JSON] = [[item(text) for text in texts]]
        if texts == [""] and parameter.allow_empty:
            readings.append([])
        return [*decode_scalar(raws[0]), *readings] if shape.is_scalar and len(raws) == 1 else readings

    def decode_scalar(raw: str) -> list[JSON]:
        return [reading for reading in decode_text(raw) if not isinstance(reading, list)]

    return decode


def _spread_decoder(
    shape: Shape, readers: Readers, reserved: Collection[str], foreign: Collection[str]
) -> QueryReadings:
    """Reads an exploded object, whose members stand beside the other parameters."""
    members = {
        name: _own_name_decoder(_member(name, schema), readers, readers.shapes.of(schema))
        for name, schema in shape.properties.items()
        if name not in reserved
    }
    nested = {name: _bracket_reader(shape.properties[name], readers) for name in members}
    takes_others = isinstance(shape.additional, dict) or not shape.properties
    other = readers.reader(shape.additional)

    def decode(query: Query) -> list[JSON]:
        value: dict[str, JSON] = {}
        for name, member in members.items():
            if readings := member(query):
                value[name] = _best(readings, shape.properties[name], readers)
            elif any(key.startswith(name + "[") for key in query):
                value[name] = nested[name](_tree(query, name))
        others = {
            name: other(decode_query(raws[0]))
            for name, raws in query.items()
            if takes_others and name not in members and name not in reserved and name not in foreign
        }
        candidates: list[JSON] = [{**value, **others}, value] if others else [value]
        return [candidate for candidate in candidates if candidate]

    return decode


def spread_names(shape: Shape, query: Query, reserved: Collection[str]) -> set[str]:
    """The names in a query that an exploded object of this shape takes for its declared members."""
    return {key for key in query if (name := key.partition("[")[0]) in shape.properties and name not in reserved}


def _member(name: str, schema: Schema) -> Parameter:
    return Parameter(name, "query", required=False, schema=schema, style="form", explode=True)


def _best(readings: list[JSON], schema: Schema, readers: Readers) -> JSON:
    validator = readers.validators.compile(schema)
    return next((reading for reading in readings if validator.is_valid(reading)), readings[0])


def _tree(query: Query, root: str) -> Tree:
    """`root[a][b]=1` and its like, as a tree."""
    tree: dict[str, Tree] = {}
    for key, raws in query.items():
        if not key.startswith(root + "[") or not key.endswith("]"):
            continue
        *path, last = key[len(root) + 1 : -1].split("][")
        node = tree
        for step in path:
            below = node.setdefault(step, {})
            if not isinstance(below, dict):
                below = node[step] = {"": below}
            node = below
        node[last] = [decode_query(raw) for raw in raws]
    return tree


def _bracket_reader(schema: Schema, readers: Readers) -> Callable[[Tree], JSON]:
    def read(tree: Tree) -> JSON:
        return _read_tree(tree, schema, readers)

    return read


def _read_tree(tree: Tree, schema: Schema, readers: Readers) -> JSON:
    shape = readers.shapes.of(schema)
    if isinstance(tree, dict):
        if shape.is_array and all(key.isdecimal() for key in tree):
            return [_read_tree(tree[key], shape.items, readers) for key in sorted(tree, key=int)]
        return {
            name: _read_tree(below, shape.properties.get(name, shape.additional), readers)
            for name, below in tree.items()
        }
    if tree == [""] and not shape.is_scalar:
        return [] if shape.is_array and not shape.is_object else {}
    one: list[JSON] = [readers.reader(schema)(tree[0])] if len(tree) == 1 else []
    if not shape.is_array:
        return one[0] if one else list(tree)
    item = readers.reader(shape.items)
    readings: list[JSON] = [*(one if shape.is_scalar else ()), [item(text) for text in tree]]
    return _best(readings, schema, readers)
