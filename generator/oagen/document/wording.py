"""Puts the flaws that the official schema finds into words."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from oagen.document.grammar import METHODS, OPENAPI, SWAGGER
from oagen.document.structure import Flaw

_ARTICLES = {"object": "a mapping", "array": "a list", "string": "text", "integer": "an integer", "number": "a number"}
_ARTICLES |= {"boolean": "true or false", "null": "null"}
_SINGULAR = {
    "schemas": "schema",
    "definitions": "schema",
    "responses": "response",
    "parameters": "parameter",
    "requestBodies": "request body",
    "headers": "header",
    "examples": "example",
    "links": "link",
    "callbacks": "callback",
    "pathItems": "path item",
    "securitySchemes": "security scheme",
    "securityDefinitions": "security scheme",
    "properties": "property",
    "content": "media type",
    "webhooks": "webhook",
}
_OTHER_FIELDS = (
    "info servers security tags externalDocs summary description operationId deprecated title version contact license "
    "termsOfService name in required style explode type format enum default pattern minimum maximum minLength "
    "maxLength minItems maxItems uniqueItems nullable readOnly writeOnly example examples discriminator consumes "
    "produces schemes host basePath $ref flows scopes url email"
).split()
_SHORTEST = 5  # a shorter name is one letter away from too many others
_FIELDS = frozenset(_OTHER_FIELDS) | {
    name for grammar in (OPENAPI, SWAGGER) for fields in grammar.values() for name in fields
}

_KEYWORDS = frozenset(
    "type format title description default example examples enum const minimum maximum exclusiveMinimum"
    " exclusiveMaximum multipleOf minLength maxLength pattern items minItems maxItems uniqueItems properties required"
    " additionalProperties minProperties maxProperties allOf anyOf oneOf not nullable readOnly writeOnly deprecated"
    " discriminator xml externalDocs $ref".split()
)


def place(parts: Sequence[str | int]) -> str:
    """What a pointer leads to, for people: `GET /pets, response 200`."""
    if len(parts) > 1 and parts[0] == "paths":
        if len(parts) > 2 and parts[2] in METHODS:
            return ", ".join([f"{str(parts[2]).upper()} {parts[1]}", *_inner(parts[3:])])
        return ", ".join([f"path {parts[1]}", *_inner(parts[2:])])
    return ", ".join(_inner(parts[1:] if parts and parts[0] == "components" else parts))


def _inner(parts: Sequence[str | int]) -> list[str]:
    words: list[str] = []
    rest = list(map(str, parts))
    while rest:
        part = rest.pop(0)
        if part in _SINGULAR and rest:
            words.append(f"{_SINGULAR[part]} {rest.pop(0)}")
        elif part == "requestBody":
            words.append("request body")
        else:
            words.append(part)
    return words


def describe(flaw: Flaw) -> Iterator[tuple[tuple[str | int, ...], str, str, str]]:
    """Place, code, message and hint of what a flaw has to say, once for each field it is about."""
    if flaw.keyword in ("additionalProperties", "unevaluatedProperties"):
        for name in flaw.detail:
            message = f'there is no field "{name}" here{_within(flaw.parts)}'
            yield (*flaw.parts, name), "unknown-field", message, _hint_for_unknown(name)
        return
    code, message, hint = _describe_value(flaw)
    yield flaw.parts, code, message + _within(flaw.parts), hint


def _within(parts: Sequence[str | int]) -> str:
    where = place(parts)
    return f" ({where})" if where else ""


def _describe_value(flaw: Flaw) -> tuple[str, str, str]:
    if flaw.keyword == "required":
        return "missing-field", f'"{flaw.detail}" is missing', ""
    if flaw.keyword == "type":
        expected = " or ".join(_ARTICLES.get(name, name) for name in flaw.detail)
        return "wrong-type", f"this must be {expected}, not {excerpt(flaw.instance)}", ""
    if flaw.keyword == "enum" and flaw.parts[-1:] == ("required",):
        return "wrong-value", "a path parameter is always required", "Write `required: true`, or offer a second path."
    if flaw.keyword == "enum" and flaw.parts[-1:] == ("in",):
        hint = "A body is described by `requestBody`." if flaw.instance in ("body", "formData") else ""
        return "wrong-value", f"{excerpt(flaw.instance)} is no place for this parameter", hint
    if flaw.keyword == "enum":
        message = f"{excerpt(flaw.instance)} is none of {', '.join(flaw.detail)}"
        return "wrong-value", message, suggest(str(flaw.instance), flaw.detail)
    if flaw.keyword == "uniqueItems":
        return "repeated-item", "an item stands twice in this list", ""
    if flaw.keyword == "pattern":
        return "wrong-value", f"{excerpt(flaw.instance)} is not of the form that is asked for here", ""
    brief = len(flaw.message) < 120
    return "invalid-document", flaw.message if brief else f"{excerpt(flaw.instance)} breaks `{flaw.keyword}`", ""


def excerpt(value: Any, length: int = 60) -> str:
    """A value as short JSON."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= length else f"{text[: length - 1]}…"


def suggest(name: str, candidates: Iterable[str]) -> str:
    """`Did you mean "x"?`, if one of the candidates is close enough."""
    close = difflib.get_close_matches(name, list(candidates), 1, 0.75)
    return f'Did you mean "{close[0]}"?' if close else ""


def is_misspelt(name: str, *, in_schema: bool = False) -> bool:
    """Whether a field that there is not resembles one that there is, there or, outside of schemas, anywhere.

    No keyword of a schema has an underscore: what has one is of another library.
    """
    if in_schema and "_" in name:
        return False
    fields = _KEYWORDS if in_schema else _FIELDS
    return name not in fields and bool(suggest(name, fields))


def one_letter_off(name: str, *, in_schema: bool = False) -> str:
    """The only field that differs from an unknown one in a single letter; empty if there is none, or it is short."""
    fields = _KEYWORDS if in_schema else _FIELDS
    if name in fields or not name.isalpha() or len(name) < _SHORTEST:
        return ""
    close = [field for field in fields if _is_one_off(name, field)]
    return close[0] if len(close) == 1 else ""


def _is_one_off(name: str, other: str) -> bool:
    pairs = enumerate(zip(name, other, strict=False))
    same = next((index for index, (one, two) in pairs if one != two), min(len(name), len(other)))
    rest, wanted = name[same:], other[same:]
    return rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:]


def resembles_field(name: str) -> bool:
    """Whether a field is one of OpenAPI's, in another place, or may be a misspelt one."""
    return name in _FIELDS or bool(suggest(name, _FIELDS))


def _hint_for_unknown(name: str) -> str:
    if name in _FIELDS:
        return f"`{name}` belongs to another object, or to another version of OpenAPI."
    return suggest(name, _FIELDS) or "Fields of your own begin with `x-`."
