"""Field masks: which properties of a document a change is about."""

from __future__ import annotations

from typing import Any

import pytest

from src.core.errors import Conflict
from src.services.base.masks import Path, masked

STORED = {"displayName": "one", "labels": {"a": "1", "b": "2"}, "note": "n"}


@pytest.mark.parametrize(
    ("mask", "paths"),
    [
        (None, ()),
        ("", ()),
        (" , ", ()),
        ("display_name, labels.a", (("display_name",), ("labels", "a"))),
        (["note", "labels.`a.b`,note"], (("note",), ("labels", "a.b"), ("note",))),
    ],
)
def test_a_mask_is_paths(mask: Any, paths: tuple[Path, ...]) -> None:
    """In one text or in several; backticks hold a name together."""
    assert masked({}, mask).paths == paths


@pytest.mark.parametrize(
    ("mask", "given", "result"),
    [
        ("note", {"note": "m", "displayName": "two"}, {**STORED, "note": "m"}),
        ("display_name", {"displayName": "two"}, {**STORED, "displayName": "two"}),
        ("note", {}, {"displayName": "one", "labels": {"a": "1", "b": "2"}}),
        ("labels.a", {"labels": {"a": "9", "b": "9"}}, {**STORED, "labels": {"a": "9", "b": "2"}}),
        ("labels.a", {}, {**STORED, "labels": {"b": "2"}}),
        ("labels.c.d", {"labels": {"c": {"d": 1, "e": 2}}}, {**STORED, "labels": {"a": "1", "b": "2", "c": {"d": 1}}}),
        ("note.x", {"note": "m"}, STORED),
        ("added", {"added": 1}, {**STORED, "added": 1}),
    ],
)
def test_what_is_named_is_as_it_is_given(mask: str, given: dict[str, Any], result: dict[str, Any]) -> None:
    """Or missing, where it is not given."""
    assert masked(given, mask).laid_over(STORED, ("displayName", "labels", "note")) == result


def test_what_is_no_property_is_refused() -> None:
    """And a star stands for all."""
    with pytest.raises(Conflict):
        masked({}, "other").laid_over(STORED, ())
    assert masked({}, "*").replaces
    assert not masked({}, "note").replaces
