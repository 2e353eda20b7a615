"""Patterns with flags, such as `(?i)`, spelled without: the regular expressions of JSON Schema know none."""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"""(?P<kept>\\[pP]\{[^}]*\} | \\k<\w+> | \\[^xuc])
      | \(\?(?P<flags>[isu]+)(?P<scoped>:|\))
      | (?P<opening>\((?:\?(?:[:=!] | <[=!] | P?<\w+>))?) (?!\?)
      | \[(?P<negated>\^?)(?P<items>\]?(?:[^\]\\]|\\[^xuc])*)\]
      | (?P<odd>\\. | \(\? | \[)
      | (?P<any>\.)
      | (?P<plain>.)""",
    re.DOTALL | re.VERBOSE,
)
_ITEM = re.compile(r"(?P<escape>\\[pP]\{[^}]*\}|\\.)|(?P<low>[^\\])-(?P<high>[^\\])|(?P<one>.)", re.DOTALL)


def without_flags(pattern: str) -> str | None:
    """A pattern that means the same; None where it has no flags, or such as cannot be spelled out.

    Flags hold to the end of the group that they stand in.
    """
    spelled, groups, flags, has_any = [], [], "", False
    for piece in _PIECE.finditer(pattern):
        if piece["odd"]:
            return None
        if piece["scoped"] or piece["opening"]:
            if piece["scoped"] != ")":
                groups.append(flags)
                spelled.append(piece["opening"] or "(?:")
            flags += piece["flags"] or ""
            has_any = has_any or bool(piece["flags"])
        elif piece["plain"] == ")":
            flags = groups.pop() if groups else flags
            spelled.append(")")
        else:
            spelled.append(_spelled(piece, flags))
    return "".join(spelled) if has_any else None


def _spelled(piece: re.Match[str], flags: str) -> str:
    if piece["any"] and "s" in flags:
        return r"[\s\S]"
    if piece["items"] is not None and "i" in flags:
        return f"[{piece['negated']}{_in_both_cases(piece['items'])}]"
    if piece["plain"] and "i" in flags and _other_case(piece["plain"]):
        return f"[{piece['plain']}{_other_case(piece['plain'])}]"
    return piece[0]


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
