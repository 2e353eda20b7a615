"""What YAML scalars mean: the core schema of YAML 1.2, of which only JSON values are kept.

So `yes`, `on` and `2024-01-31` are text, and `true` and `false` the only booleans.
"""

from __future__ import annotations

import math
import re
from typing import Any

_FIRST = frozenset("-+.0123456789tTfFnN~")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

_PREFIX = "tag:yaml.org,2002:"


class NoJsonValueError(ValueError):
    """The scalar stands for something JSON cannot say."""


def plain(text: str) -> Any:
    """The value of a plain (unquoted) scalar without a tag."""
    if text and text[0] not in _FIRST:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return _integer(text, 10)
    if _FLOAT.fullmatch(text):
        return _float(text)
    if _OTHER_BASE.fullmatch(text):
        return _integer(text, 0)
    if _NOT_FINITE.fullmatch(text):
        raise NoJsonValueError(f"{text} is no JSON number")
    return text


def tagged(tag: str, text: str) -> Any:
    """The value of a scalar with an explicit tag."""
    kind = tag.removeprefix(_PREFIX)
    if kind in ("str", "timestamp", "binary", "!"):
        return text
    value = plain(text)
    if kind == "float" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    expected = {"int": int, "float": float, "bool": bool, "null": type(None)}.get(kind)
    if expected is None:
        raise NoJsonValueError(f"the tag {tag} has no meaning here")
    if type(value) is not expected:
        raise NoJsonValueError(f"{text!r} is no {kind}")
    return value


def _integer(text: str, base: int) -> int:
    try:
        return int(text, base)
    except ValueError:  # the interpreter's limit on digits
        raise NoJsonValueError("a number has more digits than can be read") from None


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise NoJsonValueError(f"{text} is too large")
    return value
