"""What of HTTP handlers take part in: only what the contract documents."""

from __future__ import annotations

from typing import Any

import pytest

PATHS = """
/notes:
  post:
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
    responses: {"201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}}
/notes/{id}:
  parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
  get:
    responses:
      "200":
        description: ok
        headers: HEADERS
        content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
  delete: {operationId: drop, parameters: [ASKED], responses: {"204": {description: gone}, STATUS: {description: no}}}
"""
SCHEMAS = """
Note: {type: object, properties: {id: {type: integer, readOnly: true}, text: {type: string}}}
"""
TAG, MATCH = "{ETag: {schema: {type: string}}}", "{name: If-Match, in: header, schema: {type: string}}"


@pytest.mark.parametrize(
    ("status", "headers", "asked", "conditions"),
    [
        ('"428"', "{}", MATCH, "required"),
        ('"428"', TAG, "", "required"),
        ('"428"', "{}", "", ""),  # it is about something else
        ('"412"', TAG, "", "optional"),
        ('"412"', "{}", "", ""),
        ('"404"', "{}", MATCH, "optional"),
    ],
)
def test_conditions_are_those_of_tags(blueprint: Any, status: str, headers: str, asked: str, conditions: str) -> None:
    paths = PATHS.replace("STATUS", status).replace("HEADERS", headers).replace("ASKED", asked)
    plans = {plan.operation_id: plan for plan in blueprint(paths, SCHEMAS).operations}
    assert plans["drop"].exchange.conditions == conditions
