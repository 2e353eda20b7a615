"""Positions of values in a text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

# JSON and YAML text nested deeper than this is refused: no document needs it, and every walk after it would suffer.
MAX_DEPTH = 200


@dataclass(slots=True)
class Mark:
    """Where a value stands, counting from 1: at its key in a mapping, else where it begins."""

    line: int
    column: int
    children: dict[str, Mark] | list[Mark] | None = field(default=None)
    file: str = ""  # another file, which an overlay took the value from

    def deepest(self, parts: Iterable[str | int]) -> Mark:
        """The mark that `parts` lead to, or the last one on the way."""
        mark = self
        for part in parts:
            children = mark.children
            if isinstance(children, dict) and str(part) in children:
                mark = children[str(part)]
            elif isinstance(children, list) and str(part).isdecimal() and int(part) < len(children):
                mark = children[int(part)]
            else:
                return mark
        return mark


class Lines:
    """Turns offsets into lines and columns."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
