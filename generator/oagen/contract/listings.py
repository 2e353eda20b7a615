"""Listings: where an error has a list with one entry a problem, and what an entry tells of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from oagen.contract.model import JSON, Listing
from oagen.contract.slots import Path, at, pointer_to, put

# what a request can break in several places at once
TELLING_KINDS = frozenset({"malformed", "invalid", "invalid_path"})
# what an entry says of where its problem is
PLACES = ("place", "pointer", "part")
# what is said of a problem that is nowhere in particular
NOWHERE = {"place": "", "pointer": "", "part": "body"}
MOST = 10  # problems that are told at once

Slots = Mapping[str, tuple[str, ...]]


def listing_of(body: JSON, slots: Slots, is_valid: Callable[[JSON], bool]) -> Listing | None:
    """The list of a body that takes several problems; one that tells where they are rather than one that does not."""
    found = [Listing(pointer_to(path), _within(slots, path)) for path in _lists(body)]
    fitting = [each for each in found if "detail" in each.slots and _takes_several(body, each, is_valid)]
    return max(fitting, key=tells_places, default=None)


def without_listed(slots: Slots, listing: Listing) -> dict[str, tuple[str, ...]]:
    """The slots that are not in the entries of a list."""
    inside = f"{listing.at}/0"
    kept = {role: tuple(p for p in pointers if not _is_below(p, inside)) for role, pointers in slots.items()}
    return {role: pointers for role, pointers in kept.items() if pointers}


def emptied(body: JSON, slots: Slots, is_valid: Callable[[JSON], bool]) -> JSON:
    """`body` of a refusal that breaks no rule of the contract in any place: without the places that it would tell."""
    gone: list[Path] = []
    for path in _lists(body):
        if any(path[: len(outer)] == outer for outer in gone):
            continue
        if tells_places(Listing("", _within(slots, path))) and is_valid(put(body, path, [])):
            body = put(body, path, [])
            gone.append(path)
    return body


def tells_places(listing: Listing) -> bool:
    """Whether entries say where their problems are."""
    return any(role in listing.slots for role in PLACES)


def _lists(body: JSON, path: Path = ()) -> Iterator[Path]:
    """Where a body has lists of one entry, outer ones first."""
    if isinstance(body, list) and len(body) == 1:
        yield path
    pairs: Any = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, inner in pairs:
        yield from _lists(inner, (*path, key))


def _within(slots: Slots, path: Path) -> dict[str, tuple[str, ...]]:
    """The slots in the first entry of a list, as pointers into the entry."""
    inside = pointer_to((*path, 0))
    own = {
        role: tuple(p.removeprefix(inside) for p in pointers if _is_below(p, inside))
        for role, pointers in slots.items()
    }
    return {role: pointers for role, pointers in own.items() if pointers}


def _is_below(pointer: str, place: str) -> bool:
    return pointer == place or pointer.startswith(f"{place}/")


def _takes_several(body: JSON, listing: Listing, is_valid: Callable[[JSON], bool]) -> bool:
    path = at(listing.at, body)
    entry = body
    for key in (*path, 0):
        entry = entry[key]

    def entries(count: int) -> list[JSON]:
        return [_told(entry, listing.slots, f"problem {number}") for number in range(count)]

    return all(is_valid(put(body, path, entries(count))) for count in (2, MOST))


def _told(entry: JSON, slots: Slots, text: str) -> JSON:
    for pointer in slots["detail"]:
        entry = put(entry, at(pointer, entry), text)
    return entry
