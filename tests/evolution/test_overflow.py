"""What rows hold beside their columns: it moves into a column that comes, and goes with one that goes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from oagen.evolution.steps import difference
from oagen.evolution.wording import notes, warnings
from oagen.render.database import Table, TableColumn
from oagen.render.revisions import first_revision
from running import READ, later, run

KEY = TableColumn("id", "integer", counts=True)
OVERFLOW = TableColumn("overflow", "text", nullable=True)
BIG = 2**70


def table(*columns: TableColumn, is_open: bool = True, **more: Any) -> Table:
    return Table("pets", (KEY, *columns, OVERFLOW), ("id",), open=is_open, **more)


def column(kind: str, **more: Any) -> TableColumn:
    options: dict[str, Any] = {"nullable": True, "property": "age", "types": (kind,), **more}
    return TableColumn("age", kind, **options)


def put(database: sa.Connection, *overflows: object, **columns: Any) -> None:
    names = "".join(f", {name}" for name in columns)
    marks = "".join(f", :{name}" for name in columns)
    for number, overflow in enumerate(overflows, 1):
        text = None if overflow is None else json.dumps(overflow)
        statement = f"INSERT INTO pets (id, overflow{names}) VALUES (:id, :overflow{marks})"
        database.execute(sa.text(statement), {"id": number, "overflow": text, **columns})


def rows(database: sa.Connection, kind: str = "") -> list[tuple[Any, Any]]:
    """The column of each row, if there is one of a `kind`, and the overflow."""
    held = sa.column("age", READ[kind]) if kind else sa.literal(None)
    pets = sa.table("pets", sa.column("id"), sa.column("overflow"))
    found = database.execute(sa.select(held, pets.c.overflow).select_from(pets).order_by(pets.c.id))
    return [(value, None if text is None else json.loads(text)) for value, text in found]


def settled(before: Table, after: Table, *overflows: object, kind: str = "", **columns: Any) -> list[tuple[Any, Any]]:
    """What rows with some overflows become."""
    with sa.create_engine("sqlite://").connect() as database:
        run(database, first_revision([before]))
        put(database, *overflows, **columns)
        run(database, later([before], [after]))
        return rows(database, kind)


UUID_TEXT = "0000000a-0000-0000-0000-000000000000"


@pytest.mark.parametrize(
    ("declared", "value", "held", "stays"),
    [
        (column("integer"), 7, 7, False),
        (column("integer"), 7.0, 7, False),
        (column("integer"), "old", None, False),
        (column("integer"), 7.5, None, False),
        (column("integer"), True, None, False),
        (column("integer"), BIG, 2**63 - 1, True),
        (column("integer"), -BIG, -(2**63), True),
        (column("integer"), None, None, False),
        (column("integer", types=("integer", "null")), None, None, True),
        (column("integer", types=("integer", "null"), empty_is_null=True), None, None, False),
        (column("double"), 0.1, 0.1, False),
        (column("double"), 2**53 + 1, 2.0**53, True),
        (column("double"), 10**400, 1.7976931348623157e308, True),
        (column("double"), "1", None, False),
        (column("numeric"), 0.1, 0.1, False),
        (column("numeric"), False, None, False),
        (column("boolean"), False, False, False),
        (column("boolean"), 0, None, False),
        (column("text"), "x", "x", False),
        (column("text"), "a\0b", "a\ufffdb", True),
        (column("text"), "\ud800", "?", True),
        (column("text"), ["x"], None, False),
        (column("string", length=3), "abcd", "abc", True),
        (column("string", length=3, values=("x", "y")), "x", "x", False),
        (column("string", length=3, values=("x", "y")), "z", None, False),
        (column("string", length=3, values=("x", "y")), ["x"], None, False),
        (column("uuid"), UUID_TEXT, UUID_TEXT, False),
        (column("uuid"), UUID_TEXT.upper(), UUID_TEXT, True),
        (column("uuid"), "x", None, False),
        (column("date"), "2024-02-29", "2024-02-29", False),
        (column("date"), "2023-02-29", None, False),
        (column("date"), "0000-01-01", "0001-01-01", True),
        (column("date"), 5, None, False),
        (column("datetime"), "2024-01-01t02:00:00.5+02:00", "2024-01-01 00:00:00.500000", False),
        (column("datetime"), "2016-12-31T23:59:60Z", "2016-12-31 23:59:59", True),
        (column("datetime"), "2016-12-31T23:59:59.1234567Z", "2016-12-31 23:59:59.123456", True),
        (column("datetime"), "2016-12-31", None, False),
        (column("json", types=("array",)), ["x"], ["x"], False),
        (column("json", types=("array",)), {"x": 1}, None, False),
        (column("json", types=()), {"x": 1}, {"x": 1}, False),
        (column("json", types=()), BIG, BIG, True),
        (column("json", types=("number", "string")), 7, 7, False),
        (column("json", types=("number", "string")), True, None, False),
    ],
)
def test_a_column_takes_what_it_can_hold(declared: TableColumn, value: object, held: object, stays: bool) -> None:
    kind = "text" if declared.type == "string" else declared.type
    ((found, beside),) = settled(table(), table(declared), {"age": value, "else": 1}, kind=kind)
    if stays and kind == "json":
        found = held  # SQLite reads the number as a double
    assert (found if kind in ("integer", "double", "numeric", "boolean", "text", "json") else plain(found)) == held
    assert type(found) is not bool or type(held) is bool
    assert beside == ({"age": value, "else": 1} if stays else {"else": 1})


def plain(value: Any) -> Any:
    return value if value is None else str(value).removesuffix("+00:00")


@pytest.mark.parametrize("constraint", [{"uniques": (("uq_pets_age", "age"),)}, {"indexes": (("ix_pets_age", "age"),)}])
def test_long_texts_stay_where_no_index_takes_them(constraint: dict[str, Any]) -> None:
    after = table(column("text"), **constraint)
    short, long = settled(table(), after, {"age": "x"}, {"age": "x" * 5000}, kind="text")
    assert short == ("x", None)
    assert len(long[0].encode()) <= 2000
    assert long[0].startswith("sha256:") == ("uniques" in constraint)
    assert long[1] == {"age": "x" * 5000}


def test_rows_are_gone_through_in_pieces() -> None:
    count = 2300
    found = settled(table(), table(column("integer")), *({"age": number} for number in range(count)), kind="integer")
    assert found == [(number, None) for number in range(count)]


def test_rows_without_an_overflow_are_left_alone() -> None:
    assert settled(table(), table(column("integer")), None, {"x": 1}, kind="integer") == [
        (None, None),
        (None, {"x": 1}),
    ]


def test_what_rows_cannot_have_is_not_looked_for() -> None:
    found = settled(table(is_open=False), table(column("integer")), {"age": 7}, kind="integer")
    assert found == [(None, {"age": 7})]


def test_a_filler_is_for_rows_that_hold_nothing() -> None:
    declared = column("integer", nullable=False, demanded=True, filler=1)
    overflows = [{"age": 7}, {"age": "old"}, {"age": None}, None]
    assert [age for age, _ in settled(table(), table(declared), *overflows, kind="integer")] == [7, 1, 1, 1]


def test_a_property_that_goes_is_gone_altogether() -> None:
    found = settled(table(column("integer")), table(is_open=False), {"age": BIG, "x": 1}, age=7)
    assert found == [(None, {"x": 1})]


def test_another_type_is_another_type_beside_the_column() -> None:
    before, after = table(column("integer")), table(column("text"))
    assert settled(before, after, {"age": BIG}, kind="text", age=2**63 - 1) == [(str(BIG), None)]
    before, after = table(column("text")), table(column("datetime"))
    text = "2016-12-31T23:59:59Z"
    assert settled(before, after, {"age": None}, kind="text", age=text)[0][1] is None


def test_a_null_that_may_not_be_is_missing() -> None:
    before = column("text", types=("null", "string"))
    after = column("text", types=("string",))
    assert settled(table(before), table(after), {"age": None}, {"age": "\0"}, kind="text") == [
        (None, None),
        (None, {"age": "\0"}),
    ]
    required = replace(after, nullable=False, demanded=True, filler="none")
    assert settled(table(before), table(required), {"age": None}, None, kind="text") == [("none", None)] * 2
    shown = replace(before, empty_is_null=True)
    assert settled(table(shown), table(required), None, kind="text") == [("none", None)]


def test_the_way_back_takes_in_and_forgets_too() -> None:
    before, after = table(column("integer")), table(replace(column("text"), name="name", property="name"))
    with sa.create_engine("sqlite://").connect() as database:
        run(database, first_revision([before]))
        revision = later([before], [after])
        run(database, revision)
        put(database, {"age": 7, "name": "\0"}, name="\ufffd")
        run(database, revision, "downgrade")
        assert rows(database, "integer") == [(7, None)]


def test_it_is_said() -> None:
    names = TableColumn("name", "text", nullable=True, property="name", types=("null", "string"))
    state = TableColumn("state", "string", nullable=True, length=3, values=("new", "old"), property="state")
    before = table(names, state)
    after = table(
        replace(names, types=("string",), nullable=False, demanded=True, filler="none"),
        replace(state, values=("new",)),
        column("integer"),
        replace(column("json"), name="tags", property="tags", types=("array", "null")),
        replace(column("json"), name="any", property="any", types=()),
    )
    found = difference([before], [after])
    said = list(notes(found))
    assert said == [
        "pets.age is new",
        "pets.tags is new",
        "pets.any is new",
        "pets.age takes what rows hold of it undeclared, and drops what is not an integer",
        "pets.tags takes what rows hold of it undeclared, and drops what is not an array",
        "pets.any takes what rows hold of it undeclared",
        'pets.name has to be there, and is "none" in rows without it',
        "pets.state takes no other values than new",
        "pets.name may not be null: where it was, it is missing",
    ]
    warned = [(warning.code, warning.message.removeprefix("r.py: ")) for warning in warnings(found, "r.py")]
    assert warned == [
        ("drops-undeclared", said[3]),
        ("drops-undeclared", said[4]),
        ("invents-data", said[6]),
        ("may-not-fit", said[7]),
        ("may-not-fit", said[8]),
    ]
