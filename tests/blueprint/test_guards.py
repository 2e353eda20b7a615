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
  patch:
    operationId: change
    requestBody: {{content: {{application/json: {{schema: {{type: object, properties: {{name: {{type: string}}}}}}}}}}}}
    responses: {{"200": {ONE}, "409": {{description: CHANGED}}}}
  put:
    operationId: replace
    requestBody: {{content: {{application/json: {{schema: {BOOKING}}}}}}}
    responses: {{"200": {ONE}, "404": {{description: None}}, "409": {{description: CHANGED}}}}
  delete: {{operationId: drop, responses: {{"204": {{description: Gone}}, "409": {{description: DELETED}}}}}}
/bookings/{{id}}/confirm:
  parameters: [{{name: id, in: path, required: true, schema: {{type: string, format: uuid}}}}]
  post: {{operationId: confirm, responses: {{"200": {ONE}, "409": {{description: CONFIRMED}}}}}}
"""
STATUS = "status: {enum: [REQUESTED, CONFIRMED, CANCELLED], readOnly: true}"


def guards(
    blueprint: Any, deleted: str, confirmed: str, properties: str = STATUS, changed: str = "Conflict"
) -> dict[str, Guard | None]:
    own = "id: {type: string, format: uuid}, name: {type: string}"
    schemas = f"Booking: {{type: object, required: [id], properties: {{{own}, {properties}}}}}"
    text = PATHS.replace("DELETED", f"'{deleted}'").replace("CONFIRMED}", f"'{confirmed}'}}")
    (resource,) = blueprint(text.replace("CHANGED}", f"'{changed}'}}"), schemas).resources
    plans = {plan.operation_id: plan for plan in resource.operations}
    assert [plans[name].role for name in ("change", "replace")] == ["update", "replace"]
    return {name: plans[name].guard for name in ("drop", "confirm", "change", "replace")}


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
    assert guards(blueprint, "Conflict", text) == dict.fromkeys(("drop", "confirm", "change", "replace"))


@pytest.mark.parametrize("operation", ["change", "replace"])
@pytest.mark.parametrize(
    ("text", "properties", "states"),
    [
        ("Only requested and confirmed bookings can be changed", STATUS, ("REQUESTED", "CONFIRMED")),
        ("Cancelled bookings cannot be changed", STATUS, ("REQUESTED", "CONFIRMED", None)),
        ("Only confirmed bookings can be changed", STATUS, None),  # none is made so
        ("Only confirmed bookings can be changed", STATUS.replace("readOnly", "deprecated"), ("CONFIRMED",)),
        ("Only confirmed bookings can be changed", STATUS.replace("true", "true, default: CONFIRMED"), ("CONFIRMED",)),
        ("The name is taken", STATUS, None),
    ],
)
def test_a_documented_conflict_guards_what_changes_any_property(
    blueprint: Any, operation: str, text: str, properties: str, states: tuple[str | None, ...] | None
) -> None:
    guard = guards(blueprint, "Conflict", "Conflict", properties, text)[operation]
    assert (guard and guard.states) == states
