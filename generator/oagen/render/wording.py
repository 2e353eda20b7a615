"""Schemas in a few words, for people who read tables of parameters."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from oagen.contract.walk import component_name

_MOST_VALUES = 20
_MEASURES = (("minLength", "maxLength", " characters"), ("minItems", "maxItems", " items"), ("minimum", "maximum", ""))


def in_words(raw: Any) -> str:
    """What a JSON schema (2020-12) admits, in words; "" for anything. A component is told by its name."""
    if not isinstance(raw, Mapping):
        return "" if raw else "nothing"
    return ", ".join(filter(None, (_kind(raw), *_limits(raw))))


def _kind(raw: Mapping[str, Any]) -> str:
    if "$ref" in raw:
        return component_name(raw["$ref"])
    if "const" in raw or "enum" in raw:
        return _choice(raw["enum"] if "enum" in raw else [raw["const"]])
    for keyword, between in (("anyOf", " or "), ("oneOf", " or "), ("allOf", " and ")):
        if keyword in raw:
            return between.join(dict.fromkeys(filter(None, map(in_words, raw[keyword]))))
    types = raw.get("type", ())
    return " or ".join(_typed(name, raw) for name in ([types] if isinstance(types, str) else types))


def _choice(values: list[Any]) -> str:
    shown = ", ".join(value if isinstance(value, str) and value else _json(value) for value in values[:_MOST_VALUES])
    more = ", …" if len(values) > _MOST_VALUES else ""
    return f"one of: {shown}{more}" if len(values) > 1 else shown


def _typed(name: str, raw: Mapping[str, Any]) -> str:
    if name == "array":
        items = in_words(raw.get("items", True))
        return f"array of {items}" if items else name
    return f"{name} ({raw['format']})" if isinstance(raw.get("format"), str) and name != "null" else name


def _limits(raw: Mapping[str, Any]) -> Iterator[str]:
    for least, most, unit in _MEASURES:
        if least in raw and most in raw:
            yield f"{_json(raw[least])} to {_json(raw[most])}{unit}"
        elif least in raw or most in raw:
            yield f"at {'least' if least in raw else 'most'} {_json(raw.get(least, raw.get(most)))}{unit}"
    for keyword, words in (("exclusiveMinimum", "more than"), ("exclusiveMaximum", "less than")):
        if keyword in raw:
            yield f"{words} {_json(raw[keyword])}"
    if "pattern" in raw:
        yield f"like {raw['pattern']}"
    if "default" in raw:
        yield f"default {_json(raw['default'])}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
