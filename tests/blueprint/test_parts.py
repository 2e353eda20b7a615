"""What the server adds to the objects inside a document."""

from __future__ import annotations

from typing import Any

import pytest
from oagen.blueprint.making import PartField
from oagen.blueprint.model import Blueprint

SCHEMAS = """
LineIn:
  type: object
  required: [text]
  properties: {{text: {{type: string}}, quantity: {{type: integer, default: 1}}}}
Line:
  allOf:
    - $ref: '#/components/schemas/LineIn'
    - type: object
      required: {required}
      properties: {properties}
OrderIn: {{type: object, properties: {{lines: {{type: array, items: {{$ref: '#/components/schemas/LineIn'}}}}}}}}
Order:
  type: object
  required: [id]
  properties:
    id: {{type: integer}}
    lines: {{type: array, items: {{$ref: '#/components/schemas/Line'}}}}
"""
PATHS = """
/orders:
  post:
    operationId: addOrder
    requestBody:
      required: true
      content: {application/json: {schema: {$ref: '#/components/schemas/OrderIn'}}}
    responses:
      "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
/orders/{id}:
  parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
  get:
    operationId: readOrder
    responses:
      "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
"""


def _parts(made: Blueprint) -> dict[tuple[str, ...], tuple[PartField, ...]]:
    (resource,) = made.resources
    return dict(resource.parts)


@pytest.mark.parametrize(
    ("properties", "required", "expected"),
    [
        ("{id: {type: string, format: uuid}}", "[id]", ("id", "uuid", None)),
        ("{id: {type: string, format: uuid}}", "[]", ("id", "uuid", None)),
        ("{lineId: {type: integer}}", "[]", ("lineId", "sequence", None)),
        ("{position: {type: integer}}", "[position]", ("position", "position", None)),
        ("{addedAt: {type: string, format: date-time}}", "[addedAt]", ("addedAt", "created_at", None)),
        ("{kind: {type: string, enum: [a, b]}}", "[kind]", ("kind", "filler", "a")),
        ("{name: {type: string}}", "[name]", ("name", "example", "string")),
        ("{note: {type: [string, 'null']}}", "[note]", ("note", "filler", None)),
        ("{}", "[quantity]", ("quantity", "filler", 1)),
        ("{createdAt: {type: string, format: date-time}}", "[]", ("createdAt", "created_at", None)),
        ("{updatedAt: {type: string, format: date-time}}", "[]", ("updatedAt", "updated_at", None)),
        ("{updated: {type: boolean}}", "[]", None),
        ("{id: {type: string, enum: [a]}}", "[]", None),
        ("{note: {type: string}}", "[]", None),
        ("{orderId: {type: string, format: uuid}}", "[]", None),
    ],
)
def test_what_answers_must_have_and_requests_need_not_bring(
    blueprint: Any, properties: str, required: str, expected: tuple[str, str, Any] | None
) -> None:
    found = _parts(blueprint(PATHS, SCHEMAS.format(required=required, properties=properties)))
    fields = found.get(("lines", "*"), ())
    assert [(each.property, each.generated, each.filler) for each in fields] == ([expected] if expected else [])
    assert found.keys() <= {("lines", "*")}


def test_a_key_that_is_a_text_has_a_format(blueprint: Any) -> None:
    schemas = SCHEMAS.format(required="[id]", properties="{id: {type: string, pattern: '^line_[a-z]{12}$'}}")
    (field,) = _parts(blueprint(PATHS, schemas))["lines", "*"]
    assert field.key_format is not None
    assert (field.generated, field.key_format.prefix, field.key_format.length) == ("text_key", "line_", 12)


def test_read_only_properties_are_the_server_s(blueprint: Any) -> None:
    schemas = """
OrderIn: {$ref: '#/components/schemas/Order'}
Order:
  type: object
  required: [id]
  properties:
    id: {type: integer, readOnly: true}
    address:
      type: object
      required: [street, formatted]
      properties: {street: {type: string}, formatted: {type: string, readOnly: true}}
    parts: {type: array, items: {$ref: '#/components/schemas/Part'}}
Part:
  type: object
  required: [id]
  properties:
    id: {type: string, format: uuid, readOnly: true}
    parts: {type: array, items: {$ref: '#/components/schemas/Part'}}
"""
    found = _parts(blueprint(PATHS, schemas))
    assert [field.property for field in found["address",]] == ["formatted"]
    # what holds itself is completed down to where it does
    assert [path for path in found if path != ("address",)] == [("parts", "*")]


def test_an_object_of_the_server_has_times_of_its_own(blueprint: Any) -> None:
    schemas = """
OrderIn: {type: object, properties: {text: {type: string}}}
Order:
  type: object
  required: [id, meta]
  properties:
    id: {type: integer}
    text: {type: string}
    meta:
      type: object
      required: [createdAt, by]
      properties:
        createdAt: {type: string, format: date-time}
        updatedAt: {type: string, format: date-time}
        by: {type: string}
"""
    made = blueprint(PATHS, schemas)
    fields = {field.property: field.generated for field in _parts(made)["meta",]}
    assert fields == {"createdAt": "created_at", "updatedAt": "updated_at"}
    (meta,) = (field for field in made.resources[0].fields if field.property == "meta")
    assert meta.filler == {"by": "string"}
