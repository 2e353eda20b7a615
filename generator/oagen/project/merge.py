"""Three-way merge of texts, line by line.

What only one side changed is taken from that side; what both changed alike is taken once; the rest is a conflict.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged text. `places` are the line numbers (from 1, in the user's text) where both sides changed."""

    text: str
    places: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Region:
    """A stretch of base[b0:b1] with what each side has there; `stable` when neither side touched it."""

    b: tuple[int, int]
    ours: tuple[int, int]
    theirs: tuple[int, int]
    stable: bool


def merge(base: str, ours: str, theirs: str, labels: tuple[str, str] = ("yours", "generated")) -> Merge:
    """Merge two descendants of `base`; conflicting stretches stand between markers named by `labels`."""
    b, o, t = (text.splitlines(keepends=True) for text in (base, ours, theirs))
    merged: list[str] = []
    places: list[int] = []
    for region in _regions(b, o, t):
        was, mine, new = b[slice(*region.b)], o[slice(*region.ours)], t[slice(*region.theirs)]
        if region.stable or mine in (new, was):
            merged += new
        elif new == was:
            merged += mine
        else:
            places.append(region.ours[0] + 1)
            merged += _marked(mine, new, labels)
    return Merge("".join(merged), tuple(places))


def _marked(mine: list[str], new: list[str], labels: tuple[str, str]) -> list[str]:
    def closed(lines: list[str]) -> list[str]:
        """The lines with a line end on the last one, so that a marker starts its own line."""
        return lines if not lines or lines[-1].endswith("\n") else [*lines[:-1], lines[-1] + "\n"]

    return [f"<<<<<<< {labels[0]}\n", *closed(mine), "=======\n", *closed(new), f">>>>>>> {labels[1]}\n"]


def _regions(base: list[str], ours: list[str], theirs: list[str]) -> Iterator[_Region]:
    """Cut the texts where all three agree; in between lie the stretches somebody changed."""
    b = o = t = 0
    for start, in_ours, in_theirs, size in [*_anchors(base, ours, theirs), (len(base), len(ours), len(theirs), 0)]:
        if (b, o, t) != (start, in_ours, in_theirs):
            yield _Region((b, start), (o, in_ours), (t, in_theirs), stable=False)
        b, o, t = start + size, in_ours + size, in_theirs + size
        if size:
            yield _Region((start, b), (in_ours, o), (in_theirs, t), stable=True)


def _anchors(base: list[str], ours: list[str], theirs: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Runs of lines (base, ours, theirs, length) that both sides left alone."""
    left, right = _matches(base, ours), _matches(base, theirs)
    i = j = 0
    while i < len(left) and j < len(right):
        (lb, lo, ln), (rb, rt, rn) = left[i], right[j]
        start, end = max(lb, rb), min(lb + ln, rb + rn)
        if start < end:
            yield start, lo + start - lb, rt + start - rb, end - start
        if lb + ln < rb + rn:
            i += 1
        else:
            j += 1


def _matches(base: list[str], other: list[str]) -> list[tuple[int, int, int]]:
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks if block.size]
