"""What verbs lead to, and what they take back."""

from __future__ import annotations

import pytest
from oagen.blueprint.verbs import done, leads_back, names_part_of, takes_back, undone


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("ship", "shipped"),
        ("verify", "verified"),
        ("freeze", "frozen"),
        ("win", "won"),
        ("lose", "lost"),
        ("check-in", "checkedin"),
        ("check_out", "checkedout"),
        ("checkIn", "checkedin"),
        ("checkout", "checkedout"),
        ("signoff", "signedoff"),
        ("send-back", "sentback"),
        ("put-on-hold", "onhold"),
        ("mark-as-read", "read"),
        ("markPaid", "paid"),
        ("read", "read"),
        ("ack", "acknowledged"),
        ("acknowledge", "acknowledged"),
        ("cancellation", "cancelled"),
        ("cancellation", "canceled"),
        ("activation", "active"),
        ("approval", "approved"),
        ("archival", "archived"),
        ("completion", "completed"),
        ("decision", "decided"),
        ("publication", "published"),
        ("rejection", "rejected"),
        ("suspension", "suspended"),
        ("submission", "submitted"),
        ("verification", "verified"),
    ],
)
def test_what_something_is_called_afterwards(said: str, state: str) -> None:
    assert state in done(said)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("unlock", "locked"),
        ("unfreeze", "frozen"),
        ("unpublish", "published"),
        ("enable", "disabled"),
        ("deactivation", "active"),
        ("mark-unread", "read"),
        ("reopen", "resolved"),
        ("resume", "paused"),
    ],
)
def test_what_it_was_called_before(said: str, state: str) -> None:
    assert state in undone(said)


@pytest.mark.parametrize("said", ["ship", "cancel", "signal", "put", "mark-as"])
def test_what_takes_nothing_back(said: str) -> None:
    assert not undone(said)


def test_some_verbs_lead_to_a_state_of_its_own() -> None:
    assert all(map(leads_back, ("enable", "unpublish", "reopen", "activation")))
    assert not any(map(leads_back, ("disable", "close", "deactivation")))


def test_a_name_may_begin_with_any_form_of_a_verb() -> None:
    assert all(names_part_of(form, "cancel") for form in ("cancel", "cancelled", "canceled", "cancellation"))
    assert not names_part_of("shipping", "cancel")
    assert not names_part_of("", "cancel")


def test_a_verb_takes_back_another() -> None:
    assert takes_back("reopen", "closure")
    assert takes_back("unassign", "assign")
    assert not takes_back("close", "reopen")
    assert not takes_back("publish", "archive")
