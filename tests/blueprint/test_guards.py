"""In which states a row may be changed or deleted, as documented conflicts say."""

from __future__ import annotations

from typing import Any

import pytest
from oagen.blueprint.changes import Guard

BOOKING = "{$ref: '#/components/schemas/Booking'}"
ONE = f"{{description: Booking, content: {{application/json: {{schema: {BOOKING}}}}}}}"
PATHS = f"""
/bookings:
  post:
    operationId: add
    requestBody: {{content: {{application/json: {{schema: {BOOKING}}}}}}}
    responses: {{"201": {ONE}}}
/bookings/{{id}}:
  parameters: [{{name: id, in: path, required: true, schema: {{type: string, format: uuid}}}}]
  get: {{operationId: read, responses: {{"200": {ONE}}}}}
  delete: {{operationId: drop, responses: {{"204": {{description: Gone}}, "409": {{description: DELETED}}}}}}
/bookings/{{id}}/confirm:
  parameters: [{{name: id, in: path, required: true, schema: {{type: string, format: uuid}}}}]
  post: {{operationId: confirm, responses: {{"200": {ONE}, "409": {{description: CONFIRMED}}}}}}
"""
STATUS = "status: {enum: [REQUESTED, CONFIRMED, CANCELLED], readOnly: true}"


def guards(blueprint: Any, deleted: str, confirmed: str, properties: str = STATUS) -> dict[str, Guard | None]:
    schemas = (
        f"Booking: {{type: object, required: [id], properties: {{id: {{type: string, format: uuid}}, {properties}}}}}"
    )
    text = PATHS.replace("DELETED", f"'{deleted}'").replace("CONFIRMED}", f"'{confirmed}'}}")
    (resource,) = blueprint(text, schemas).resources
    return {plan.operation_id: plan.guard for plan in resource.operations if plan.operation_id in ("drop", "confirm")}


def test_a_documented_conflict_guards_a_change(blueprint: Any) -> None:
    found = guards(blueprint, "Confirmed bookings cannot be deleted", "Only requested bookings can be confirmed")
    assert found["confirm"] is not None
    assert (found["confirm"].property, found["confirm"].states) == ("status", ("REQUESTED",))
    assert found["drop"] is not None
    assert found["drop"].states == ("REQUESTED", "CANCELLED", None)  # what is in no state is not confirmed


def test_the_state_that_is_changed_is_the_one_that_guards(blueprint: Any) -> None:
    two = f"{STATUS}, paymentStatus: {{enum: [REQUESTED, PAID]}}"
    found = guards(blueprint, "Paid bookings cannot be deleted", "Only requested bookings can be confirmed", two)
    assert found["drop"] is None  # there are two
    assert found["confirm"] is not None
    assert found["confirm"].property == "status"


@pytest.mark.parametrize(
    "text",
    ["Conflict", "Only requested rooms can be confirmed", "Only confirmed bookings can be confirmed"],
    ids=["nothing", "of something else", "never"],
)
def test_what_leaves_a_doubt_guards_nothing(blueprint: Any, text: str) -> None:
    assert guards(blueprint, "Conflict", text) == {"drop": None, "confirm": None}
