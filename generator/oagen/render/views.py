"""Views for the templates: one constant for every way in which a resource's answers show its documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oagen.blueprint.model import OperationPlan, View
from oagen.render.imports import SchemaNames
from oagen.render.quoting import py


@dataclass(frozen=True, slots=True)
class ViewConstant:
    """A module's constant `name = View[annotation](arguments)`."""

    name: str
    annotation: str
    arguments: str


def view_constants(plans: Sequence[OperationPlan], schemas: SchemaNames) -> dict[str, ViewConstant]:
    """Operation id → its view; operations that answer alike share one."""
    found: dict[str, ViewConstant] = {}
    by_content: dict[tuple[str, str], ViewConstant] = {}
    for plan in plans:
        if plan.view is None or plan.returns is None:
            continue
        annotation = schemas.annotation(plan.returns)
        arguments = ", ".join([annotation, *_options(plan.view)])
        content = (annotation, arguments)
        if content not in by_content:
            name = _constant_name(annotation, {constant.name for constant in by_content.values()})
            by_content[content] = ViewConstant(name, annotation, arguments)
        found[plan.operation_id] = by_content[content]
    return found


def _options(view: View) -> Iterator[str]:
    if view.wrapper:
        yield f"wrapper={py(tuple(view.wrapper))}"
    if view.is_list:
        yield "is_list=True"
    if view.frame is not None:
        yield f"frame={py(view.frame)}"
    if view.meta:
        yield f"meta={py({name: tuple(place) for name, place in view.meta.items()})}"
    yield from (f"{name}={py(value)}" for name, value in _plain_options(view) if value)
    if view.only:
        yield f"only={py(tuple(view.only))}"
    elif view.hidden:
        yield f"hidden={py(tuple(view.hidden))}"
    if view.fitting:
        yield f"fitting={py(dict(view.fitting))}"
    if view.fillers:
        yield f"fillers={py(dict(view.fillers))}"
    if view.links:
        yield f"links={py(dict(view.links))}"
    if view.examples:
        yield f"examples={py(list(view.examples))}"


def _plain_options(view: View) -> tuple[tuple[str, object], ...]:
    return ("meta_again", view.meta_again), ("counts", view.counts), ("only_of", view.only_of)


def _constant_name(annotation: str, taken: set[str]) -> str:
    """`list[Task]` → `_LIST_TASK`, `TaskPage` → `_TASK_PAGE`; the second one of a name is numbered."""
    words = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+", annotation)
    name = wanted = "_" + ("_".join(words).upper() or "VIEW")
    number = 1
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name
