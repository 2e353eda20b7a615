"""Listings: where an error has an entry for every problem, in a list or by place, and what an entry tells of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from oagen.contract.error_names import plain
from oagen.contract.model import JSON, Listing
from oagen.contract.slots import Path, at, pointer_to, put

# what a request can break in several places at once
TELLING_KINDS = frozenset({"malformed", "invalid", "invalid_path"})
# what an entry says of where its problem is
PLACES = ("place", "pointer", "part")
# what is said of a problem that is nowhere in particular
NOWHERE = {"place": "", "pointer": "", "part": "body"}
MOST = 10  # problems that are told at once
# what objects are called that have what is wrong by its place (`{"email": ["is required"]}`)
_BY_PLACE = frozenset("errors fielderrors fields validationerrors invalidfields invalidparams violations".split())

Slots = Mapping[str, tuple[str, ...]]


def listing_of(body: JSON, slots: Slots, is_valid: Callable[[JSON], bool]) -> Listing | None:
    """The list of a body that takes several problems; one that tells where they are rather than one that does not."""
    found = [Listing(pointer_to(path), _within(slots, path)) for path in _lists(body)]
    fitting = [each for each in found if "detail" in each.slots and _takes_several(body, each, is_valid)]
    return max(fitting, key=tells_places, default=None)


def keyed_listing_of(body: JSON, is_valid: Callable[[JSON], bool]) -> Listing | None:
    """The object of a body that takes several problems by their places."""
    for path in _objects(body):
        for keyed in ("texts", "text"):
            if all(is_valid(put(body, path, _by_place(count, keyed))) for count in (1, 2, MOST)):
                return Listing(pointer_to(path), keyed=keyed)
    return None


def without_listed(slots: Slots, listing: Listing) -> dict[str, tuple[str, ...]]:
    """The slots that are not in the entries of a list."""
    inside = f"{listing.at}/0"
    kept = {role: tuple(p for p in pointers if not _is_below(p, inside)) for role, pointers in slots.items()}
    return {role: pointers for role, pointers in kept.items() if pointers}


def emptied(body: JSON, slots: Slots, is_valid: Callable[[JSON], bool]) -> JSON:
    """`body` of a refusal that breaks no rule of the contract in any place: without the places that it would tell."""
    for path in _objects(body):
        is_keyed = is_valid(put(body, path, _by_place(1, "text"))) or is_valid(put(body, path, _by_place(1, "texts")))
        body = put(body, path, {}) if is_keyed and is_valid(put(body, path, {})) else body
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
    return bool(listing.keyed) or any(role in listing.slots for role in PLACES)


def _lists(body: JSON, path: Path = ()) -> Iterator[Path]:
    """Where a body has lists of one entry, outer ones first."""
    if isinstance(body, list) and len(body) == 1:
        yield path
    pairs: Any = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, inner in pairs:
        yield from _lists(inner, (*path, key))


def _objects(body: JSON, path: Path = ()) -> Iterator[Path]:
    """Where a body has objects that are called after problems by place."""
    for key, inner in body.items() if isinstance(body, dict) else ():
        if isinstance(inner, dict) and plain(key) in _BY_PLACE:
            yield (*path, key)
        else:
            yield from _objects(inner, (*path, key))


def _by_place(count: int, keyed: str) -> dict[str, JSON]:
    """As many problems in places that nobody declares."""
    return {f"items.{number}.a/b": "is wrong" if keyed == "text" else ["is wrong"] for number in range(count)}


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
