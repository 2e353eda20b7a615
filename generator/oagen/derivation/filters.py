"""The parameters of a list: pages, order, search and filters, as the properties of its documents suggest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oagen.derivation.documents import Documents
from oagen.derivation.model import Entity
from oagen.derivation.reading import Raw, Reader
from oagen.english import normal, plural

PAGE_SIZE = 20
MAX_PAGE_SIZE = 100
PAGING: Mapping[str, dict[str, Any]] = {
    "Limit": {
        "name": "limit",
        "in": "query",
        "description": "The most to answer with.",
        "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE},
    },
    "Offset": {
        "name": "offset",
        "in": "query",
        "description": "How many to skip.",
        "schema": {"type": "integer", "format": "int32", "minimum": 0, "default": 0},
    },
}
# in the order of preference: a search looks into the first there is
_SEARCHED = ("name", "title", "displayname", "label", "subject", "summary", "description")
# texts that somebody looks for whole
_EXACT = frozenset(("email", "sku", "slug", "isbn", "code", "username", "number", "status", "type", "kind", "category"))
_INSTANTS = ("date", "date-time")
_OF_A_VALUE = ("type", "format", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum")


class Filters:
    """Makes the parameters of one entity's list."""

    def __init__(self, entity: Entity, reader: Reader, documents: Documents, keys: set[str]) -> None:
        """`keys` are the properties that hold keys of other entities."""
        self._entity = entity
        self._reader = reader
        shown = (documents.property(entity, name) for name in entity.view.properties)
        self._properties = {name: raw for name, raw in filter(None, shown) if not self._is_secret(raw)}
        self._keys = keys
        self._snake = any("_" in name for name in self._properties)

    def parameters(self) -> list[dict[str, Any]]:
        """Paging, order, search and filters; no two of the same name."""
        made = [{"$ref": f"#/components/parameters/{name}"} for name in PAGING]
        taken = {parameter["name"] for parameter in PAGING.values()}
        for parameter in self._own():
            if parameter["name"] not in taken:
                taken.add(parameter["name"])
                made.append({"name": parameter["name"], "in": "query", **parameter})
        return made

    def _own(self) -> Iterator[dict[str, Any]]:
        many = plural(self._entity.noun).replace("_", " ")
        if order := self._order():
            description = "The property to sort by; a leading `-` reverses the order."
            yield {"name": "sort", "description": description, "schema": {"type": "string", "enum": order}}
        searched = next((n for w in _SEARCHED for n in self._properties if normal(n) == w and self._is_text(n)), None)
        if searched:
            description = f"Only {many} whose {searched} contains this text."
            yield {"name": "q", "description": description, "schema": {"type": "string", "minLength": 1}}
        for name, raw in self._properties.items():
            yield from self._filters(name, raw, many)

    def _filters(self, name: str, raw: Raw, many: str) -> Iterator[dict[str, Any]]:
        kind, form = self._reader.scalar(raw), self._reader.says(raw, "format")
        if name == self._entity.identity.property or not kind:
            return
        if self._reader.says(raw, "enum") or kind == "boolean" or name in self._keys or self._is_exact(name, raw):
            yield {"name": name, "description": f"Only {many} with this {name}.", "schema": self._value(raw, kind)}
        elif form in _INSTANTS or kind in ("integer", "number"):
            schema = {"type": kind} | ({"format": form} if form in _INSTANTS else {})
            words = ("from", "to") if form in _INSTANTS else ("min", "max")
            for word, relation in zip(words, ("no less", "no more"), strict=True):
                suffix = f"_{word}" if self._snake else word.capitalize()
                description = f"Only {many} whose {name} is {relation} than this."
                yield {"name": f"{name}{suffix}", "description": description, "schema": schema}

    def _value(self, raw: Raw, kind: str) -> dict[str, Any]:
        """The values of a property, null aside."""
        said = {word: self._reader.says(raw, word) for word in _OF_A_VALUE}
        schema = {word: value for word, value in said.items() if value is not None} | {"type": kind}
        if isinstance(values := schema.get("enum"), list):
            schema["enum"] = [value for value in values if value is not None]
        return schema

    def _order(self) -> list[str]:
        identity = self._entity.identity
        made_up = () if identity.given else (identity.property,)
        sortable = [n for n, raw in self._properties.items() if n not in made_up and self._is_ordered(n, raw)]
        return [spelled for name in sortable for spelled in (name, f"-{name}")]

    def _is_ordered(self, name: str, raw: Raw) -> bool:
        kind, form = self._reader.scalar(raw), self._reader.says(raw, "format")
        return (
            kind in ("integer", "number") or form in _INSTANTS or normal(name) in _SEARCHED or self._is_exact(name, raw)
        )

    def _is_exact(self, name: str, raw: Raw) -> bool:
        return self._is_text(name) and (normal(name) in _EXACT or self._reader.says(raw, "format") == "uuid")

    def _is_text(self, name: str) -> bool:
        return self._reader.scalar(self._properties[name]) == "string"

    def _is_secret(self, raw: Raw) -> bool:
        return self._reader.says(raw, "writeOnly") is True
