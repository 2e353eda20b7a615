"""What rows hold beside their columns, in `overflow`, when a column comes, changes its type, or goes: lines of code."""

from __future__ import annotations

from oagen.render.conversions import kind
from oagen.render.database import Table, TableColumn
from oagen.render.quoting import py

# As a service holds text that it searches by, see `held_values.py` of a project.
_KEY_BYTES, _INDEXED_BYTES, _SHORTEST_DIGEST = 512, 2000, 71
_PYTHON = {"object": "dict", "array": "list", "string": "str", "boolean": "bool", "integer": "int", "number": "float"}
# what a column takes, for who reads that anything else is dropped
_WORDS = {
    "text": "a string", "uuid": "a UUID", "boolean": "a boolean", "integer": "an integer", "numeric": "a number",
    "double": "a number", "date": "a date", "datetime": "a date-time",
}  # fmt: skip


def takes(table: Table, column: TableColumn, was: TableColumn | None = None) -> str:
    """Moves a property out of the overflow into its column; `was` is a column of another type that held it before."""
    null = ", null=True" if _keeps_null(column) else ""
    hold = holds(table, column)
    if was and kind(column) == "text" and kind(was) in ("integer", "numeric", "double"):
        hold = f"lambda value: {hold}(str(value))"
    return f"_take(held, beside, {py(column.property)}, {py(column.name)}, {hold}{null})"


def forgets(name: str) -> str:
    """Drops a property from the overflow."""
    return f"beside.pop({py(name)}, None)"


def forgets_null(name: str) -> str:
    """Drops a property from the overflow if it is null there."""
    return f"_forget_null(beside, {py(name)})"


def kind_taken(column: TableColumn) -> str:
    """What a column takes, in a word or its values; "" for anything."""
    if column.values:
        return f"one of {', '.join(column.values)}"
    if column.type == "json":
        return " or ".join(f"an {name}" if name[0] in "aio" else f"a {name}" for name in column.types if name != "null")
    return _WORDS[kind(column)]


def _keeps_null(column: TableColumn) -> bool:
    """Whether null stays in the overflow: an empty column says that an optional property is missing."""
    return (not column.types or "null" in column.types) and not column.empty_is_null


def holds(table: Table, column: TableColumn) -> str:
    """A function that makes of a value what a column holds of it, and tells whether that is all."""
    if column.values:
        return f"partial(_choice, values={py(list(column.values))})"
    if column.type == "json":
        kinds = [_PYTHON[name] for name in column.types if name in _PYTHON]
        return f"partial(_json, kinds=({', '.join(kinds)},))" if kinds else "_json"
    if kind(column) == "text":
        return _text_hold(table, column)
    return f"_{column.type}"


def _text_hold(table: Table, column: TableColumn) -> str:
    referring = {name for reference in table.references for name in reference.columns}
    is_key = column.is_key or column.name in referring or column.name in {name for _, name in table.uniques}
    is_indexed = column.name in {name for _, name in table.indexes}
    if is_key and (column.length or _SHORTEST_DIGEST) >= _SHORTEST_DIGEST:
        return _partial("_text_key", length=column.length)
    most_bytes = _KEY_BYTES if is_key else _INDEXED_BYTES if is_indexed else None
    return _partial("_text", length=column.length, most_bytes=most_bytes)


def _partial(function: str, **options: int | None) -> str:
    given = "".join(f", {name}={value}" for name, value in options.items() if value is not None)
    return f"partial({function}{given})" if given else function
