"""What is a resource, what identifies it, what it lies below."""

from __future__ import annotations

from typing import Any

import pytest
from oagen.blueprint.making import KeyFormat

SCHEMAS = """
Customer:
  type: object
  required: [id, name, createdAt]
  properties:
    id: {type: string, format: uuid, readOnly: true}
    name: {type: string, maxLength: 80}
    password: {type: string, writeOnly: true}
    createdAt: {type: string, format: date-time, readOnly: true}
Order:
  type: object
  required: [number, total]
  properties:
    number: {type: integer, format: int64, readOnly: true}
    customerId: {type: string, format: uuid}
    total: {type: number, multipleOf: 0.01}
    status: {type: string, enum: [open, closed], default: open}
Page:
  type: object
  required: [items, total]
  properties:
    items: {type: array, items: {$ref: '#/components/schemas/Order'}}
    total: {type: integer}
    nextCursor: {type: [string, "null"]}
"""
PATHS = """
/customers:
  post:
    operationId: createCustomer
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Customer'}}}}
    responses:
      "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Customer'}}}}
/customers/{customerId}:
  parameters: [{name: customerId, in: path, required: true, schema: {type: string, format: uuid}}]
  get:
    operationId: getCustomer
    responses:
      "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Customer'}}}}
  delete: {operationId: deleteCustomer, responses: {"204": {description: gone}}}
/customers/{customerId}/orders:
  parameters: [{name: customerId, in: path, required: true, schema: {type: string, format: uuid}}]
  get:
    operationId: listOrders
    parameters:
      - {name: status, in: query, schema: {type: string, enum: [open, closed]}}
      - {name: minTotal, in: query, schema: {type: number}}
      - {name: cursor, in: query, schema: {type: string}}
      - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50, default: 10}}
      - {name: colour, in: query, schema: {type: string}}
    responses:
      "200": {description: all, content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}
      "404": {description: no such customer}
  post:
    operationId: createOrder
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
    responses: {"201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
/customers/{customerId}/orders/{number}:
  parameters:
    - {name: customerId, in: path, required: true, schema: {type: string, format: uuid}}
    - {name: number, in: path, required: true, schema: {type: integer, format: int64}}
  get:
    operationId: getOrder
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
/customers/{customerId}/orders/{number}/cancel:
  parameters:
    - {name: customerId, in: path, required: true, schema: {type: string, format: uuid}}
    - {name: number, in: path, required: true, schema: {type: integer, format: int64}}
  post: {operationId: cancelOrder, responses: {"204": {description: done}}}
"""


def _roles(resource):
    return {operation.operation_id: operation.role for operation in resource.operations}


def test_collections_with_items_are_resources(blueprint):
    customer, order = blueprint(PATHS, SCHEMAS).resources
    assert (customer.name, customer.class_name, customer.plural) == ("customer", "Customer", "customers")
    assert _roles(customer) == {"createCustomer": "create", "getCustomer": "read", "deleteCustomer": "delete"}
    assert _roles(order) == {"listOrders": "list", "createOrder": "create", "getOrder": "read", "cancelOrder": "custom"}


def test_one_may_be_found_under_the_singular_of_many(blueprint):
    customer, order = blueprint(PATHS.replace("/orders/{number}", "/order/{number}"), SCHEMAS).resources
    assert _roles(order) == {"listOrders": "list", "createOrder": "create", "getOrder": "read", "cancelOrder": "custom"}
    assert order.scope[0].parent == customer.name
    created = next(o for o in order.operations if o.role == "create")
    assert created.location == "/customers/{customer_id}/order/{number}"


def test_a_parameter_means_the_property_of_its_name_or_the_usual_one(blueprint):
    customer, order = blueprint(PATHS, SCHEMAS).resources
    assert [key.column for key in customer.identity] == ["id"]
    assert [(key.parameter, key.python_name) for key in order.identity] == [("number", "number")]
    generated = {f.property: f.generated for r in (customer, order) for f in r.fields if f.generated}
    assert generated == {"id": "uuid", "createdAt": "created_at", "number": "sequence"}


def test_keys_are_issued_in_the_form_that_the_path_can_spell(blueprint):
    schemas = SCHEMAS.replace("id: {type: string, format: uuid, readOnly: true}", "id: {type: string}")
    customer = blueprint(PATHS, schemas.replace("[id, name, createdAt]", "[name, createdAt]")).resources[0]
    key = next(field for field in customer.fields if field.property == "id")
    assert (key.column.type, key.generated, key.read_only) == ("uuid", "uuid", True)


def test_keys_are_numbers_where_some_path_wants_them_as_numbers(blueprint):
    schemas = SCHEMAS.replace("id: {type: string, format: uuid, readOnly: true}", "id: {type: string, readOnly: true}")
    texts = PATHS.replace("{type: string, format: uuid}", "{type: string}")
    below = (
        "/customers/{customerId}/orders:\n  parameters: [{name: customerId, in: path, required: true, schema: {type: "
    )
    paths = texts.replace(f"{below}string}}", f"{below}integer, format: int32}}")
    assert paths != texts
    key = next(field for field in blueprint(paths, schemas).resources[0].fields if field.property == "id")
    assert key.key_format == KeyFormat("1", "0123456789", 8)
    plain = next(field for field in blueprint(texts, schemas).resources[0].fields if field.property == "id")
    assert plain.key_format is not None
    assert plain.key_format.prefix == ""


def test_nested_resources_hold_their_parents_key(blueprint):
    _, order = blueprint(PATHS, SCHEMAS).resources
    assert order.parent == "customer"
    assert order.parent_key == (("customer_id", "id"),)
    assert [(key.column, key.parent) for key in order.scope] == [("customer_id", "customer")]


def test_a_property_that_shows_the_parents_key_is_its_column(blueprint):
    _, order = blueprint(PATHS, SCHEMAS).resources
    shown = next(f for f in order.fields if f.property == "customerId")
    assert (shown.column.name, shown.read_only, shown.column.nullable) == ("customer_id", True, False)
    assert [c.name for c in order.columns].count("customer_id") == 1


def test_custom_operations_carry_the_keys_of_the_rows_that_must_exist(blueprint):
    _, order = blueprint(PATHS, SCHEMAS).resources
    cancel = next(o for o in order.operations if o.role == "custom")
    assert [key.column for key in cancel.keys] == ["customer_id", "number"]
    assert cancel.stub


def test_query_parameters_page_filter_or_are_named_as_unmapped(blueprint):
    _, order = blueprint(PATHS, SCHEMAS).resources
    listing = order.operations[0]
    uses = {a.parameter: (a.use, a.column, a.operator) for a in listing.arguments if a.use == "filter"}
    assert uses == {"status": ("filter", "status", "eq"), "minTotal": ("filter", "total", "ge")}
    assert listing.unmapped == ("colour",)
    assert listing.paging is not None
    assert (listing.paging.style, listing.paging.default_size, listing.paging.maximum_size) == ("cursor", 10, 50)


def test_an_envelope_is_laid_around_the_documents(blueprint):
    _, order = blueprint(PATHS, SCHEMAS).resources
    view = order.operations[0].view
    assert view is not None
    assert (view.wrapper, view.is_list) == (("items",), True)
    assert dict(view.meta) == {"total": ("total",), "next_cursor": ("nextCursor",)}
    assert view.frame == {"items": [], "total": 0} or view.frame["items"] == []


def test_what_is_write_only_is_hidden(blueprint):
    customer, _ = blueprint(PATHS, SCHEMAS).resources
    read = next(o for o in customer.operations if o.role == "read")
    assert read.view is not None
    assert read.view.hidden == ("password",)


def test_the_location_of_a_new_row_names_its_keys(blueprint):
    customer, order = blueprint(PATHS, SCHEMAS).resources
    locations = {o.operation_id: o.location for r in (customer, order) for o in r.operations if o.role == "create"}
    assert locations == {"createCustomer": "/customers/{id}", "createOrder": "/customers/{customer_id}/orders/{number}"}


def test_every_operation_has_one_plan(blueprint):
    plan = blueprint(PATHS, SCHEMAS)
    assert sorted(o.operation_id for o in plan.operations) == sorted(o.id for o in plan.contract.operations)


def test_a_role_can_be_given_by_the_author(blueprint):
    paths = PATHS.replace("post: {operationId: cancelOrder,", "post: {operationId: cancelOrder, x-oagen-role: custom,")
    paths = paths.replace("    operationId: getOrder\n", "    operationId: getOrder\n    x-oagen-role: custom\n")
    _, order = blueprint(paths, SCHEMAS).resources
    read = next(o for o in order.operations if o.operation_id == "getOrder")
    assert read.role == "custom"
    assert read.evidence[0].decided_by == "x-oagen-role"


def test_any_parent_will_do_where_the_author_documents_no_missing_one(blueprint):
    paths = PATHS.replace('      "404": {description: no such customer}\n', "")
    customer, order = blueprint(paths, SCHEMAS).resources
    assert (order.open_scope, order.parent, order.parent_key) == (True, "customer", ())
    assert customer.remembered, "what lies below a deleted customer must not answer"


def test_only_a_parent_will_do_where_the_author_documents_elsewhere_that_it_may_be_missing(blueprint):
    paths = PATHS.replace('      "404": {description: no such customer}\n', "")
    paths = paths.replace('"204": {description: gone}', '"204": {description: gone}, "404": {description: none}')
    _, order = blueprint(paths, SCHEMAS).resources
    assert (order.open_scope, order.parent_key) == (False, blueprint(PATHS, SCHEMAS).resources[1].parent_key)


def test_a_tag_that_is_called_like_a_resource_has_a_module_of_its_own(blueprint):
    paths = PATHS.replace("customer", "repository").replace("Customer", "Repository")
    paths += "\n/sweep: {post: {operationId: sweep, tags: [repository], responses: {'204': {description: done}}}}\n"
    plan = blueprint(paths, SCHEMAS.replace("Customer", "Repository"))
    assert "Repository" in {resource.class_name for resource in plan.resources}
    assert "repository_operations" in {group.name for group in plan.groups}


def test_numbers_that_identify_are_counted(blueprint):
    schemas = SCHEMAS.replace("number: {type: integer, format: int64,", "number: {type: number,")
    _, order = blueprint(PATHS, schemas).resources
    number = next(f for f in order.fields if f.property == "number")
    assert (number.column.type, number.generated) == ("integer", "sequence")


def test_what_there_is_one_of_has_a_table_of_its_own_beside_many_of_that_name(blueprint):
    one = "{description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Service'}}}}"
    body = "{content: {application/json: {schema: {$ref: '#/components/schemas/Service'}}}}"
    many = one.replace(
        "schema: {$ref: '#/components/schemas/Service'}",
        "schema: {type: array, items: {$ref: '#/components/schemas/Service'}}",
    )
    paths = f"""
/services:
  get: {{responses: {{"200": {one}}}}}
  put: {{requestBody: {body}, responses: {{"200": {one}}}}}
/shops/{{shopId}}/services:
  parameters: [{{name: shopId, in: path, required: true, schema: {{type: string}}}}]
  get: {{responses: {{"200": {many}}}}}
  post: {{requestBody: {body}, responses: {{"201": {one}}}}}
"""
    resources = blueprint(paths, "Service: {type: object, properties: {price: {type: number}}}").resources
    assert sorted(resource.name for resource in resources) == ["service", "services"]
    assert len({resource.table for resource in resources}) == len({resource.plural for resource in resources}) == 2


@pytest.mark.parametrize("tag", ["true", "import error", "None"])
def test_classes_are_named_in_capitals_and_words(blueprint, tag):
    plan = blueprint(
        f"/sweep: {{post: {{operationId: sweep, tags: ['{tag}'], responses: {{'204': {{description: done}}}}}}}}", "{}"
    )
    assert ["_" in group.class_name for group in plan.groups] == [False]


def test_what_one_of_two_ways_to_create_leaves_out_has_a_filler(blueprint):
    paths = """
/users:
  post:
    operationId: createUser
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}}
    responses: {"201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
/users/{id}:
  parameters: [{name: id, in: path, required: true, schema: {type: string}}]
  get:
    operationId: getUser
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
  put:
    operationId: putUser
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Put'}}}}
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
"""
    schemas = """
User:
  type: object
  required: [id, email, name]
  properties: {id: {type: string}, email: {type: string, format: email}, name: {type: string}}
New: {type: object, required: [email, name], properties: {email: {type: string, format: email}, name: {type: string}}}
Put: {type: object, required: [name], properties: {email: {type: string, format: email}, name: {type: string}}}
"""
    (user,) = blueprint(paths, schemas).resources
    assert _roles(user)["putUser"] == "upsert"
    assert {field.property: field.generated for field in user.fields} == {
        "id": "text_key",
        "email": "example",
        "name": "",
    }
    (email,) = (field for field in user.fields if field.property == "email")
    assert "@" in email.filler


def test_no_module_is_called_by_a_keyword(blueprint):
    made = blueprint(
        """
        /a:
          post:
            operationId: add
            requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
            responses:
              "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
        /a/{id}:
          parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
          get:
            operationId: read
            responses:
              "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
        """,
        "A: {type: object, properties: {id: {type: integer}, name: {type: string}}}",
    )
    (resource,) = made.resources
    assert (resource.plural, resource.table) == ("as_2", "as")


@pytest.mark.parametrize(
    ("spelled", "shown", "held"),
    [
        ("{type: string}", "{type: string, pattern: '^[a-z]+$'}", {"type": "string", "pattern": "^[a-z]+$"}),
        ("{type: integer}", "{type: integer, minimum: 1}", {"type": "integer", "minimum": 1}),
        ("{type: string, pattern: '^[a-z]+$'}", "{type: string, pattern: '^[a-z]+$'}", None),
        ("{type: string, pattern: '^[a-z]+$'}", "{type: string, description: Its name}", None),
        ("{type: integer}", "{type: string, pattern: '^[a-z]+$'}", None),
        (
            "{type: string}",
            "{type: [string, 'null'], minLength: 9}",
            {"type": ["string", "null"], "minLength": 9},
        ),
        ("{type: string}", "{type: integer}", {"type": "string", "pattern": "^(0|[1-9][0-9]{0,17})$"}),
    ],
)
def test_new_keys_are_held_to_what_documents_may_show(blueprint, spelled, shown, held):
    paths = f"""
    /rooms/{{name}}:
      parameters: [{{name: name, in: path, required: true, schema: {spelled}}}]
      get:
        operationId: getRoom
        responses:
          "200": {{description: OK, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Room"}}}}}}}}
      put:
        operationId: putRoom
        requestBody: {{content: {{application/json: {{schema: {{$ref: "#/components/schemas/Room"}}}}}}}}
        responses:
          "200": {{description: OK, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Room"}}}}}}}}
          "201": {{description: OK, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Room"}}}}}}}}
    """
    made = blueprint(paths, f"Room: {{type: object, required: [name], properties: {{name: {shown}}}}}")
    by_id = {plan.operation_id: plan for plan in made.operations}
    assert by_id["putRoom"].role == "upsert"
    assert [key.held_to for key in by_id["putRoom"].keys] == [held]
    assert [key.held_to for key in by_id["getRoom"].keys] == [None]


def _staff(blueprint: Any, body: str, shown: str = "") -> dict[str, Any]:
    """The columns of leaves, by name, and of assignments, where bodies declare what they bring."""
    given = f"requestBody: {{content: {{application/json: {{schema: {{type: object, {body}}}}}}}}}"
    one = "{description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/%s'}}}}"
    key = "{{name: {0}, in: path, required: true, schema: {{type: integer}}}}"
    paths = f"""
/employees: {{post: {{operationId: hire, responses: {{"201": {one % "Employee"}}}}}}}
/employees/{{id}}:
  parameters: [{key.format("id")}]
  get: {{operationId: getEmployee, responses: {{"200": {one % "Employee"}}}}}
/leaves: {{post: {{operationId: leave, {given}, responses: {{"201": {one % "Leave"}}}}}}}
/leaves/{{id}}:
  parameters: [{key.format("id")}]
  get: {{operationId: getLeave, responses: {{"200": {one % "Leave"}}}}}
/employees/{{id}}/notes/{{nr}}:
  parameters: [{key.format("id")}, {key.format("nr")}]
  get: {{operationId: getNote, responses: {{"200": {{description: ok}}}}}}
/teams: {{post: {{operationId: form, {given}, responses: {{"201": {one % "Team"}}}}}}}
/teams/{{employee_id}}:
  parameters: [{key.format("employee_id")}]
  get: {{operationId: getTeam, responses: {{"200": {one % "Team"}}}}}
"""
    schemas = f"""
Employee: {{type: object, properties: {{id: {{type: integer, readOnly: true}}}}}}
Leave: {{type: object, {shown}properties: {{id: {{type: integer, readOnly: true}}, employee_id: {{type: integer}}}}}}
Team: {{type: object, properties: {{employee_id: {{type: integer}}, name: {{type: string}}}}}}
"""
    resources = {resource.name: resource for resource in blueprint(paths, schemas).resources}
    found = {name: resources[name].fields for name in ("leafe", "team")}
    return {name: next(f for f in fields if f.property == "employee_id") for name, fields in found.items()}


@pytest.mark.parametrize("shown", ["", "required: [employee_id], "], ids=["shown at times", "always shown"])
@pytest.mark.parametrize("needs", ["", "required: [employee_id], "], ids=["may be given", "is given"])
def test_what_names_another_row_refers_to_it_whether_or_not_it_must_be_given(
    blueprint: Any, needs: str, shown: str
) -> None:
    leave = _staff(blueprint, f"{needs}properties: {{employee_id: {{type: integer}}}}", shown)["leafe"]
    assert (leave.generated, leave.read_only) == ("", False)
    assert leave.column.foreign_key.table == "employees"
    assert leave.column.nullable is (not needs or not shown)


@pytest.mark.parametrize("needs", ["", "required: [employee_id], "], ids=["may be given", "is given"])
def test_a_key_that_is_another_rows_is_not_made(blueprint: Any, needs: str) -> None:
    team = _staff(blueprint, f"{needs}properties: {{employee_id: {{type: integer}}, name: {{type: string}}}}")["team"]
    assert team.column.primary_key
    assert (team.generated, team.column.foreign_key.table) == ("", "employees")


def test_what_has_a_default_is_made(blueprint: Any) -> None:
    given = "properties: {employee_id: {type: integer, default: 7}}"
    leave = _staff(blueprint, given, "required: [employee_id], ")["leafe"]
    assert (leave.generated, leave.filler, leave.column.foreign_key) == ("filler", 7, None)
