"""Imports that both sides change."""

from __future__ import annotations

import ast

import pytest
from oagen.project.merge import merge

ONE = "import x\nfrom a import {}\nfrom b import y\n"
MANY = "from a import (\n{})\nfrom b import y\n"
LONG = [f"a_rather_long_name_{number}" for number in range(5)]


def one(*names: str) -> str:
    return ONE.format(", ".join(names))


def many(*names: str) -> str:
    return MANY.format("".join(f"    {name},\n" for name in names))


@pytest.mark.parametrize(
    ("was", "mine", "new", "merged"),
    [
        (one("B"), one("A", "B"), one("B", "C"), one("A", "B", "C")),
        (one("A", "B"), one("A"), one("A", "B", "c"), one("A", "c")),
        (one("A", "B"), one("A", "B as X"), one("B", "LIMIT"), one("LIMIT", "B as X")),
        (many("B", "D"), many("B", "C", "D"), many("B", "D", "Z"), many("B", "C", "D", "Z")),
        (many("B", "D"), many("B", "C", "D"), many("B", "BB", "D"), many("B", "BB", "C", "D")),
        (many("B", "C", "D"), many("B", "D", "E"), many("B", "CC"), many("B", "CC", "E")),
        (one("y"), one("x", "y"), ONE.format("(\n    y,\n    z,\n)"), one("x", "y", "z")),
        (one(*LONG), one(*LONG, "m"), one(*LONG, "n"), one(*LONG, "m", "n")),
    ],
)
def test_names_of_both_sides_are_imported(was: str, mine: str, new: str, merged: str) -> None:
    made = merge(was, mine, new)
    assert made.places == ()
    assert ast.dump(ast.parse(made.text)) == ast.dump(ast.parse(merged))


def test_a_long_one_has_a_line_for_each_name() -> None:
    made = merge(one(*LONG), one(*LONG, "m"), one(*LONG, "n"))
    assert made.text == ONE.format("(\n" + "".join(f"    {name},\n" for name in (*LONG, "m", "n")) + ")")


@pytest.mark.parametrize(
    ("was", "mine", "new"),
    [
        (one("B"), one("A"), one("B").replace("from a", "from c")),
        (one("B"), one("A", "B") + "X = 1\n", one("B", "C") + "X = 2\n"),
        (one("B"), one("A", "B  # mine"), one("B", "C")),
        ("f(\n    B,\n)\n", "f(\n    A,\n    B,\n)\n", "f(\n    B0,\n    B,\n)\n"),
    ],
)
def test_anything_else_stays_a_conflict(was: str, mine: str, new: str) -> None:
    assert merge(was, mine, new).places != ()
