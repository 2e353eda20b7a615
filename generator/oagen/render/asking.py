"""What a list is asked for, as code: which part of it, which rows, in which order, and what to tell of the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from oagen.blueprint.model import LONGEST_CURSOR, Argument, OperationPlan, Paging
from oagen.render.quoting import py

_PAGING_USES = frozenset({"limit", "offset", "page", "cursor", "before"})
_UNPAGED = 1000  # how many documents a list without pages shows if nothing bounds it
# what is told of a page only if somebody counts what is before it
_NUMBERS = frozenset({"offset", "page", "next_page", "previous_page", "content_range"})


def window_of(plan: OperationPlan) -> str:
    """The part of a list that is asked for."""
    paging = plan.paging
    first = paging.first_offset if paging else 0
    if paging is None or paging.style == "none":
        size = [str(plan.view.most)] if plan.view and plan.view.most and plan.view.most < _UNPAGED else []
        return f"Window({', '.join(size + ([f'first_offset={first}'] if first else []))})"
    values = {a.python_name: value_of(a) for a in plan.arguments if a.use in _PAGING_USES}
    limit, sizes = values.get(paging.limit), f"default={paging.default_size}, maximum={paging.maximum_size}"
    sizes += f", minimum={paging.minimum_size}" if paging.minimum_size else ""
    if paging.style == "page":
        return f"Window.of_page({values[paging.page]}, {limit}, first={paging.first_page}, {sizes})"
    if paging.style == "cursor":
        return f"Window.from_cursor({', '.join([values[paging.cursor], str(limit), sizes, *_cursors(paging, values)])})"
    return f"Window.after({values.get(paging.offset)}, {limit}, {sizes}{f', first={first}' if first else ''})"


def _cursors(paging: Paging, values: Mapping[str, str]) -> Iterator[str]:
    """Further arguments of a window by cursors."""
    if paging.before:
        yield f"before={values[paging.before]}"
    if paging.cursor_key:
        yield f"key={py(paging.cursor_key)}"
    elif paging.longest_cursor < LONGEST_CURSOR:
        yield f"longest={paging.longest_cursor}"


def filter_of(argument: Argument) -> str:
    """A condition on the rows of a list."""
    value = value_of(argument)
    parts = [py(argument.column), py(argument.operator), f"parts_of({value})" if argument.splits else value]
    if argument.also:
        parts.append(f"also={py(argument.also)}")
    if argument.everything:
        parts.append(f"everything={py(argument.everything)}")
    return f"Filter({', '.join(parts)})"


def sorting_of(arguments: Sequence[Argument], paging: Paging | None = None) -> Iterator[str]:
    """Arguments that say how a list is sorted."""
    usual = py(paging.order) if paging and paging.order else ""
    sorts = [argument for argument in arguments if argument.use == "sort"]
    if usual and not sorts:
        yield f"sort={usual}"
    for argument in arguments:
        if argument.use == "sort":
            value, meanings = value_of(argument), dict(argument.meanings)
            asked = f"sorting_of({value}, {py(meanings)})" if meanings else value
            yield f"sort={asked} or {usual}" if usual else f"sort={asked}"
        elif argument.use == "order":
            if argument.by:
                yield f"sort={py(argument.by)}"
            yield f"order={value_of(argument)}"


def value_of(argument: Argument) -> str:
    """The value of an argument: of its own, in one that is an object, or in what a body asks for."""
    if not argument.place:
        return argument.python_name
    names = ", ".join(map(py, argument.place))
    if argument.location != "body":
        return f"value_at({argument.python_name}, {names})"
    return f"asked.get({names})" if len(argument.place) == 1 else f"value_at(asked, {names})"


def links_of(plan: OperationPlan) -> Iterator[str]:
    """Arguments of the links to other pages."""
    if not plan.exchange.linked:
        return
    yield "here"
    if plan.exchange.turn:
        yield from (py(plan.exchange.turn), py(plan.exchange.turn_parameter))
    if plan.exchange.back_parameter:
        yield f"back={py(plan.exchange.back_parameter)}"
    if plan.exchange.whole_links:
        yield "whole=True"


def counted_by(plan: OperationPlan, view: str) -> str:
    """Whether a list tells how long it is as a whole; "" for no."""
    if {"total", "pages"} & set(plan.exchange.headers.values()):
        return "True"
    return f"{view}.is_counted" if plan.view and plan.view.meta else ""


def is_numbered(plan: OperationPlan) -> bool:
    """Whether a list tells how many rows come before its page."""
    told = {*plan.exchange.headers.values(), *(plan.view.meta if plan.view else ())}
    return plan.paging is not None and plan.paging.style == "cursor" and not _NUMBERS.isdisjoint(told)
