"""Field masks (AIP-134, AIP-161): which properties of a document a change is about. Pure functions of JSON values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from src.core.errors import Conflict

_STEP = re.compile(r"`([^`]*)`|([^.`]+)")
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Masked:
    """What a request gives of a document, and the paths of what it is about: none where it does not say."""

    document: Mapping[str, Any]
    paths: tuple[Path, ...] = ()
    may_create: bool = False  # what is not there yet is created

    @property
    def replaces(self) -> bool:
        """Whether the document takes the place of the stored one."""
        return ("*",) in self.paths

    def laid_over(self, stored: Mapping[str, Any], declared: Collection[str]) -> dict[str, Any]:
        """Give a stored document with all that is named as it is given, and without what is not given.

        Names may be spelled in another style (`display_name` for `displayName`). Raises Conflict if one is no property.
        """
        document = dict(stored)
        for path in self.paths:
            name = _spelled(path[0], (*declared, *stored, *self.document))
            if name is None:
                raise Conflict(f"The mask names {path[0]!r}, which is no property.")
            document = _laid(document, self.document, (name, *path[1:]))
        return document


def masked(document: Mapping[str, Any], mask: str | Sequence[str] | None, *, may_create: bool | None = False) -> Masked:
    """Read a mask: paths, in a list or with commas between them; names in them that hold dots have backticks."""
    texts = [mask] if isinstance(mask, str) else mask or ()
    paths = (part.strip() for text in texts for part in text.split(","))
    steps = (tuple(quoted or plain for quoted, plain in _STEP.findall(path)) for path in paths)
    return Masked(document, tuple(filter(None, steps)), bool(may_create))


def _laid(stored: Mapping[str, Any], given: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Give a copy of an object in which what a path leads to is as in another one, or missing."""
    document, (first, *rest) = dict(stored), path
    name = _spelled(first, (*stored, *given)) or first
    if not rest:
        document.pop(name, None)
        return {**document, name: given[name]} if name in given else document
    inner, there = given.get(name), stored.get(name)
    if not isinstance(inner, Mapping) and not isinstance(there, Mapping):
        return document
    document[name] = _laid(_object(there), _object(inner), tuple(rest))
    return document


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _spelled(name: str, known: Iterable[str]) -> str | None:
    """Give the name that is meant: the very same, or one that differs in case and underscores alone."""
    names = list(known)
    alike = (each for each in names if _plain(each) == _plain(name))
    return name if name in names else next(alike, None)


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
