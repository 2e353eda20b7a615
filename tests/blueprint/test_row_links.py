"""Links of documents to themselves, and to what lies above and below them."""

from __future__ import annotations

import pytest

PATHS = """
/shops/{shopId}/orders:
  parameters: [{name: shopId, in: path, required: true, schema: {type: integer}}]
  get:
    operationId: list
    responses:
      "200":
        description: ok
        content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Order'}}}}
  post:
    operationId: add
    requestBody: {content: {application/json: {schema: {type: object, properties: {note: {type: string}}}}}}
    responses: {"201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
/shops/{shopId}/orders/{id}:
  parameters: &keys
    - {name: shopId, in: path, required: true, schema: {type: integer}}
    - {name: id, in: path, required: true, schema: {type: integer}}
  get:
    operationId: read
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
/shops/{shopId}/orders/{id}/order-lines:
  parameters: *keys
  get: {operationId: lines, responses: {"200": {description: ok, content: {application/json: {schema: {type: array}}}}}}
/shops/{shopId}:
  parameters: [{name: shopId, in: path, required: true, schema: {type: integer}}]
  get: {operationId: shop, responses: {"200": {description: ok, content: {text/plain: {}}}}}
/{any}:
  parameters: [{name: any, in: path, required: true, schema: {type: string}}]
  get: {operationId: any, responses: {"200": {description: ok, content: {text/plain: {}}}}}
"""
SCHEMAS = """
Order:
  type: object
  required: [id, LINK]
  properties:
    id: {type: integer, readOnly: true}
    shopId: {type: integer}
    LINK: SCHEMA
"""
HREF = "{type: object, required: [href], properties: {href: {type: string, format: uri-reference}}}"
ITEM, KEYS = "/shops/{}/orders/{}", ("shopId", "id")


@pytest.mark.parametrize(
    ("name", "schema", "links"),
    [
        ("url", "{type: string, readOnly: true, example: /shops/3/orders/4}", {("url",): (ITEM, KEYS)}),
        (
            "url",
            "{type: string, format: uri, readOnly: true, example: 'https://shop.example/shops/3/orders/4'}",
            {("url",): (f"https://shop.example{ITEM}", KEYS)},
        ),
        ("url", "{type: string, readOnly: true, example: '/shops/{shopId}/orders/{id}'}", {("url",): (ITEM, KEYS)}),
        (
            "lines",
            "{type: string, readOnly: true, example: /shops/3/orders/4/order-lines}",
            {("lines",): (f"{ITEM}/order-lines", KEYS)},
        ),
        ("shop", "{type: string, readOnly: true, example: /shops/3}", {("shop",): ("/shops/{}", ("shopId",))}),
        ("other", "{type: string, readOnly: true, example: /customers/3}", {}),
        ("picture", "{type: string, readOnly: true, example: /3}", {}),
        ("url", "{type: string, example: no path}", {}),
        (
            "_links",
            "{type: object, readOnly: true, required: [self, orderLines, next], properties: "
            f"{{self: {HREF}, orderLines: {HREF}, next: {HREF}}}}}",
            {("_links", "self", "href"): (ITEM, KEYS), ("_links", "orderLines", "href"): (f"{ITEM}/order-lines", KEYS)},
        ),
        (
            "links",
            "{type: object, readOnly: true, required: [self], properties: {self: {type: string}}}",
            {("links", "self"): (ITEM, KEYS)},
        ),
        (
            "links",
            "{type: object, readOnly: true, required: [self], properties: {self: {type: string, format: uri}}}",
            {},
        ),
    ],
)
def test_links_of_a_document_take_its_keys(blueprint, name, schema, links):
    made = blueprint(PATHS, SCHEMAS.replace("LINK", name).replace("SCHEMA", schema))
    (read,) = [plan for plan in made.operations if plan.operation_id == "read"]
    assert dict(read.view.links) == links
