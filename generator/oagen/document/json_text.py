"""Reads JSON text: at the standard library's speed, with positions worked out only when something has to be located."""

from __future__ import annotations

import json
import math
import re
from itertools import accumulate
from typing import Any, NoReturn

from oagen.diagnostics import Diagnostic, Severity, Span
from oagen.document.marks import MAX_DEPTH, Lines, Mark
from oagen.document.problems import UnreadableError, unreadable

# texts, brackets, and other values; what separates them says nothing that their order does not
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s{}\[\],:"]+', re.DOTALL)
_NO_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[^"{}\[\]]+', re.DOTALL)
_STEPS = {"{": 1, "[": 1, "}": -1, "]": -1}
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class NotJsonError(Exception):
    """The text is not JSON; says where and why."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


class RepeatedKeyError(Exception):
    """A mapping holds a key twice."""


def parse_json(name: str, text: str) -> Any:
    """Parse JSON text.

    Raises `NotJsonError` for what is no JSON, `UnreadableError` for JSON nobody should write, and `RepeatedKeyError`.
    """
    repeated = False

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        value = dict(pairs)
        repeated = repeated or len(value) != len(pairs)
        return value

    try:
        value = json.loads(text, object_pairs_hook=mapping, parse_constant=_refuse_constant, parse_float=_number)
    except json.JSONDecodeError as error:
        ended = error.pos >= len(text.rstrip())
        message = "the text ends in the middle of a value" if ended else _plain(error.msg)
        raise NotJsonError(message, error.lineno, error.colno) from None
    except _NotANumberError as error:
        line, column = Lines(text).place(max(text.find(str(error)), 0))
        raise unreadable("not-a-number", f"{error} is not a JSON number", Span(name, line, column)) from None
    except (RecursionError, ValueError):
        mark_json(name, text)  # too deep, or an integer of thousands of digits
        raise unreadable("not-a-number", "a number has more digits than can be read", Span(name, 1, 1)) from None
    if _too_deep(text):
        mark_json(name, text)
    if repeated:
        raise RepeatedKeyError
    if _SURROGATE.search(text):
        _refuse_surrogates(name, text, value)
    return value


def mark_json(name: str, text: str) -> Mark:
    """The positions of a JSON text. Raises `UnreadableError` for repeated keys and too deep nesting."""
    lines = Lines(text)
    root = Mark(1, 1)
    stack: list[Mark] = []
    key: str | None = None
    repeats: list[Diagnostic] = []
    placed = root  # the mark of the value that is about to begin
    for token in _TOKEN.finditer(text):
        symbol = token.group()
        if symbol in "}]":
            stack.pop()
            continue
        holder = stack[-1].children if stack else None
        if isinstance(holder, dict) and key is None:
            key = json.loads(symbol) if "\\" in symbol else symbol[1:-1]
            placed = Mark(*lines.place(token.start()))
            if key in holder:
                repeats.append(repeated_key(name, key, holder[key], placed))
            holder[key] = placed
            continue
        if isinstance(holder, list):
            placed = Mark(*lines.place(token.start()))
            holder.append(placed)
        key = None
        if symbol in "{[":
            if len(stack) >= MAX_DEPTH:
                raise too_deep(name, *lines.place(token.start()))
            placed.children = {} if symbol == "{" else []
            stack.append(placed)
    if repeats:
        raise UnreadableError(*repeats)
    return root


def repeated_key(name: str, key: str, first: Mark, second: Mark) -> Diagnostic:
    """The error for a key that a mapping holds twice."""
    return Diagnostic(
        "duplicate-key",
        Severity.ERROR,
        f'the key "{key}" stands twice in one mapping: here and in line {first.line}, column {first.column}',
        Span(name, second.line, second.column),
        hint="Remove one of them; a reader would silently drop the first.",
    )


def too_deep(name: str, line: int, column: int) -> UnreadableError:
    """The error for text that is nested too deeply."""
    message = f"the text is nested deeper than {MAX_DEPTH} levels"
    return unreadable("too-deep", message, Span(name, line, column), "Move the inner parts into components.")


class _NotANumberError(ValueError):
    pass


def _refuse_constant(text: str) -> NoReturn:
    raise _NotANumberError(text)


def _number(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise _NotANumberError(text)
    return value


def _too_deep(text: str) -> bool:
    """Whether the text may be nested too deeply: a cheap test that never misses."""
    if text.count("{") + text.count("[") <= MAX_DEPTH:
        return False
    return max(accumulate(map(_STEPS.__getitem__, _NO_BRACKETS.sub("", text)))) > MAX_DEPTH


def _refuse_surrogates(name: str, text: str, value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        found = _SURROGATE.search(text)
        line, column = Lines(text).place(found.start() if found else 0)
        raise unreadable("lone-surrogate", "half of a surrogate pair stands alone", Span(name, line, column)) from None


def _plain(message: str) -> str:
    """The parser's own words, put for people."""
    if message.startswith("Expecting property name enclosed in double quotes"):
        return "a key in double quotes should stand here; is there a comma too many before it?"
    if message.startswith("Expecting value"):
        return "a value should stand here; is there a comma too many before it?"
    if message.startswith("Extra data"):
        return "the document ends before this"
    return message[:1].lower() + message[1:]
