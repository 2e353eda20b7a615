"""Columns of another type: what an upgrade converts, its downgrade brings back, for every pair of types."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from oagen.render.database import Table, TableColumn
from oagen.render.revisions import first_revision
from running import KINDS, PAIRS, converts, found, held, later, run, table

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
# SQLite takes a number in a JSON column for one of its own, and reads the digits of most to the fifteenth only
PLAIN = NUMBERS.map(lambda number: float(f"{number:.14e}")).filter(
    lambda number: number == 0 or 1e-99 < abs(number) < 1e99
)
WHOLE = st.integers(-(2**53), 2**53)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXT,
    "uuid": st.uuids(),
    "boolean": st.booleans(),
    "integer": WHOLE,
    "numeric": NUMBERS,
    "double": NUMBERS,
    "date": st.dates(),
    "datetime": st.datetimes(),
}


def test_what_is_converted_is_converted_back() -> None:
    there = {(old, new) for old in KINDS for new in KINDS if converts(old, new)}
    assert {(new, old) for old, new in there} == there
    # of two types, one at least takes every value of the other
    assert {frozenset(pair) for pair in there} == {frozenset(pair) for pair in PAIRS}


@pytest.mark.parametrize(("old", "new"), PAIRS)
@settings(max_examples=4, deadline=None)
@given(st.data())
def test_a_downgrade_brings_back_what_an_upgrade_converts(old: str, new: str, data: st.DataObject) -> None:
    kept = PLAIN if new == "json" and VALUES[old] is NUMBERS else VALUES[old]
    values = data.draw(st.lists(kept, min_size=3, max_size=3))
    with sa.create_engine("sqlite://").connect() as database:
        run(database, first_revision([table(old)]))
        database.execute(held(old).insert(), [{"held": None}, *({"held": value} for value in values)])
        there, back = later([table(old)], [table(new)]), later([table(new)], [table(old)])
        run(database, there)
        after = found(database, new)
        run(database, there, "downgrade")
        assert found(database, old) == [None, *values]
        run(database, there)
        run(database, back)
        assert found(database, old) == [None, *values]
        run(database, back, "downgrade")
        assert found(database, new) == after
        assert len(after) == after.count(None) + len(values)


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("double", "integer", 1.5),
        ("numeric", "integer", 1.5),
        ("double", "integer", 1e300),
        ("integer", "boolean", 2),
        ("text", "double", "nan"),
        ("text", "numeric", "inf"),
        ("json", "integer", "7"),
        ("json", "integer", True),
        ("json", "double", True),
        ("json", "double", 2**53 + 1),
        ("json", "text", 7),
        ("json", "boolean", 1),
        ("json", "uuid", 7),
        ("json", "date", "soon"),
        ("json", "datetime", [1]),
    ],
)
def test_what_has_no_value_of_the_other_type_stops_it(old: str, new: str, value: Any) -> None:
    with sa.create_engine("sqlite://").connect() as database:
        run(database, first_revision([table(old)]))
        database.execute(held(old).insert(), [{"held": value}])
        with pytest.raises((ValueError, TypeError, AttributeError, KeyError, OverflowError)):
            run(database, later([table(old)], [table(new)]))


@pytest.mark.parametrize(
    ("old", "new", "value", "now"),
    [
        ("double", "integer", 7.0, 7),
        ("numeric", "integer", 1e6, 1000000),
        ("numeric", "text", 1.5, "1.5"),
        ("text", "datetime", "2024-01-01T02:00:00+02:00", datetime(2024, 1, 1)),
        ("text", "datetime", "2024-01-01T00:00:00", datetime(2024, 1, 1)),
        ("datetime", "text", datetime(2024, 1, 1, 2), "2024-01-01T02:00:00Z"),
        ("datetime", "date", datetime(2024, 1, 1, 2), date(2024, 1, 1)),
        ("json", "uuid", str(uuid.UUID(int=7)), uuid.UUID(int=7)),
        ("boolean", "json", True, True),
    ],
)
def test_values_mean_the_same(old: str, new: str, value: Any, now: Any) -> None:
    with sa.create_engine("sqlite://").connect() as database:
        run(database, first_revision([table(old)]))
        database.execute(held(old).insert(), [{"held": value}])
        run(database, later([table(old)], [table(new)]))
        assert found(database, new) == [now]


def test_what_rows_from_before_get_is_in_utc() -> None:
    """SQLite keeps no zone."""
    fresh = TableColumn("seen", "datetime", demanded=True, property="seen", filler="2024-01-01T02:00:00+02:00")
    before = table("text")
    with sa.create_engine("sqlite://").connect() as database:
        run(database, first_revision([before]))
        database.execute(held("text").insert(), [{"held": "x"}])
        run(database, later([before], [Table("rows", (*before.columns, fresh), ("id",))]))
        seen = sa.table("rows", sa.column("seen", sa.DateTime()))
        assert list(database.scalars(sa.select(seen.c.seen))) == [datetime(2024, 1, 1)]
