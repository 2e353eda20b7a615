"""What sentences say of states: where something leads to, and where it may be done."""

from __future__ import annotations

import pytest
from oagen.blueprint.state_words import admitted, led_to

STATES = ("draft", "open", "PAID", "checkedOut", "in_review")
ALL = frozenset(STATES)
ABOUT = ("leave", "requests", "invoice", "status")


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Finalizes before sending. Finalizing moves a draft to `open`.", "open"),
        ("Moves a draft to open", "open"),
        ("Sets the invoice's status to `paid`", "PAID"),
        ("The invoice becomes paid.", "PAID"),
        ("The invoice is now checked out", "checkedOut"),
        ("Puts it into IN_REVIEW", "in_review"),
        ("Marks an invoice as paid", "PAID"),
        ("Changes the status from draft to *open*", "open"),
        ('When all is well, the invoice goes to "open".', "open"),
        ("Moves it back to the draft state", "draft"),
    ],
)
def test_a_sentence_tells_the_state_that_something_leads_to(text: str, state: str) -> None:
    assert led_to([text], STATES) == state


@pytest.mark.parametrize(
    "text",
    [
        "Finalizes a draft",
        "Allows to open it",
        "Reopens it",
        "Moves it to open or paid",
        "Moves it to open, or paid",
        "Moves it to `open`. Then it is now paid.",
        "Reminds of invoices that are marked as open",
        "Only invoices that are moved to `open` count",
        "If it is set to `open`",
        "It never becomes paid",
        "Moves it to opening",
        "Returns it to open lists",
    ],
)
def test_a_sentence_that_says_something_else_leads_nowhere(text: str) -> None:
    assert led_to([text], STATES) == ""


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("Only draft invoices can be paid", {"draft"}),
        ("Only drafts may be published.", {"draft"}),
        ("Only draft or open requests can be checked out", {"draft", "open"}),
        ("Only invoices that are in review can be paid", {"in_review"}),
        ("May only be paid while open", {"open"}),
        ("Can only pay open invoices", {"open"}),
        ("The request is not a draft.", {"draft"}),
        ("The invoice isn't open", {"open"}),
        ("The invoice is no longer open", {"open"}),
        ("Not in the `open` state", {"open"}),
        ("The request is not open and cannot be paid", {"open"}),
        ("must be in DRAFT", {"draft"}),
        ("Status has to be draft or open to be paid", {"draft", "open"}),
        ("Paid leave cannot be withdrawn", ALL - {"PAID"}),
        ("A checked-out or paid request can't be deleted", ALL - {"PAID", "checkedOut"}),
        ("The invoice cannot be deleted once it is paid", ALL - {"PAID"}),
        ("Cannot delete a paid invoice", ALL - {"PAID"}),
        ("Invoice is already paid", ALL - {"PAID"}),
        ("Invoice has already been checked out", ALL - {"checkedOut"}),
        ("Paid already", ALL - {"PAID"}),
        ("Must not be paid", ALL - {"PAID"}),
        ("It is open", ALL - {"open"}),
        ("Refused while in review", ALL - {"in_review"}),
        ("Conflict. The invoice is already paid.", ALL - {"PAID"}),
        ("The request cannot be deleted because it is already paid", ALL - {"PAID"}),
        ("Cannot be checked out because it has already been checked out", ALL - {"checkedOut"}),
        ("Cannot delete an invoice that has been paid", ALL - {"PAID"}),
        ("Can't delete a request which is already paid or in review", ALL - {"PAID", "in_review"}),
        ("Cannot open an invoice that was paid", ALL - {"PAID"}),
        ("The invoice cannot be paid any more (already checked out or paid)", ALL - {"checkedOut", "PAID"}),
        ("The invoice can no longer be paid: it is already paid", ALL - {"PAID"}),
        ("Cannot be paid anymore. Already paid", ALL - {"PAID"}),
        ("Drafts cannot be paid any more", ALL - {"draft"}),
        ("Only allowed for open invoices", {"open"}),
        ("Allowed only for draft or open requests.", {"draft", "open"}),
        ("Is only possible for drafts", {"draft"}),
        ("Only for invoices that are open", {"open"}),
        ("Only permitted in the draft state", {"draft"}),
    ],
)
def test_a_conflict_tells_where_something_may_be_done(text: str, states: set[str]) -> None:
    found = admitted(text, STATES, ABOUT)
    assert found is not None
    assert found.states == states
    assert found.none == (len(states) > len(STATES) / 2)


@pytest.mark.parametrize(
    "text",
    [
        "Conflict",
        "Already registered",
        "Requests cannot be paid",
        "The invoice can no longer be paid",
        "The invoice cannot be paid any more",
        "The invoice cannot be paid any more (too late)",
        "Cannot open the invoice",
        "Cannot delete an invoice that has paid items",
        "Only allowed for open accounts",
        "Not only for open invoices",
        "Only for paid members",
        "The invoice cannot be paid because the customer is already paid",
        "Only open accounts can pay",
        "The customer is not open",
        "The invoice is not open or was paid",
        "The invoice is not open. The customer has not paid.",
        "The invoice is open. It is paid.",
        "Only admins may open it",
        "Patients currently paid",
        "Only draft, open, paid, checked out or in review invoices can be deleted",
        "It is paid " + "and so on " * 100,
    ],
)
def test_a_conflict_that_leaves_a_doubt_tells_nothing(text: str) -> None:
    assert admitted(text, STATES, ABOUT) is None
