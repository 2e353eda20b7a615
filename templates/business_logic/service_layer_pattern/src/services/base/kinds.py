"""What the server adds to documents that are of one of several kinds: each kind shows something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from src.core.contract.fitting import fits
from src.core.contract.model import Schema
from src.services.base.parts import AtChange


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: valid by the schema `told_by`, with values from `sources`, and with properties that it `has`."""

    told_by: Schema
    sources: Mapping[str, Callable[[], Any] | AtChange]
    has: frozenset[str]


def of_kind(
    document: dict[str, Any], kinds: Sequence[Kind], stored: Mapping[str, Any] | None = None, own: Set[str] = frozenset()
) -> dict[str, Any]:
    """A document with what the server knows of its kind, and without what it adds to others.

    Args:
        document: As it is about to be stored.
        kinds: Those that it may be of.
        stored: As it was; what it got as another kind of document is made anew.
        own: Properties that no client sets.
    """
    kind = _kind_of(document, kinds)
    if kind is None:
        return document
    added = {name for each in kinds for name in each.sources}
    stale = added & own if stored is not None and _kind_of(stored, kinds) is not kind else frozenset()
    kept = {
        name: value
        for name, value in document.items()
        if name not in stale and (name in kind.has or name not in added)
    }
    for name, source in kind.sources.items():
        if isinstance(source, AtChange):
            kept[name] = source.source()
        elif name not in kept:
            kept[name] = source()
    return kept


def _kind_of(document: Mapping[str, Any], kinds: Sequence[Kind]) -> Kind | None:
    """The kind that a document is of: the one that tells of the most that the document has, if several fit."""
    fitting = [kind for kind in kinds if fits(document, kind.told_by)]
    return min(fitting or kinds, key=lambda kind: len(document.keys() - kind.has), default=None)
