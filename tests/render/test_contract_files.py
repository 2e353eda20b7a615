"""openapi.yaml and contract.json read back as what was written."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from oagen.contract import dump_contract
from oagen.contract.walk import references
from oagen.pipeline import Input, make_plan
from oagen.render.contract_files import compiled_schemas, contract_json, openapi_yaml

TEXT = st.text(st.one_of(st.characters(), st.sampled_from(" \n\t:#'\"-|>0e.1\ud800\x85\u2028")), max_size=30)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=8,
)


@given(VALUES)
@example(" \n")
@example("\n  a\n b ")
@example("a\n#b\n")
def test_yaml_reads_back(value: Any) -> None:
    document = {"value": value}
    assert yaml.safe_load(openapi_yaml(document)) == document


@pytest.mark.parametrize(
    "text",
    ["yes", "1", "1e3", "0o17", "0x1F", "1_000", "2020-01-01", "null", "~", ".5", "12:30:45", ".inf", "=", "3.0"],
)
def test_text_that_looks_like_something_else_is_quoted(text: str) -> None:
    assert openapi_yaml({"x": text}) == f"x: '{text}'\n".encode()


def test_yaml_has_neither_aliases_nor_flow_style() -> None:
    shared = {"type": "string"}
    assert openapi_yaml({"b": shared, "a": [shared, "two\nlines"]}) == (
        b"b:\n  type: string\na:\n- type: string\n- |-\n  two\n  lines\n"
    )


def test_contract_json_has_one_operation_a_line() -> None:
    dumped = {
        "title": "t",
        "schemas": {"A": {"type": "null"}},
        "operations": [{"id": "a"}, {"id": "b"}],
        "refusals": {},
    }
    text = contract_json(dumped)
    assert json.loads(text) == dumped
    assert text.decode().splitlines() == [
        "{",
        '"title": "t",',
        '"schemas": {',
        '"A": {"type":"null"}',
        "},",
        '"operations": [',
        '{"id":"a"},',
        '{"id":"b"}',
        "],",
        '"refusals": {}',
        "}",
    ]


KINDS = """
openapi: 3.0.3
info: {title: Apps, version: "1"}
paths:
  /apps:
    post:
      operationId: createApp
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewApp'}}}}
      responses:
        "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/App'}}}}
  /apps/{id}:
    get:
      operationId: getApp
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/App'}}}}
components:
  schemas:
    NewApp: {type: object, required: [mode], properties: {mode: {enum: [BASIC, TOKEN]}, credentials: {type: object}}}
    App:
      type: object
      required: [mode]
      discriminator:
        propertyName: mode
        mapping: {BASIC: '#/components/schemas/Basic', TOKEN: '#/components/schemas/Token'}
      properties: {id: {type: string, readOnly: true}, mode: {type: string}}
    Basic:
      allOf:
        - $ref: '#/components/schemas/App'
        - {type: object, properties: {credentials: {$ref: '#/components/schemas/ByUser'}}}
    Token:
      allOf:
        - $ref: '#/components/schemas/App'
        - {type: object, properties: {credentials: {$ref: '#/components/schemas/ByToken'}}}
    ByUser: {type: object, required: [user], properties: {user: {type: string}}}
    ByToken: {type: object, required: [token], properties: {token: {type: string}}}
"""


def test_the_application_has_what_its_services_hold_values_to() -> None:
    """Though no operation leads there: a kind that is made by `allOf` refers to what it is made of, not the reverse."""
    planned, _ = make_plan(Input("openapi.yaml", text=KINDS.encode()))
    assert planned is not None
    held = list(compiled_schemas(planned.blueprint))
    assert {name for schema in held for name in references(schema)} >= {"contract:schemas#/ByUser"}
    alone, whole = (dump_contract(planned.blueprint.contract, also)["schemas"] for also in ((), held))
    assert whole.keys() - alone.keys() == {"ByUser", "ByToken"}
