"""Resources whose paths are like those of files."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from oagen.blueprint.model import Blueprint

PATHS = """
/tickets.json:
  get:
    operationId: list
    responses:
      "200":
        description: ok
        content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Ticket'}}}}
  post:
    operationId: add
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Ticket'}}}}
    responses:
      "201":
        description: ok
        headers: {Location: {schema: {type: string}}}
        content: {application/json: {schema: {$ref: '#/components/schemas/Ticket'}}}
/tickets/{ticketId}.json:
  parameters: &key [{name: ticketId, in: path, required: true, schema: {type: integer}}]
  get:
    operationId: read
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Ticket'}}}}}
  delete: {operationId: remove, responses: {"204": {description: ok}, "404": {description: none}}}
/tickets/{ticketId}/notes.json:
  parameters: *key
  get: {operationId: notes, responses: {"200": {description: ok, content: {text/plain: {schema: {type: string}}}}}}
"""
SCHEMAS = """
Ticket:
  type: object
  required: [_links]
  properties:
    id: {type: integer, readOnly: true}
    title: {type: string}
    _links:
      type: object
      readOnly: true
      required: [self, notes, memo]
      properties:
        self: {type: string}
        notes: {type: string}
        memo: {type: string, example: /tickets/3/notes.json}
"""


@pytest.fixture
def made(blueprint: Callable[[str, str], Blueprint]) -> Blueprint:
    return blueprint(PATHS, SCHEMAS)


def test_what_is_like_a_file_is_a_row(made: Blueprint) -> None:
    (ticket,) = made.resources
    assert (ticket.name, ticket.table) == ("ticket", "tickets")
    plans = {plan.operation_id: plan for plan in made.operations}
    assert {name: plan.role for name, plan in plans.items()} == {
        "list": "list",
        "add": "create",
        "read": "read",
        "remove": "delete",
        "notes": "custom",
    }


def test_its_deletion_can_conflict_with_what_refers_to_it(made: Blueprint) -> None:
    assert "409" in made.contract.served["paths"]["/tickets/{ticketId}.json"]["delete"]["responses"]


def test_where_a_row_is_found_is_spelled_like_a_file(made: Blueprint) -> None:
    (add,) = (plan for plan in made.operations if plan.operation_id == "add")
    assert add.location == "/tickets/{id}.json"
    (read,) = (plan for plan in made.operations if plan.operation_id == "read")
    assert read.view.links == {
        ("_links", "self"): ("/tickets/{}.json", ("id",)),
        ("_links", "notes"): ("/tickets/{}/notes.json", ("id",)),
        ("_links", "memo"): ("/tickets/{}/notes.json", ("id",)),
    }
