"""Which paths say that rows of one resource belong to a row of another."""

from __future__ import annotations

import pytest

SCHEMAS = """
User: {type: object, required: [id], properties: {id: {type: string, format: uuid}, name: {type: string}}}
Team: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string}}}
"""


def _one(name: str) -> str:
    return f"{{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}"


def _collection(path: str, name: str, kind: str) -> str:
    return f"""
{path}:
  post:
    operationId: add{name}
    requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}
    responses: {{"201": {_one(name)}}}
{path}/{{id}}:
  parameters: [{{name: id, in: path, required: true, schema: {kind}}}]
  get: {{operationId: read{name}, responses: {{"200": {_one(name)}}}}}
"""


def _paths(kind: str = "{type: string, format: uuid}", put: str = "", listed: str = "User") -> str:
    many = f"{{type: array, items: {{$ref: '#/components/schemas/{listed}'}}}}"
    return f"""{_collection("/users", "User", "{type: string, format: uuid}")}
{_collection("/teams", "Team", "{type: integer}")}
/teams/{{id}}/members:
  parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
  get:
    operationId: listMembers
    responses: {{"200": {{description: ok, content: {{application/json: {{schema: {many}}}}}}}}}
/teams/{{id}}/members/{{user}}:
  parameters:
    - {{name: id, in: path, required: true, schema: {{type: integer}}}}
    - {{name: user, in: path, required: true, schema: {kind}}}
  put: {{operationId: join, {put} responses: {{"204": {{description: joined}}}}}}
  delete: {{operationId: leave, responses: {{"204": {{description: left}}}}}}
"""


def test_a_membership_is_a_table_of_keys(blueprint):
    resources = {resource.name: resource for resource in blueprint(_paths(), SCHEMAS).resources}
    found = resources["team_member"]
    assert found.member == "user"
    assert [(c.name, c.type, c.primary_key) for c in found.columns] == [
        ("team_id", "integer", True),
        ("user_id", "uuid", True),
    ]
    key = found.columns[1].foreign_key
    assert key is not None
    assert (key.table, key.column, key.cascade) == ("users", "id", True)
    roles = {plan.operation_id: (plan.role, plan.stub) for plan in found.operations}
    assert roles == {"listMembers": ("list", False), "join": ("upsert", False), "leave": ("delete", False)}
    listing = next(plan for plan in found.operations if plan.role == "list")
    assert listing.view is not None
    assert (listing.view.is_list, listing.view.hidden) == (True, ())


@pytest.mark.parametrize(
    "text",
    [
        _paths(kind="{type: integer}"),
        _paths(listed="Team"),
        _paths(put="requestBody: {content: {application/json: {schema: {properties: {role: {type: string}}}}}},"),
        _paths(put="x-oagen-role: custom,"),
    ],
    ids=["another key", "another list", "more than keys", "said to be custom"],
)
def test_what_is_no_membership(blueprint, text: str):
    assert not any(resource.member for resource in blueprint(text, SCHEMAS).resources)
