"""Names: from the words of a document to identifiers of the generated code, unique and never reserved."""

from __future__ import annotations

import builtins
import keyword
from itertools import accumulate

from oagen.english import normal, plural, singular, words

__all__ = [
    "FILE_NAMES",
    "Names",
    "function_name",
    "is_reserved",
    "normal",
    "pascal",
    "plural",
    "singular",
    "snake",
    "words",
]

# PostgreSQL's names have 63 bytes, and file systems give little more than 200 to one with a suffix.
LONGEST = 56
# What properties that name files are called.
FILE_NAMES = frozenset({"filename", "originalfilename", "originalname"})
# What generated modules import or define, besides keywords and builtins; and what is hard to tell from a 1.
_TAKEN = frozenset(
    {"self", "cls", "service", "repository", "session", "router", "body", "metadata", "registry", "overflow", "l"}
)


def _brief(parts: list[str]) -> list[str]:
    """The first words, as many as make a name of bearable length."""
    lengths = accumulate(len(part) + 1 for part in parts)
    fitting = sum(length <= LONGEST for length in lengths)
    return [part[:LONGEST] for part in parts[: max(fitting, 1)]]


def snake(text: str, fallback: str = "item") -> str:
    """A snake_case identifier that is no keyword, no builtin and does not start with a digit."""
    name = "_".join(_brief(words(text))) or fallback
    if name[0].isdigit():
        name = f"{fallback}_{name}"
    return f"{name}_" if is_reserved(name) else name


def kebab(text: str, fallback: str) -> str:
    """A name for a distribution, an image or a chart: `simple-task-api`."""
    return "-".join(_brief(words(text))) or fallback


def pascal(text: str, fallback: str = "Item") -> str:
    """A PascalCase class name."""
    name = "".join(word.capitalize() for word in _brief(words(text))) or fallback
    name = f"{fallback}{name}" if name[0].isdigit() else name
    return f"{name}_" if keyword.iskeyword(name) or hasattr(builtins, name) else name


def class_stem(text: str) -> str:
    """What class names begin with (`OrderService`): with more behind it, none is a word of Python's own."""
    return pascal(text).rstrip("_")


def function_name(text: str) -> str:
    """A name for a method: one that hides no builtin from the annotations beside it."""
    name = snake(text, "operation")
    return f"{name}_" if hasattr(builtins, name) else name


def is_reserved(name: str) -> bool:
    """Whether generated code could not use the identifier without hiding something."""
    return keyword.iskeyword(name) or keyword.issoftkeyword(name) or name in _TAKEN or name in ("id_",)


class Names:
    """Hands out unique names: the second `task` becomes `task_2` (or `Task2`).

    An underscore at the end, which keeps a name from being reserved, tells it from no other: class names lose it.
    """

    def __init__(self, taken: frozenset[str] | set[str] = frozenset(), separator: str = "_") -> None:
        self._taken = {_bare(name) for name in taken}
        self._separator = separator

    def take(self, wanted: str) -> str:
        """The wanted name if it is free, else the next numbered one. Names differ in more than case."""
        name, number = wanted, 1
        while name in self:
            number += 1
            name = f"{wanted.rstrip('_') or wanted}{self._separator}{number}"
        self._taken.add(_bare(name))
        return name

    def __contains__(self, name: str) -> bool:
        return _bare(name) in self._taken


def _bare(name: str) -> str:
    return name.lower().rstrip("_") or name
