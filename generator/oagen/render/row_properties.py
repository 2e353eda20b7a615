"""Properties with paths of their own, for the templates: a constant for each, and what requests make of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from oagen.blueprint.changes import PropertyUse
from oagen.blueprint.model import OperationPlan
from oagen.blueprint.naming import snake
from oagen.render.quoting import py


@dataclass(frozen=True, slots=True)
class PropertyConstant:
    """A module's constant `name = RowProperty(arguments)`."""

    name: str
    arguments: str


def property_constants(plans: Sequence[OperationPlan], taken: Collection[str]) -> dict[str, PropertyConstant]:
    """Operation id → the property that it is about: one constant for all that its operations have to know of it.

    Names that are `taken` are those of other constants.
    """
    about = {plan.operation_id: plan.row_property for plan in plans if plan.row_property}
    made: dict[tuple[str, ...], PropertyConstant] = {}
    for place in dict.fromkeys(use.place for use in about.values()):
        name = _constant_name(place, {*taken, *(constant.name for constant in made.values())})
        uses = [use for use in about.values() if use.place == place]
        made[place] = PropertyConstant(name, ", ".join(_arguments(uses)))
    return {operation_id: made[use.place] for operation_id, use in about.items()}


def change_of(plan: OperationPlan, constant: str) -> str:
    """What a request makes of a property, as a call; "" where it only reads it."""
    use, body = plan.row_property, plan.body
    if use is None or use.role == "read_property":
        return ""
    refuses = ["refuses=True"] if use.refuses else []
    if use.role == "delete_property" or body is None:
        return f"{constant}.cleared({', '.join(refuses)})"
    if body.kind == "admitted":
        return f"{constant}.patched({body.python_name})"
    value = f"value_of({', '.join([body.python_name, *map(py, body.wrapper)])})"
    if use.role == "update_property":
        return f"{constant}.merged({', '.join([value, *(['deep=True'] if body.patch == 'merge' else [])])})"
    return f"{constant}.replaced({', '.join([value, *refuses])})"


def _arguments(uses: Sequence[PropertyUse]) -> Iterator[str]:
    yield from map(py, uses[0].place)
    yield from [f"schema={py(use.held_to)}" for use in uses if use.held_to is not None][:1]
    yield from [f"nullable={py(use.nullable)}" for use in uses if use.nullable][:1]
    yield from ["needs_around=True" for use in uses if use.needs_around][:1]
    yield from [f"stand_in={py(use.stand_in[0])}" for use in uses if use.stand_in][:1]


def _constant_name(place: Sequence[str], taken: set[str]) -> str:
    """`_SHIPPING_ADDRESS_PROPERTY`; the second one of a name is numbered."""
    name = wanted = f"_{'_'.join(snake(each) for each in place).strip('_').upper()}_PROPERTY"
    number = 1
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name
