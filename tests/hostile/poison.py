"""Puts a payload into every place of a document where the author may write what they like.

The same text gets the same payload wherever it stands, so that references, required names and discriminators hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

# Fields whose values OpenAPI gives out, and what else it decides about a document.
_GIVEN = frozenset(
    ("openapi", "swagger", "type", "in", "style", "flow", "scheme", "schemes", "collectionFormat", "consumes")
)
_FORMATS = frozenset(("uuid", "date-time", "binary", "int32"))
# Fields that hold a map whose keys are the author's.
_NAMED = frozenset(
    "$defs callbacks definitions dependentRequired encoding examples headers links mapping parameters properties "
    "requestBodies responses schemas scopes securityDefinitions securitySchemes variables webhooks".split()
)
_DATA = frozenset(("example", "default", "enum", "const", "value", "required", "security", "dependentRequired"))
_STATUS = re.compile(r"[1-5][0-9X]{2}|default")
_EXPRESSION = re.compile(r"\{([^{}]*)\}")
_VENDOR = re.compile(r"(application/vnd\.)(\w+)(\+json)?")

Payload = Callable[[str, str], str]


class Poisoner:
    """Replaces the texts of a document.

    `payload` makes the replacement from a text and the role it plays, which says what it may consist of: "free", "key"
    (of 3.x's components: letters, digits, dots, dashes, underscores), "template" (of a path: no braces, no slashes),
    "token" (of HTTP: no space, no delimiters), "host" or "pattern" (a regular expression).
    """

    def __init__(self, tree: Mapping[str, Any], payload: Payload) -> None:
        self._payload = payload
        self._roles: dict[str, str] = {}
        self.replaced: dict[str, str] = {}
        components = tree.get("components", {})
        for section in components.values():
            self._roles.update(dict.fromkeys(section, "key"))
        for path in tree["paths"]:
            self._roles.update(dict.fromkeys(_EXPRESSION.findall(path), "template"))
        self.tree = self._object(tree)

    def _text(self, text: str, role: str = "free") -> str:
        if text not in self.replaced:
            self.replaced[text] = self._payload(text, self._roles.get(text, role))
        return self.replaced[text]

    def _object(self, value: Any, field: str = "") -> Any:
        """An object whose fields are OpenAPI's, or a text in one of them."""
        if isinstance(value, list):
            return [self._object(item, field) for item in value]
        if isinstance(value, str):
            return self._value(field, value)
        if not isinstance(value, dict):
            return value
        http_name = self._http_name(value)
        return {self._extension(name): self._held(name, item, http_name) for name, item in value.items()}

    def _http_name(self, value: Mapping[str, Any]) -> bool:
        """Whether the object's name travels in a header."""
        return value.get("in") in ("header", "cookie") and isinstance(value.get("name"), str)

    def _extension(self, name: str) -> str:
        return f"x-{self._text(name[2:])}" if name.startswith("x-") else name

    def _held(self, field: str, item: Any, http_name: bool) -> Any:
        if field.startswith("x-") or field in _DATA or (field == "examples" and isinstance(item, list)):
            return self._data(item)
        if field == "name" and http_name:
            return self._text(item, "token")
        if field == "paths":
            return {self._path(path): self._object(held) for path, held in item.items()}
        if field in ("content", "examples") and all("/" in name for name in item):
            return {self._media(name): self._object(held) for name, held in item.items()}
        if field == "patternProperties":
            return {self._text(name, "pattern"): self._object(held) for name, held in item.items()}
        if field in _NAMED and isinstance(item, dict):
            role = "token" if field == "headers" else "free"
            return {self._name(name, role): self._object(held, field) for name, held in item.items()}
        return self._object(item, field)

    def _name(self, name: str, role: str) -> str:
        if _STATUS.fullmatch(name):
            return name
        if name.startswith("{$request.body#/"):
            return f"{{$request.body#/{self._text(name[16:-1])}}}"
        return self._text(name, role)

    def _value(self, field: str, text: str) -> str:
        if field in _GIVEN or (field == "format" and text in _FORMATS):
            return text
        if field in ("$ref", "mapping"):
            *place, name = text.split("/")
            return "/".join([*place, quote(self._text(name).replace("~", "~0").replace("/", "~1"))])
        if field == "produces":
            return self._media(text)
        if field in ("host", "basePath"):
            return text[:1] + self._text(text[1:], "host" if field == "host" else "template")
        if field == "url" and "://" in text:
            return self._path(text)
        return self._text(text, "pattern" if field == "pattern" else "free")

    def _path(self, path: str) -> str:
        pieces = re.split(r"([/{}])", path)
        return "".join(
            piece if piece in ("", "/", "{", "}", ".", "https:") else self._text(piece, "template") for piece in pieces
        )

    def _media(self, name: str) -> str:
        match = _VENDOR.fullmatch(name)
        return f"{match[1]}{self._text(match[2], 'token')}{match[3] or ''}" if match else name

    def _data(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self._text(name): self._data(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self._data(item) for item in value]
        return self._text(value) if isinstance(value, str) else value
