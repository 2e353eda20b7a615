"""Properties of rows that have a path of their own: what answers show of them, and what requests make of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from src.core.contract.bodies import AdmittedBody
from src.core.contract.fitting import fits
from src.core.contract.model import Schema
from src.core.documents import value_at
from src.core.errors import Conflict, NotFound
from src.models.entities.base.codec import Document
from src.services.base.patching import is_json_patch, json_patch, merge_patch
from src.services.base.rules import Rules

_NOTHING: Any = object()


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """What a request makes of a property, whatever it was before: None is no value."""

    of: RowProperty
    make: Callable[[Any], Any]

    def made_of(self, stored: Document, rules: Rules) -> Document:
        """Give what becomes of a stored document. Raises Conflict if the property would break the contract."""
        if self.of.needs_around and value_at(stored, *self.of.place[:-1]) is None:
            raise NotFound
        value = self.make(value_at(stored, *self.of.place))
        document = rules.with_value(stored, self.of.place, value)
        if not self.of.admits(value_at(document, *self.of.place)):
            raise Conflict(f"Its {self.of.place[-1]} would break the contract.")
        return document


class RowProperty:
    """A value inside a document that clients read and change on its own.

    Args:
        place: The names that lead to it.
        schema: What it has to be, where documents may hold something else there.
        nullable: Of an object, what may be null: null takes away anything else.
        needs_around: Whether the object that holds it has to be there before.
        stand_in: What is shown where there is no value, if that is not to be refused.
    """

    def __init__(
        self,
        *place: str,
        schema: Schema = True,
        nullable: Collection[str] = (),
        needs_around: bool = False,
        stand_in: Any = _NOTHING,
    ) -> None:
        self.place = place
        self._schema = schema
        self.needs_around = needs_around
        self._nullable = nullable
        self._stand_in = stand_in

    def of(self, document: Document) -> Any:
        """Give the value; refuse with NotFound where there is none."""
        value = value_at(document, *self.place)
        if value is not None and self.admits(value):
            return value
        if self._stand_in is _NOTHING:
            raise NotFound
        return self._stand_in

    def admits(self, value: Any) -> bool:
        """Tell whether it can be shown; no value always can."""
        return value is None or self._schema is True or fits(value, self._schema)

    def replaced(self, value: Any, *, refuses: bool = False) -> PropertyChange:
        """Put a value there. It `refuses` with Conflict where there is one already."""

        def make(current: Any) -> Any:
            if refuses and current is not None:
                raise Conflict("It is there already.")
            return value

        return PropertyChange(self, make)

    def merged(self, changes: Any, *, deep: bool = False) -> PropertyChange:
        """Change some of its own properties (RFC 7396, one level deep unless it is to be `deep`)."""
        change = merge_patch if deep else self._overlaid
        return PropertyChange(self, lambda current: change(current, changes))

    def patched(self, patch: AdmittedBody) -> PropertyChange:
        """Change it by what the body is: a JSON Patch, which is a list, or a merge patch."""
        apply = json_patch if is_json_patch(patch.value, patch.media_type) else merge_patch
        return PropertyChange(self, lambda current: apply({} if current is None else current, patch.value))

    def cleared(self, *, refuses: bool = False) -> PropertyChange:
        """Take it away. It `refuses` with NotFound where there is nothing."""

        def make(current: Any) -> None:
            if refuses and current is None:
                raise NotFound

        return PropertyChange(self, make)

    def _overlaid(self, current: Any, changes: Any) -> Any:
        if not isinstance(changes, Mapping):
            return changes
        value = {**current, **changes} if isinstance(current, Mapping) else dict(changes)
        gone = {name for name, each in changes.items() if each is None and name not in self._nullable}
        return {name: each for name, each in value.items() if name not in gone}
