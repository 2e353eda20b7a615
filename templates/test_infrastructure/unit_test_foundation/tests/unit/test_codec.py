"""Documents survive their table, whatever its columns can hold."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, Double, Enum, ForeignKey, MetaData, String, Table, Text, Uuid

from src.models.entities.base import Document, DocumentCodec, holds
from src.models.entities.base.column_types import BigInt, Decimals, Nested, UtcDateTime
from tests.support.rows import row_of

ID = "6f1c2a52-8c2e-4d0f-9a53-0b1de0a5c7b1"
TABLE = Table(
    "things",
    MetaData(),
    Column("id", Uuid, primary_key=True, info=holds("id", required=True)),
    Column("number", BigInt, unique=True, info=holds("number")),
    Column("code", String(80), unique=True, info=holds("code")),
    Column("title", String(5), info=holds("title")),
    Column("note", Text, index=True, info=holds("note", required=True, nullable=True)),
    Column("done", Boolean, info=holds("done")),
    Column("state", Enum("open", "closed", name="state"), info=holds("state")),
    Column("count", BigInt, info=holds("count")),
    Column("price", Decimals, info=holds("price")),
    Column("weight", Double, info=holds("weight")),
    Column("day", Date, info=holds("day")),
    Column("moment", UtcDateTime, info=holds("moment")),
    Column("tags", Nested, info=holds("tags")),
    Column("overflow", Text),
)
CODEC = DocumentCodec(TABLE)
PLAIN: Document = {
    "id": ID,
    "number": 7,
    "code": "A-1",
    "title": "title",
    "note": None,
    "done": False,
    "state": "closed",
    "count": 3,
    "price": 0.1,
    "weight": 2.5,
    "day": "2024-02-29",
    "moment": "2024-01-01T10:00:00Z",
    "tags": ["a", {"b": None}],
}


def test_an_ordinary_document_fits_its_columns() -> None:
    """Nothing stands beside them."""
    row = CODEC.from_document(PLAIN)
    assert row["overflow"] is None
    assert row["day"].isoformat() == "2024-02-29"
    assert CODEC.to_document(row_of(TABLE, PLAIN)) == PLAIN


def test_what_belongs_to_a_row_elsewhere_is_shown_and_never_kept() -> None:
    """It stands behind the columns of a row; where nobody has looked for it, there is nothing."""
    codec = DocumentCodec(TABLE, {"comments": int, "lines": list})
    assert codec.from_document({**PLAIN, "comments": 9, "lines": [1]}) == CODEC.from_document(PLAIN)
    row = row_of(TABLE, PLAIN)
    assert codec.to_document([*row, 2, [{"id": 1}]]) == {**PLAIN, "comments": 2, "lines": [{"id": 1}]}
    assert codec.to_document(row) == {**PLAIN, "comments": 0, "lines": []}
    assert codec.values_of([*row, 2, []]) == CODEC.values_of(row)


def test_a_reference_that_its_table_emptied_is_shown_no_more() -> None:
    """However its value was spelled: what no column can hold stood beside it."""
    reference = Column("parent", String(9), ForeignKey("nodes.id", ondelete="SET NULL"), info=holds("parent"))
    table = Table("nodes", MetaData(), Column("id", String(9), primary_key=True), reference, Column("overflow", Text))
    codec = DocumentCodec(table)
    values = codec.from_document({"parent": "\0", "note": 1})
    assert values["parent"] is not None
    assert codec.to_document(["a", values["parent"], values["overflow"]]) == {"parent": "\0", "note": 1}
    assert codec.to_document(["a", None, values["overflow"]]) == {"note": 1}


@pytest.mark.parametrize(
    "odd",
    [
        {"id": ID.upper()},
        {"id": "no UUID"},
        {"number": 10**40},
        {"code": "\0"},
        {"code": "x" * 100},
        {"code": "sha256:of a client"},
        {"title": "too long"},
        {"title": 5},
        {"note": "a\0b"},
        {"note": "\u20ac" * 3000},
        {"done": "yes"},
        {"done": None},
        {"state": "unknown"},
        {"count": -(2**63) - 1},
        {"count": 0.5},
        {"price": 2**53 + 1},
        {"weight": 10**400},
        {"weight": True},
        {"day": "0000-01-01"},
        {"day": "2024-01-01T00:00:00Z"},
        {"moment": "2016-12-31T23:59:60Z"},
        {"moment": "2024-01-01T00:00:00.123456789Z"},
        {"moment": "2024-01-01"},
        {"moment": "soon"},
        {"undeclared": {"a": [1]}},
    ],
    ids=lambda odd: next(iter(odd)),
)
def test_an_odd_value_comes_back_as_it_was(odd: Document) -> None:
    """What its column cannot hold stands beside it, and the column holds what is nearest."""
    document = {**PLAIN, **odd}
    assert CODEC.from_document(document)["overflow"] is not None
    assert CODEC.to_document(row_of(TABLE, document)) == document


def test_what_is_missing_stays_missing() -> None:
    """And a required property that may be null is null."""
    assert CODEC.to_document(row_of(TABLE, {"id": ID})) == {"id": ID, "note": None}


@pytest.mark.parametrize(
    ("column", "value", "is_found"),
    [
        ("id", ID, True),
        ("number", "7", True),
        ("number", "seven", False),
        ("number", 10**40, True),
        ("code", 5, True),
        ("code", "x" * 100, True),
        ("title", "longer than any", False),
        ("count", 2**70, False),
        ("day", "2024-01-01", True),
        ("moment", "2024-01-01", True),
        ("moment", "soon", False),
        ("state", "unknown", False),
        ("title", None, False),
    ],
)
def test_only_what_a_row_can_hold_is_looked_for(column: str, value: Any, is_found: bool) -> None:
    """A key that is too big for its column is looked for by its digest."""
    assert (CODEC.sought(column, value) is not None) is is_found
