"""Rows from before are called by their keys, where a property begins to be made of them."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
import sqlalchemy as sa
from oagen.evolution.steps import difference
from oagen.evolution.wording import notes, warnings
from oagen.render.database import Table, TableColumn
from oagen.render.revisions import first_revision
from running import later, run

KEY = UUID(int=7)


def table(*columns: TableColumn) -> Table:
    keys = (TableColumn("shelf", "string", length=255), TableColumn("id", "uuid"))
    return Table("books", (*keys, *columns, TableColumn("overflow", "text", nullable=True)), ("id",))


def name(form: str, *, nullable: bool = True) -> TableColumn:
    return TableColumn("name", "text", nullable, property="name", named=form, demanded=not nullable)


@pytest.mark.parametrize(
    ("before", "after", "warned"),
    [
        (table(), table(name("shelves/{shelf}/books/{id}")), False),
        (table(), table(name("shelves/{shelf}/books/{id}", nullable=False)), False),
        (table(name("")), table(name("shelves/{shelf}/books/{id}")), True),
        (table(name("books/{id}")), table(name("shelves/{shelf}/books/{id}")), True),
    ],
)
def test_rows_from_before_are_named(before: Table, after: Table, warned: bool) -> None:
    with sa.create_engine("sqlite://").connect() as database:
        run(database, first_revision([before]))
        values = {"shelf": "s", "id": KEY.hex, "overflow": json.dumps({"name": None, "note": 1})}
        database.execute(sa.text("INSERT INTO books (shelf, id, overflow) VALUES (:shelf, :id, :overflow)"), values)
        run(database, later([before], [after]))
        ((named, overflow),) = database.execute(sa.text("SELECT name, overflow FROM books")).all()
    assert (named, json.loads(overflow)) == (f"shelves/s/books/{KEY}", {"note": 1})
    found = difference([before], [after])
    assert "books.name is made of keys: shelves/{shelf}/books/{id}" in list(notes(found))
    assert bool(list(warnings(found, "r.py"))) is warned


def test_what_is_named_already_stays() -> None:
    (change,) = difference([table(name("books/{id}"))], [table(name("books/{id}"))]).changes
    assert not change.named
