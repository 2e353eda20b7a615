"""Which operations put a row into another state, and into which one."""

from __future__ import annotations

from typing import Any

import pytest

SCHEMAS = """
Order:
  type: object
  required: [id]
  properties:
    id: {type: string, format: uuid, readOnly: true}
    status: {type: string, enum: [placed, paid, shipped, cancelled], readOnly: true}
    isLocked: {type: boolean}
    enabled: {type: boolean}
    liked: {type: boolean}
    archivedAt: {type: [string, "null"], format: date-time}
    updatedAt: {type: string, format: date-time}
    note: {type: string}
Receipt:
  type: object
  required: [number, sum]
  properties: {number: {type: string}, sum: {type: number}, issuer: {type: string}}
"""
ORDER = "{$ref: '#/components/schemas/Order'}"
ONE = f"{{description: Order, content: {{application/json: {{schema: {ORDER}}}}}}}"
RECEIPT = "{description: R, content: {application/json: {schema: {$ref: '#/components/schemas/Receipt'}}}}"


def paths(actions: str) -> str:
    return f"""
/orders:
  post:
    operationId: add
    requestBody: {{content: {{application/json: {{schema: {ORDER}}}}}}}
    responses: {{"201": {ONE}}}
/orders/{{id}}:
  parameters: [{{name: id, in: path, required: true, schema: {{type: string, format: uuid}}}}]
  get: {{operationId: read, responses: {{"200": {ONE}}}}}
{actions}
"""


def action(verb: str, method: str = "post", more: str = "", answer: str = f'"200": {ONE}') -> str:
    return f"""
/orders/{{id}}/{verb}:
  parameters: [{{name: id, in: path, required: true, schema: {{type: string, format: uuid}}}}]
  {method}: {{operationId: act, {more} responses: {{{answer}}}}}
"""


def acting(blueprint: Any, text: str) -> Any:
    (resource,) = blueprint(paths(text), SCHEMAS).resources
    return next(plan for plan in resource.operations if plan.operation_id == "act")


@pytest.mark.parametrize(
    ("verb", "method", "values", "since"),
    [
        ("cancel", "post", {"status": "cancelled"}, ()),
        ("ship", "put", {"status": "shipped"}, ()),
        ("pay", "patch", {"status": "paid"}, ()),
        ("lock", "post", {"isLocked": True}, ()),
        ("unlock", "post", {"isLocked": False}, ()),
        ("disable", "post", {"enabled": False}, ()),
        ("archive", "post", {}, ("archivedAt",)),
        ("unarchive", "post", {"archivedAt": None}, ()),
    ],
)
def test_a_verb_leads_to_a_state(blueprint, verb: str, method: str, values: dict[str, Any], since: tuple[str, ...]):
    plan = acting(blueprint, action(verb, method))
    assert (plan.role, plan.stub) == ("transition", False)
    assert plan.change is not None
    assert dict(plan.change.values) == values
    assert plan.change.since == since


@pytest.mark.parametrize(
    "text",
    [
        action("notify"),
        action("update"),
        action("cancel", more="x-oagen-role: custom,"),
        action("cancel", answer=f'"200": {RECEIPT}'),
        action("like", "delete"),
        action(
            "cancel",
            more="requestBody: {required: true, content: {application/json: {schema: {type: object}}}},",
        ),
    ],
    ids=["no state", "any change", "said to be custom", "another document", "nothing done", "asks for more"],
)
def test_what_is_not_understood_is_left_to_be_written(blueprint, text: str):
    (resource,) = blueprint(paths(text), SCHEMAS).resources
    plan = next(plan for plan in resource.operations if plan.operation_id == "act")
    assert (plan.role, plan.stub) == ("custom", True)


def test_deleting_undoes_what_the_same_path_does(blueprint):
    both = action("like") + f'  delete: {{operationId: undo, responses: {{"200": {ONE}}}}}\n'
    (resource,) = blueprint(paths(both), SCHEMAS).resources
    changes = {plan.operation_id: dict(plan.change.values) for plan in resource.operations if plan.change}
    assert changes == {"act": {"liked": True}, "undo": {"liked": False}}


def test_an_optional_body_and_no_content(blueprint):
    optional = "requestBody: {content: {application/json: {schema: {properties: {reason: {type: string}}}}}},"
    plan = acting(blueprint, action("cancel", more=optional, answer='"204": {description: done}'))
    assert plan.role == "transition"
    assert plan.view is None or plan.view.media_type is None
