"""Keys: which property identifies a resource, and which columns tie it to its parents."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from oagen.blueprint.columns import NUMBERS, column_type
from oagen.blueprint.key_formats import key_format
from oagen.blueprint.making import KeyFormat
from oagen.blueprint.model import Column, Field, PathKey
from oagen.blueprint.naming import Names, normal, snake
from oagen.blueprint.paths import Path
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.contract.model import Contract, Operation, Schema

# The longest key that every database can index.
KEY_LENGTH = 255
_ALIKE = ({"string", "text"}, {"integer", "double"}, {"integer", "numeric"})
# How descriptions say that no two rows share a value: "A unique, human-readable name".
_UNIQUE = re.compile(r"(an? |the )?(globally )?unique,? ([\w-]+ )?(identifier|name|id|key|code)\b")
_NUMBER_AS_TEXT = {"type": "string", "pattern": "^(0|[1-9][0-9]{0,17})$"}
_USUAL = ("id", "uuid", "guid", "uid", "sid")


def parameter_schema(contract: Contract, operation_ids: Sequence[str], name: str) -> Raw:
    """The schema of a path parameter of some operations, or of what lies below them.

    Where they declare it differently, a number is meant: it is a text as well.
    """
    wanted, spot = set(operation_ids), f"{{{name}}}"
    paths = [operation.path for operation in contract.operations if operation.id in wanted]
    places = tuple({path.partition(spot)[0] + spot for path in paths if spot in path})
    declared = [
        parameter.schema.raw
        for operation in sorted(contract.operations, key=lambda operation: operation.id not in wanted)
        for parameter in operation.parameters
        if parameter.location == "path" and parameter.name == name and operation.path.startswith(places)
    ]
    numbers = (raw for raw in declared if isinstance(raw, dict) and raw.get("type") == "integer")
    return next(numbers, declared[0] if declared else {"type": "string"})


def identity_property(shapes: Shapes, parameter: str, raw: Raw, resource: str, shape: Shape) -> str:
    """The property that the path parameter means; "" when the document does not show it."""
    by_name = {normal(name): name for name in shape.names}
    stem, name = normal(resource), normal(parameter)
    wanted = [
        name,
        name.removeprefix(stem),
        *_USUAL,
        f"{stem}id",
        f"{stem}{name}",
        *(f"{stem}{usual}" for usual in _USUAL),
    ]
    for candidate in wanted:
        found = by_name.get(candidate)
        if found and same_kind(shapes, raw, shape.properties[found]):
            return found
    unique = [name for name in shape.properties if _is_said_to_be_unique(shapes, shape, name)]
    is_one = len(unique) == 1 and same_kind(shapes, raw, shape.properties[unique[0]])
    return unique[0] if is_one else ""


def _is_said_to_be_unique(shapes: Shapes, shape: Shape, name: str) -> bool:
    """Whether every document has a text of this name that its description calls a unique identifier, or name."""
    raw = shape.properties[name]
    said = str(shapes.annotation(raw, "description") or "").lower()
    return name in shape.required and shapes.types(raw) == {"string"} and bool(_UNIQUE.match(said))


def same_kind(shapes: Shapes, one: Raw, other: Raw) -> bool:
    """Whether a path can spell the property's values: integers are spelled as texts, and as numbers."""
    left, right = shapes.types(one) - {"null"}, shapes.types(other) - {"null"}
    both = left | right
    return not left or not right or bool(left & right) or both <= {"string", "integer"} or both <= {"integer", "number"}


def key_column(shapes: Shapes, raw: Raw, name: str) -> Column:
    """A column that holds a path parameter's value."""
    kind, length, _ = column_type(shapes, raw)
    if kind in NUMBERS:
        kind = "integer"
    if kind not in ("uuid", "integer", "string"):
        kind, length = "string", KEY_LENGTH
    return Column(name=name, type=kind, nullable=False, length=length if kind == "string" else None, indexed=True)


def as_key(field: Field) -> Field:
    """The field of an identity property: never null, short enough to index."""
    column = field.column
    if column.type in NUMBERS:
        column = replace(column, type="integer")
    kind = column.type if column.type in ("uuid", "integer", "string", "date", "datetime") else "string"
    length = (column.length or KEY_LENGTH) if kind == "string" else None
    return replace(field, column=replace(column, type=kind, nullable=False, length=length, primary_key=True, values=()))


def issued(field: Field, shapes: Shapes, raw: Raw) -> Field:
    """The field of an identity property whose keys must be of another form where a path spells them (`raw`).

    A row under a client's own key could not be found again, so the service issues the keys and takes none.
    """
    shown = field.schema.raw
    if field.generated != "text_key" or shapes.compatible(shown, raw):
        return field
    if shapes.types(raw) == {"integer"} and field.key_format and not field.key_format.prefix:
        return replace(field, key_format=_number(shapes, raw), read_only=True)
    if not shapes.compatible(raw, shown):
        return field
    if column_type(shapes, raw)[0] == "uuid":
        column = replace(field.column, type="uuid", length=None)
        return replace(field, column=column, generated="uuid", key_format=None, read_only=True)
    form = key_format(shapes, raw)
    return replace(field, key_format=form, read_only=True) if form and form != field.key_format else field


def _number(shapes: Shapes, raw: Raw) -> KeyFormat:
    """How to make keys that are texts in documents and numbers in paths."""
    digits = 8 if shapes.annotation(raw, "format") == "int32" else 14
    return KeyFormat("1", "0123456789", digits)


def hidden_key(shapes: Shapes, raw: Raw, parameter: str, names: Names) -> Field:
    """A key that no document shows: the server makes it, and the path alone knows it."""
    column = replace(key_column(shapes, raw, names.take(snake(parameter, "key"))), primary_key=True, indexed=False)
    form = key_format(shapes, raw) if column.type == "string" else None
    generated = {"uuid": "uuid", "integer": "sequence"}.get(column.type, "text_key" if form else "")
    return Field(
        property="",
        column=column,
        required=True,
        nullable=False,
        read_only=True,
        generated=generated,
        key_format=form,
        schema=Schema(raw),
    )


def python_name(parameter: str, owner: str) -> str:
    """What a route calls a path parameter: `id` of a task is `task_id`."""
    ambiguous = normal(parameter) in (*_USUAL, normal(owner))
    return f"{owner}_id" if ambiguous and owner else snake(parameter, "key")


def scope_column_name(parameter: str, parent: str, parent_column: str) -> str:
    """What a child calls the column that holds its parent's key."""
    if parent:
        return parent_column if parent_column.startswith(parent) else f"{parent}_{parent_column}"
    return snake(parameter, "scope")


def matching_field(fields: Sequence[Field], column: Column, parameter: str) -> Field | None:
    """The field that shows a parent's key in the document, if there is one of the same type."""
    names = {normal(column.name), normal(parameter)}.difference(_USUAL)  # an `id` is the document's own
    for field in fields:
        kinds = {field.column.type, column.type}
        if normal(field.property) in names and (len(kinds) == 1 or kinds in _ALIKE):
            return field
    return None


def may_refer(column: Column, key: Column) -> bool:
    """Whether a column's values are keys of another's kind: an integer may be declared as any number, a text as any."""
    is_wider = (key.type == "integer" and column.type in NUMBERS) or (key.type == "string" and column.type == "text")
    return column.type == key.type or is_wider


def issued_property(shapes: Shapes, resource: str, shown: Shape, given: Sequence[Shape]) -> str:
    """The property by which the service tells rows apart that no path leads to; "" if clients name them, or nobody."""
    by_name = {normal(name): name for name in shown.names}
    found = (by_name.get(name) for name in (*_USUAL, f"{normal(resource)}id"))
    settable = ((name, raw) for shape in given for name, raw in shape.properties.items())
    taken = {name for name, raw in settable if shapes.annotation(raw, "readOnly") is not True}
    return next((name for name in found if name and name not in taken and _is_plain(shapes, shown, name)), "")


def _is_plain(shapes: Shapes, shown: Shape, name: str) -> bool:
    return shapes.types(shown.properties[name]) in ({"string"}, {"integer"})


def path_keys(keys: Sequence[PathKey], operation: Operation) -> tuple[PathKey, ...]:
    """Keys under the names that this operation's path gives them: templates of the same path may differ in names."""
    declared = {parameter.name for parameter in operation.parameters if parameter.location == "path"}
    names = [name for name in Path.to(operation).row.parameters if name in declared]
    return tuple(replace(key, parameter=name) for key, name in zip(keys, names, strict=False))


def held_keys(
    keys: Sequence[PathKey], operation: Operation, fields: Sequence[Field], shapes: Shapes, shown: Callable[[Any], Any]
) -> tuple[PathKey, ...]:
    """Keys that a new row takes from the path, held to what its documents may show where the path admits more."""
    properties = {field.column.name: field.schema.raw for field in fields if field.property}
    spelled = {p.name: p.schema.raw for p in operation.parameters if p.location == "path"}

    def held(key: PathKey) -> PathKey:
        given, kept = spelled[key.parameter], properties.get(key.column, True)
        spelled_as, kept_as = shapes.types(given), shapes.types(kept) - {"null"}
        if spelled_as == {"string"} and kept_as == {"integer"}:
            return replace(key, held_to=_NUMBER_AS_TEXT)
        is_wider = spelled_as == kept_as and not shapes.compatible(given, kept)
        return replace(key, held_to=shown(shapes.resolve(kept))) if is_wider else key

    return tuple(map(held, keys))
