"""What lists are asked for, in the words of their parameters."""

from __future__ import annotations

import json
from typing import Any

import pytest

from src.repositories.base.json_lists import wanted_items
from src.services.base import parts_of, sorting_of


@pytest.mark.parametrize(
    ("text", "parts"), [("a, b,,c ", ["a", "b", "c"]), ("a", ["a"]), ("", None), (" , ", None), (None, None)]
)
def test_a_text_has_parts(text: Any, parts: Any) -> None:
    """None sets no condition."""
    assert parts_of(text) == parts


@pytest.mark.parametrize(
    ("sort", "meant"), [("newest", "-made"), ("title", "title"), (["newest", "-title"], ["-made", "-title"]), (None, None)]
)
def test_sorting_has_words_of_its_own(sort: Any, meant: Any) -> None:
    """What is none of them stands for itself."""
    assert sorting_of(sort, {"newest": "-made"}) == meant


def test_numbers_are_looked_for_however_lists_spell_them() -> None:
    """1 and 1.0 are the same number."""
    spelled = json.loads(wanted_items([1, 2.0, 2.5, True, "a", 2**60]))
    assert spelled == [["1", "1.0"], ["2.0", "2"], ["2.5"], ["true"], ['"a"'], [str(2**60)]]
