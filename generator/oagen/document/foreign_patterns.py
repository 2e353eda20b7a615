"""Patterns in the words of Java and PCRE, spelled in those that the regular expressions of JSON Schema have."""

from __future__ import annotations

import re

from oagen.document.patterns import flaw_of, is_costly, is_enforceable

_BLANKS = r"\t\x20\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LINE_ENDS = r"\n\x0b\f\r\x85\u2028\u2029"
# what an escape is outside of a class of characters, and inside; None: nothing that could be written there
_ESCAPES: dict[str, tuple[str | None, str | None]] = {
    "h": (f"[{_BLANKS}]", _BLANKS),
    "H": (f"[^{_BLANKS}]", None),
    "R": (rf"(?:\r\n|[{_LINE_ENDS}])", None),
    "V": (f"[^{_LINE_ENDS}]", None),
    "N": (r"[^\n\r]", None),
    "A": ("^", None),
    "z": ("$", None),
    "Z": ("$", None),
    "a": (r"\x07", r"\x07"),
    "e": (r"\x1b", r"\x1b"),
    "E": ("", ""),
    **dict.fromkeys("CGKXg", (None, None)),
}
_PIECE = re.compile(
    r"""\\Q(?P<literal>.*?)(?:\\E|$)
      | (?P<foreign>\\[pP]\{java\w+\} | \(\?(?: \| | R\) | [+-]?[0-9]+\) | & | P> ))
      | \\(?P<escape>.)
      | (?P<opening>\[\^?\]?)
      | (?P<other>.)""",
    re.DOTALL | re.VERBOSE,
)
_SIGN = re.compile(r"[\\^$.*+?()\[\]{}|/-]")


def native(pattern: str) -> str | None:
    """A pattern that means the same without such words; None where it needs no help, or there is none."""
    if is_costly(pattern) or (not flaw_of(pattern) and is_enforceable(pattern)):
        return None
    pieces = _spelled(pattern)
    if None in pieces:
        return None
    spelled = "".join(filter(None, pieces))
    return spelled if spelled != pattern and not flaw_of(spelled) and is_enforceable(spelled) else None


def is_foreign(pattern: str) -> bool:
    """Whether a pattern has such words that nothing else stands for."""
    return None in _spelled(pattern)


def _spelled(pattern: str) -> list[str | None]:
    """The pieces of a pattern, each of them in the words of JSON Schema, or None."""
    pieces: list[str | None] = []
    inside = after_set = False
    for piece in _PIECE.finditer(pattern):
        letter = piece["escape"]
        if piece["literal"] is not None:
            pieces.append(_SIGN.sub(r"\\\g<0>", piece["literal"]))
        elif letter is not None:
            pieces.append(_ESCAPES.get(letter, (piece[0], piece[0]))[inside])
        elif piece["foreign"] and not inside:
            pieces.append(None)
        else:
            in_no_range = after_set and piece[0] == "-" and pattern[piece.end() :][:1] != "]"
            pieces.append(r"\-" if in_no_range else piece[0])
            inside = bool(piece["opening"]) or (inside and piece[0] != "]")
        after_set = inside and letter == "h"
    return pieces
