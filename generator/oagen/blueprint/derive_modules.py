"""Which module each class goes to, so that no two modules need each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

SHARED = "shared"

Uses = Mapping[str, list[str]]


def place_classes(module_of: Mapping[str, str], uses: Uses) -> dict[str, str]:
    """Return the module of every class, given where it would like to be and which classes each one uses."""
    placed = _beside_their_users(dict(module_of), uses)
    while circle := _modules_in_circles(placed, uses):
        across = {
            used
            for name, names in uses.items()
            for used in names
            if placed[name] != placed[used] and {placed[name], placed[used]} <= circle
        }
        # the bottom layer depends on nothing: what moves there takes along all that it uses
        waiting = list(across)
        while waiting:
            name = waiting.pop()
            if name in across or placed[name] != SHARED:
                across.discard(name)
                placed[name] = SHARED
                waiting += [used for used in uses[name] if placed[used] != SHARED]
    return placed


def _beside_their_users(placed: dict[str, str], uses: Uses) -> dict[str, str]:
    """A shared class that only one module uses belongs there, and one that uses a module may not lie below it."""
    users: dict[str, set[str]] = {name: set() for name in placed}
    for name, names in uses.items():
        for used in names:
            users[used].add(name)
    moved = True
    while moved:
        moved = False
        for name, module in placed.items():
            if module != SHARED:
                continue
            homes = {placed[user] for user in users[name] if user != name}
            below = Counter(placed[used] for used in uses[name] if placed[used] != SHARED)
            if len(homes) == 1 and homes != {SHARED}:
                placed[name] = homes.pop()
            elif not homes and below:
                placed[name] = min(below, key=lambda home: (-below[home], home))
            else:
                continue
            moved = True
    return placed


def _modules_in_circles(placed: Mapping[str, str], uses: Uses) -> set[str]:
    """The modules that need each other, directly or not."""
    needs: dict[str, set[str]] = {module: set() for module in placed.values()}
    for name, names in uses.items():
        needs[placed[name]] |= {placed[used] for used in names} - {placed[name]}
    reach = {module: _reached(module, needs) for module in needs}
    return {module for module in needs if module in reach[module]}


def _reached(start: str, needs: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(needs[start])
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += needs[module]
    return found
