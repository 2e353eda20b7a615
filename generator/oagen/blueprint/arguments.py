"""Parameters: which ones pick rows, which filter, page or sort a list, and how each is typed in a route."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from oagen.blueprint.asked import Asked
from oagen.blueprint.cursors import SINCE_KEYS, CursorParameters, cursor_parameters
from oagen.blueprint.filters import Comparison, Filters
from oagen.blueprint.model import LONGEST_CURSOR, Argument, Field, Paging, PathKey
from oagen.blueprint.naming import Names, normal, snake
from oagen.blueprint.searches import members_of
from oagen.blueprint.shapes import Raw, Shapes
from oagen.blueprint.sorting import described_order, inner_orders, meanings_of, spanned, tells_directions
from oagen.blueprint.spans import asks_span
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
_LARGEST_PAGE = 1_000_000  # what lies above bounds a type rather than a page
_SORTS = frozenset({"sort", "sortby", "orderby", "ordering", "sortfield", "sortkey"})
_ORDERS = frozenset({"order", "direction", "sortdir", "sortorder", "sortdirection", "orderdirection", "dir"})
_ASKED = ("query", "body")  # where a list is asked for something
_ANNOTATIONS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


@dataclass(frozen=True, slots=True)
class ListArguments:
    """How a list operation reads its parameters, those it could not place, and by what its documents are newer."""

    arguments: tuple[Argument, ...]
    paging: Paging
    unmapped: tuple[str, ...]
    newest_by: str = ""  # a property; "" where none tells


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
        argument_of(shapes, parameter, names, "header" if parameter.location in ("header", "cookie") else "filter")
        for parameter in operation.parameters
        if parameter.location in locations
    )


def list_arguments(
    shapes: Shapes,
    operation: Operation,
    fields: Sequence[Field],
    names: Names,
    asked: Iterable[Asked] = (),
    inner: Sequence[Field] = (),
    entered: Collection[str] = (),
) -> ListArguments:
    """Sort the query parameters of a list, and what its body asks for, into paging, filters and sorting.

    `entered` are the times that rows have only once they are in some state.
    """
    arguments: list[Argument] = []
    unmapped: list[str] = []
    slots: dict[str, Argument] = {}
    given = [Asked((), parameter) for parameter in operation.parameters if parameter.location != "path"]
    everything = (*given, *asked)
    is_spanned = asks_span(each.parameter for each in everything if each.parameter.location in _ASKED)
    filters = Filters(shapes, fields, inner, entered=entered, is_spanned=is_spanned)
    cursors = _cursors(shapes, [each.parameter for each in everything if each.parameter.location in _ASKED], fields)
    for each in everything:
        parameter, is_asked = each.parameter, each.parameter.location in _ASKED
        use = _paging_use(shapes, parameter, cursors) if is_asked else ""
        if use and use not in slots:
            slots[use] = replace(argument_of(shapes, parameter, names, use), place=each.place)
            if use == "sort":
                meanings = meanings_of(shapes, parameter, filters)
                slots[use] = replace(slots[use], meanings=meanings, also=inner_orders(shapes, parameter, filters))
            arguments.append(slots[use])
            continue
        compared = list(_compared(filters, shapes, each)) if is_asked else []
        found = [(place, comparison) for place, comparison in compared if comparison]
        if found:
            argument = argument_of(shapes, parameter, names, "filter")
            arguments.extend(_filter(argument, place, comparison) for place, comparison in found)
        if is_asked or parameter.location == "querystring":
            vain = compared if found else [(each.place, None)]
            unmapped.extend(_spelled(parameter, place) for place, comparison in vain if not comparison)
    if "order" in slots and "sort" not in slots:
        order = slots["order"]
        arguments[arguments.index(order)] = replace(order, by=spanned(arguments, fields))
    paging = _paging(shapes, [each.parameter for each in everything], slots, cursors)
    newest_by = spanned(arguments, fields, bare=True) or filters.newest_by
    if "order" not in slots and not (cursors and cursors.key):
        paging = replace(paging, order=described_order(operation, filters, newest_by))
    return ListArguments(tuple(arguments), paging, tuple(unmapped), newest_by)


def _compared(filters: Filters, shapes: Shapes, asked: Asked) -> Iterator[tuple[tuple[str, ...], Comparison | None]]:
    """What a parameter compares, or each member of one that is an object, by the names that lead there."""
    whole = filters.of(asked.parameter)
    members = () if whole else members_of(asked.parameter, shapes)
    if members:
        yield from ((member.place, filters.of(member.parameter)) for member in members)
    else:
        yield asked.place, whole


def _filter(argument: Argument, place: tuple[str, ...], comparison: Comparison) -> Argument:
    return replace(
        argument,
        place=place,
        column=comparison.column.name,
        operator=comparison.operator,
        also=comparison.also,
        everything=comparison.everything,
        splits=comparison.splits,
    )


def _spelled(parameter: Parameter, place: Sequence[str]) -> str:
    """What a summary calls something that a list was asked for."""
    return ".".join(place) if parameter.location == "body" else ".".join((parameter.name, *place))


def asks_in_vain(shapes: Shapes, operation: Operation, fields: Sequence[Field], inner: Sequence[Field]) -> bool:
    """Whether a list requires something of its query that it would make nothing of."""
    required = {each.name for each in operation.parameters if each.required and each.location == "query"}
    return not required.isdisjoint(list_arguments(shapes, operation, fields, Names(), inner=inner).unmapped)


def argument_of(shapes: Shapes, parameter: Parameter, names: Names, use: str) -> Argument:
    """A parameter outside the path, or something in a body that stands for one, as an argument of a route."""
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
            return "order" if tells_directions(shapes, parameter) else "sort"
    return ""


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
                sizes["maximum_size"] = min(int(maximum), _LARGEST_PAGE)
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
        default_size=sizes["default_size"],
        maximum_size=sizes["maximum_size"],
    )
