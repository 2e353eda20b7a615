"""The tables of a build as JSON, which the next build compares its own with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from oagen.contract.walk import component_name, map_children, references
from oagen.render.database import Table, TableColumn
from oagen.render.tables import Reference

_FORMAT = 2
_WITHOUT_TYPES = 1  # says nothing of what properties are, nor which rows are open
# What a schema says about no value.
_TELLING = frozenset("title description example examples default deprecated xml externalDocs $comment".split())
Raw = Mapping[str, Any] | bool


@dataclass(frozen=True, slots=True)
class Former:
    """What the revisions of a project make: the tables, by `head`, the last of `revisions`."""

    tables: tuple[Table, ...]
    head: str
    revisions: frozenset[str]
    schemas: Mapping[str, Raw]  # the components that the schemas of columns refer to


def dump_tables(tables: Iterable[Table], components: Mapping[str, Raw] | None = None) -> bytes:
    """Tables as deterministic JSON; what only a new revision needs to know is left out."""
    listed = [asdict(table) for table in tables]
    columns = [column for table in listed for column in table["columns"]]
    for column in columns:
        del column["filler"]
        column["schema"] = _plain(column["schema"])
    schemas = _reached((column["schema"] for column in columns), components or {})
    data = {"format": _FORMAT, "tables": listed, "schemas": schemas}
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


def load_schemas(text: bytes) -> Mapping[str, Raw]:
    """The components in a record that `load_tables` takes."""
    schemas: Mapping[str, Raw] = json.loads(text).get("schemas", {})
    return schemas


def _plain(schema: Any) -> Any:
    """A schema without what it tells its reader."""
    if not isinstance(schema, Mapping):
        return schema
    bare = {k: v for k, v in schema.items() if k not in _TELLING and not k.startswith("x-")}
    return map_children(bare, lambda _, child: _plain(child))


def _reached(schemas: Iterable[Any], components: Mapping[str, Raw]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    pending = list(schemas)
    while pending:
        names = {component_name(reference) for reference in references(pending.pop())}
        for name in names & components.keys() - found.keys():
            found[name] = _plain(components[name])
            pending.append(found[name])
    return found


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
    return TableColumn(
        **{
            **data,
            "values": tuple(data["values"]),
            "types": tuple(data.get("types", ())),
            "place": tuple(data.get("place", ())),
        }
    )
