"""Patterns that begin with flags, such as `(?i)`, spelled without: the regular expressions of JSON Schema know none."""

from __future__ import annotations

import re

_FLAGGED = re.compile(r"\(\?(?P<flags>[isu]+)\)(?P<rest>.*)", re.DOTALL)
_PIECE = re.compile(
    r"""(?P<kept>\\[pP]\{[^}]*\} | \\k<\w+> | \\[^xuc] | \(\?(?:[:=!] | <[=!] | P?<\w+>))
      | \[(?P<negated>\^?)(?P<items>\]?(?:[^\]\\]|\\[^xuc])*)\]
      | (?P<odd>\\. | \(\? | \[)
      | (?P<any>\.)
      | (?P<plain>.)""",
    re.DOTALL | re.VERBOSE,
)
_ITEM = re.compile(r"(?P<escape>\\[pP]\{[^}]*\}|\\.)|(?P<low>[^\\])-(?P<high>[^\\])|(?P<one>.)", re.DOTALL)


def without_flags(pattern: str) -> str | None:
    """A pattern that means the same; None where no flags stand at its beginning, or such as cannot be spelled out."""
    flagged = _FLAGGED.fullmatch(pattern)
    if flagged is None:
        return None
    flags, spelled = flagged["flags"], []
    for piece in _PIECE.finditer(flagged["rest"]):
        if piece["odd"]:
            return None
        if piece["any"] and "s" in flags:
            spelled.append(r"[\s\S]")
        elif piece["items"] is not None and "i" in flags:
            spelled.append(f"[{piece['negated']}{_in_both_cases(piece['items'])}]")
        elif piece["plain"] and "i" in flags and _other_case(piece["plain"]):
            spelled.append(f"[{piece['plain']}{_other_case(piece['plain'])}]")
        else:
            spelled.append(piece[0])
    return "".join(spelled)


def _in_both_cases(items: str) -> str:
    """The items of a class of characters, and after them what they leave out when case matters."""
    kept, added = [], []
    for item in _ITEM.finditer(items):
        kept.append("\\" + item[0] if item[0] in ("-", "]") else item[0])
        if item["low"]:
            added += [_shared(item["low"], item["high"], *letters) for letters in ("az", "AZ")]
        elif item["one"]:
            added.append(_other_case(item["one"]))
    return "".join(kept + added)


def _shared(low: str, high: str, first: str, last: str) -> str:
    """In the other case, the letters that a range shares with an alphabet."""
    low, high = max(low, first), min(high, last)
    return f"{low.swapcase()}-{high.swapcase()}" if low <= high else ""


def _other_case(character: str) -> str:
    other = character.swapcase()
    return other if other != character and len(other) == 1 else ""
