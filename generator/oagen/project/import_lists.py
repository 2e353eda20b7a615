"""What two sides make of one `from … import …`: names are a set, so nothing that both changed there is a conflict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_NAME = r"\w+(?: as \w+)?"
_ITEM = re.compile(rf"    ({_NAME}),\n")
_OPEN = re.compile(r"from \S+ import \(\n")
_STATEMENT = re.compile(rf"from (\S+) import (?:({_NAME}(?:, {_NAME})*)|\(\n((?:    {_NAME},\n)+)\))\n")
_NAMES = re.compile(_NAME)
_WIDTH = 120  # as generated projects format their code


def united_imports(was: Sequence[str], mine: Sequence[str], new: Sequence[str], before: Sequence[str]) -> str | None:
    """The import that has what either side added, and not what either took away; None where the lines are no import.

    The lines are all of a statement, or some of the names between its parentheses: `before` are the user's lines above.
    """
    items = [_items(lines) for lines in (was, mine, new)]
    if _is_inside(before) and None not in items:
        return _listed(_united(*(names or () for names in items)))
    statements = [_statement(lines) for lines in (was, mine, new)]
    modules = {module for module, _ in statements if module}
    if len(modules) != 1 or not statements[1][0] or not statements[2][0] or (was and not statements[0][0]):
        return None
    names = _united(*(names for _, names in statements))
    head = f"from {modules.pop()} import "
    line = f"{head}{', '.join(names)}\n"
    return line if len(line) <= _WIDTH + 1 else f"{head}(\n{_listed(names)})\n"


def _items(lines: Sequence[str]) -> list[str] | None:
    found = [_ITEM.fullmatch(line) for line in lines]
    return [match[1] for match in found if match] if all(found) else None


def _is_inside(before: Sequence[str]) -> bool:
    """Whether the next line stands between the parentheses of an import."""
    above = next((line for line in reversed(before) if not _ITEM.fullmatch(line)), "")
    return _OPEN.fullmatch(above) is not None


def _statement(lines: Sequence[str]) -> tuple[str, list[str]]:
    """The module and the names of an import; "" where the lines are no single one."""
    match = _STATEMENT.fullmatch("".join(lines))
    return (match[1], _NAMES.findall(match[2] or match[3])) if match else ("", [])


def _united(was: Iterable[str], mine: Iterable[str], new: Iterable[str]) -> list[str]:
    former, ours, theirs = set(was), set(mine), set(new)
    return sorted((ours & theirs) | ((ours | theirs) - former), key=_order)


def _order(name: str) -> tuple[int, str]:
    """The order that ruff gives to names: constants, classes, the rest."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


def _listed(names: Iterable[str]) -> str:
    return "".join(f"    {name},\n" for name in names)
