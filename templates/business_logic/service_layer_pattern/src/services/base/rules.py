"""What becomes of a document when it is created, replaced or changed: pure functions of documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from structlog.contextvars import get_contextvars

from src.core.clock import now
from src.core.documents import changed, laid
from src.core.errors import Conflict
from src.core.ids import new_uuid, random_bits
from src.models.entities.base import Base, codec_of
from src.models.entities.base.codec import Document
from src.services.base.kinds import Kind, of_kind
from src.services.base.masks import Masked
from src.services.base.parts import PartSources, with_parts
from src.services.base.patching import merge_patch
from src.services.base.states import State

Source = Callable[[], Any]
Clean = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def new_id() -> str:
    """A new identity, as documents show it."""
    return str(new_uuid())


def new_text_key(prefix: str, alphabet: str, length: int, suffix: str = "") -> str:
    """A new key of random characters."""
    characters: list[str] = []
    while len(characters) < length:
        number = random_bits(128)
        for _ in range(16):
            number, index = divmod(number, len(alphabet))
            characters.append(alphabet[index])
    return f"{prefix}{''.join(characters[:length])}{suffix}"


def key_of_nothing() -> str:
    """Refuse to make a key that is another row's: only clients know which."""
    raise Conflict("The document does not say which row it is about")


def timestamp() -> str:
    """The current time, as documents show it."""
    return now().isoformat().replace("+00:00", "Z")


def principal_name() -> str:
    """Who the request speaks for, as logs call them; the service itself where there is no request."""
    return str(get_contextvars().get("principal", "system"))


def epoch_seconds() -> int:
    """The current time as a number of seconds since the epoch."""
    return int(now().timestamp())


def epoch_milliseconds() -> int:
    """The current time as a number of milliseconds since the epoch."""
    return int(now().timestamp() * 1000)


def _as_given(document: Mapping[str, Any]) -> Mapping[str, Any]:
    return document


def _kind_of(known: Sequence[str], value: str) -> str:
    return value if value in known else known[0]


class Rules:
    """Who may set which property of a resource.

    `read_only` properties are the server's; `on_create` and `on_change` say where their values come from, and `keys`
    does so for columns that no document shows. `fixed` properties, the identity among them, stay as they were created;
    `untold` ones stay if a document that replaces another does not bring them: the contract has no word for them there.
    Of `overlaid` objects a change may give a part.
    `kinds` are the known values of discriminators, by their paths: one that is none of them becomes the first. `parts`
    say what the objects inside a document get, `by_kind` what a document gets that is of one of several kinds, and
    `clean` makes what clients give harmless.
    """

    def __init__(
        self,
        entity: type[Base],
        *,
        read_only: frozenset[str] = frozenset(),
        fixed: frozenset[str] = frozenset(),
        untold: frozenset[str] = frozenset(),
        overlaid: frozenset[str] = frozenset(),
        on_create: Mapping[str, Source] | None = None,
        on_change: Mapping[str, Source] | None = None,
        keys: Mapping[str, Source] | None = None,
        kinds: Mapping[tuple[str, ...], Sequence[str]] | None = None,
        parts: PartSources | None = None,
        by_kind: Sequence[Kind] = (),
        clean: Clean | None = None,
    ) -> None:
        by_property = codec_of(entity).by_property
        self._declared = by_property.keys()
        held = by_property.values()
        self._required = frozenset(column.name for column in held if column.required)
        self._nullable = frozenset(column.name for column in held if column.nullable)
        self._read_only = read_only
        self._kept = read_only | fixed
        self._untold = untold
        self._overlaid = overlaid
        self._on_create = on_create or {}
        self._on_change = on_change or {}
        self._keys = keys or {}
        self._kinds = kinds or {}
        self._parts = parts or {}
        self._by_kind = by_kind
        self._harmless = clean or _as_given

    def new_keys(self, **given: Any) -> dict[str, Any]:
        """Keys for a new row, by column: those that are given, and new ones for what no document shows."""
        known = {column: key for column, key in given.items() if key is not None}
        return {**{column: source() for column, source in self._keys.items() if column not in known}, **known}

    def created(self, given: Mapping[str, Any]) -> Document:
        """Complete what a client gave for a new document."""
        given = self._clean(given)
        return self.completed({name: value for name, value in given.items() if name not in self._read_only})

    def _clean(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        if "" in given and "" not in self._declared:  # nobody can mean a property that has no name
            given = {name: value for name, value in given.items() if name}
        for path, known in self._kinds.items():
            given = changed(given, path, partial(_kind_of, known))
        return self._harmless(given)

    def completed(self, document: Document) -> Document:
        """Add what the server knows to a new document."""
        document = of_kind(document, self._by_kind)
        at = timestamp()  # what is new was changed when it was made
        for name, source in self._on_create.items():
            if name not in document:
                document[name] = at if source is timestamp else source()
        return with_parts(document, {}, self._parts)

    def replaced(self, stored: Document, given: Mapping[str, Any]) -> Document:
        """Put a given document in the place of a stored one; what clients may not set stays.

        What must be there and was not given is as in a new document, or stays where that has no source either.
        """
        given = self._clean(given)
        kept = self._kept | (self._untold - given.keys())
        document = {name: value for name, value in stored.items() if name in kept}
        document.update({name: value for name, value in given.items() if name not in self._kept})
        for name in self._required - document.keys():
            if name in self._on_create:
                document[name] = self._on_create[name]()
            elif name in stored:
                document[name] = stored[name]
        return self._touched(document, stored)

    def merged(self, stored: Document, changes: Mapping[str, Any]) -> Document:
        """Change some properties of a stored document (RFC 7396, one level deep): null removes one if it may."""
        document = dict(stored)
        for name, value in self._clean(changes).items():
            if name in self._kept:
                continue
            if name in self._overlaid and isinstance(value, dict) and isinstance(stored.get(name), dict):
                document[name] = {**stored[name], **value}
            else:
                self._put(document, name, value)
        return self._touched(document, stored)

    def _put(self, document: Document, name: str, value: Any) -> None:
        """Set a property; null removes it where it is no value, unless it must be there."""
        if value is not None or name in self._nullable:
            document[name] = value
        elif name not in self._required:
            document.pop(name, None)

    def in_state(self, stored: Document, state: State) -> Document:
        """Set what the server decides, whoever else may not set it. Raises Conflict if the state is one not to be in."""
        part = stored if state.inside is None else stored.get(state.inside) or {}
        lasts = state.lasts_in(part, () if state.inside else self._required - self._nullable)
        if lasts and state.refuses:
            raise Conflict("It is in that state already.")
        changes = state.changes(part, timestamp(), lasts=lasts)
        if state.inside is not None:
            return self._touched({**stored, state.inside: {**part, **changes}}, stored)
        document = dict(stored)
        for name, value in {**changes, **self._clean(state.given)}.items():
            self._put(document, name, value)
        return self._touched(document, stored)

    def with_value(self, stored: Document, place: tuple[str, ...], value: Any) -> Document:
        """Put a value where a path of property names leads, whoever else may not set it; None takes it away if it may go."""
        name = place[0]
        given = self._clean({name: laid(stored.get(name), place[1:], value)})
        document = dict(stored)
        self._put(document, name, given[name])
        return self._touched(document, stored)

    def deeply_merged(self, stored: Document, changes: Any) -> Document:
        """Change a stored document by a merge patch (RFC 7396), at any depth. Raises Conflict if none is left."""
        if not isinstance(changes, Mapping):
            raise Conflict("The patch leaves no document.")
        given = {
            name: merge_patch(stored.get(name), value) if isinstance(value, Mapping) else value
            for name, value in changes.items()
        }
        return self.merged(stored, given)

    def masked(self, stored: Document, changes: Masked) -> Document:
        """Change what a mask names of a stored document: it is as it is given, or as in a new one.

        Without a mask that is all that is given.
        """
        if not changes.paths:
            return self.merged(stored, changes.document)
        named = changes.document if changes.replaces else changes.laid_over(stored, self._declared)
        return self.replaced(stored, {n: v for n, v in named.items() if v is not None or n in self._nullable})

    def patched(self, stored: Document, patched: Any) -> Document:
        """Keep what a patch made of a stored document; what clients may not set stays. Raises Conflict if it may not be."""
        if not isinstance(patched, Mapping):
            raise Conflict("The patch leaves no document.")
        document = {name: value for name, value in self._clean(patched).items() if name not in self._kept}
        document |= {name: value for name, value in stored.items() if name in self._kept}
        lacking = self._required - document.keys()
        if lacking:
            raise Conflict(f"The patch removes {', '.join(sorted(lacking))}.")
        return self._touched(document, stored)

    def _touched(self, document: Document, stored: Document) -> Document:
        document = of_kind(document, self._by_kind, stored, self._read_only)
        document.update({name: source() for name, source in self._on_change.items()})
        return with_parts(document, stored, self._parts)
