"""What authors plainly mean by their paths, keys and schemas, though no word of the contract says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from oagen.blueprint.model import Blueprint, OperationPlan, Resource
from oagen.render.rules import sources_on_create, untold_properties

SCHEMAS = """
Project: {type: object, required: [id, name], properties: {id: {type: integer}, name: {type: string}}}
Task:
  type: object
  required: [id, project_id, title, done, priority, votes, kind, isActive]
  properties:
    id: {type: integer}
    project_id: {type: integer}
    title: {type: string, maxLength: 40}
    done: {type: boolean}
    isActive: {type: boolean}
    priority: {type: number, minimum: 0.5}
    votes: {type: integer, minimum: 0, example: 7}
    kind: {type: string, enum: [chore, feature], example: feature}
    note: {type: string}
Note:
  type: object
  required: [id, task_id, text]
  properties: {id: {type: string}, task_id: {type: integer}, text: {type: string}}
Stock: {type: object, required: [sku, quantity], properties: {sku: {type: string}, quantity: {type: integer}}}
Settings: {type: object, properties: {theme: {type: string}}}
"""
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


def _asked(name: str, kind: Any, place: str = "query") -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": kind}


def _operation(name: str, shown: str, *parameters: Any, takes: Any = None, more: Any = None) -> dict[str, Any]:
    """An operation that shows a component, or for `[Task]` an array of it, and takes an object with properties."""
    one = {"$ref": f"#/components/schemas/{shown.strip('[]')}"}
    schema = {"type": "array", "items": one} if shown.startswith("[") else one
    missing = {"404": {"description": "no"}}
    body = {"type": "object", "properties": takes, **(more or {})}
    return {
        "operationId": name,
        "parameters": list(parameters),
        **({"requestBody": {"content": {"application/json": {"schema": body}}}} if takes else {}),
        "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}
        | (missing if name in ("putTask", "listNotes", "addNote") else {}),
    }


ID, TASK = _asked("id", NUMBER, "path"), _asked("task", NUMBER, "path")
STOCK = (_asked("store", TEXT, "path"), _asked("sku", TEXT, "path"))
PATHS = {
    "/projects": {"post": _operation("createProject", "Project", takes={"name": TEXT})},
    "/projects/{id}": {"get": _operation("getProject", "Project", ID)},
    "/projects/{id}/tasks": {
        "get": _operation("listProjectTasks", "[Task]", ID),
        "post": _operation("createTask", "Task", ID, takes={"title": TEXT, "note": TEXT}),
    },
    "/tasks": {"get": _operation("listTasks", "[Task]", _asked("starting_after", NUMBER), _asked("colour", TEXT))},
    "/tasks/{task}": {
        "get": _operation("getTask", "Task", TASK),
        "put": _operation(
            "putTask",
            "Task",
            TASK,
            _asked("dryRun", {"type": "boolean"}),
            takes={"title": TEXT},
            more={"additionalProperties": False},
        ),
    },
    "/tasks/{task}/state": {
        "get": _operation("getState", "Task", TASK),
        "put": _operation("putState", "Task", TASK, takes={"done": {"type": "boolean"}}),
    },
    "/tasks/{task}:finish": {"post": _operation("finishTask", "Task", TASK)},
    "/tasks/{task}/notes": {
        "get": _operation("listNotes", "[Note]", TASK),
        "post": _operation("addNote", "Note", TASK, takes={"text": TEXT}),
    },
    "/stores/{store}/stock/{sku}": {
        "get": _operation("getStock", "Stock", *STOCK),
        "put": _operation("putStock", "Stock", *STOCK, takes={"quantity": NUMBER}),
    },
    "/settings": {
        "get": _operation("getSettings", "Settings"),
        "patch": _operation("patchSettings", "Settings", takes={"theme": TEXT}),
    },
}


@pytest.fixture
def resources(blueprint: Callable[..., Blueprint]) -> dict[str, Resource]:
    """The resources, by name."""
    return {resource.name: resource for resource in blueprint(json.dumps(PATHS), SCHEMAS).resources}


def _plans(resource: Resource) -> dict[str, OperationPlan]:
    return {plan.operation_id: plan for plan in resource.operations}


def _primary(resource: Resource) -> list[str]:
    return [column.name for column in resource.columns if column.primary_key]


def test_an_item_whose_path_has_no_room_for_its_parents(resources: dict[str, Resource]) -> None:
    task, plans = resources["task"], _plans(resources["task"])
    assert {name: plan.role for name, plan in plans.items()} == {
        "listProjectTasks": "list",
        "createTask": "create",
        "listTasks": "list",
        "getTask": "read",
        "putTask": "replace",
        "getState": "read",
        "putState": "update",
        "finishTask": "transition",
    }
    assert (task.shallow, task.parent, _primary(task)) == (True, "project", ["id"])
    assert [key.column for key in plans["getTask"].keys] == ["id"]
    assert [key.column for key in plans["createTask"].keys] == ["project_id"]
    assert plans["listTasks"].keys == ()
    assert plans["createTask"].location == "/tasks/{id}"
    assert resources["note"].parent_key == (("task_id", "id"),)


def test_what_is_shown_as_the_row_above_it_is_the_row(resources: dict[str, Resource]) -> None:
    plans = _plans(resources["task"])
    assert [key.column for name in ("getState", "putState") for key in plans[name].keys] == ["id", "id"]
    assert "state" not in resources


def test_a_verb_behind_a_colon(resources: dict[str, Resource]) -> None:
    finish = _plans(resources["task"])["finishTask"]
    assert [key.column for key in finish.keys] == ["id"]
    assert finish.change is not None
    assert finish.change.values == {"done": True}


def test_a_list_goes_on_after_the_last_document_seen(resources: dict[str, Resource]) -> None:
    listing = _plans(resources["task"])["listTasks"]
    assert [(a.parameter, a.use) for a in listing.arguments] == [("starting_after", "cursor")]
    assert listing.paging is not None
    assert (listing.paging.cursor_key, resources["task"].sort_column) == ("id", "id")
    assert listing.unmapped == ("colour",)


def test_what_a_write_could_be_asked_for_is_named(resources: dict[str, Resource]) -> None:
    assert _plans(resources["task"])["putTask"].unmapped == ("dryRun",)


def test_rows_that_no_path_leads_to_have_keys_of_their_own(resources: dict[str, Resource]) -> None:
    note = resources["note"]
    assert _primary(note) == ["id"]
    by_property = {field.property: field for field in note.fields}
    assert by_property["id"].generated == "text_key"
    assert by_property["task_id"].column.name == note.scope[0].column


def test_keys_that_clients_choose_count_within_their_parent(resources: dict[str, Resource]) -> None:
    assert _primary(resources["stock"]) == ["store", "sku"]


def test_a_replacement_leaves_what_it_has_no_word_for(resources: dict[str, Resource]) -> None:
    assert untold_properties(resources["task"]) == ["done", "note"]


def test_what_nobody_sets_begins_with_the_least_there_is(resources: dict[str, Resource]) -> None:
    sources = sources_on_create(resources["task"])
    assert {name: sources[name] for name in ("done", "isActive", "votes", "kind")} == {
        "done": "lambda: False",
        "isActive": "lambda: True",
        "votes": "lambda: 0",
        "kind": 'lambda: "chore"',
    }
    assert sources["priority"] != "lambda: 0"


def test_what_may_be_written_wider_is_shown_where_it_fits(resources: dict[str, Resource]) -> None:
    view = _plans(resources["task"])["getTask"].view
    assert view is not None
    assert (view.hidden, dict(view.fitting)) == ((), {"title": {"type": "string", "maxLength": 40}})


def test_what_is_there_but_once_is_made_by_its_first_change(resources: dict[str, Resource]) -> None:
    plans = _plans(resources["settings"])
    assert {name: plan.role for name, plan in plans.items()} == {"getSettings": "read", "patchSettings": "upsert"}
    assert plans["getSettings"].open_keys


def test_resource_objects_of_json_api_are_documents(blueprint: Callable[..., Blueprint]) -> None:
    schemas = """
    Article:
      type: object
      required: [id, type, attributes]
      properties:
        id: {type: string}
        type: {const: articles}
        attributes: {type: object, properties: {title: {type: string}, body: {type: string}}}
        relationships: {type: object, properties: {author: {type: object}}}
    """
    one = {"type": "object", "properties": {"data": {"$ref": "#/components/schemas/Article"}}}
    answers = {"200": {"description": "ok", "content": {"application/vnd.api+json": {"schema": one}}}}
    given = {"type": TEXT, "attributes": {"type": "object", "properties": {"title": TEXT, "body": TEXT}}}
    body = {"type": "object", "properties": {"data": {"type": "object", "properties": given}}}
    takes = {"requestBody": {"content": {"application/vnd.api+json": {"schema": body}}}}
    key = {"parameters": [_asked("id", TEXT, "path")]}
    paths = {
        "/articles": {"post": {"operationId": "add", **takes, "responses": answers}},
        "/articles/{id}": {
            "get": {"operationId": "show", **key, "responses": answers},
            "patch": {"operationId": "change", **key, **takes, "responses": answers},
        },
    }
    (article,) = blueprint(json.dumps(paths), schemas).resources
    change = _plans(article)["change"]
    assert change.body is not None
    assert (change.role, change.body.wrapper, change.body.into) == ("update", ("data",), "")
    assert change.body.overlaid == ("attributes", "relationships")


def test_the_number_of_a_page_is_told_as_spring_tells_it(blueprint: Callable[..., Blueprint]) -> None:
    schemas = """
    Thing: {type: object, required: [id, name], properties: {id: {type: integer}, name: {type: string}}}
    Things:
      type: object
      required: [content, page]
      properties:
        content: {type: array, items: {$ref: '#/components/schemas/Thing'}}
        page:
          type: object
          properties: {number: {type: integer}, size: {type: integer}, totalElements: {type: integer}}
    """
    paths = {
        "/things": {
            "get": _operation("listThings", "Things", _asked("page", {"type": "integer", "default": 0})),
            "post": _operation("addThing", "Thing", takes={"name": TEXT}),
        }
    }
    (thing,) = blueprint(json.dumps(paths), schemas).resources
    view = _plans(thing)["listThings"].view
    assert view is not None
    assert view.meta == {"page": ("page", "number"), "limit": ("page", "size"), "total": ("page", "totalElements")}
