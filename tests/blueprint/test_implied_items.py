"""Items that only operations below them show: `/loans/{id}/approve` where nothing is at `/loans/{id}`."""

from __future__ import annotations

from typing import Any

UUID = "{type: string, format: uuid}"
SCHEMAS = """
Loan:
  type: object
  required: [id, state]
  properties:
    id: {type: string, format: uuid, readOnly: true}
    state: {type: string, enum: [asked, approved], readOnly: true}
    userId: {type: string, format: uuid}
User: &named
  type: object
  required: [id]
  properties: {id: {type: string, format: uuid, readOnly: true}, name: {type: string}}
Group: *named
Nameless: {type: object, properties: {label: {type: string}}}
Payment: {type: object, required: [id], properties: {id: {type: integer, readOnly: true}, amount: {type: number}}}
"""


def shown(schema: str) -> str:
    return f"{{description: ok, content: {{application/json: {{schema: {schema}}}}}}}"


def one(name: str) -> str:
    return f"{{$ref: '#/components/schemas/{name}'}}"


def many(name: str) -> str:
    return f"{{type: array, items: {one(name)}}}"


def collection(path: str, name: str, *, lists: bool = True) -> str:
    listing = f'  get: {{operationId: list{name}, responses: {{"200": {shown(many(name))}}}}}\n' if lists else ""
    return f"""
{path}:
{listing}  post:
    operationId: add{name}
    requestBody: {{content: {{application/json: {{schema: {one(name)}}}}}}}
    responses: {{"201": {shown(one(name))}, "404": {{description: none}}}}
"""


def below(path: str, method: str, answer: str) -> str:
    return f"""
{path}:
  {method}:
    operationId: below
    parameters: [{{name: id, in: path, required: true, schema: {UUID}}}]
    responses: {{{answer}, "404": {{description: none}}}}
"""


def plan(made: Any, name: str) -> Any:
    return next(each for each in made.operations if each.operation_id == name)


def test_a_verb_finds_its_row(blueprint: Any) -> None:
    for path in ("/loans/{id}/approve", "/loans/{id}:approve"):
        made = blueprint(collection("/loans", "Loan") + below(path, "post", f'"200": {shown(one("Loan"))}'), SCHEMAS)
        assert plan(made, "below").role == "transition"
        assert [key.column for key in made.resources[0].identity] == ["id"]
        assert not plan(made, "addLoan").location  # nothing can be read there


def test_what_lies_below_belongs_to_a_row(blueprint: Any) -> None:
    paths = collection("/loans", "Loan", lists=False) + collection("/loans/{id}/payments", "Payment")
    paths = paths.replace(
        "  post:\n    operationId: addPayment",
        f"  parameters: [{{name: id, in: path, required: true, schema: {UUID}}}]\n  post:\n    operationId: addPayment",
    )
    made = blueprint(paths, SCHEMAS)
    loans, payments = made.resources
    assert (payments.parent, payments.parent_key) == (loans.name, (("loan_id", "id"),))


def test_rows_that_refer_to_it_are_found(blueprint: Any) -> None:
    paths = collection("/users", "User") + collection("/loans", "Loan")
    made = blueprint(paths + below("/users/{id}/loans", "get", f'"200": {shown(many("Loan"))}'), SCHEMAS)
    assert plan(made, "below").role == "related"


def test_members_have_no_path_of_their_own(blueprint: Any) -> None:
    parameters = ", ".join(f"{{name: {name}, in: path, required: true, schema: {UUID}}}" for name in ("id", "userId"))
    member = f"""
/groups/{{id}}/members:
  get: {{operationId: members, parameters: [{{name: id, in: path, required: true, schema: {UUID}}}],
    responses: {{"200": {shown(many("User"))}, "404": {{description: none}}}}}}
/groups/{{id}}/members/{{userId}}:
  put: {{operationId: join, parameters: [{parameters}],
    responses: {{"204": {{description: in}}, "404": {{description: none}}}}}}
"""
    users = collection("/users", "User") + below("/users/{id}/loans", "get", f'"200": {shown(many("Loan"))}')
    made = blueprint(collection("/groups", "Group") + users + member, SCHEMAS)
    assert {plan(made, "join").role, plan(made, "members").role} == {"upsert", "list"}
    assert next(r.member for r in made.resources if r.name == "group_member") == "user"


def test_a_key_that_nobody_is_told_leads_nowhere(blueprint: Any) -> None:
    paths = collection("/names", "Nameless") + below("/names/{id}/approve", "post", f'"200": {shown(one("Nameless"))}')
    made = blueprint(paths, SCHEMAS)
    assert plan(made, "below").role == "custom"
    assert made.resources[0].identity == ()
