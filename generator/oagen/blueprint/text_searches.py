"""Searches by a text (`q`, `search`): which properties they look in, and what descriptions say of comparing texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from oagen.blueprint.model import Column, Field
from oagen.blueprint.naming import normal, singular, words
from oagen.blueprint.shapes import Shapes
from oagen.contract.model import Parameter

_SEARCHES = frozenset({"q", "query", "search", "searchterm", "searchquery", "keyword", "keywords", "term", "text"})
# Where nothing is said: the first of these that documents have.
_USUAL = ("name", "title", "displayname", "label", "subject", "summary", "description", "email", "username")
# What descriptions of searches say without meaning a property.
_PHRASES = (("full", "text"), ("free", "text"), ("search", "text"), ("text", "search"), ("search", "term"))
# What tells apart several texts of one kind that a row has itself: its `first_name`, as opposed to its `role_name`.
_OWN = frozenset(
    "additional alternative common display family first full given home last legal local long maiden middle mobile"
    " native new official old original other preferred primary private public second secondary short work".split()
)
_BETWEEN = re.compile(r"[,;/()]|\b(?:and|or)\b", re.IGNORECASE)
# How descriptions say that a text need not be all of a value.
_SAID = (
    (re.compile(r"\bexact", re.IGNORECASE), ""),
    (re.compile(r"\bprefix\b|\b(start|begin)(s|ning)? with\b|\bstarting with\b", re.IGNORECASE), "prefix"),
    (
        re.compile(
            r"\bsub-?strings?\b|\bcontain(s|ing)\b(?! only)|\bpartial(ly)?\b|\b(full|free)[ -]?text\b|\bfuzzy\b"
            r"|\b(any )?part of (the|its|their|a)\b|\bfragment\b",
            re.IGNORECASE,
        ),
        "contains",
    ),
)


def description_of(shapes: Shapes, parameter: Parameter) -> str:
    """What the author says of a parameter, there or in its schema."""
    return parameter.description or str(shapes.annotation(parameter.schema.raw, "description") or "")


def comparison_said(description: str) -> str:
    """How a text is looked for by what a description says: prefix | contains | "" where it says neither."""
    return next((operator for pattern, operator in _SAID if pattern.search(description)), "")


def searched_columns(shapes: Shapes, parameter: Parameter, fields: Sequence[Field]) -> tuple[Column, ...]:
    """The columns that a parameter's text is looked for in, as they are spoken of; none if it is no search."""
    if normal(parameter.name) not in _SEARCHES or shapes.types(parameter.schema.raw) != {"string"}:
        return ()
    columns = _texts(fields)
    named = _named_in(description_of(shapes, parameter), _free(columns))
    by_name = {normal(name): column for name, column in columns.items()}
    return named or tuple(by_name[name] for name in _USUAL if name in by_name)[:1]


def columns_called(shapes: Shapes, parameter: Parameter, fields: Sequence[Field]) -> tuple[Column, ...]:
    """The columns of a row's own texts that end in what a parameter is called, where it is said that one is meant.

    `name` is "Part of the first or last name".
    """
    spelled, said = words(parameter.name), description_of(shapes, parameter)
    if len(spelled) != 1 or shapes.types(parameter.schema.raw) - {"null"} != {"string"}:
        return ()
    ending = {name: c for name, c in _free(_texts(fields)).items() if _kind(name) == spelled[0]}
    return _named_in(said, ending) if ending and said else ()


def _texts(fields: Sequence[Field]) -> dict[str, Column]:
    return {f.property: f.column for f in fields if not f.write_only and f.column.type in ("string", "text")}


def _free(columns: Mapping[str, Column]) -> dict[str, Column]:
    """Those that may have any text."""
    return {name: column for name, column in columns.items() if not column.values}


def _named_in(text: str, columns: Mapping[str, Column]) -> tuple[Column, ...]:
    """The columns of the properties that a text names. Longer names go first: a `first name` is no `name`.

    What is called like none of them are all of a row's own that end so: the `name` of who has a first and a last one.
    """
    said = [singular(word) for word in words(text)]
    for phrase in _PHRASES:
        _take(said, phrase)
    spelled = {name: tuple(map(singular, words(name))) for name in columns}
    for start in range(len(said) - 4, -1, -1):  # `first and last name`
        if said[start + 1] in ("and", "or") and (said[start], said[start + 3]) in spelled.values():
            said.insert(start + 1, said[start + 3])
    places: dict[str, int] = {}
    for name in sorted(columns, key=lambda name: -len(spelled[name])):
        place = _take(said, spelled[name]) if spelled[name] else None
        if place is not None:
            places[name] = place
    alone = set(_alone(text, {each[-1] for each in spelled.values() if each}))
    for name in columns:
        kind = singular(_kind(name))
        if name not in places and kind in alone and kind in said:
            places[name] = said.index(kind)
    return tuple(columns[name] for name in sorted(places, key=places.__getitem__))


def _kind(name: str) -> str:
    """The last word of a property that is one of several of its kind; "" for any other."""
    *before, last = words(name) or [""]
    return last if before and set(before) <= _OWN else ""


def _alone(text: str, ends: set[str]) -> Iterator[str]:
    """The words of a text that do not go on after the name of a property: there is no `address` in `email address`."""
    for piece in _BETWEEN.split(text):
        said = ["", *map(singular, words(piece))]
        yield from (word for before, word in pairwise(said) if before not in ends)


def _take(said: list[str], sought: Sequence[str]) -> int | None:
    """Blank all places where these words stand together; give the first, None if there is none."""
    length = len(sought)
    places = [start for start in range(len(said)) if said[start : start + length] == list(sought)]
    for start in places:
        said[start : start + length] = [""] * length
    return places[0] if places else None
