"""Changes of state whose requests bring something: beside a verb of two words, or the state itself."""

from __future__ import annotations

from typing import Any

import pytest

STAY = "{$ref: '#/components/schemas/Stay'}"
ONE = f"{{description: Stay, content: {{application/json: {{schema: {STAY}}}}}}}"
PATHS = f"""
/stays:
  post:
    operationId: add
    requestBody: {{content: {{application/json: {{schema: {{type: object}}}}}}}}
    responses: {{"201": {ONE}}}
/stays/{{id}}:
  parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
  get: {{operationId: read, responses: {{"200": {ONE}, "404": {{description: None}}}}}}
/stays/{{id}}/VERB:
  parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
  post:
    operationId: act
    requestBody:
      required: true
      content: {{application/json: {{schema: {{type: object, REQUIRED, properties: {{BODY}}}}}}}}
    responses: {{"200": {ONE}, "404": {{description: None}}}}
"""
SCHEMAS = """
Stay:
  type: object
  required: [id, status]
  properties:
    id: {type: integer}
    status: {type: string, enum: [booked, checked_in, signed_off, failed]}
    roomId: {type: integer}
    checkedInAt: {type: string, format: date-time}
    result: {type: object}
    error: {type: string}
"""


def acting(blueprint: Any, verb: str, body: str, required: str) -> Any:
    text = PATHS.replace("VERB", verb).replace("BODY", body).replace("REQUIRED", f"required: [{required}]")
    return next(plan for plan in blueprint(text, SCHEMAS).operations if plan.operation_id == "act")


@pytest.mark.parametrize("verb", ["check-in", "checkIn", "checkin"])
def test_a_particle_makes_another_verb(blueprint: Any, verb: str) -> None:
    change = acting(blueprint, verb, "roomId: {type: integer}", "roomId").change
    assert change is not None
    assert (dict(change.values), change.since) == ({"status": "checked_in"}, ("checkedInAt",))
    assert dict(change.given) == {"roomId": "roomId"}


@pytest.mark.parametrize("verb", ["check", "check-room", "clone"])
def test_what_only_looks_sets_nothing(blueprint: Any, verb: str) -> None:
    assert acting(blueprint, verb, "roomId: {type: integer}", "roomId").role == "custom"


STATE = "status: {type: string, enum: [signed_off, failed]}"


@pytest.mark.parametrize(
    ("body", "required", "given"),
    [
        (STATE, "status", ["status"]),
        (f"{STATE}, result: {{type: object}}, error: {{type: string}}", "status", ["status", "result", "error"]),
        (f"{STATE}, error: {{type: string}}", "error", None),  # it may lead anywhere
        (f"{STATE}, score: {{type: integer}}", "status", None),  # which is no property of the row
        ("status: {type: integer}", "status", None),
        ("status: {type: string, enum: [failed, ok]}", "status", None),
        ("error: {type: string}", "error", None),
    ],
)
def test_a_request_may_say_itself_where_it_leads(blueprint: Any, body: str, required: str, given: Any) -> None:
    plan = acting(blueprint, "ack", body, required)
    assert (list(plan.change.given) if plan.change else None) == given
    assert plan.stub == (given is None)
