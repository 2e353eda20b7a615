"""Names of derived classes and of the members of enumerations."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Container, Iterable, Sequence

from oagen.blueprint.naming import Names, pascal, singular, snake

# What a module of schemas imports, and what every such class inherits.
_IMPORTED = frozenset(
    [
        "Annotated",
        "Any",
        "ConfigDict",
        "Date",
        "DateTime",
        "Field",
        "Integer",
        "JsonValue",
        "Literal",
        "MISSING",
        "NonObject",
        "Number",
        "StrEnum",
        "StrictModel",
        "TypeAliasType",
        "UUID",
        "Union",
    ]
)
# What the class of a request body is called, after the resource it is about.
VARIANTS = ("Create", "Replace", "Update")
_CLASS_NAME = re.compile(r"[A-Z][A-Za-z0-9]*\Z")


def class_name(text: str) -> str:
    """A class name for `text`, as its author spelt it where that is possible."""
    name = text if _CLASS_NAME.match(text) else pascal(text, fallback="Schema")
    taken = name in _IMPORTED or hasattr(builtins, name) or keyword.iskeyword(name)
    return f"{name.rstrip('_')}Model" if taken or name.endswith("_") else name


def part_name(owner: str, label: str) -> str:
    """Name of what property `label` of `owner` holds: ("Order", "shippingAddress") → "OrderShippingAddress"."""
    tail = pascal(label, fallback="Value").rstrip("_")
    return owner if tail == owner else f"{owner}{tail}"


def item_name(owner: str) -> str:
    """Name of one of what `owner` names many of: ("OrderLines") → "OrderLine", ("OrderData") → "OrderDataItem"."""
    head, tail = re.fullmatch(r"(.*?)([A-Z]?[a-z0-9]*)", owner, re.DOTALL).groups()  # type: ignore[union-attr]
    single = singular(tail.lower())
    return f"{owner}Item" if single == tail.lower() else f"{head}{single.capitalize()}"


def stem(name: str) -> str:
    """The thing that a request or response class is about: "TaskCreate" → "Task"."""
    return re.sub(r"(?<=[a-z0-9])(Create|Replace|Update|Response|Request|Body)\Z", "", name)


def member_names(values: Sequence[str]) -> list[str]:
    """Names of the members of a string enumeration, unique and in capitals."""
    names = Names()
    return [names.take(_member(value)) for value in values]


def _member(value: str) -> str:
    fallback = "minus" if re.match(r"-\d", value) else "value"
    return snake(value, fallback).rstrip("_").upper()


def unique(candidates: Iterable[str], taken: Container[str]) -> str:
    """The first candidate whose lower case is not among `taken`, else the last one with a number."""
    candidate = ""
    for candidate in candidates:
        if candidate.lower() not in taken:
            return candidate
    number = 2
    while f"{candidate}{number}".lower() in taken:
        number += 1
    return f"{candidate}{number}"
