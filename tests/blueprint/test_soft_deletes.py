"""Whether rows are marked when they are deleted."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from oagen.render.rules import sources_on_delete
from oagen.render.tables import heeded_columns, repository_bases, table_arguments

NOTE = "{$ref: '#/components/schemas/Note'}"
ONE = f"{{description: ok, content: {{application/json: {{schema: {NOTE}}}}}}}"
MANY = f"{{description: ok, content: {{application/json: {{schema: {{type: array, items: {NOTE}}}}}}}}}"
KEY = "{name: id, in: path, required: true, schema: {type: integer}}"
RESTORE = f"""
/notes/{{id}}/restore:
  post: {{operationId: restore, parameters: [{KEY}], responses: {{"200": {ONE}, "404": {{description: none}}}}}}
"""
NONE = '"404": {description: none}'
FILES = f"""
/notes/{{id}}/pages:
  parameters: [{KEY}]
  post: {{operationId: addPage, responses: {{"201": {ONE}, "404": {{description: none}}}}}}
/notes/{{id}}/pages/{{page}}/content:
  parameters: [{KEY}, {{name: page, in: path, required: true, schema: {{type: integer}}}}]
  get: {{operationId: give, responses: {{"200": {{description: ok, content: {{image/png: {{}}}}}}, {NONE}}}}}
  put:
    operationId: take
    requestBody: {{required: true, content: {{image/png: {{}}}}}}
    responses: {{"204": {{description: ok}}, {NONE}}}
"""
PUT = f"""
/notes/{{id}}/:
  put:
    operationId: put
    parameters: [{KEY}]
    requestBody: {{required: true, content: {{application/json: {{schema: {NOTE}}}}}}}
    responses: {{"200": {ONE}, "201": {ONE}}}
"""
OPEN = FILES.replace(f", {NONE}", "").replace('"404": {description: none}', '"401": {description: no}')
TIME = "{type: string, format: date-time, readOnly: true}"


def notes(
    blueprint: Any, mark: str, more: str = RESTORE, flag: str = "archived", gone: str = '"404": {description: none}'
) -> Any:
    """The one resource of a document."""
    paths = f"""
/notes:
  get:
    operationId: list
    parameters: [{{name: {flag}, in: query, schema: {{type: boolean}}}}]
    responses: {{"200": {MANY}}}
  post:
    operationId: add
    requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Note'}}}}}}}}
    responses: {{"201": {ONE}}}
/notes/{{id}}:
  parameters: [{KEY}]
  get: {{operationId: read, responses: {{"200": {ONE}, "404": {{description: none}}}}}}
  delete: {{operationId: drop, responses: {{"204": {{description: gone}}, {gone}}}}}
{more}"""
    schemas = f"Note: {{type: object, properties: {{id: {{type: integer, readOnly: true}}, {mark}}}}}"
    return blueprint(paths, schemas).resources[0]


def marks(resource: Any) -> list[str]:
    return [column.name for column in resource.columns if column.deletes]


@pytest.mark.parametrize(
    ("mark", "more", "flag"),
    [
        (f"deletedAt: {TIME}", RESTORE, "archived"),
        (f"deletedAt: {TIME}", "", "includeDeleted"),
        ("isDeleted: {type: boolean, readOnly: true}", RESTORE, "archived"),
        (f"deleteTime: {TIME}", RESTORE.replace("/restore:", ":undelete:"), "archived"),
        (f"deletedAt: {TIME}", RESTORE + FILES, "archived"),
        (f"deletedAt: {TIME}", RESTORE + OPEN, "archived"),
    ],
    ids=["restored", "listed", "a flag", "AIP-164", "files lie below", "what lies below may lie below nothing"],
)
def test_rows_are_marked_where_the_contract_speaks_of_deleted_ones(
    blueprint: Any, mark: str, more: str, flag: str
) -> None:
    resource = notes(blueprint, mark, more, flag)
    assert len(marks(resource)) == 1
    assert resource.never_set == ()
    plans = {plan.operation_id: plan for plan in resource.operations}
    assert not more or plans["restore"].change.revives
    assert [a.operator for a in plans["list"].arguments] == (["with_deleted"] if flag == "includeDeleted" else [])


def test_all_that_marks_a_row_is_set_and_taken_back(blueprint: Any) -> None:
    resource = notes(blueprint, f"deletedAt: {TIME}, isDeleted: {{type: boolean, readOnly: true}}")
    assert marks(resource) == ["deleted_at", "is_deleted"]
    assert [*sources_on_delete(resource)] == ["deletedAt", "isDeleted"]
    change = next(plan.change for plan in resource.operations if plan.operation_id == "restore")
    assert change.values == {"deletedAt": None, "isDeleted": False}
    assert "deletedAt and isDeleted mark what is deleted" in [each.decision for each in resource.evidence]


def test_rows_are_gone_with_those_above_and_for_those_that_refer_to_them(blueprint: Any) -> None:
    """Those that lie below a note by a path that has no room for it, and what lies below those."""
    text = "text: {type: string}"
    schema = f"{{type: object, properties: {{id: {{type: integer, readOnly: true}}, {text}%s}}}}"
    schemas = (
        f"Note: {schema % f', deletedAt: {TIME}'}\nPage: {schema % ''}\nPin: {schema % ', pageId: {type: integer}'}"
    )
    made = blueprint(f"{_rows('Note')}{RESTORE}{_rows('Page', '/notes/{id}/pages')}{_rows('Pin')}", schemas)
    of = {resource.name: resource for resource in made.resources}
    assert table_arguments(made, of["page"]) == [
        '{"sqlite_autoincrement": True, "info": lies_below("notes", {"id": "note_id"})}'
    ]
    assert {name: heeded_columns(made, resource) for name, resource in of.items()} == {
        "note": (),
        "page": (),
        "pin": ("page_id",),
    }
    assert repository_bases(made, of["pin"]) == {"HeedingRepository": "heeding"}


def _rows(name: str, collection: str = "") -> str:
    flat, schema = f"/{name.lower()}s", f"{{schema: {{$ref: '#/components/schemas/{name}'}}}}"
    one, above = f"{{description: ok, content: {{application/json: {schema}}}}}", bool(collection)
    return f"""
{collection or flat}:
  {f"parameters: [{KEY}]" if above else "summary: all"}
  post:
    operationId: add{name}
    requestBody: {{content: {{application/json: {schema}}}}}
    responses: {{"201": {one}, {NONE}}}
{flat}/{{id}}:
  parameters: [{KEY}]
  get: {{operationId: read{name}, responses: {{"200": {one}, {NONE}}}}}
  delete: {{operationId: drop{name}, responses: {{"204": {{description: gone}}, {NONE}}}}}
"""


def test_restoring_takes_back_nothing_else(blueprint: Any) -> None:
    archived = f"archivedAt: {TIME}, status: {{type: string, enum: [active, archived], readOnly: true}}"
    resource = notes(blueprint, f"deletedAt: {TIME}, {archived}")
    change = next(plan.change for plan in resource.operations if plan.operation_id == "restore")
    assert (change.values, change.since, change.leaves) == ({"deletedAt": None}, (), {})


@pytest.mark.parametrize(
    ("mark", "more", "flag", "gone"),
    [
        (f"deletedAt: {TIME}", "", "archived", '"404": {description: none}'),
        ("deletedAt: {type: string, format: date-time}", RESTORE, "archived", '"404": {description: none}'),
        (f"createdAt: {TIME}", "", "includeDeleted", '"404": {description: none}'),
        (f"deletedAt: {TIME}", RESTORE, "archived", '"401": {description: no}'),
    ],
    ids=["nobody speaks of them", "clients mark", "no mark", "what is missing may be deleted"],
)
def test_other_rows_are_taken_away(blueprint: Any, mark: str, more: str, flag: str, gone: str) -> None:
    assert marks(notes(blueprint, mark, more, flag, gone)) == []


def test_what_lies_below_rows_is_gone_with_one_that_is_marked(blueprint: Any) -> None:
    """Also where only their own paths say that they may be missing."""
    note = f"{{type: object, properties: {{id: {{type: integer, readOnly: true}}, deletedAt: {TIME}}}}}"
    page = "{type: object, properties: {id: {type: integer, readOnly: true}, text: {type: string}}}"
    pages = _rows("Page", "/notes/{id}/pages").replace(f", {NONE}}}\n/pages", "}\n/pages")
    made = blueprint(f"{_rows('Note')}{RESTORE}{pages}", f"Note: {note}\nPage: {page}")
    of = {resource.name: resource for resource in made.resources}
    assert (of["note"].deletes_softly, of["page"].open_scope) == (True, False)
    (arguments,) = table_arguments(made, of["page"])
    assert arguments.endswith('"info": lies_below("notes", {"id": "note_id"})}')


@pytest.mark.parametrize(
    ("gone", "more", "reason"),
    [
        ('"401": {description: no}', RESTORE, "DELETE /notes/{id} documents no missing one"),
        (NONE, RESTORE + PUT, "a PUT makes what is not there, also under the key of a deleted row"),
    ],
    ids=["what is missing may be deleted", "keys are made by clients"],
)
def test_what_cannot_be_restored_is_left_to_be_written(blueprint: Any, gone: str, more: str, reason: str) -> None:
    found: list[Any] = []
    resource = notes(partial(blueprint, found=found), f"deletedAt: {TIME}", more, gone=gone)
    assert not resource.deletes_softly
    (restoring,) = (plan for plan in resource.operations if plan.operation_id == "restore")
    assert (restoring.role, restoring.change) == ("custom", None)
    (warning,) = (each for each in found if each.code == "nothing-to-restore")
    assert warning.pointer == "/paths/~1notes~1{id}~1restore/post"
    assert reason in warning.message
    assert ("deleted notes are gone", reason) in [(each.decision, each.reason) for each in resource.evidence]
