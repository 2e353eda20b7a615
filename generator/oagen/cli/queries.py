"""What lists make of their requests, told: how each filter compares which columns, and in which order documents are."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Iterable

from oagen.blueprint.model import LISTS, Argument, OperationPlan, Resource


def filters_of(plan: OperationPlan) -> dict[str, str]:
    """What a filter is called → how it compares which columns: `contains in email, employee_number`."""
    told: dict[str, str] = {}
    for argument in plan.arguments:
        if argument.use == "filter" and argument.column:
            name, compared = _name(argument), f"{argument.operator} in {', '.join((argument.column, *argument.also))}"
            told[name] = f"{told[name]}; {compared}" if name in told else compared
    return told


def order_of(plan: OperationPlan, resources: Iterable[Resource]) -> str:
    """By what a list is sorted where nobody asks for an order: a property (`-receivedAt`), else a column."""
    if plan.role not in (*LISTS, "latest"):
        return ""
    asked = next((_default(argument) for argument in plan.arguments if argument.use == "sort"), "")
    usual = (each.sort_column for each in resources if plan in each.operations)
    return asked or (plan.paging.order if plan.paging else "") or next(usual, "")


def told_of(plan: OperationPlan, resources: Iterable[Resource]) -> str:
    """The same in a line; "" for an operation that neither filters nor sorts."""
    order = order_of(plan, resources)
    filters = [f"{name}: {compared}" for name, compared in filters_of(plan).items()]
    return "; ".join([*filters, *([f"order: {order}"] if order else [])])


def _default(argument: Argument) -> str:
    """What is meant where a request says nothing."""
    value = str(literal_eval(argument.default)) if argument.default else ""
    return argument.meanings.get(value, value)


def _name(argument: Argument) -> str:
    return ".".join(argument.place if argument.location == "body" else (argument.parameter, *argument.place))
