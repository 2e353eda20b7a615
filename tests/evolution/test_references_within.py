"""A property that becomes a reference to rows of its own table: a revision adds it, and rows may stop it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from oagen.evolution.steps import difference
from oagen.evolution.wording import warnings
from oagen.render.database import Table, TableColumn
from oagen.render.revisions import first_revision
from oagen.render.tables import Reference
from running import later, run

REFERENCE = Reference("fk_nodes_parent_id", ("parent_id",), "nodes", ("id",), "SET NULL")
PARENT = TableColumn("parent_id", "integer", nullable=True, property="parentId")
BEFORE = Table(
    "nodes",
    (TableColumn("id", "integer", counts=True), PARENT, TableColumn("overflow", "text", nullable=True)),
    ("id",),
)
AFTER = replace(BEFORE, references=(REFERENCE,))


def test_a_revision_makes_a_table_refer_to_itself() -> None:
    with sa.create_engine("sqlite://").connect() as database:
        database.execute(sa.text("PRAGMA foreign_keys = ON"))
        run(database, first_revision([BEFORE]))
        database.execute(sa.text("INSERT INTO nodes (id, parent_id) VALUES (1, NULL), (2, 1)"))
        run(database, later([BEFORE], [AFTER]))
        database.execute(sa.text("DELETE FROM nodes WHERE id = 1"))
        assert database.execute(sa.text("SELECT id, parent_id FROM nodes")).all() == [(2, None)]
        with pytest.raises(sa.exc.IntegrityError):
            database.execute(sa.text("INSERT INTO nodes (id, parent_id) VALUES (3, 9)"))
        run(database, later([BEFORE], [AFTER]), "downgrade")
        database.execute(sa.text("INSERT INTO nodes (id, parent_id) VALUES (3, 9)"))


def test_rows_that_refer_to_nothing_are_warned_of() -> None:
    said = [warning.message for warning in warnings(difference([BEFORE], [AFTER]), "r.py")]
    assert said == ["r.py: nodes.parent_id refers to nodes"]
    stays = replace(AFTER, references=(replace(REFERENCE, on_delete="NO ACTION"),))
    assert list(warnings(difference([AFTER], [stays]), "r.py")) == []
