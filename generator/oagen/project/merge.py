"""Three-way merge of texts, line by line.

What only one side changed is taken from that side; what both changed alike is taken once; what both import from one
module is imported. The rest is a conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from oagen.project.import_lists import united_imports


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the user's text, from `line` on, and what the others have there; `merged` is None for a conflict."""

    line: int
    ours: str
    theirs: str
    merged: str | None


@dataclass(frozen=True, slots=True)
class Merge:
    """Two texts, stretch by stretch."""

    pieces: tuple[_Piece, ...]
    labels: tuple[str, str]

    @property
    def places(self) -> tuple[int, ...]:
        """The line numbers (from 1, in the user's text) where both sides changed."""
        return tuple(piece.line for piece in self.pieces if piece.merged is None)

    @property
    def text(self) -> str:
        """The merged text; conflicting stretches stand between markers."""
        return self._with(lambda piece: _marked(piece.ours, piece.theirs, self.labels))

    @property
    def with_ours(self) -> str:
        """The merged text, the user's where both sides changed."""
        return self._with(lambda piece: piece.ours)

    @property
    def with_theirs(self) -> str:
        """The merged text, the generated one where both sides changed."""
        return self._with(lambda piece: piece.theirs)

    @property
    def disputed(self) -> str:
        """The user's own text, unmerged, with the generated one where both sides changed."""
        return "".join(piece.theirs if piece.merged is None else piece.ours for piece in self.pieces)

    def _with(self, settled: Callable[[_Piece], str]) -> str:
        return "".join(settled(piece) if piece.merged is None else piece.merged for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class _Region:
    """A stretch of base[b0:b1] with what each side has there; `stable` when neither side touched it."""

    b: tuple[int, int]
    ours: tuple[int, int]
    theirs: tuple[int, int]
    stable: bool


def merge(base: str, ours: str, theirs: str, labels: tuple[str, str] = ("yours", "generated")) -> Merge:
    """Merge two descendants of `base`; `labels` name their texts between markers."""
    b, o, t = (text.splitlines(keepends=True) for text in (base, ours, theirs))
    return Merge(tuple(_piece(region, b, o, t) for region in _regions(b, o, t)), labels)


def _piece(region: _Region, base: list[str], ours: list[str], theirs: list[str]) -> _Piece:
    was, mine, new = base[slice(*region.b)], ours[slice(*region.ours)], theirs[slice(*region.theirs)]
    merged: list[str] | None = None
    if region.stable or mine in (new, was):
        merged = new
    elif new == was:
        merged = mine
    settled = united_imports(was, mine, new, ours[: region.ours[0]]) if merged is None else "".join(merged)
    return _Piece(region.ours[0] + 1, "".join(mine), "".join(new), settled)


def _marked(mine: str, new: str, labels: tuple[str, str]) -> str:
    def closed(text: str) -> str:
        """The text with a line end on the last line, so that a marker starts its own line."""
        return text if not text or text.endswith("\n") else text + "\n"

    return f"<<<<<<< {labels[0]}\n{closed(mine)}=======\n{closed(new)}>>>>>>> {labels[1]}\n"


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
