"""What becomes of documents, and which part of a list is shown."""

from __future__ import annotations

from typing import Any, cast

import pytest
from sqlalchemy import Column, MetaData, String, Table, Text

from src.models.entities.base import Base, DocumentCodec, holds
from src.repositories.base import Criteria, Neighbours, Rows, Seek
from src.repositories.base.criteria import ordering
from src.services.base import (
    Page,
    Rules,
    View,
    Window,
    document_of,
    epoch_milliseconds,
    epoch_seconds,
    new_id,
    new_text_key,
    timestamp,
)

TABLE = Table(
    "things",
    MetaData(),
    Column("id", String(36), primary_key=True, info=holds("id", required=True)),
    Column("title", String, info=holds("title", required=True)),
    Column("note", String, info=holds("note", nullable=True)),
    Column("color", String, info=holds("color")),
    Column("changed", String, info=holds("changed")),
    Column("secret", String, info=holds("secret", write_only=True)),
    Column("overflow", Text),
)
ENTITY = cast(type[Base], type("Thing", (), {"__table__": TABLE, "COUNTS": {}, "LISTS": (), "ROWS": {}}))
RULES = Rules(
    ENTITY,
    read_only=frozenset({"changed"}),
    fixed=frozenset({"id"}),
    on_create={"id": lambda: "made", "changed": lambda: "first"},
    on_change={"changed": lambda: "later"},
    keys={"hidden": lambda: 7},
    kinds={("kind",): ("cat", "dog"), ("friends", "*", "kind"): ("dog",)},
)
STORED = {"id": "a", "title": "one", "note": "n", "color": "red", "changed": "first"}


def test_a_new_document_is_completed() -> None:
    """With what the server knows, in place of what clients may not say."""
    assert RULES.created({"title": "one", "changed": "never"}) == {"id": "made", "title": "one", "changed": "first"}
    assert RULES.created({"id": "mine", "title": "one"})["id"] == "mine"
    assert RULES.new_keys() == {"hidden": 7}


def test_what_is_new_was_changed_when_it_was_made() -> None:
    """To the microsecond."""
    created = Rules(ENTITY, on_create={"title": timestamp, "changed": timestamp}).created({})
    assert created["title"] == created["changed"]


def test_a_kind_that_nobody_knows_is_the_first_one() -> None:
    """At any depth; what the contract knows stays."""
    friends = [{"kind": "dog"}, {"kind": "fox"}, {}]
    created = RULES.created({"kind": "fox", "friends": friends})
    assert created["kind"] == "cat"
    assert created["friends"] == [{"kind": "dog"}, {"kind": "dog"}, {}]
    assert RULES.created({"kind": "dog"})["kind"] == "dog"


def test_a_replaced_document_keeps_its_identity() -> None:
    """And nothing that was left out, unless it has to be there."""
    assert RULES.replaced(STORED, {"id": "b", "note": "m"}) == {
        "id": "a",
        "title": "one",
        "note": "m",
        "changed": "later",
    }


def test_a_merged_document_keeps_what_was_not_given() -> None:
    """Null takes a property away, or stays where the contract says that it may be null."""
    merged = RULES.merged(STORED, {"id": "b", "note": None, "color": None, "title": None})
    assert merged == {"id": "a", "title": "one", "note": None, "changed": "later"}


def test_a_property_without_a_name_is_not_kept() -> None:
    """Whatever schema admits it: nobody can ask for it."""
    assert RULES.merged(STORED, {"": 1, "note": "m"}) == RULES.merged(STORED, {"note": "m"})


def test_generated_values() -> None:
    """Identities differ; times are in UTC."""
    assert new_id() != new_id()
    assert new_text_key("k_", "ab", 40).strip("ab") == "k_"
    assert timestamp().endswith("Z")
    assert 0 <= epoch_milliseconds() // 1000 - epoch_seconds() <= 1


@pytest.mark.parametrize(
    ("window", "size", "offset", "page"),
    [
        (Window.after(None, None, default=20, maximum=100), 20, 0, 1),
        (Window.after(40, 500, default=20, maximum=100), 100, 40, 1),
        (Window.after(-1, -1, default=20, maximum=100), 0, 0, 1),
        (Window.after(None, 0, default=20, maximum=100, minimum=1), 1, 0, 1),
        (Window.after(10**30, 5, default=20, maximum=100), 5, 2**62, 1 + 2**62 // 5),
        (Window.after(41, 10, default=20, maximum=100, first=1), 10, 40, 5),
        (Window.after(None, 10, default=20, maximum=100, first=1), 10, 0, 1),
        (Window.after(0, 10, default=20, maximum=100, first=1), 10, 0, 1),
        (Window.of_page(3, 10, first=1, default=20, maximum=100), 10, 20, 3),
        (Window.of_page(None, None, first=0, default=20, maximum=100), 20, 0, 0),
        (Window.from_cursor("any", 500, default=20, maximum=100), 100, 0, 1),
        (Window.from_cursor(None, 0, default=20, maximum=100), 20, 0, 1),
    ],
)
def test_windows(window: Window, size: int, offset: int, page: int) -> None:
    """What was asked for, within bounds."""
    assert (window.size, window.offset, window.page) == (size, offset, page)


def test_a_page_tells_where_it_stands() -> None:
    """And which cursors lead to others."""
    facts = Page([{"id": "a"}], Window(1, 2), more=True, total=5).facts()
    assert (facts["total"], facts["count"], facts["pages"], facts["page"], facts["has_more"]) == (5, 1, 5, 3, True)
    assert (facts["previous_cursor"], facts["next_cursor"]) == (None, None)
    facts = Page([], Window(1), earlier=True, cursors=Neighbours("p", "n")).facts()
    assert (facts["previous_cursor"], facts["next_cursor"], facts["has_previous"]) == ("p", "n", True)
    assert [Page([], Window(1, 2, first_offset=first)).facts()["offset"] for first in (0, 1)] == [2, 3]


@pytest.mark.parametrize(
    ("window", "total", "previous", "page"),
    [
        (Window(2), 7, None, None),
        (Window(2, 2), 7, 0, 1),
        (Window(2, 6), None, 4, 3),
        (Window(2, 8), 7, 6, 4),  # behind the end
        (Window(2, 90), 7, 6, 4),
        (Window(2, 90), None, 88, 45),  # nobody counted
        (Window(2, 1), 7, 0, 1),
        (Window(5, 90, first_page=0), 0, 0, 0),
    ],
)
def test_the_page_before(window: Window, total: int | None, previous: int | None, page: int | None) -> None:
    """There is none before the first; the one before what is behind the end is the last."""
    shown = Page([], window, total=total)
    facts = shown.facts()
    assert (shown.previous, facts["previous_page"]) == (previous, page)
    assert (facts["has_previous"], facts["is_first"]) == (previous is not None, previous is None)


def test_the_last_page() -> None:
    """Is where who looks behind a list is led, by its number or by a cursor."""
    assert Window(2, 40).last(Rows((), more=False, total=5)).offset == 4
    led = Window.from_cursor("far", 2, default=20, maximum=100, before="b").last(
        Rows((), more=False, total=5, cursors=Neighbours(last="end"))
    )
    assert led.seek == Seek("end")


@pytest.mark.parametrize(
    ("sort", "order", "wanted"),
    [
        (None, None, (("title", False),)),
        (None, "desc", (("title", True),)),
        ("-title", None, (("title", True),)),
        ("color:desc, title", None, (("color", True), ("title", False))),
        (["Color", "no such"], None, (("color", False), ("title", False))),
        ("color", "DESCENDING", (("color", True), ("title", False))),
        ("color,desc", None, (("color", True), ("title", False))),
        (["title,desc", "color"], None, (("title", True), ("color", False))),
        ("+title ascending,color - desc", None, (("title", False), ("color", True))),
        ("secret", None, (("title", False),)),  # what no answer tells
        ("-" * 1_000_000 + "x", None, (("title", False),)),  # in no more time than it takes to read
    ],
)
def test_orders(sort: Any, order: str | None, wanted: Any) -> None:
    """By the names of properties; the default order decides between equals."""
    assert ordering(DocumentCodec(TABLE), Criteria(sort=sort, order=order), ("title",)) == wanted


def test_a_view_shows_documents_in_their_frame() -> None:
    """Without what is hidden, with what has to be there."""
    view = View[Any](Any, wrapper=("data",), is_list=True, frame={"data": [], "total": 0}, meta={"total": ("total",)},
                     hidden=("secret",), fillers={"color": "red"})  # fmt: skip
    page = Page([{"id": "a", "secret": "s"}], Window(), total=1)
    assert view.is_counted
    assert view.of_page(page) == {"data": [{"color": "red", "id": "a"}], "total": 1}
    assert view.of({"id": "a"}) == {"data": [{"color": "red", "id": "a"}], "total": 0}
    assert view.plain() == {"data": [], "total": 0}


def test_an_answer_that_is_no_such_model_is_sent_as_it_is() -> None:
    """And logged: the client can read it either way."""
    assert View[Any](int).of({"id": "a"}) == {"id": "a"}


def test_the_document_in_a_body() -> None:
    """Where a path of names leads, spelled as the resource spells it."""
    body = {"outer": {"Title": "one"}}
    assert document_of(body, "outer", spelled={"Title": "title"}) == {"title": "one"}
    assert document_of(body, "outer", without=("title",), spelled={"Title": "title"}) == {}
    assert document_of(body, "outer", into="thing") == {"thing": {"Title": "one"}}
    assert document_of(body, "nowhere", into="thing") == {}
    assert document_of(body, "nowhere") == {}
    assert document_of([1]) == {}
