"""Which operations create or delete many documents at once."""

from __future__ import annotations

import pytest

SCHEMAS = """
Pet:
  type: object
  required: [id]
  properties: {id: {type: string, format: uuid, readOnly: true}, name: {type: string}, born: {type: string}}
Visit: {type: object, properties: {at: {type: string}, fee: {type: number}}}
"""
PET = "{$ref: '#/components/schemas/Pet'}"
ONE = f"{{description: Pet, content: {{application/json: {{schema: {PET}}}}}}}"
GIVEN = f"requestBody: {{content: {{application/json: {{schema: {PET}}}}}}}"
ADD = f"post: {{operationId: add, {GIVEN}, responses: {{'201': {ONE}}}}}"
MANY = f"{{type: array, items: {PET}}}"
OTHER = "get: {responses: {'204': {description: None}}}"
WRAPPED = f"{{type: object, properties: {{pets: {MANY}, pagination: {{type: object}}}}}}"


def paths(path: str, operation: str, add: str = ADD) -> str:
    return f"""
/pets:
  {add}
/pets/{{id}}:
  parameters: [{{name: id, in: path, required: true, schema: {{type: string, format: uuid}}}}]
  get: {{operationId: read, responses: {{"200": {ONE}}}}}
{path}:
  {operation}
"""


def post(schema: str = MANY, more: str = "", media: str = "application/json") -> str:
    body = f"{{content: {{{media}: {{schema: {schema}}}}}}}"
    return f"post: {{operationId: many, {more}requestBody: {body}, responses: {{'204': {{description: Done}}}}}}"


@pytest.mark.parametrize("path", ["/pets/bulk", "/pets/createWithList", "/pets:batchCreate"])
@pytest.mark.parametrize(("schema", "wrapper"), [(MANY, ()), (WRAPPED, ("pets",))], ids=["bare", "wrapped"])
def test_a_list_of_documents_is_created(blueprint, path: str, schema: str, wrapper: tuple[str, ...]):
    (pet,) = blueprint(paths(path, post(schema)), SCHEMAS).resources
    plan = next(plan for plan in pet.operations if plan.operation_id == "many")
    assert (plan.role, plan.stub, plan.location) == ("create_many", False, "")
    assert plan.body is not None
    assert (plan.body.is_list, plan.body.wrapper) == (True, wrapper)


def test_a_collection_may_take_lists_only(blueprint):
    (pet,) = blueprint(paths("/other", OTHER, post()), SCHEMAS).resources
    assert {plan.operation_id: plan.role for plan in pet.operations} == {"many": "create_many", "read": "read"}
    assert {field.property: field.read_only for field in pet.fields} == {"id": True, "name": False, "born": False}


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/pets/bulk", post("{type: array, items: {$ref: '#/components/schemas/Visit'}}")),
        ("/pets/bulk", post(f"{{type: object, properties: {{pets: {MANY}, mood: {{type: string}}}}}}")),
        ("/pets/bulk", post(more="x-oagen-role: custom, ")),
        ("/pets/bulk", post().replace("post:", "put:")),
        ("/pets/{id}/friends", post()),
        ("/shops/bulk", post()),
        ("/pets/bulk", post(media="application/x-www-form-urlencoded")),
    ],
    ids=["others", "and more", "the author says so", "another method", "below one pet", "elsewhere", "a form"],
)
def test_other_operations_are_not(blueprint, path: str, operation: str):
    plans = {plan.operation_id: plan.role for plan in blueprint(paths(path, operation), SCHEMAS).operations}
    assert plans["many"] == "custom"


CHANGE = "{type: object, required: [id], properties: {id: {type: string, format: uuid}, name: {type: string}}}"


@pytest.mark.parametrize(
    ("path", "method"),
    [("/pets", "patch"), ("/pets/bulk", "patch"), ("/pets/bulk-update", "post"), ("/pets:batchUpdate", "put")],
)
def test_documents_that_tell_their_identity_are_changed(blueprint, path: str, method: str):
    operation = post(f"{{type: array, items: {CHANGE}}}").replace("post:", f"{method}:")
    made = paths(path, operation) if path != "/pets" else paths("/other", OTHER, f"{ADD}\n  {operation}")
    plan = next(plan for plan in blueprint(made, SCHEMAS).operations if plan.operation_id == "many")
    assert (plan.role, plan.stub) == ("update_many", False)


@pytest.mark.parametrize(
    ("path", "method", "schema"),
    [
        ("/pets/bulk", "patch", MANY),
        ("/pets/bulk", "patch", f"{{type: array, items: {CHANGE.replace('required: [id], ', '')}}}"),
        ("/pets/bulk", "patch", CHANGE),
        ("/pets/bulk", "put", f"{{type: array, items: {CHANGE}}}"),
    ],
    ids=["the server's identity", "without identity", "one document", "in the place of all, or of each"],
)
def test_what_is_meant_must_be_told(blueprint, path: str, method: str, schema: str):
    operation = post(schema).replace("post:", f"{method}:")
    plans = {plan.operation_id: plan.role for plan in blueprint(paths(path, operation), SCHEMAS).operations}
    assert plans["many"] == "custom"


def query(*names: str, more: str = "", kind: str = "string") -> str:
    schema = f"schema: {{type: {kind}}}"
    parameters = ", ".join(f"{{name: {name}, in: query, {more}{schema}}}" for name in names)
    return f"delete: {{operationId: many, parameters: [{parameters}], responses: {{'204': {{description: Done}}}}}}"


def by_body(properties: str, needs: str = "required: [ids], ", more: str = "required: true, ") -> str:
    body = f"{{{more}content: {{application/json: {{schema: {{type: object, {needs}properties: {properties}}}}}}}}}"
    return f"post: {{operationId: many, requestBody: {body}, responses: {{'204': {{description: Done}}}}}}"


IDS = "{ids: {type: array, items: {type: string, format: uuid}}}"


@pytest.mark.parametrize(
    ("path", "operation", "filters"),
    [
        ("/pets", query(), []),
        ("/pets", query("name"), [("name", "eq")]),
        ("/pets/bulk", query("name", "born", more="required: true, "), [("name", "eq"), ("born", "eq")]),
        ("/pets/bulk-delete", by_body(IDS), [("id", "in")]),
        ("/pets:batchDelete", by_body(IDS), [("id", "in")]),
    ],
)
def test_what_a_request_names_is_deleted(blueprint, path: str, operation: str, filters: list[tuple[str, str]]):
    made = paths(path, operation) if path != "/pets" else paths("/other", OTHER, f"{ADD}\n  {operation}")
    plan = next(plan for plan in blueprint(made, SCHEMAS).operations if plan.operation_id == "many")
    assert plan.role == "clear"
    assert [(a.column, a.operator) for a in plan.arguments if a.use == "filter"] == filters


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/pets", query("mood")),
        ("/pets", query("name", "limit")),
        ("/pets", query("name", kind="[string, 'null']")),
        ("/pets/bulk", query("name")),
        ("/pets/bulk-delete", by_body(IDS, needs="")),
        ("/pets/bulk-delete", by_body(IDS, more="required: false, ")),
        ("/pets/bulk-delete", by_body("{ids: {type: [array, 'null'], items: {type: string, format: uuid}}}")),
        ("/pets/bulk", query()),
        ("/pets/bulk", query("mood")),
        ("/pets/expired", query("name")),
        ("/pets/bulk-delete", by_body("{ids: {type: array, items: {type: object}}}")),
        ("/pets/bulk-delete", post("{type: array, items: {type: string}}")),
    ],
)
def test_nothing_is_deleted_that_may_not_be_meant(blueprint, path: str, operation: str):
    made = paths(path, operation) if path != "/pets" else paths("/other", OTHER, f"{ADD}\n  {operation}")
    plan = next(plan for plan in blueprint(made, SCHEMAS).operations if plan.operation_id == "many")
    assert plan.role == "custom"
