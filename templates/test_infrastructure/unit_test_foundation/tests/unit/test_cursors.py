"""Cursors: they tell the row beside a page, and nothing to lists that they are not for."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from sqlalchemy import Column, Double, Integer, MetaData, String, Table, Text

from src.models.entities.base import DocumentCodec, holds
from src.repositories.base.cursors import Cursors, Neighbours, Place, Seek

TABLE = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True, info=holds("id", required=True)),
    Column("code", String(80), unique=True, info=holds("code")),
    Column("weight", Double, info=holds("weight")),
    Column("overflow", Text),
)
CODEC = DocumentCodec(TABLE)
ORDER = (("weight", True), ("code", False), ("id", False))
ROW = (7, "a", 0.5, None)
OTHER = (8, None, None, None)


def _cursors(seek: Seek, order: Any = ORDER, scope: Any = None) -> Cursors:
    return Cursors(CODEC, order, seek, scope or {})


def _next(row: Any, **form: Any) -> Any:
    return _cursors(Seek(**form)).neighbours([row], earlier=False, more=True).next


def _changed(**parts: Any) -> str:
    """A cursor of this list with other parts."""
    cursor = _next(ROW)
    mark, _, *told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    made = [parts.get("mark", mark), parts.get("backwards", False), *parts.get("told", told)]
    return base64.urlsafe_b64encode(json.dumps(made).encode()).decode().rstrip("=")


@pytest.mark.parametrize("row", [ROW, OTHER, (9, "sha256:" + "0" * 64, -1e300, None)])
def test_a_cursor_tells_the_row_beside_a_page(row: Any) -> None:
    """All that it is sorted by, what is empty too."""
    cursor = _next(row)
    assert cursor.replace("-", "").replace("_", "").isalnum()
    told = {"weight": row[2], "code": row[1], "id": row[0]}
    assert _cursors(Seek(after=cursor)).asked == (told, False)
    assert _cursors(Seek(before=cursor)).asked == (told, True)
    assert _cursors(Seek()).beside(row, backwards=False) == Place((row[2], row[1], row[0]))


def test_the_way_back_is_told_by_the_cursor() -> None:
    """Whichever parameter brings it."""
    around = _cursors(Seek()).neighbours([ROW, OTHER], earlier=True, more=True)
    assert _cursors(Seek(after=around.previous)).asked[1]
    assert _cursors(Seek(after=around.next)).asked[0]["id"] == OTHER[0]
    assert _cursors(Seek(after=around.first)).asked == ({}, False)
    assert _cursors(Seek(after=around.last)).asked == ({}, True)


def test_from_an_empty_page_cursors_lead_to_the_ends() -> None:
    """On the side where there is something."""
    around = _cursors(Seek()).neighbours([], earlier=True, more=False)
    assert (around.previous, around.next) == (around.last, None)
    assert _cursors(Seek(key="id")).neighbours([], earlier=False, more=True) == Neighbours()


def test_a_cursor_that_would_be_too_long_names_the_row() -> None:
    """By its key alone."""
    row = (7, "c" * 80, 0.5, None)
    cursor = _next(row, longest=100)
    assert len(cursor) <= 100
    assert _cursors(Seek(after=cursor)).asked == ({"id": 7}, False)


@pytest.mark.parametrize(
    "cursor",
    [
        None,
        "",
        5,
        "no cursor",
        "\u20ac",
        "x" * 100_000,
        "bnVsbA",
        _changed(mark=1),
        _changed(backwards="yes"),
        _changed(told=[]),
        _changed(told=[0.5, "a", 7, 8]),
        _changed(told=[0.5, "a", None]),
        _changed(told=["heavy", "a", 7]),
        _changed(told=[0.5, "\0", 7]),
        _changed(told=[0.5, "a", 2**70]),
        _changed(told=[float("inf"), "a", 7]),
        base64.urlsafe_b64encode(b"[1e999]").decode(),
    ],
)
def test_a_cursor_that_no_page_gave_tells_nothing(cursor: Any) -> None:
    """Nor does one that somebody made up."""
    assert _cursors(Seek(after=cursor)).asked[0] == {}


def test_a_cursor_is_for_one_list() -> None:
    """In one order, below one parent."""
    cursor = Seek(after=_next(ROW))
    assert _cursors(cursor, ORDER[1:]).asked == ({}, False)
    assert _cursors(cursor, scope={"code": "a"}).asked == ({}, False)


@pytest.mark.parametrize(("key", "told"), [("8", {"id": 8}), (8, {"id": 8}), ("eight", {}), (None, {})])
def test_keys_of_rows_are_cursors_where_the_contract_says_so(key: Any, told: Any) -> None:
    """As clients know them."""
    assert _next(OTHER, key="id") == 8
    assert _cursors(Seek(after=key, key="id")).asked[0] == told
