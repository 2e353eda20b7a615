"""Conditions on what JSON lists in columns hold, in the SQL of every database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Boolean
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class HasAny(FunctionElement[bool]):
    """Whether the list in a column holds one of the wanted values: `HasAny(column, wanted)`."""

    inherit_cache = True
    type = Boolean()
    negation = ""


class HasAll(HasAny):
    """Whether the list in a column holds all wanted values."""

    inherit_cache = True
    negation = "NOT "


def wanted_items(values: Iterable[Any]) -> str:
    """Give what conditions bind for wanted values: for each of them, the ways in which a list may spell it."""
    return json.dumps([[json.dumps(spelled) for spelled in _spelled(value)] for value in values])


def _spelled(value: Any) -> Iterator[Any]:
    yield value
    if isinstance(value, float) and value.is_integer():
        yield int(value)
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53:
        yield float(value)  # lists keep 1.0 as it was sent


@compiles(HasAny, "sqlite")
def _on_sqlite(element: HasAny, compiler: SQLCompiler, **options: Any) -> str:
    column, wanted = (compiler.process(clause, **options) for clause in element.clauses)
    return _exists(
        element,
        f"json_each({wanted}) AS wanted",
        f"json_each({column}) AS item",
        "item.value IN (SELECT json_extract(spelled.value, '$') FROM json_each(wanted.value) AS spelled)",
    )


@compiles(HasAny, "postgresql")
def _on_postgresql(element: HasAny, compiler: SQLCompiler, **options: Any) -> str:
    """As text, since `jsonb` does not take all that `json` keeps."""
    column, wanted = (compiler.process(clause, **options) for clause in element.clauses)
    return _exists(
        element,
        f"json_array_elements(CAST({wanted} AS json)) AS wanted(value)",
        f"json_array_elements(CASE json_typeof({column}) WHEN 'array' THEN {column} END) AS item(value)",
        "CAST(item.value AS text) IN (SELECT json_array_elements_text(wanted.value))",
    )


def _exists(element: HasAny, wanted: str, items: str, alike: str) -> str:
    no = element.negation
    return f"{no}EXISTS (SELECT 1 FROM {wanted} WHERE {no}EXISTS (SELECT 1 FROM {items} WHERE {alike}))"  # noqa: S608 - compiled
