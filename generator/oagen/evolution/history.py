"""The tables of a build as JSON, which the next build compares its own with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from oagen.render.database import Table, TableColumn
from oagen.render.tables import Reference

_FORMAT = 2
_WITHOUT_TYPES = 1  # does not say which types a property is of, nor which rows are open


@dataclass(frozen=True, slots=True)
class Former:
    """What the revisions of a project make: the tables, by `head`, the last of `revisions`."""

    tables: tuple[Table, ...]
    head: str
    revisions: frozenset[str]


def dump_tables(tables: Iterable[Table]) -> bytes:
    """Tables as deterministic JSON; what only a new revision needs to know is left out."""
    listed = [asdict(table) for table in tables]
    for column in (column for table in listed for column in table["columns"]):
        del column["filler"]
    data = {"format": _FORMAT, "tables": listed}
    return (json.dumps(data, indent=1, sort_keys=True) + "\n").encode()


def load_tables(text: bytes) -> tuple[Table, ...]:
    """The tables that `dump_tables` wrote. Raises ValueError for anything else."""
    try:
        data = json.loads(text)
        if data["format"] not in (_WITHOUT_TYPES, _FORMAT):
            raise ValueError(f"format {data['format']!r} is not {_FORMAT}")
        return tuple(map(_table, data["tables"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(repr(error)) from error


def _table(data: dict[str, Any]) -> Table:
    columns = tuple(map(_column, data["columns"]))
    return Table(
        name=data["name"],
        columns=columns,
        primary_key=tuple(data["primary_key"]),
        references=tuple(
            Reference(**{**each, "columns": tuple(each["columns"]), "targets": tuple(each["targets"])})
            for each in data["references"]
        ),
        uniques=tuple(map(tuple, data["uniques"])),
        indexes=tuple((name, column) for name, column in data["indexes"]),
        never_reuses_keys=data["never_reuses_keys"],
        open=data.get("open", any(column.name == "overflow" for column in columns)),
    )


def _column(data: dict[str, Any]) -> TableColumn:
    return TableColumn(**{**data, "values": tuple(data["values"]), "types": tuple(data.get("types", ()))})
