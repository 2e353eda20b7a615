"""Text keys that the server makes are such as the schema of the identity admits."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest
from oagen.blueprint.key_formats import are_uuids, key_format
from oagen.blueprint.shapes import Shapes
from oagen.contract.model import Contract


def _shapes():
    return Shapes(Contract("t", "1", "", "3.1.0", "2020-12", "", (), {}))


def _form(**schema):
    return key_format(_shapes(), {"type": "string", **schema})


@pytest.mark.parametrize(
    ("schema", "prefix", "length", "suffix"),
    [
        ({"pattern": "^ZS[0-9a-f]{32}$"}, "ZS", 32, ""),
        ({"pattern": r"^[\da-z]{26}$"}, "", 26, ""),
        ({"pattern": "^key_.+$"}, "key_", 20, ""),
        ({"pattern": "^key_.+$", "maxLength": 10}, "key_", 6, ""),
        ({"pattern": "^/rooms/[^/]+/door$"}, "/rooms/", 20, "/door"),
        ({"pattern": "^(urn:)?[a-z]{1,8}$"}, "", 8, ""),
        ({"pattern": "^x"}, "x", 20, ""),
        ({"maxLength": 8}, "", 8, ""),
        ({"type": "string", "format": "int64"}, "1", 14, ""),
        ({}, "", 20, ""),
    ],
)
def test_they_fit(schema, prefix, length, suffix):
    form = _form(**schema)
    assert form is not None
    assert (form.prefix, form.length, form.suffix) == (prefix, length, suffix)
    key = prefix + "".join(Random(1).choices(form.alphabet, k=length)) + suffix
    assert re.search(schema.get("pattern", ""), key)
    assert len(key) <= schema.get("maxLength", len(key))


@pytest.mark.parametrize("pattern", ["^(a|b)+c$", "^(?!x)[a-z]*$", "^((a+)+)+$", "^fixed$", "("])
def test_what_is_beyond_them_is_left_to_the_client(pattern):
    assert _form(pattern=pattern) is None


@pytest.mark.parametrize(
    ("example", "prefix", "length", "characters"),
    [
        ("cus_9s6XKzkNRiz8i3", "cus_", 14, "aZ0"),
        ("SM0123456789", "", 12, "A0"),
        ("msg-00000001", "msg-", 12, "0"),
        ("gold", "", 20, "a0"),
        ("someone@example.com", "", 20, "a0"),
    ],
)
def test_they_look_like_the_example(example, prefix, length, characters):
    form = _form(examples=[example])
    assert form is not None
    assert (form.prefix, form.length) == (prefix, length)
    assert set(characters) <= set(form.alphabet)
    assert ("A" in form.alphabet) == bool(set(characters) & set("AZ"))


def test_an_example_that_does_not_fit_is_not_followed():
    form = _form(examples=["cus_9s6XKzkNRiz8i3"], maxLength=10)
    assert form is not None
    assert (form.prefix, form.length) == ("", 10)


@pytest.mark.parametrize(
    ("schema", "are"),
    [
        ({"examples": ["3fa85f64-5717-4562-b3fc-2c963f66afa6"]}, True),
        ({"examples": ["3fa85f64-5717-4562-b3fc-2c963f66afa6"], "maxLength": 35}, False),
        ({"examples": ["gold"]}, False),
        ({}, False),
    ],
)
def test_keys_may_be_uuids_by_example(schema, are):
    assert are_uuids(_shapes(), {"type": "string", **schema}) == are


NUMBERED = """
/owners:
  post:
    operationId: addOwner
    requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/NewOwner'}}}}
    responses: {"201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Owner'}}}}}
/owners/{id}:
  get:
    operationId: owner
    parameters: [{name: id, in: path, required: true, schema: {type: number}}]
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Owner'}}}}}
/owners/{ownerId}/cats:
  get:
    operationId: catsOfOwner
    parameters: [{name: ownerId, in: path, required: true, schema: {type: number}}]
    responses:
      "200":
        description: ok
        content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Cat'}}}}
/cats:
  post:
    operationId: addCat
    requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}}}}
    responses: {"201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}}}}}
/cats/{id}:
  get:
    operationId: cat
    parameters: [{name: id, in: path, required: true, schema: {type: number}}]
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}}}}}
"""
NUMBERED_SCHEMAS = """
NewOwner: {type: object, required: [name], properties: {name: {type: string}}}
Owner: {type: object, required: [id, name], properties: {id: {type: number}, name: {type: string}}}
Cat: {type: object, properties: {id: {type: number}, age: {type: number}, ownerId: {type: number}}}
"""


def test_keys_that_are_any_number_are_counted_and_referred_to(blueprint: Any) -> None:
    owner, cat = blueprint(NUMBERED, NUMBERED_SCHEMAS).resources
    columns = {column.name: column for column in cat.columns}
    keys = [next(field for field in resource.fields if field.column.primary_key) for resource in (owner, cat)]
    assert [(key.column.type, key.generated) for key in keys] == [("integer", "sequence")] * 2
    reference = columns["owner_id"]
    assert (reference.type, reference.foreign_key.table, columns["age"].type) == ("integer", "owners", "double")
    assert next(plan.role for plan in cat.operations if plan.operation_id == "catsOfOwner") == "related"


def test_texts_of_any_length_refer_to_keys_that_are_texts(blueprint: Any) -> None:
    _, cat = blueprint(
        NUMBERED.replace("type: number", "type: string"), NUMBERED_SCHEMAS.replace("number", "string")
    ).resources
    reference = next(column for column in cat.columns if column.name == "owner_id")
    assert (reference.type, reference.length, reference.foreign_key.table) == ("string", 255, "owners")
    assert next(plan.role for plan in cat.operations if plan.operation_id == "catsOfOwner") == "related"
