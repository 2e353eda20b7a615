"""What there is one of, and a POST makes: told from collections, and from what else a path may show."""

from __future__ import annotations

import pytest

SCHEMAS = """
Draft:
  type: object
  required: [text]
  properties: {id: {type: string}, text: {type: string}, lines: {$ref: '#/components/schemas/Lines'}}
NewDraft:
  type: object
  required: [text]
  properties: {text: {type: string}, lines: {$ref: '#/components/schemas/Lines'}}
Order:
  type: object
  required: [name]
  properties: {name: {type: string}, lines: {$ref: '#/components/schemas/Lines'}}
Drafts:
  type: object
  required: [drafts]
  properties: {drafts: {type: array, items: {$ref: '#/components/schemas/Draft'}}, total: {type: integer}}
Lines: {type: array, items: {type: object, properties: {title: {type: string}}}}
Force: {type: object, properties: {force: {type: boolean}}}
Report: {type: object, properties: {percent: {type: integer}}}
Entry: {type: object, properties: {name: {type: string}, by: {type: string}, at: {type: string}, sum: {type: integer}}}
"""


def _answer(schema: str) -> str:
    return f"description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}}}"


def _paths(shown: str, given: str, *, made: str = "", more: str = "", parameters: str = "[]", rest: str = "") -> str:
    body = f"{{required: true, {_answer(given).removeprefix('description: ok, ')}}}"
    answer = _answer(made) if made else "description: done"
    return f"""
/draft:
  get:
    operationId: show
    parameters: {parameters}
    responses: {{"200": {{{_answer(shown)}}}, "404": {{description: none}}}}
  post:
    operationId: make
    requestBody: {body}
    responses: {{"201": {{{answer}}}{more}}}
  delete: {{operationId: drop, responses: {{"204": {{description: gone}}}}}}
{rest}"""


def _roles(blueprint, paths):
    return {plan.operation_id: plan.role for plan in blueprint(paths, SCHEMAS).operations}


@pytest.mark.parametrize("made", ["Draft", ""])
def test_a_post_makes_what_a_path_shows_one_of(blueprint, made):
    paths = _paths("Draft", "NewDraft", made=made)
    assert _roles(blueprint, paths) == {"show": "read", "make": "upsert", "drop": "delete"}
    (draft,) = blueprint(paths, SCHEMAS).resources
    assert draft.singleton


def test_a_second_one_is_refused_where_a_conflict_is_documented(blueprint):
    paths = _paths("Draft", "NewDraft", made="Draft", more=', "409": {description: there is one}')
    assert _roles(blueprint, paths)["make"] == "create"


def test_a_list_that_requests_bring_with_others_is_a_property(blueprint):
    assert _roles(blueprint, _paths("Order", "Order"))["show"] == "read"


ITEMS = f"""
/draft/{{draftId}}:
  get:
    operationId: showOne
    parameters: [{{name: draftId, in: path, required: true, schema: {{type: string}}}}]
    responses: {{"200": {{{_answer("Draft")}}}}}
"""


@pytest.mark.parametrize(
    "paths",
    [
        pytest.param(_paths("Draft", "NewDraft", made="Draft", rest=ITEMS), id="items below it"),
        pytest.param(_paths("Drafts", "NewDraft", made="Draft"), id="a list"),
        pytest.param(_paths("Drafts", "Drafts"), id="a list that is made as a whole"),
        pytest.param(
            _paths("Draft", "NewDraft", parameters="[{name: id, in: query, schema: {type: string}}]"),
            id="found by a key",
        ),
        pytest.param(
            _paths("Draft", "NewDraft", parameters="[{name: q, in: query, required: true, schema: {type: string}}]"),
            id="asked for",
        ),
        pytest.param(_paths("Draft", "Force"), id="an action that takes something else"),
        pytest.param(_paths("Draft", "NewDraft", made="Report"), id="an action that gives something else"),
        pytest.param(_paths("Order", "Force", made="Entry"), id="an action that gives an entry in a book"),
    ],
)
def test_nothing_else_is_the_only_one(blueprint, paths):
    assert not any(resource.singleton for resource in blueprint(paths, SCHEMAS).resources)


def test_an_action_on_a_row_that_its_path_shows_makes_nothing(blueprint):
    row = ITEMS.replace("/draft/", "/drafts/")
    paths = f"""
/drafts:
  post:
    operationId: make
    requestBody: {{required: true, {_answer("NewDraft").removeprefix("description: ok, ")}}}
    responses: {{"201": {{{_answer("Draft")}}}}}
{row}
/drafts/{{draftId}}/review:
  parameters: [{{name: draftId, in: path, required: true, schema: {{type: string}}}}]
  get: {{operationId: review, responses: {{"200": {{{_answer("Draft")}}}}}}}
  post:
    operationId: ask
    requestBody: {{required: true, {_answer("Force").removeprefix("description: ok, ")}}}
    responses: {{"201": {{{_answer("Draft")}}}}}
"""
    assert _roles(blueprint, paths) == {"make": "create", "showOne": "read", "review": "read", "ask": "custom"}
