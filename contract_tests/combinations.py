"""Combinations of features: few of them, but every pair of values that can be had is in one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from oagen.settings import FEATURES, REQUIRES, Features

Pair = tuple[tuple[str, bool], tuple[str, bool]]


def pairwise() -> list[Features]:
    """All on, all off, and as many between as it takes; each has what its features need."""
    chosen = [dict.fromkeys(FEATURES, True), dict.fromkeys(FEATURES, False)]
    missing = {pair for pair in _pairs() if _fits(dict(pair))}
    missing -= {pair for choice in chosen for pair in _pairs_of(choice)}
    while missing:
        choice = _fill(dict(min(missing)), missing)
        chosen.append(choice)
        missing -= set(_pairs_of(choice))
    return [Features(**choice) for choice in chosen]


def _fill(choice: dict[str, bool], missing: set[Pair]) -> dict[str, bool]:
    """Add value by value, each time the one that brings most of the missing pairs."""
    while free := [name for name in FEATURES if name not in choice]:
        grown = [{**choice, name: value} for name in free for value in (True, False)]
        choice = max((option for option in grown if _fits(option)), key=lambda c: len(missing & set(_pairs_of(c))))
    return choice


def _fits(choice: dict[str, bool]) -> bool:
    """Whether nothing is on whose need is off."""
    return not any(choice.get(name) and choice.get(needed) is False for name, needed in REQUIRES.items())


def _pairs() -> Iterator[Pair]:
    for first, second in combinations(FEATURES, 2):
        for values in product((True, False), repeat=2):
            yield (first, values[0]), (second, values[1])


def _pairs_of(choice: dict[str, bool]) -> Iterator[Pair]:
    present = [(name, choice[name]) for name in FEATURES if name in choice]
    yield from combinations(present, 2)
