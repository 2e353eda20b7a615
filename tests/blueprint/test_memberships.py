"""Which paths say that rows of one resource belong to a row of another."""

from __future__ import annotations

import pytest
from oagen.render.tables import indexes

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
    assert indexes(found) == [("ix_team_members_user_id", "user_id")]  # the primary key leads with the other one
    roles = {plan.operation_id: (plan.role, plan.stub) for plan in found.operations}
    assert roles == {"listMembers": ("list", False), "join": ("upsert", False), "leave": ("delete", False)}
    listing = next(plan for plan in found.operations if plan.role == "list")
    assert listing.view is not None
    assert (listing.view.is_list, listing.view.hidden) == (True, ())


@pytest.mark.parametrize("name", ["userId", "user_id", "user", "memberId", "id"])
def test_a_body_may_name_who_belongs(blueprint, name: str):
    resources = {resource.name: resource for resource in blueprint(_joining(name), SCHEMAS).resources}
    found = resources["team_member"]
    roles = {plan.operation_id: (plan.role, plan.stub) for plan in found.operations}
    assert roles == {"listMembers": ("list", False), "join": ("join", False), "leave": ("delete", False)}
    joining = next(plan for plan in found.operations if plan.role == "join")
    assert joining.change is not None
    assert joining.change.given == {name: "id"}


def _joining(name: str, more: str = "", kind: str = "{type: string, format: uuid}", required: str = "") -> str:
    """`/teams/{id}/members` takes the key of a user in a body, and no PUT."""
    schema = f"{{type: object, required: [{required or name}], properties: {{{name}: {kind}{more}}}}}"
    body = f"{{required: true, content: {{application/json: {{schema: {schema}}}}}}}"
    posted = f"""  post:
    operationId: join
    requestBody: {body}
    responses: {{"204": {{description: joined}}}}
/teams/{{id}}/members/{{user}}:"""
    without_put = [line for line in _paths().splitlines() if not line.startswith("  put:")]
    return "\n".join(without_put).replace("/teams/{id}/members/{user}:", posted)


@pytest.mark.parametrize(
    "text",
    [
        _paths(kind="{type: integer}"),
        _paths(listed="Team"),
        _paths(put="requestBody: {content: {application/json: {schema: {properties: {role: {type: string}}}}}},"),
        _paths(put="x-oagen-role: custom,"),
        _joining("userId", more=", role: {type: string}"),
        _joining("userId", kind="{type: integer}"),
        _joining("userId", required="other"),
        _joining("sponsorId"),
    ],
    ids=[
        "another key",
        "another list",
        "more than keys",
        "said to be custom",
        "more than the key in the body",
        "another key in the body",
        "a key that need not be there",
        "the key of something else",
    ],
)
def test_what_is_no_membership(blueprint, text: str):
    assert not any(resource.member for resource in blueprint(text, SCHEMAS).resources)


def test_members_are_known_by_what_is_said_to_be_unique(blueprint) -> None:
    told = "{type: string, description: A unique identifier for the user.}"
    user = f"""
User:
  type: object
  required: [username]
  properties: {{username: {told}, nick: {{type: string, description: A name that is not unique.}}}}
Team: {{type: object, required: [id], properties: {{id: {{type: integer}}, name: {{type: string}}}}}}
"""
    paths = _paths(kind="{type: string}").replace("format: uuid", "minLength: 1")
    paths = paths.replace("name: user,", "name: userId,").replace("/{user}", "/{userId}")
    users, rest = paths.split("/teams:", 1)
    paths = users.replace("{id}", "{userId}").replace("name: id,", "name: userId,") + "/teams:" + rest
    paths = paths.replace("{type: string, minLength: 1}", "{type: string}")
    resources = {resource.name: resource for resource in blueprint(paths, user).resources}
    assert [key.column for key in resources["user"].identity] == ["username"]
    assert resources["team_member"].member == "user"
    key = resources["team_member"].columns[1].foreign_key
    assert key is not None
    assert (key.table, key.column) == ("users", "username")
