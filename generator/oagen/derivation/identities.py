"""Identities: the property that tells one entity from the next."""

from __future__ import annotations

from collections.abc import Mapping

from oagen.derivation.model import Identity
from oagen.derivation.reading import ObjectView, Raw, Reader
from oagen.english import normal, words

_USUAL = ("id", "uuid", "guid", "uid")
# what people agree on to tell things apart; clients know it before the server does
_UNMISTAKABLE = ("slug", "sku", "isbn", "iban", "vin", "ean", "gtin", "handle", "username")
_NATURAL = (*_UNMISTAKABLE, "key", "code", "email")
_ADDED = {"type": "string", "format": "uuid", "description": "Identity, given by the server.", "readOnly": True}
# keywords under which the server could not make up a key
_NARROW = ("pattern", "enum", "const", "not")


def own_identity(reader: Reader, view: ObjectView, name: str) -> Identity | None:
    """The property that identifies an object: a usual one, one named after it, else a natural key that is required."""
    by_name = {normal(key): key for key in reversed(list(view.properties))}
    named = [f"{stem}{usual}" for stem in _stems(name) for usual in _USUAL]
    for wanted in (*_USUAL, *named):
        found = by_name.get(wanted)
        if found and _is_key(reader, view.properties[found]):
            raw = view.properties[found]
            return Identity(found, raw, given=not _can_be_made(reader, raw))
    for wanted in (*_NATURAL, *(f"{stem}{natural}" for stem in _stems(name) for natural in _NATURAL)):
        found = by_name.get(wanted)
        if found in view.required and _is_key(reader, view.properties[found]):
            return Identity(found, view.properties[found], given=True, natural=True)
    return None


def is_certain(identity: Identity) -> bool:
    """Whether an identity makes an entity of whatever has it. Mere values have codes, too."""
    return not identity.natural or normal(identity.property) in _UNMISTAKABLE


def unusable_identity(reader: Reader, view: ObjectView, name: str) -> str:
    """A property that looks like an identity and cannot be one; "" if there is none."""
    if own_identity(reader, view, name):
        return ""
    return next((key for key in view.properties if normal(key) in ("id", "uuid")), "")


def added_identity(view: ObjectView) -> Identity:
    """An identity for an object that shows none."""
    return Identity("id" if "id" not in view.properties else "resourceId", _ADDED, added=True)


def key_names(name: str, identity: str) -> frozenset[str]:
    """What other schemas call the key of an entity: `customerId` for the `id` of a Customer; all normalised."""
    own = normal(identity)
    return frozenset(own if own.startswith(stem) else f"{stem}{own}" for stem in _stems(name))


def _stems(name: str) -> tuple[str, ...]:
    """The name, and its last word: an `OrderItem` may call its key `itemId`."""
    whole, parts = normal(name), words(name)
    return (whole, parts[-1]) if len(parts) > 1 else (whole,)


def _is_key(reader: Reader, raw: Raw) -> bool:
    constant = isinstance(raw, Mapping) and ("const" in raw or "enum" in raw)
    return reader.scalar(raw) in ("string", "integer") and not constant and not reader.is_nullable(raw)


def _can_be_made(reader: Reader, raw: Raw) -> bool:
    """Whether the server can make up keys that the schema admits."""
    if reader.says(raw, "format") == "uuid":
        return True
    if any(reader.says(raw, keyword) is not None for keyword in _NARROW):
        return False
    return reader.scalar(raw) == "integer" or reader.says(raw, "format") in (None, "id", "ulid", "int64", "int32")
