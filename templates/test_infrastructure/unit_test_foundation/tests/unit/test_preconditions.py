"""Conditions on changes: a client changes what it has seen, or nothing."""

from __future__ import annotations

import pytest

from src.core.errors import PreconditionFailed, PreconditionRequired
from src.services.base import Preconditions
from src.services.base.preconditions import version_of

STORED = {"id": "a", "title": "one"}


def test_equal_documents_have_equal_tags() -> None:
    """However a database spells their numbers."""
    assert version_of({"a": 7, "b": [{"c": 1.0}]}) == version_of({"b": [{"c": 1}], "a": 7.0})
    assert version_of({"a": 7}) != version_of({"a": 7.5})
CURRENT, OLD = version_of(STORED), version_of({**STORED, "title": "before"})


def test_equal_documents_are_one_version() -> None:
    """Whatever the order of their properties."""
    assert version_of(dict(reversed(STORED.items()))) == CURRENT != OLD


@pytest.mark.parametrize("conditions", [Preconditions(if_match=CURRENT), Preconditions(if_none_match="*")])
def test_a_condition_satisfies_a_demand(conditions: Preconditions) -> None:
    """Whichever it is."""
    conditions.demand()


def test_a_demand_without_condition_is_refused() -> None:
    """With what the client has to do."""
    with pytest.raises(PreconditionRequired, match="If-Match"):
        Preconditions().demand()


@pytest.mark.parametrize(
    ("if_match", "if_none_match", "is_stored"),
    [
        ("", "", True),
        ("", "", False),
        (CURRENT, "", True),
        (f"{OLD}, {CURRENT}", "", True),
        ("*", "", True),
        ("", OLD, True),
        ("", "*", False),
        ("", CURRENT, False),
    ],
)
def test_what_a_condition_allows(if_match: str, if_none_match: str, is_stored: bool) -> None:
    """The version that was seen, or something new."""
    Preconditions(if_match, if_none_match).check(STORED if is_stored else None)


@pytest.mark.parametrize(
    ("if_match", "if_none_match", "is_stored"),
    [
        (OLD, "", True),
        (f"W/{CURRENT}", "", True),
        ("*", "", False),
        (CURRENT, "", False),
        ("", CURRENT, True),
        ("", f"W/{CURRENT}", True),
        ("", "*", True),
    ],
)
def test_what_a_condition_forbids(if_match: str, if_none_match: str, is_stored: bool) -> None:
    """Another version, or what is there already."""
    with pytest.raises(PreconditionFailed):
        Preconditions(if_match, if_none_match).check(STORED if is_stored else None)
