"""Constants of generated modules for properties that have paths of their own."""

from __future__ import annotations

from oagen.blueprint.changes import PropertyUse
from oagen.blueprint.model import OperationPlan
from oagen.render.row_properties import property_constants


def _plan(name: str, use: PropertyUse) -> OperationPlan:
    return OperationPlan(name, name, "GET", f"/{name}", use.role, "", "", row_property=use)


def test_a_property_has_one_constant_under_a_name_that_nothing_else_has() -> None:
    address = "home-address"
    plans = [
        _plan("get", PropertyUse("read_property", (address,), stand_in=({},))),
        _plan("patch", PropertyUse("update_property", (address,), held_to={"type": "object"}, nullable=("zip",))),
        _plan("other", PropertyUse("read_property", ("homeAddress",))),
    ]
    made = property_constants(plans, {"_HOME_ADDRESS_PROPERTY"})
    assert [constant.name for constant in made.values()] == [
        "_HOME_ADDRESS_PROPERTY_2", "_HOME_ADDRESS_PROPERTY_2", "_HOME_ADDRESS_PROPERTY_3",
    ]  # fmt: skip
    assert made["get"].arguments == '"home-address", schema={"type": "object"}, nullable=("zip",), stand_in={}'
