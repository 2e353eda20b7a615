"""Which paths below a row are but properties of it, and what is done with them there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from oagen.blueprint.model import Blueprint, OperationPlan

SCHEMAS = """
Address:
  type: object
  required: [street]
  properties: {street: {type: string}, city: {type: string}}
Parcel:
  type: object
  required: [code, sentAt]
  properties: {code: {type: string}, sentAt: {type: string, format: date-time, readOnly: true}}
Place: {type: object, required: [street, city], properties: {street: {type: string}, city: {type: string}}}
Order:
  type: object
  required: [id, invoice, parcel, score]
  properties:
    id: {type: string, format: uuid, readOnly: true}
    note: {type: string}
    score: {type: integer}
    weight: {type: integer}
    status: {type: string, enum: [open, paid]}
    sellerId: {type: string}
    seller: {$ref: '#/components/schemas/Address'}
    shippingAddress: {$ref: '#/components/schemas/Address', readOnly: true}
    invoice: {$ref: '#/components/schemas/Address'}
    parcel: {$ref: '#/components/schemas/Parcel'}
    tags: {type: array, items: {type: string}}
    options: {type: object, description: Anything}
"""
ORDER = "{$ref: '#/components/schemas/Order'}"
ADDRESS = "{$ref: '#/components/schemas/Address'}"
PART = "{type: object, properties: {city: {type: string}}}"
Make = Callable[..., Blueprint]


def content(schema: str, kind: str = "application/json") -> str:
    return f"{{description: ok, content: {{{kind}: {{schema: {schema}}}}}}}"


def operation(method: str, answer: str = "", body: str = "", status: int = 200, more: str = "") -> str:
    given = f"requestBody: {{required: true, content: {body}}}, " if body else ""
    answer = content(answer) if answer else "{description: done}"
    responses = f'"{status}": {answer}, "404": {{description: none}}{more}'
    return f"  {method}: {{operationId: {method}, {given}responses: {{{responses}}}}}"


def takes(schema: str, kind: str = "application/json") -> str:
    return f"{{{kind}: {{schema: {schema}}}}}"


def roles(make: Make, segment: str, *operations: str) -> dict[str, str]:
    return {method: plan.role for method, plan in plans(make, segment, *operations).items()}


def plans(make: Make, segment: str, *operations: str) -> dict[str, OperationPlan]:
    named = {plan.operation_id: plan for plan in document(make, segment, *operations).operations}
    return {name: plan for name, plan in named.items() if name not in ("create", "read")}


def document(make: Make, segment: str, *operations: str) -> Blueprint:
    parameter = "  parameters: [{name: id, in: path, required: true, schema: {type: string, format: uuid}}]\n"
    below = "\n".join(operations)
    text = f"""
/orders:
  post:
    operationId: create
    requestBody: {{content: {takes(ORDER)}}}
    responses: {{"201": {content(ORDER)}}}
/orders/{{id}}:
{parameter}  get: {{operationId: read, responses: {{"200": {content(ORDER)}}}}}
/orders/{{id}}/{segment}:
{parameter}{below}
"""
    return make(text, SCHEMAS)


@pytest.mark.parametrize("segment", ["shippingAddress", "shipping-address", "shipping_address"])
def test_what_is_called_like_a_property_and_has_its_schema_is_the_property(blueprint: Make, segment: str) -> None:
    found = plans(
        blueprint, segment,
        operation("get", ADDRESS), operation("put", ADDRESS, takes(ADDRESS)),
        operation("patch", ORDER, takes(PART)), operation("delete", status=204),
    )  # fmt: skip
    roles = {method: plan.role for method, plan in found.items()}
    assert roles == {
        "get": "read_property", "put": "replace_property", "patch": "update_property", "delete": "delete_property",
    }  # fmt: skip
    uses = {method: plan.row_property for method, plan in found.items()}
    assert {use.place for use in uses.values() if use} == {("shippingAddress",)}
    assert {method: use.shown for method, use in uses.items() if use} == {
        "get": (), "put": (), "patch": None, "delete": None,
    }  # fmt: skip
    told = [evidence.decision for plan in found.values() for evidence in plan.evidence]
    assert "replaces shippingAddress of the row" in told


def test_there_is_no_second_store(blueprint: Make) -> None:
    parcel = "{$ref: '#/components/schemas/Parcel'}"
    put = operation("put", parcel, takes(parcel))
    made = document(blueprint, "parcel", operation("get", parcel), put, operation("delete", status=204))
    (order,) = made.resources
    assert [plan.role for plan in order.operations] == ["create", "read", "read_property", "replace_property", "custom"]
    assert order.operations[-1].stub  # what must be there is not taken away
    assert {path: [part.property for part in parts] for path, parts in order.parts.items()} == {("parcel",): ["sentAt"]}


@pytest.mark.parametrize(
    ("segment", "operations"),
    [
        ("shipping-address", [operation("get", "{$ref: '#/components/schemas/Place'}")]),  # shows something else
        ("invoice", [operation("delete", status=204)]),  # nothing tells what it is
        ("billing-address", [operation("get", ADDRESS)]),  # no such property
        ("seller", [operation("get", ADDRESS)]),  # the row names it by a key
        ("tags", [operation("get", "{type: array, items: {type: string}}")]),  # a list
        ("note", [operation("post", "{type: string}", takes("{type: string}"))]),  # makes nothing
        ("score", [operation("put", "{type: integer}", takes("{type: string}"))]),  # another type
    ],
)
def test_what_is_not_plain_stays_what_it_was(blueprint: Make, segment: str, operations: list[str]) -> None:
    assert not any(plan.row_property for plan in plans(blueprint, segment, *operations).values())


def test_a_store_stays_where_some_of_it_is_not_understood(blueprint: Make) -> None:
    place = "{$ref: '#/components/schemas/Place'}"
    reading = operation("get", place), operation("put", place, takes(place))
    assert roles(blueprint, "shipping-address", *reading) == {"get": "read", "put": "upsert"}


def test_values_that_are_no_objects(blueprint: Make) -> None:
    number = "{type: integer}"
    assert roles(blueprint, "score", operation("get", number), operation("patch", "", takes(number), 204)) == {
        "get": "read_property", "patch": "replace_property",
    }  # fmt: skip
    text = takes("{type: string}", "text/plain")
    assert roles(blueprint, "note", operation("put", "", text, 204)) == {"put": "replace_property"}
    assert roles(blueprint, "options", operation("put", "", takes("{type: object}"), 204)) == {
        "put": "replace_property"
    }


def test_a_creation_says_so(blueprint: Make) -> None:
    conflict = ', "409": {description: there already}'
    made = plans(blueprint, "shipping-address", operation("post", ADDRESS, takes(ADDRESS), 201, conflict))["post"]
    assert (made.role, made.row_property and made.row_property.refuses) == ("replace_property", True)


def test_plain_values_by_their_names_are_the_row_in_part_and_its_state(blueprint: Make) -> None:
    status = "{type: object, required: [status], properties: {status: {type: string, enum: [open, paid]}}}"
    found = plans(blueprint, "status", operation("get", status), operation("put", status, takes(status)))
    assert {method: plan.role for method, plan in found.items()} == {"get": "read", "put": "transition"}
    assert found["get"].view
    assert "note" in found["get"].view.hidden


def test_a_path_that_shows_the_row_changes_its_property_alone(blueprint: Make) -> None:
    schemas = """
Status: {type: object, properties: {ready: {type: integer}}}
Pod: {type: object, properties: {kind: {type: string}, status: {$ref: '#/components/schemas/Status'}}}
"""
    pod, parameter = (
        "{$ref: '#/components/schemas/Pod'}",
        "[{name: name, in: path, required: true, schema: {type: string}}]",
    )
    text = f"""
/pods:
  post: {{operationId: create, requestBody: {{content: {takes(pod)}}}, responses: {{"201": {content(pod)}}}}}
/pods/{{name}}:
  parameters: {parameter}
  get: {{operationId: read, responses: {{"200": {content(pod)}}}}}
/pods/{{name}}/status:
  parameters: {parameter}
{operation("get", pod)}
{operation("put", pod, takes(pod))}
{operation("patch", pod, takes("{type: array, items: {type: object}}", "application/json-patch+json"))}
"""
    found = {plan.operation_id: plan for plan in blueprint(text, schemas).operations}
    use, body = found["put"].row_property, found["put"].body
    assert [found[name].role for name in ("get", "put", "patch")] == ["read", "replace_property", "custom"]
    assert use
    assert body
    assert (use.place, use.shown, body.wrapper) == (("status",), None, ("status",))


def test_what_is_written_wider_than_it_is_shown_is_held_to_what_is_shown(blueprint: Make) -> None:
    certain, wider = "{type: object, required: [street], properties: {street: {type: string}}}", PART
    held: dict[str, Any] = {
        method: plan.row_property.held_to
        for method, plan in plans(
            blueprint, "invoice", operation("put", ORDER, takes(certain)), operation("patch", ORDER, takes(wider))
        ).items()
        if plan.row_property
    }
    assert (held["put"], bool(held["patch"])) == (None, True)


def test_relationships_are_those_of_the_document(blueprint: Make) -> None:
    linkage = "{anyOf: [{$ref: '#/components/schemas/Identifier'}, {type: 'null'}]}"
    one = f"{{type: object, required: [data], properties: {{data: {linkage}, links: {{type: object}}}}}}"
    schemas = f"""
Identifier: {{type: object, required: [type, id], properties: {{type: {{type: string}}, id: {{type: string}}}}}}
Article:
  type: object
  required: [type, id]
  properties:
    type: {{const: articles}}
    id: {{type: string, readOnly: true}}
    attributes: {{type: object, properties: {{title: {{type: string}}}}}}
    relationships: {{type: object, properties: {{author: {one}}}}}
"""
    article = "{type: object, required: [data], properties: {data: {$ref: '#/components/schemas/Article'}}}"
    parameter = "[{name: id, in: path, required: true, schema: {type: string}}]"
    text = f"""
/articles:
  post: {{operationId: create, requestBody: {{content: {takes(article)}}}, responses: {{"201": {content(article)}}}}}
/articles/{{id}}:
  parameters: {parameter}
  get: {{operationId: read, responses: {{"200": {content(article)}}}}}
/articles/{{id}}/relationships/author:
  parameters: {parameter}
{operation("get", one)}
{operation("patch", one, takes(one))}
"""
    (resource,) = blueprint(text, schemas).resources
    found = {plan.operation_id: plan for plan in resource.operations if plan.row_property}
    assert {name: plan.role for name, plan in found.items()} == {"get": "read_property", "patch": "replace_property"}
    use, view = found["get"].row_property, found["get"].view
    assert use
    assert view
    assert (use.place, view.wrapper, use.stand_in) == (("relationships", "author", "data"), ("data",), (None,))


def test_a_property_of_a_property(blueprint: Make) -> None:
    parameter = "[{name: id, in: path, required: true, schema: {type: integer}}]"
    schemas = """
Proxy: {type: object, required: [host], properties: {host: {type: string}}}
Network:
  type: object
  required: [name]
  properties: {name: {type: string}, proxy: {$ref: '#/components/schemas/Proxy'}}
Device:
  type: object
  required: [id]
  properties: {id: {type: integer, readOnly: true}, network: {$ref: '#/components/schemas/Network'}}
"""
    device, network, proxy = (f"{{$ref: '#/components/schemas/{name}'}}" for name in ("Device", "Network", "Proxy"))
    text = f"""
/devices:
  post: {{operationId: create, requestBody: {{content: {takes(device)}}}, responses: {{"201": {content(device)}}}}}
/devices/{{id}}:
  parameters: {parameter}
  get: {{operationId: read, responses: {{"200": {content(device)}}}}}
/devices/{{id}}/network:
  parameters: {parameter}
{operation("get", network)}
/devices/{{id}}/network/proxy:
  parameters: {parameter}
{operation("put", proxy, takes(proxy))}
"""
    use = next(plan.row_property for plan in blueprint(text, schemas).operations if plan.operation_id == "put")
    assert use
    assert (use.place, use.needs_around) == (("network", "proxy"), True)
