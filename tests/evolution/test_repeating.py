"""A column that repeats what stands inside documents has it for rows from before, too."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from oagen.evolution.steps import difference
from oagen.evolution.wording import notes, warnings
from oagen.render.database import Table, TableColumn
from oagen.render.revisions import first_revision
from running import READ, later, run

PLACE = ("address", "geo", "held")


def table(*columns: TableColumn) -> Table:
    key, overflow = TableColumn("id", "integer", counts=True), TableColumn("overflow", "text", nullable=True)
    return Table("rows", (key, TableColumn("address", "json", True, property="address"), *columns, overflow), ("id",))


def repeating(kind: str, length: int | None = None) -> TableColumn:
    return TableColumn("held", kind, nullable=True, length=length, place=PLACE)


@pytest.mark.parametrize(
    ("kind", "values", "held"),
    [
        ("text", ["a", 7, None], ["a", None, None]),
        ("integer", [7, 2**70, "x"], [7, 2**63 - 1, None]),
        ("double", [0.5, 1, True], [0.5, 1.0, None]),
        ("boolean", [True, False, 0], [True, False, None]),
        ("json", [["a"], {}, []], [["a"], {}, []]),
    ],
)
def test_rows_from_before_are_found_by_it(kind: str, values: list[Any], held: list[Any]) -> None:
    before, after = table(), table(repeating(kind))
    documents = [*({"geo": {"held": value}} for value in values), {"geo": []}, 5, None]
    with sa.create_engine("sqlite://").connect() as database:
        run(database, first_revision([before]))
        for number, document in enumerate(documents):
            row = {"id": number, "address": None if document is None else json.dumps(document)}
            database.execute(sa.text("INSERT INTO rows (id, address) VALUES (:id, :address)"), row)
        revision = later([before], [after])
        run(database, revision)
        rows = sa.table("rows", sa.column("id"), sa.column("held", READ[kind]))
        found = list(database.scalars(sa.select(rows.c.held).order_by(rows.c.id)))
        run(database, revision, "downgrade")
        assert "held" not in {column["name"] for column in sa.inspect(database).get_columns("rows")}
    assert found == [*held, None, None, None]


def test_nothing_is_lost_without_it() -> None:
    found = difference([table(repeating("text"))], [table()])
    assert list(notes(found)) == ["rows.held is dropped"]
    assert not list(warnings(found, "r.py"))


@pytest.mark.parametrize(
    "now",
    [
        repeating("integer"),
        TableColumn("held", "text", True, place=("other",)),
        TableColumn("held", "text", True, property="held"),
    ],
)
def test_what_repeats_something_else_is_read_again(now: TableColumn) -> None:
    (change,) = difference([table(repeating("text"))], [table(now)]).changes
    assert [column.name for column in change.added] == [column.name for column in change.dropped] == ["held"]
