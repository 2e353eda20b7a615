"""What rows refer to, and what refers to them, by paths below a row."""

from __future__ import annotations

import pytest
from oagen.render.tables import references

SCHEMAS = """
Author:
  {type: object, required: [id, name], properties: {id: {type: string, format: uuid}, name: {type: string}}}
Book:
  type: object
  required: [id, title]
  properties:
    id: {type: string, format: uuid}
    title: {type: string}
    authorId: {type: string, format: uuid}
    editorId: {type: string, format: uuid}
Person:
  {type: object, required: [id], properties: {id: {type: integer}, name: {type: string}, managerId: {type: integer}}}
"""
UUID = "{type: string, format: uuid}"


def _shown(schema: str) -> str:
    return f"{{description: ok, content: {{application/json: {{schema: {schema}}}}}}}"


def _one(name: str) -> str:
    return f"{{$ref: '#/components/schemas/{name}'}}"


def _many(name: str) -> str:
    return f"{{type: array, items: {_one(name)}}}"


def _collection(path: str, name: str, kind: str = UUID) -> str:
    return f"""
{path}:
  get: {{operationId: list{name}, responses: {{"200": {_shown(_many(name))}}}}}
  post:
    operationId: add{name}
    requestBody: {{content: {{application/json: {{schema: {_one(name)}}}}}}}
    responses: {{"201": {_shown(_one(name))}}}
{path}/{{id}}:
  parameters: [{{name: id, in: path, required: true, schema: {kind}}}]
  get: {{operationId: read{name}, responses: {{"200": {_shown(_one(name))}, "404": {{description: none}}}}}}
  delete: {{operationId: remove{name}, responses: {{"204": {{description: gone}}, "404": {{description: none}}}}}}
"""


def _below(path: str, schema: str, missing: str = '"404": {description: none}', kind: str = UUID) -> str:
    return f"""
{path}:
  parameters: [{{name: id, in: path, required: true, schema: {kind}}}]
  get: {{operationId: below, responses: {{"200": {_shown(schema)}, {missing}}}}}
"""


LIBRARY = _collection("/authors", "Author") + _collection("/books", "Book")


@pytest.mark.parametrize("last", ["books", "publications"])
def test_what_refers_to_a_row_is_listed_below_it(blueprint, last):
    made = blueprint(LIBRARY + _below(f"/authors/{{id}}/{last}", _many("Book")), SCHEMAS)
    books = next(r for r in made.resources if r.name == "book")
    plan = next(p for p in books.operations if p.operation_id == "below")
    assert (plan.role, plan.stub) == ("related", False)
    (key,) = plan.keys
    assert (key.parameter, key.column, key.parent) == ("id", "author_id", "author")


def test_a_row_gives_what_it_refers_to(blueprint):
    made = blueprint(LIBRARY + _below("/books/{id}/author", _one("Author")), SCHEMAS)
    books = next(r for r in made.resources if r.name == "book")
    plan = next(p for p in books.operations if p.operation_id == "below")
    assert (plan.role, plan.stub) == ("referred", False)
    assert plan.reference is not None
    assert (plan.reference.resource, plan.reference.property, plan.reference.column) == ("author", "authorId", "id")


def test_a_row_may_refer_to_another_one_of_its_kind(blueprint):
    integer = "{type: integer}"
    below = _below("/people/{id}/manager", _one("Person"), kind=integer).replace(
        "get:", "put: {operationId: put, responses: {'204': {description: ok}}}\n  get:"
    )
    made = blueprint(_collection("/people", "Person", integer) + below, SCHEMAS)
    (people,) = made.resources
    plan = next(p for p in people.operations if p.operation_id == "below")
    assert plan.role == "referred"
    assert plan.reference is not None
    assert (plan.reference.resource, plan.reference.property) == (people.name, "managerId")


@pytest.mark.parametrize(
    ("last", "role"),
    [("reports", "related"), ("direct-reports", "related"), ("children", "custom"), ("friends", "custom")],
)
def test_rows_of_one_kind_are_listed_below_the_one_that_they_refer_to(blueprint, last, role):
    integer = "{type: integer}"
    below = _below(f"/people/{{id}}/{last}", _many("Person"), kind=integer)
    made = blueprint(_collection("/people", "Person", integer) + below, SCHEMAS)
    plan = next(p for p in made.operations if p.operation_id == "below")
    assert plan.role == role
    assert [key.column for key in plan.keys] == ["manager_id" if role == "related" else "id"]


@pytest.mark.parametrize(
    "below",
    [
        _below("/authors/{id}/recommended-books", _many("Book")),  # some of them
        _below("/authors/{id}/recommended", _many("Book")),
        _below("/authors/{id}/favourites", _many("Book")),  # those of others
        _below("/authors/{id}/books", _many("Author")),  # called so, and others
        _below("/books/{id}/editor", _one("Book")),  # no other book
        _below("/books/{id}/author", _one("Author"), missing='"401": {description: no}'),  # nothing for those without
    ],
)
def test_what_is_not_plain_is_left_to_be_written(blueprint, below):
    made = blueprint(LIBRARY + below.replace("editorId", "editor"), SCHEMAS.replace("editorId", "editor"))
    plan = next(p for p in made.operations if p.operation_id == "below")
    assert (plan.role, plan.stub) == ("custom", True)


def test_deletions_are_remembered_where_nothing_missing_is_documented(blueprint):
    below = _below("/authors/{id}/books", _many("Book"), missing='"401": {description: no}')
    made = blueprint(LIBRARY + below, SCHEMAS)
    authors = next(r for r in made.resources if r.name == "author")
    plan = next(p for p in made.operations if p.operation_id == "below")
    assert (plan.role, plan.open_keys, authors.remembered) == ("related", True, True)


@pytest.mark.parametrize(
    ("conflict", "held"),
    [
        ('"409": {description: The author still has awards}', True),
        ('"409": {description: The author is a member of a jury}', False),
        ('"404": {description: There are no awards}', False),
    ],
)
def test_rows_hold_what_they_lie_below_where_its_deletion_documents_it(blueprint, conflict, held):
    paths = LIBRARY.replace('"204": {description: gone}', f'"204": {{description: gone}}, {conflict}')
    awards = f"""
/authors/{{id}}/awards:
  parameters: [{{name: id, in: path, required: true, schema: {UUID}}}]
  post:
    operationId: addAward
    requestBody: {{content: {{application/json: {{schema: {_one("Award")}}}}}}}
    responses: {{"201": {_shown(_one("Award"))}, "404": {{description: none}}}}
  get: {{operationId: listAwards, responses: {{"200": {_shown(_many("Award"))}, "404": {{description: none}}}}}}
"""
    schemas = f"{SCHEMAS}\nAward: {{type: object, properties: {{id: {{type: integer}}, name: {{type: string}}}}}}\n"
    made = blueprint(paths + awards, schemas)
    award = next(r for r in made.resources if r.name == "award")
    assert (award.parent, award.holds_parent) == ("author", held)
    (reference,) = references(made, award)
    assert reference.on_delete == ("RESTRICT" if held else "CASCADE")
