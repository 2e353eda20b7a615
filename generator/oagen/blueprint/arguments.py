"""Parameters: which ones pick rows, which filter, page or sort a list, and how each is typed in a route."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from oagen.blueprint.cursors import SINCE_KEYS, CursorParameters, cursor_parameters
from oagen.blueprint.model import LONGEST_CURSOR, Argument, Column, Field, Paging, PathKey
from oagen.blueprint.naming import Names, normal, snake
from oagen.blueprint.searches import Asked
from oagen.blueprint.shapes import Raw, Shapes
from oagen.blueprint.spans import bound_of
from oagen.blueprint.text_searches import searched_columns
from oagen.blueprint.values import is_comparable
from oagen.contract.model import JSON, Operation, Parameter

_LIMITS = frozenset(
    {
        "limit",
        "pagesize",
        "perpage",
        "size",
        "maxresults",
        "top",
        "take",
        "rows",
        "pagelimit",
        "maxitems",
        "itemsperpage",
        "resultsperpage",
        "pagecount",
    }
)
_OFFSETS = frozenset({"offset", "skip", "start", "startindex", "pageoffset", "startat"})
_PAGES = frozenset({"page", "pagenumber", "pageindex", "pageno", "currentpage", "p"})
_SORTS = frozenset({"sort", "sortby", "orderby", "ordering", "sortfield", "sortkey"})
_ORDERS = frozenset({"order", "direction", "sortdir", "sortorder", "sortdirection", "orderdirection", "dir"})
_AFFIXES = (
    (re.compile(r"^(?P<name>.+?)[_.\-]?on[_.\-]?or[_.\-]?after$", re.I), "ge"),
    (re.compile(r"^(?P<name>.+?)[_.\-]?on[_.\-]?or[_.\-]?before$", re.I), "le"),
    (re.compile(r"^(?P<name>.+?)[_.\-]?(gte|from|min|since|start)$", re.I), "ge"),
    (re.compile(r"^(?P<name>.+?)[_.\-]?(lte|to|max|until|end)$", re.I), "le"),
    (re.compile(r"^(?P<name>.+?)[_.\-]?(gt|after)$", re.I), "gt"),
    (re.compile(r"^(?P<name>.+?)[_.\-]?(lt|before)$", re.I), "lt"),
    (re.compile(r"^min(imum)?[_.\-]?(?P<name>.+)$", re.I), "ge"),
    (re.compile(r"^max(imum)?[_.\-]?(?P<name>.+)$", re.I), "le"),
    (re.compile(r"^(?P<name>.+?)[_.\-]?(contains|like)$", re.I), "contains"),
    (re.compile(r"^(?P<name>.+?)[_.\-]?(prefix|startswith)$", re.I), "prefix"),
    (re.compile(r"^(?P<name>.+?)[_.\-]?(filter|eq)$", re.I), "eq"),
    (re.compile(r"^(?P<name>.+?)[_.\-]?(in)$", re.I), "in"),
    (re.compile(r"^filter[\[_.](?P<name>[^\]]+)\]?$", re.I), "eq"),
)  # fmt: skip
_TIME_AFFIXES = (("", ""), ("", "at"), ("", "date"), ("", "on"), ("date", ""), ("", "time"))
_SYNONYMS = {"modified": "updated", "changed": "updated", "added": "created"}
_ASKED = ("query", "body")  # where a list is asked for something
_ORDERED = frozenset({"integer", "numeric", "double", "date", "datetime"})
_ANNOTATIONS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


@dataclass(frozen=True, slots=True)
class ListArguments:
    """How a list operation reads its parameters, and those it could not place."""

    arguments: tuple[Argument, ...]
    paging: Paging
    unmapped: tuple[str, ...]


def annotation(shapes: Shapes, raw: Raw, *, optional: bool) -> str:
    """The Python type of a parameter's value."""
    types = shapes.types(raw, meant=False)
    kinds = types - {"null"}
    items = shapes.items(raw)
    if items is not None:
        inner = annotation(shapes, items, optional=False)
        text = f"list[{inner}]"
    elif kinds == {"string"}:
        text = "UUID" if shapes.annotation(raw, "format") == "uuid" else "str"
    elif len(kinds) == 1 and next(iter(kinds)) in _ANNOTATIONS:
        text = _ANNOTATIONS[next(iter(kinds))]
    elif kinds == {"object"}:
        text = "dict[str, JsonValue]"
    else:
        text = "JsonValue"
    if text == "JsonValue":
        return text
    return f"{text} | None" if optional or "null" in types else text


def path_arguments(shapes: Shapes, operation: Operation, keys: Sequence[PathKey], names: Names) -> tuple[Argument, ...]:
    """The path parameters, outermost first: those that are keys pick rows."""
    by_name = {key.parameter: key for key in keys}
    found = []
    for parameter in operation.parameters:
        if parameter.location != "path":
            continue
        key = by_name.get(parameter.name)
        use = ("scope" if key.parent or key.column != _own(keys) else "identity") if key else "unused"
        found.append(Argument(
            python_name=names.take(key.python_name if key else snake(parameter.name, "value")),
            parameter=parameter.name,
            location="path",
            annotation=annotation(shapes, parameter.schema.raw, optional=False),
            required=True,
            use=use,
            column=key.column if key else "",
        ))  # fmt: skip
    return tuple(found)


def _own(keys: Sequence[PathKey]) -> str:
    return keys[-1].column if keys else ""


def plain_arguments(
    shapes: Shapes, operation: Operation, names: Names, *, locations: Sequence[str]
) -> tuple[Argument, ...]:
    """Parameters of a custom operation, handed on as they are."""
    return tuple(
        _argument(shapes, parameter, names, "header" if parameter.location in ("header", "cookie") else "filter")
        for parameter in operation.parameters
        if parameter.location in locations
    )


def list_arguments(
    shapes: Shapes, operation: Operation, fields: Sequence[Field], names: Names, asked: Iterable[Asked] = ()
) -> ListArguments:
    """Sort the query parameters of a list, and what its body asks for, into paging, filters and sorting."""
    columns = {normal(field.property): field.column for field in fields}
    keys = [field.column for field in fields if field.column.primary_key and field.property]
    times = [field for field in fields if field.property and field.column.type in ("date", "datetime")]
    arguments: list[Argument] = []
    unmapped: list[str] = []
    slots: dict[str, Argument] = {}
    given = [Asked((), parameter) for parameter in operation.parameters if parameter.location != "path"]
    everything = (*given, *asked)
    cursors = _cursors(shapes, [each.parameter for each in everything if each.parameter.location in _ASKED], fields)
    for each in everything:
        parameter, is_asked = each.parameter, each.parameter.location in _ASKED
        use = _paging_use(shapes, parameter, cursors) if is_asked else ""
        pages = bool(use) and use not in slots
        searched = searched_columns(shapes, parameter, fields)
        placed = _filter(shapes, parameter, columns, keys, searched) if is_asked and not pages else None
        if is_asked and not pages and not placed:
            placed = bound_of(parameter, [f for f in times if is_comparable(shapes, parameter.schema.raw, f.column)])
        if pages:
            slots[use] = replace(_argument(shapes, parameter, names, use), place=each.place)
            arguments.append(slots[use])
        elif placed:
            argument = _argument(shapes, parameter, names, "filter", placed[0].name, placed[1])
            also = tuple(column.name for column in searched[1:] if placed == (searched[0], "contains"))
            arguments.append(replace(argument, place=each.place, also=also))
        elif is_asked or parameter.location == "querystring":
            unmapped.append(".".join(each.place) or parameter.name)
    paging = _paging(shapes, [each.parameter for each in everything], slots, cursors)
    return ListArguments(tuple(arguments), paging, tuple(unmapped))


def asks_in_vain(shapes: Shapes, operation: Operation, fields: Sequence[Field]) -> bool:
    """Whether a list requires something of its query that it would make nothing of."""
    required = {each.name for each in operation.parameters if each.required and each.location == "query"}
    return not required.isdisjoint(list_arguments(shapes, operation, fields, Names()).unmapped)


def _argument(
    shapes: Shapes, parameter: Parameter, names: Names, use: str, column: str = "", operator: str = "eq"
) -> Argument:
    raw = parameter.schema.raw
    value = shapes.annotation(raw, "default")
    has_default = _is_scalar_default(shapes, raw, value)
    return Argument(
        python_name=parameter.name if parameter.location == "body" else names.take(snake(parameter.name, "value")),
        parameter=parameter.name,
        location=parameter.location,
        annotation=annotation(shapes, raw, optional=not parameter.required and not has_default),
        required=parameter.required,
        use=use,
        default=repr(value) if has_default and not parameter.required else None,
        column=column,
        operator=operator,
    )


def _is_scalar_default(shapes: Shapes, raw: Raw, value: JSON) -> bool:
    types = shapes.types(raw) - {"null"}
    if len(types) != 1 or shapes.annotation(raw, "format") == "uuid":
        return False
    kind = next(iter(types))
    if isinstance(value, bool) or kind == "boolean":
        return isinstance(value, bool) and kind == "boolean"
    kinds: dict[str, tuple[type, ...]] = {"string": (str,), "integer": (int,), "number": (int, float)}
    return isinstance(value, kinds.get(kind, ()))


def goes_by_key(shapes: Shapes, operation: Operation, fields: Sequence[Field]) -> bool:
    """Whether a list is to be sorted by its keys, since it goes on after one."""
    asked = [parameter for parameter in operation.parameters if parameter.location in _ASKED]
    cursors = _cursors(shapes, asked, fields)
    return bool(cursors and cursors.key) or any(normal(parameter.name) in SINCE_KEYS for parameter in asked)


def _cursors(shapes: Shapes, parameters: Sequence[Parameter], fields: Sequence[Field]) -> CursorParameters | None:
    numbered = any(_paging_use(shapes, parameter, None) in ("offset", "page") for parameter in parameters)
    return cursor_parameters(shapes, parameters, fields, numbered=numbered)


def _paging_use(shapes: Shapes, parameter: Parameter, cursors: CursorParameters | None) -> str:
    name, types = normal(parameter.name), shapes.types(parameter.schema.raw) - {"null"}
    if cursors and parameter.name in (cursors.after, cursors.before):
        return "cursor" if parameter.name == cursors.after else "before"
    if types <= {"integer", "number"} and types:
        for use, group in (("limit", _LIMITS), ("offset", _OFFSETS), ("page", _PAGES)):
            if name in group:
                return use
    items = shapes.items(parameter.schema.raw)
    if name in _SORTS and items is not None and shapes.types(items) == {"string"}:
        return "sort"
    if types == {"string"}:
        if name in _SORTS:
            return "sort"
        if name in _ORDERS:
            return "order"
    return ""


def _filter(
    shapes: Shapes,
    parameter: Parameter,
    columns: Mapping[str, Column],
    keys: Sequence[Column],
    searched: Sequence[Column],
) -> tuple[Column, str] | None:
    """The column that a parameter compares, and how; None if it is about none.

    `keys` tell one row from another, and `searched` are the columns that a text is looked for in.
    """
    raw = parameter.schema.raw
    if normal(parameter.name) in SINCE_KEYS:
        return (keys[0], "gt") if len(keys) == 1 and is_comparable(shapes, raw, keys[0]) else None
    items = shapes.items(raw)
    exact = columns.get(normal(parameter.name)) or columns.get(f"{normal(parameter.name)}id")
    if items is not None:
        target = exact or columns.get(normal(parameter.name.removesuffix("s")))
        return (target, "in") if target and is_comparable(shapes, items, target) else None
    if exact:
        return (exact, "eq") if is_comparable(shapes, raw, exact) else None
    if searched:
        return searched[0], "contains"
    for pattern, operator in _AFFIXES:
        match = pattern.match(parameter.name)
        column = _column_named(match["name"], columns) if match else None
        if (
            column
            and is_comparable(shapes, raw, column)
            and (operator not in ("ge", "le", "gt", "lt") or column.type in _ORDERED)
        ):
            return column, operator
    return None


def _column_named(name: str, columns: Mapping[str, Column]) -> Column | None:
    stem = normal(name)
    stems = (stem, _SYNONYMS.get(stem, stem), stem.removesuffix("d"), stem.removesuffix("ed"))
    spelled = (f"{head}{each}{tail}" for each in stems for head, tail in _TIME_AFFIXES)
    return next((columns[name] for name in spelled if name in columns), None)


def first_number(shapes: Shapes, raw: Raw) -> int:
    """What the first document of a list is called by an offset: 1 where its schema says so, else 0."""
    start, default = shapes.annotation(raw, "minimum"), shapes.annotation(raw, "default")
    return 1 if 1 in (start, default) and 0 not in (start, default) else 0


def _paging(
    shapes: Shapes, parameters: Sequence[Parameter], slots: Mapping[str, Argument], cursors: CursorParameters | None
) -> Paging:
    limit = slots.get("limit")
    style = (
        "cursor"
        if "cursor" in slots
        else "page"
        if "page" in slots
        else "offset"
        if "offset" in slots or limit
        else "none"
    )
    sizes = {"default_size": 20, "maximum_size": 100}
    first_page, first_offset = 1, 0
    for parameter in parameters:
        if limit and parameter.name == limit.parameter:
            default, maximum = (shapes.annotation(parameter.schema.raw, k) for k in ("default", "maximum"))
            if isinstance(maximum, (int, float)) and maximum >= 1:
                sizes["maximum_size"] = min(int(maximum), 1000)
            if isinstance(default, int) and default >= 1:
                sizes["default_size"] = default
            bounded = isinstance(maximum, (int, float)) and maximum >= 1
            sizes["maximum_size"] = sizes["maximum_size"] if bounded else max(sizes.values())
            sizes["default_size"] = min(sizes.values())
        if "page" in slots and parameter.name == slots["page"].parameter:
            start = shapes.annotation(parameter.schema.raw, "minimum")
            default = shapes.annotation(parameter.schema.raw, "default")
            first_page = 0 if 0 in (default, start) and default != 1 else 1
        if "offset" in slots and parameter.name == slots["offset"].parameter:
            first_offset = first_number(shapes, parameter.schema.raw)
    return Paging(
        style=style,
        limit=limit.python_name if limit else "",
        offset=slots["offset"].python_name if "offset" in slots else "",
        page=slots["page"].python_name if "page" in slots else "",
        cursor=slots["cursor"].python_name if "cursor" in slots else "",
        before=slots["before"].python_name if "before" in slots else "",
        cursor_key=cursors.key if cursors else "",
        longest_cursor=cursors.longest if cursors else LONGEST_CURSOR,
        first_page=first_page,
        first_offset=first_offset,
        **sizes,
    )
