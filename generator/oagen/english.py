"""Names as English: the words in them, their singular and plural. Shared by the stages that read names."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import inflection

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
# Plurals that would be cut further, or that mean the same in both numbers.
_UNCOUNTABLE = frozenset({"status", "settings", "news", "data", "media", "metadata", "series", "address", "analytics"})


def words(text: str) -> list[str]:
    """The ASCII words of a name in any style: `HTTPServer-id` → `["http", "server", "id"]`."""
    return list(_words(text))


@cache
def _words(text: str) -> tuple[str, ...]:
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return tuple(word.lower() for word in _WORD.findall(ascii_text))


@cache
def singular(word: str) -> str:
    """`order_lines` → `order_line`; words without a plural stay."""
    head, _, last = word.rpartition("_")
    if last in _UNCOUNTABLE or last.endswith(("ss", "us", "is")) or len(last) < 3:
        return word
    single = inflection.singularize(last)
    return f"{head}_{single}" if head else single


@cache
def plural(word: str) -> str:
    """`order_line` → `order_lines`."""
    head, _, last = word.rpartition("_")
    if not last or (last in _UNCOUNTABLE and last != "address"):
        return word
    many = last if singular(last) != last else inflection.pluralize(last)
    return f"{head}_{many}" if head else many


def normal(text: str) -> str:
    """What two spellings of the same name have in common: `Created-At`, `created_at` → `createdat`."""
    return "".join(words(text))
