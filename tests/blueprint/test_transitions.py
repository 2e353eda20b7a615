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
        ("shipOrder", "post", {"status": "shipped"}, ()),
        ("cancellation", "post", {"status": "cancelled"}, ()),
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


MORE = """
Account:
  type: object
  required: [id, status, enabled]
  properties:
    id: {type: string, format: uuid}
    status: {type: string, enum: [draft, published, disabled, won, checked_in], readOnly: true}
    publishedAt: {type: [string, "null"], format: date-time}
    checkedInAt: {type: [string, "null"], format: date-time}
    enabled: {type: boolean}
    lockedAt: {type: string, format: date-time}
    isActive: {type: boolean}
    activatedAt: {type: string, format: date-time}
    cancellationReason: {type: string}
    reason: {type: string}
    amount: {type: number}
    assignee_id: {type: [integer, "null"]}
    tags: {type: array, items: {type: string}}
"""
ACCOUNT = ONE.replace("Order", "Account")


def taking(properties: str, *required: str) -> str:
    """A body with properties; it has to be there if one of them has to."""
    schema = f"{{type: object, required: [{', '.join(required)}], properties: {properties}}}"
    media = f"{{application/json: {{schema: {schema}}}}}"
    return f"requestBody: {{required: {str(bool(required)).lower()}, content: {media}}},"


def doing(blueprint: Any, verb: str, method: str = "post", more: str = "", answer: str = f'"200": {ACCOUNT}') -> Any:
    text = paths(action(verb, method, more, answer)).replace("schemas/Order", "schemas/Account")
    (resource,) = blueprint(text, MORE).resources
    return next(plan for plan in resource.operations if plan.operation_id == "act")


@pytest.mark.parametrize(
    ("verb", "values", "leaves"),
    [
        ("unpublish", {"publishedAt": None}, {"status": ("published", "draft")}),
        ("enable", {"enabled": True}, {"status": ("disabled", "draft")}),
        ("disable", {"status": "disabled", "enabled": False}, {}),
        ("unlock", {"lockedAt": None}, {}),
        ("deactivation", {"isActive": False, "activatedAt": None}, {}),
        ("win", {"status": "won"}, {}),
        ("checkIn", {"status": "checked_in"}, {}),
    ],
)
def test_a_state_is_taken_back_whole(blueprint, verb: str, values: dict[str, Any], leaves: dict[str, Any]) -> None:
    change = doing(blueprint, verb).change
    assert (dict(change.values), dict(change.leaves)) == (values, leaves)


def test_the_first_state_is_not_taken_back(blueprint) -> None:
    assert doing(blueprint, "undraft").stub


def test_only_a_conflict_of_the_authors_own_is_answered(blueprint) -> None:
    conflict = f'"200": {ACCOUNT}, "409": {{description: already}}'
    assert doing(blueprint, "publish", answer=conflict).change.refuses
    optional = taking("{reason: {type: string}}")
    assert not doing(blueprint, "publish", more=optional).change.refuses  # its 409 is an addition
    assert not doing(blueprint, "tags", "put", taking("{tags: {type: array}}", "tags"), conflict).change.refuses


@pytest.mark.parametrize(
    ("verb", "method", "body", "given"),
    [
        ("win", "post", taking("{amount: {type: number}}", "amount"), {"amount": "amount"}),
        ("cancel", "post", taking("{reason: {type: string}}", "reason"), {"reason": "cancellationReason"}),
        ("assign", "post", taking("{assigneeId: {type: integer}}", "assigneeId"), {"assigneeId": "assignee_id"}),
        ("assignee", "put", taking("{assignee_id: {type: integer}}", "assignee_id"), {"assignee_id": "assignee_id"}),
        ("status", "put", taking("{status: {enum: [draft, won]}}", "status"), {"status": "status"}),
        ("activation", "put", taking("{isActive: {type: boolean}}", "isActive"), {"isActive": "isActive"}),
        ("update", "post", taking("{tags: {type: array}}", "tags"), {"tags": "tags"}),
    ],
)
def test_a_body_brings_properties_of_the_row(
    blueprint, verb: str, method: str, body: str, given: dict[str, str]
) -> None:
    plan = doing(blueprint, verb, method, body)
    assert plan.role == "transition"
    assert dict(plan.change.given) == given
    assert bool(plan.change.is_state) == (verb == "win")


def test_only_a_put_of_what_its_path_says_may_answer_with_nothing(blueprint) -> None:
    body, nothing = taking("{assigneeId: {type: integer}}", "assigneeId"), '"204": {description: done}'
    assert not doing(blueprint, "assignee", "put", body, nothing).stub
    assert doing(blueprint, "assign", "post", body, nothing).stub


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("win", taking("{prize: {type: string}}", "prize")),
        ("assign", taking("{assigneeId: {type: integer}, note: {type: string}}", "assigneeId")),
        ("assign", taking("{assigneeId: {type: array}}", "assigneeId")),
        ("move", taking("{id: {type: string}}", "id")),
        ("adjust", taking("{amount: {type: number}}", "amount")),
        ("duplicate", taking("{reason: {type: string}}", "reason")),
        ("tags", taking("{tags: {type: array}}", "tags")),
        (
            "reason",
            taking("{reason: {type: string, format: binary}}", "reason").replace(
                "application/json", "multipart/form-data"
            ),
        ),
    ],
    ids=[
        "of nobody",
        "not all",
        "of another type",
        "an identity",
        "a difference",
        "of another row",
        "more of a list",
        "a file",
    ],
)
def test_a_body_that_says_something_else_is_left_to_be_written(blueprint, verb: str, body: str) -> None:
    assert doing(blueprint, verb, "post", body).stub


def test_deleting_empties_what_the_same_path_sets(blueprint) -> None:
    body = taking("{assignee_id: {type: integer}}", "assignee_id")
    both = action("assignee", "put", body) + f'  delete: {{operationId: undo, responses: {{"200": {ONE}}}}}\n'
    (resource,) = blueprint(paths(both).replace("schemas/Order", "schemas/Account"), MORE).resources
    changes = {plan.operation_id: plan.change for plan in resource.operations if plan.change}
    assert dict(changes["undo"].values) == {"assignee_id": None}


def test_what_only_a_verb_sets_nobody_else_may(blueprint) -> None:
    body = taking("{reason: {type: string}}", "reason")
    text = paths(action("cancel", "post", body)).replace(
        f"schema: {ORDER}", "schema: {type: object, properties: {enabled: {type: boolean}}}", 1
    )
    (resource,) = blueprint(text.replace("schemas/Order", "schemas/Account"), MORE).resources
    fields = {field.property: field for field in resource.fields}
    assert fields["cancellationReason"].read_only
    assert not fields["enabled"].read_only


def test_a_resource_object_of_json_api_changes_inside(blueprint) -> None:
    schemas = """
Order:
  type: object
  required: [type, id, attributes]
  properties:
    type: {const: orders}
    id: {type: string}
    attributes: {type: object, properties: {stage: {enum: [open, won]}, wonAt: {type: string, format: date-time}}}
"""
    (resource,) = blueprint(paths(action("win")), schemas).resources
    change = next(plan.change for plan in resource.operations if plan.change)
    assert (dict(change.values), change.since, change.inside) == ({"stage": "won"}, ("wonAt",), "attributes")


CLAIM = """
Claim:
  type: object
  required: [id, status]
  properties:
    id: {type: string, format: uuid}
    status: {type: string, enum: [STATUS_UNSPECIFIED, draft, submitted, closed, archived], readOnly: true}
    urgent: {type: boolean}
    submittedAt: {type: string, format: date-time, readOnly: true}
    closedAt: {type: [string, "null"], format: date-time, readOnly: true}
    archivedAt: {type: string, format: date-time, readOnly: true}
    decidedAt: {type: [string, "null"], format: date-time, readOnly: true}
    decidedBy: {type: string, readOnly: true}
    decisionNote: {type: string, readOnly: true}
    outcome: {type: string, readOnly: true}
Decision: {type: object, properties: {decidedBy: {type: string}, note: {type: string}}}
"""
DECISION = "requestBody: {REQUIRED content: {application/json: {schema: {$ref: '#/components/schemas/Decision'}}}},"


def changes(blueprint: Any, *actions: str) -> dict[str, Any]:
    """Verb → the plan of what it does to a claim."""
    text = paths("\n".join(actions)).replace("schemas/Order", "schemas/Claim")
    text = text.replace(
        f"schema: {ORDER}".replace("Order", "Claim"), "schema: {type: object, properties: {urgent: {}}}", 1
    )
    (resource,) = blueprint(text, CLAIM).resources
    return {plan.path.rsplit("/", 1)[-1]: plan for plan in resource.operations}


def doing_to_a_claim(verb: str, more: str = "", method: str = "post") -> str:
    return action(verb, method, more, f'"200": {ONE}').replace("operationId: act", f"operationId: do_{verb}")


def test_what_an_operation_says_of_itself_leads_to_a_state(blueprint: Any) -> None:
    told = "description: 'Moves a draft to `submitted`.',"
    plan = changes(blueprint, doing_to_a_claim("finalize", told + taking("{urgent: {type: boolean}}")))["finalize"]
    assert (dict(plan.change.values), dict(plan.change.given)) == ({"status": "submitted"}, {"urgent": "urgent"})
    back = changes(blueprint, doing_to_a_claim("unarchive", "description: Moves it back to submitted.,"))["unarchive"]
    assert dict(back.change.leaves) == {"status": ("archived", "submitted")}


def test_what_says_more_than_where_it_leads_is_left_to_be_written(blueprint: Any) -> None:
    told = "description: 'Adds an item, and moves the claim to `submitted`.',"
    assert changes(blueprint, doing_to_a_claim("items", told + taking("{product: {type: string}}")))["items"].stub


@pytest.mark.parametrize(
    "more",
    [
        "",
        "description: Moves a draft to submitted or closed.,",
        "description: Moves it to finalized.,",
        "description: Reminds of what is marked as `submitted`.,",
    ],
)
def test_a_verb_that_leads_to_no_state_is_never_half_done(blueprint: Any, more: str) -> None:
    assert changes(blueprint, doing_to_a_claim("finalize", more + taking("{urgent: {type: boolean}}")))["finalize"].stub


def test_a_verb_is_not_about_what_only_begins_like_it(blueprint: Any) -> None:
    assert doing(blueprint, "act", more=taking("{isActive: {type: boolean}}")).stub
    assert not doing(blueprint, "assignment", more=taking("{assigneeId: {type: integer}}")).stub


def test_a_put_of_a_verb_is_none_of_a_property(blueprint: Any) -> None:
    body = taking("{urgent: {type: boolean}}")
    assert changes(blueprint, doing_to_a_claim("finalize", "summary: Finalizes it," + body, "put"))["finalize"].stub


def test_what_makes_a_copy_leads_nowhere(blueprint: Any) -> None:
    assert changes(blueprint, doing_to_a_claim("duplicate", "summary: Puts a copy into draft,"))["duplicate"].stub


@pytest.mark.parametrize(
    ("verb", "method", "more"),
    [
        ("prioritize", "post", ""),
        ("urgent", "post", ""),
        ("handling", "post", "summary: Change how it is handled,"),
        ("handling", "put", ""),
    ],
)
def test_a_plain_change_sets_what_it_is_given(blueprint: Any, verb: str, method: str, more: str) -> None:
    plan = changes(blueprint, doing_to_a_claim(verb, more + taking("{urgent: {type: boolean}}"), method))[verb]
    assert dict(plan.change.given) == {"urgent": "urgent"}


@pytest.mark.parametrize("required", ["required: true,", ""])
def test_a_body_is_named_after_what_it_decides(blueprint: Any, required: str) -> None:
    plan = changes(blueprint, doing_to_a_claim("close", DECISION.replace("REQUIRED", required)))["close"]
    assert (plan.change.values["status"], plan.change.since) == ("closed", ("closedAt", "decidedAt"))
    assert dict(plan.change.given) == {"decidedBy": "decidedBy", "note": "decisionNote"}
    assert plan.unmapped == ()


def test_who_decided_tells_that_it_was_decided(blueprint: Any) -> None:
    body = taking("{decidedBy: {type: string}, note: {type: string}}", "decidedBy")
    plan = changes(blueprint, doing_to_a_claim("close", body))["close"]
    assert plan.change.since == ("closedAt", "decidedAt")
    assert dict(plan.change.given) == {"decidedBy": "decidedBy", "note": "decisionNote"}


def test_what_anyone_may_set_is_not_decided(blueprint: Any) -> None:
    patched = f"""
  patch:
    operationId: patch
    requestBody: {{content: {{application/json: {{schema: {{properties: {{decisionNote: {{type: string}}}}}}}}}}}}
    responses: {{"200": {ONE}}}
"""
    plans = changes(blueprint, patched + doing_to_a_claim("close", DECISION.replace("REQUIRED", "")))
    assert dict(plans["close"].change.given) == {"decidedBy": "decidedBy"}
    assert plans["close"].unmapped == ("note",)


@pytest.mark.parametrize(
    ("properties", "required", "ignored"),
    [
        ("{comment: {type: string}}", ("comment",), ("comment",)),
        ("{decidedBy: {type: string}, message: {type: string}}", ("message",), ("message",)),
        ("{colour: {type: string}}", (), ("colour",)),
    ],
)
def test_what_has_no_place_in_the_row_is_named(
    blueprint: Any, properties: str, required: tuple[str, ...], ignored: tuple[str, ...]
) -> None:
    plan = changes(blueprint, doing_to_a_claim("close", taking(properties, *required)))["close"]
    assert (plan.stub, plan.unmapped) == (False, ignored)


@pytest.mark.parametrize("properties", ["{comment: {type: integer}}", "{colour: {type: string}}"])
def test_what_must_be_said_and_is_no_remark_is_left_to_be_written(blueprint: Any, properties: str) -> None:
    name = properties[1:].partition(":")[0]
    assert changes(blueprint, doing_to_a_claim("close", taking(properties, name)))["close"].stub


def test_taking_back_leaves_no_traces(blueprint: Any) -> None:
    close = doing_to_a_claim("close", taking("{outcome: {type: string}}", "outcome"))
    plans = changes(blueprint, close, doing_to_a_claim("reopen"), doing_to_a_claim("archive"))
    assert dict(plans["reopen"].change.values) == {"closedAt": None, "outcome": None}
    assert dict(plans["reopen"].change.leaves) == {"status": ("closed", "draft")}  # not what says nothing


def test_what_others_set_as_well_is_kept(blueprint: Any) -> None:
    outcome = taking("{outcome: {type: string}}", "outcome")
    plans = changes(
        blueprint,
        doing_to_a_claim("close", outcome),
        doing_to_a_claim("archive", outcome),
        doing_to_a_claim("reopen"),
    )
    assert dict(plans["reopen"].change.values) == {"closedAt": None}


def test_a_state_knows_nothing_of_later_ones(blueprint: Any) -> None:
    plans = changes(blueprint, *map(doing_to_a_claim, ("submit", "close", "archive")))
    assert dict(plans["submit"].change.values) == {"status": "submitted", "closedAt": None, "archivedAt": None}
    assert dict(plans["archive"].change.values) == {"status": "archived"}


def test_what_may_only_follow_earlier_states_knows_nothing_of_later_ones(blueprint: Any) -> None:
    conflict = f'"200": {ONE}, "409": {{description: Only drafts can be submitted}}'
    submit = action("submit", answer=conflict).replace("operationId: act", "operationId: do_submit")
    plans = changes(blueprint, submit, doing_to_a_claim("close"))
    assert dict(plans["submit"].change.values) == {"status": "submitted"}


def test_an_enum_that_is_sorted_says_nothing_of_what_comes_later(blueprint: Any) -> None:
    schemas = CLAIM.replace("[STATUS_UNSPECIFIED, draft, submitted, closed, archived]", "[archived, closed, submitted]")
    text = paths(doing_to_a_claim("close") + doing_to_a_claim("submit")).replace("schemas/Order", "schemas/Claim")
    (resource,) = blueprint(text, schemas).resources
    assert [dict(plan.change.values) for plan in resource.operations if plan.change] == [
        {"status": "closed"},
        {"status": "submitted"},
    ]


@pytest.mark.parametrize(
    ("told", "values"),
    [
        ("The order is PLACED, PAID, or CANCELED.", {"status": "CANCELED"}),
        ("One of `placed`, `paid` and `canceled`", {"status": "canceled"}),
        ("It is canceled at last", None),
        ("PLACED or CANCELED", None),
    ],
)
def test_states_are_listed_by_descriptions_too(blueprint: Any, told: str, values: dict[str, Any] | None) -> None:
    listed = "{type: string, enum: [placed, paid, shipped, cancelled], readOnly: true}"
    kept = ", pattern: '^[a-z]+$'" if told == "PLACED or CANCELED" else ""
    schemas = SCHEMAS.replace(listed, f'{{type: string, readOnly: true{kept}, description: "{told}"}}')
    (resource,) = blueprint(paths(action("cancel")), schemas).resources
    plan = next(plan for plan in resource.operations if plan.operation_id == "act")
    assert (plan.change.values if plan.change else None) == values


@pytest.mark.parametrize("said", [":cancel", "/cancel"])
def test_a_custom_method_takes_an_object_though_it_asks_for_nothing(blueprint: Any, said: str) -> None:
    body = "requestBody: {required: true, content: {application/json: {schema: {type: object}}}},"
    plan = acting(blueprint, action("cancel", more=body).replace("/cancel", said))
    assert plan.role == ("transition" if said == ":cancel" else "custom")  # which may take anything


def test_a_custom_method_that_leads_to_no_state_is_about_its_row(blueprint: Any) -> None:
    plan = acting(blueprint, action("print", answer=f'"200": {RECEIPT}').replace("/print", ":print"))
    assert (plan.role, [key.column for key in plan.keys]) == ("custom", ["id"])


@pytest.mark.parametrize(("flag", "since"), [(", readOnly: true", ("packTime",)), ("", None)])
def test_a_time_of_the_server_is_called_after_the_verb_itself(blueprint: Any, flag: str, since: Any) -> None:
    time = f"packTime: {{type: string, format: date-time{flag}}}"
    schemas = SCHEMAS.replace("    isLocked:", f"    {time}\n    isLocked:")
    (resource,) = blueprint(paths(action("pack")), schemas).resources
    plan = next(plan for plan in resource.operations if plan.operation_id == "act")
    assert (plan.change and plan.change.since) == since
