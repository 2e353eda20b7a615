"""Conditions of a change: those that its client makes in `If-Match` and `If-None-Match` (RFC 9110, section 13)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Protocol

from src.core.contract.conditions import names_tag, tag_of
from src.core.errors import PreconditionFailed, PreconditionRequired
from src.models.entities.base.codec import Document


def version_of(document: Document) -> str:
    """The entity tag of what is stored: equal documents have equal tags, in whatever media type they are shown."""
    return tag_of(json.dumps(_with_whole_numbers(document), sort_keys=True).encode())


def _with_whole_numbers(value: Any) -> Any:
    """The same value, where `7` and `7.0` are spelled alike: a database tells no difference."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _with_whole_numbers(inner) for name, inner in value.items()}
    return [_with_whole_numbers(inner) for inner in value] if isinstance(value, list) else value


class Conditions(Protocol):
    """What a change depends on."""

    def check(self, stored: Document | None) -> None:
        """Refuse the change of what is stored; None is nothing."""


@dataclass(frozen=True, slots=True)
class Preconditions:
    """The conditions of one request; "" where it makes none."""

    if_match: str = ""
    if_none_match: str = ""

    def demand(self) -> None:
        """Refuse a request without any condition, for operations that document that they need one."""
        if not self.if_match and not self.if_none_match:
            raise PreconditionRequired("Name the version to change in If-Match.")

    def check(self, stored: Document | None) -> None:
        """Refuse a change of something else than the client has seen; None is nothing stored."""
        if not self.if_match and not self.if_none_match:
            return
        tag = None if stored is None else version_of(stored)
        if self.if_match and (tag is None or not names_tag(self.if_match, tag, weakly=False)):
            raise PreconditionFailed("It is not what If-Match names.")
        if self.if_none_match and tag is not None and names_tag(self.if_none_match, tag, weakly=True):
            raise PreconditionFailed("It is what If-None-Match excludes.")


UNCONDITIONAL = Preconditions()
