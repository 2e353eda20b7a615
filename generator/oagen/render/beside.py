"""What requests say beside a document, for the templates: as Python expressions."""

from __future__ import annotations

from oagen.blueprint.model import Argument, OperationPlan
from oagen.render.quoting import py


def given_key(plan: OperationPlan) -> dict[str, str]:
    """Column → the value that a request has for it outside of its path."""
    return {a.column: value_beside(plan, a) for a in plan.arguments if a.use == "key"}


def naming_arguments(plan: OperationPlan) -> list[Argument]:
    """What of a request outside of its path says which row it is about."""
    return [argument for argument in plan.arguments if argument.use == "key" and plan.role != "create"]


def masks_of(plan: OperationPlan) -> list[str]:
    """Arguments of what a change is about: its mask, and whether it may create. PUT is about all, if it has none."""
    by_use = {a.use: value_beside(plan, a) for a in plan.arguments if a.use in ("mask", "missing")}
    mask = by_use.get("mask", "None")
    given = [f'{mask} or "*"' if plan.method == "PUT" else mask] if by_use else []
    return [*given, *([f"may_create={by_use['missing']}"] if "missing" in by_use else [])]


def value_beside(plan: OperationPlan, argument: Argument) -> str:
    """What a request says beside its document: in a parameter, or in the body around it."""
    if argument.location != "body" or plan.body is None:
        return argument.python_name
    return f"value_of({', '.join([plan.body.python_name, *map(py, argument.place)])})"
