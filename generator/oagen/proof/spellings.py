"""Look for a value that is valid and goes on the wire as the same bytes as another one.

Forms, XML and parameters carry text only: `5` and `"5"`, a scalar and an array of one, `{}` and nothing may be the same
there. Candidates are generous, since each has to pass two tests: the bytes are the same, and the schema admits it.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from schemathesis.core import NOT_SET

_BUDGET = 400  # candidates looked at
_ERRORS = 4  # errors of one candidate that are followed
_DELIMITERS = (",", " ", "|")


def find_twin(value: Any, validator: Any, same: Callable[[Any], bool]) -> Any:
    """`value` itself if it is valid, else a valid value with the same bytes, else NOT_SET."""
    queue: deque[Any] = deque([value])
    seen = {_key(value)}
    for _ in range(_BUDGET):
        if not queue:
            break
        current = queue.popleft()
        errors = [error for _, error in zip(range(_ERRORS), validator.iter_errors(plain(current)), strict=False)]
        if not errors:
            return current
        for candidate in _candidates(current, errors):
            key = _key(candidate)
            if key not in seen:
                seen.add(key)
                if _holds(same, candidate):
                    queue.append(candidate)
    return NOT_SET


def plain(value: Any) -> Any:
    """A value as a JSON Schema validator can read it: files become text, one character a byte."""
    if isinstance(getattr(value, "data", None), bytes):
        return value.data.decode("latin-1")
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value


def _candidates(value: Any, errors: Sequence[Any]) -> Iterator[Any]:
    """`value` with one place spelled another way: where an error points to, and right below."""
    for error in errors:
        place = tuple(error.instance_path)
        for path in (place, *((*place, key) for key in _keys(_at(value, place)))):
            for spelling in _spellings(_at(value, path)):
                yield _put(value, path, spelling)
        yield from (_put(value, place, rest) for rest in _without_one(_at(value, place)))


def _spellings(value: Any) -> Iterator[Any]:
    """Values that some encoding spells like `value`."""
    if isinstance(getattr(value, "data", None), bytes):
        yield [value]
        return
    text = _text(value)
    yield text
    yield from _parsed(text)
    yield [value]
    yield [text]
    if isinstance(value, list):
        yield [_text(item) for item in value]
        yield [parsed for item in value for parsed in [*_parsed(_text(item)), item][:1]]
        yield from value if len(value) == 1 else ()
    if text in ("", "[]", "{}", "null") or value in ([""], [None]):
        yield from ("", [], {}, None, [""])
    if isinstance(value, str):
        for delimiter in _DELIMITERS:
            if delimiter in value:
                yield value.split(delimiter)
                yield [parsed for item in value.split(delimiter) for parsed in [*_parsed(item), item][:1]]


def _parsed(text: str) -> Iterator[Any]:
    try:
        yield json.loads(text)
    except ValueError:
        return


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _without_one(value: Any) -> Iterator[Any]:
    """An object without one of the members that may leave no trace on the wire."""
    if isinstance(value, dict):
        for name in (name for name, inner in value.items() if inner in ([], {}, None, "")):
            yield {key: inner for key, inner in value.items() if key != name}


def _keys(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value
    elif isinstance(value, list):
        yield from range(len(value))


def _at(value: Any, path: Sequence[Any]) -> Any:
    for key in path:
        value = value[key]
    return value


def _put(value: Any, path: Sequence[Any], new: Any) -> Any:
    """A copy of `value` with `new` at `path`."""
    if not path:
        return new
    head, *rest = path
    copy = value.copy()
    copy[head] = _put(value[head], rest, new)
    return copy


def _key(value: Any) -> str:
    return f"{type(value).__name__}:{value!r}"


def _holds(same: Callable[[Any], bool], candidate: Any) -> bool:
    """Whether the candidate has the same bytes. One that cannot be encoded has not."""
    try:
        return same(candidate)
    except Exception:  # Schemathesis' encoders raise whatever they like on odd values
        return False
