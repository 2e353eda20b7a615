"""What a later revision makes of a database is what the first one would have made, and its rows stay."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oagen.evolution import dump_tables, load_schemas, load_tables
from oagen.evolution.steps import difference, steps
from oagen.evolution.wording import warnings
from oagen.render.database import Table, TableColumn
from oagen.render.revisions import first_revision
from oagen.render.tables import Reference, constraint_name
from running import later, run

KEYS = (TableColumn("id", "integer", counts=True), TableColumn("id", "uuid"))
TYPES: tuple[tuple[str, int | None], ...] = (
    ("string", 10),
    ("string", 20),
    ("text", None),
    ("integer", None),
    ("boolean", None),
    ("datetime", None),
    ("json", None),
)


@st.composite
def columns(draw: st.DrawFn, name: str, prop: str) -> TableColumn:
    kind, length = draw(st.sampled_from(TYPES))
    values = draw(st.sampled_from(((), ("x", "y"), ("x", "z")))) if kind == "string" else ()
    return TableColumn(name, kind, draw(st.booleans()), length, values, property=prop)


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, ...]:
    """Tables, of which later ones may refer to earlier ones."""
    made: list[Table] = []
    for name in draw(st.permutations("pqr"))[: draw(st.integers(0, 3))]:
        key = draw(st.sampled_from(KEYS))
        names, properties = draw(st.permutations("abc")), draw(st.permutations("ABC"))
        count = draw(st.integers(0, 3))
        own = [draw(columns(*each)) for each in zip(names[:count], properties, strict=False)]
        target = draw(st.sampled_from(made)) if made and draw(st.booleans()) else None
        reference = []
        if target:
            own.append(TableColumn("other", target.columns[0].type, nullable=True))
            on_delete = draw(st.sampled_from(("CASCADE", "RESTRICT")))
            fk = constraint_name("fk", name, "other")
            reference.append(Reference(fk, ("other",), target.name, ("id",), on_delete))
        scalar = [column.name for column in own if column.type != "json" and column.name != "other"]
        unique, indexed = draw(st.sets(st.sampled_from(scalar))) if scalar else set(), scalar[:1]
        made.append(
            Table(
                name,
                (key, *own, TableColumn("overflow", "text", nullable=True)),
                ("id",),
                tuple(reference),
                tuple((constraint_name("uq", name, each), each) for each in sorted(unique)),
                tuple((constraint_name("ix", name, each), each) for each in indexed if each not in unique),
                never_reuses_keys=bool(key.counts) and draw(st.booleans()),
                open=draw(st.booleans()),
            )
        )
    return tuple(made)


def looks(connection: sa.Connection) -> dict[str, Any]:
    """Everything that the database says of its tables, but the order of columns."""
    seen = sa.inspect(connection)
    texts = {name: str(text) for name, text in connection.execute(sa.text("SELECT name, sql FROM sqlite_master"))}
    return {
        name: (
            sorted((each["name"], str(each["type"]), each["nullable"]) for each in seen.get_columns(name)),
            seen.get_pk_constraint(name)["constrained_columns"],
            sorted((fk["name"] or "", fk["referred_table"], str(fk["options"])) for fk in seen.get_foreign_keys(name)),
            sorted((each["name"] or "", tuple(each["column_names"])) for each in seen.get_unique_constraints(name)),
            sorted((each["name"] or "", each["sqltext"]) for each in seen.get_check_constraints(name)),
            sorted(each["name"] or "" for each in seen.get_indexes(name) if "autoindex" not in (each["name"] or "")),
            "AUTOINCREMENT" in texts[name],
        )
        for name in seen.get_table_names()
    }


def forgiving(seen: dict[str, Any]) -> dict[str, Any]:
    """The same, whatever may be empty: the way back demands nothing that nobody can make up."""
    return {name: ([each[:2] for each in columns], *rest) for name, (columns, *rest) in seen.items()}


PLAIN = {"string": "x", "text": "1", "integer": 1, "boolean": True, "datetime": "2020-01-01 00:00:00", "json": "{}"}


def fill(connection: sa.Connection, before: Sequence[Table]) -> None:
    for table in before:
        row = {column.name: PLAIN.get(column.type, "0" * 32) for column in table.columns if column.name != "other"}
        row["overflow"] = '{"A": 1, "B": "x", "C": null, "D": true}'
        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        connection.execute(sa.text(f"INSERT INTO {table.name} ({names}) VALUES ({marks})"), row)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables(), tables())
def test_it_arrives_where_the_first_revision_would(before: tuple[Table, ...], after: tuple[Table, ...]) -> None:
    with sa.create_engine("sqlite://").connect() as fresh, sa.create_engine("sqlite://").connect() as old:
        run(fresh, first_revision(after))
        run(old, first_revision(before))
        first = looks(old)
        found = difference(before, after)
        fits = all(warning.code != "may-not-fit" for warning in warnings(found, "r.py"))
        if fits:
            fill(old, before)
        revision = later(before, after)
        run(old, revision)
        assert looks(old) == looks(fresh)
        for change in found.changes if fits else ():
            assert old.execute(sa.text(f"SELECT count(*) FROM {change.new.name}")).scalar() == 1
        for table in after:
            old.execute(sa.text(f"DELETE FROM {table.name}"))
        run(old, revision, "downgrade")
        assert forgiving(looks(old)) == forgiving(first)


@given(tables())
def test_the_record_of_the_tables_is_read_back(made: tuple[Table, ...]) -> None:
    assert load_tables(dump_tables(made)) == made
    assert not list(steps(difference(made, made)))


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"format": 3, "tables": []}', b'{"format": 1, "tables": [{}]}'])
def test_a_damaged_record_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        load_tables(text)


def test_the_record_has_the_schemas_that_columns_reach() -> None:
    schemas: dict[str, Any] = {"A": {"items": {"$ref": "#/components/schemas/B"}, "title": "x"}, "B": {}, "C": {}}
    column = TableColumn("a", "json", schema={"$ref": "#/components/schemas/A", "description": "x"})
    text = dump_tables([Table("p", (column,), ("a",))], schemas)
    assert load_schemas(text) == {"A": {"items": {"$ref": "#/components/schemas/B"}}, "B": {}}
    assert load_tables(text)[0].column("a").schema == {"$ref": "#/components/schemas/A"}


def test_a_record_without_types_is_read() -> None:
    column = {"name": "a", "type": "text", "nullable": True, "length": None, "values": [], "counts": None}
    column |= {"property": "a", "demanded": False}
    plain = {"primary_key": ["a"], "references": [], "uniques": [], "indexes": [], "never_reuses_keys": False}
    tables = [
        {"name": "p", "columns": [column, {**column, "name": "overflow"}], **plain},
        {"name": "q", "columns": [column], **plain},
    ]
    text = json.dumps({"format": 1, "tables": tables}).encode()
    assert load_schemas(text) == {}
    resource, own = load_tables(text)
    assert resource.column("a") == TableColumn("a", "text", nullable=True, property="a")
    assert (resource.open, own.open) == (True, False)
