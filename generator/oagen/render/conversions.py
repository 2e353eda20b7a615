"""How the values of a column become those of another type: by a cast of the database, or one by one, as Python."""

from __future__ import annotations

import re
from collections.abc import Iterable

from oagen.render.database import TableColumn

# Kinds of columns that databases cast alike. Integers beyond 2**53 become the nearest double, as in any reader of JSON.
_CASTS = frozenset(
    (("text", "text"), ("integer", "text"), ("integer", "numeric"), ("integer", "double"), ("numeric", "double"),
     ("double", "numeric"))
)  # fmt: skip
# How a value, `value`, becomes one of another kind. Names with an underscore are functions that the revision brings.
_CONVERSIONS = {
    ("uuid", "text"): "str(value)", ("numeric", "text"): "str(float(value))", ("double", "text"): "str(value)",
    ("boolean", "text"): "str(value).lower()", ("date", "text"): "value.isoformat()",
    ("datetime", "text"): "_shown(value)", ("boolean", "integer"): "int(value)",
    ("date", "datetime"): "datetime(value.year, value.month, value.day, tzinfo=UTC)",
    ("text", "json"): "value", ("uuid", "json"): "str(value)", ("boolean", "json"): "value",
    ("integer", "json"): "value", ("numeric", "json"): "float(value)", ("double", "json"): "value",
    ("date", "json"): "value.isoformat()", ("datetime", "json"): "_shown(value)",
}  # fmt: skip
# The same, where not every value has one of the other kind, or all of it: what has none stops the revision.
_READINGS = {
    ("text", "integer"): "int(value)", ("text", "double"): "_number(float(value))",
    ("text", "numeric"): "Decimal(str(_number(float(value))))",
    ("text", "boolean"): '{"true": True, "false": False}[value]', ("text", "uuid"): "UUID(value)",
    ("text", "date"): "date.fromisoformat(value)", ("text", "datetime"): "_utc(datetime.fromisoformat(value))",
    ("numeric", "integer"): "_whole(value)", ("double", "integer"): "_whole(value)",
    ("integer", "boolean"): "{0: False, 1: True}[value]", ("datetime", "date"): "_utc(value).date()",
    ("json", "text"): "_only(str, value)", ("json", "uuid"): "UUID(value)", ("json", "boolean"): "_only(bool, value)",
    ("json", "integer"): "_whole(value)", ("json", "double"): "_number(value)",
    ("json", "numeric"): "Decimal(str(_number(value)))", ("json", "date"): "date.fromisoformat(value)",
    ("json", "datetime"): "_utc(datetime.fromisoformat(value))",
}  # fmt: skip
# the functions that revisions bring, and what they need of each other
_HELPERS: dict[str, tuple[str, ...]] = {
    "_comparable": (), "_loaded": (), "_only": (), "_number": (), "_whole": (), "_shown": ("_utc",), "_utc": (),
    "_overflows": (), "_keep": (), "_inside": ("_comparable", "_loaded"), "_name": (), "_take": (), "_forget_null": (),
    "_text_key": ("_text",), "_text": (), "_choice": (), "_uuid": (), "_boolean": (), "_integer": (),
    "_numeric": ("_double",), "_double": (), "_date": (), "_datetime": (), "_json": (),
}  # fmt: skip
_NAME = re.compile(r"\b_[a-z_]+\b")
_VALUE = re.compile(r"\bvalue\b")


def conversion(old: TableColumn, new: TableColumn) -> str:
    """The Python expression for a value of another type, of the old one, `value`; "" where there is none."""
    kinds = (kind(old), kind(new))
    code = _CONVERSIONS.get(kinds, "") or _READINGS.get(kinds, "")
    return _VALUE.sub("_loaded(value)", code) if old.type == "json" else code


def may_stop(old: TableColumn, new: TableColumn) -> bool:
    """Whether a value may have none of the new type, or not all of it."""
    return (kind(old), kind(new)) in _READINGS


def is_cast(old: TableColumn, new: TableColumn) -> bool:
    """Whether databases themselves can keep the values of a column whose type changes."""
    return old.type == new.type or (kind(old), kind(new)) in _CASTS


def kind(column: TableColumn) -> str:
    """The type of a column, whatever its length."""
    return "text" if column.type == "string" else column.type


def helpers_of(codes: Iterable[str]) -> list[str]:
    """The functions that a revision has to bring, for some of its code."""
    named = set(_NAME.findall(" ".join(codes)))
    needed = {other for name in named for other in _HELPERS.get(name, ())}
    return [name for name in _HELPERS if name in named | needed]
