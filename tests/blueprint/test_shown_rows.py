"""Objects in a document that show the row which another property refers to."""

from __future__ import annotations

from typing import Any

import pytest

UUID = "{type: string, format: uuid}"
AUTHOR = (
    "{type: object, required: [id, name], properties: {id: {type: string, format: uuid, readOnly: true},"
    " name: {type: string}, note: {type: string}}}"
)
SHOWN = "{allOf: [{$ref: '#/components/schemas/Author'}], readOnly: true}"


def _one(name: str) -> str:
    return f"{{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}"


def _paths(name: str) -> str:
    path = f"/{name.lower()}s"
    return f"""
{path}:
  post:
    operationId: add{name}
    requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}
    responses: {{"201": {_one(name)}}}
{path}/{{id}}:
  parameters: [{{name: id, in: path, required: true, schema: {UUID}}}]
  get: {{operationId: read{name}, responses: {{"200": {_one(name)}, "404": {{description: none}}}}}}
"""


def _book(blueprint: Any, properties: str, required: str = "id", author: str = AUTHOR) -> Any:
    schemas = f"""
Author: {author}
Book:
  type: object
  required: [{required}]
  properties: {{id: {{type: string, format: uuid, readOnly: true}}, {properties}}}
"""
    made = blueprint(_paths("Author") + _paths("Book"), schemas)
    return next(resource for resource in made.resources if resource.name == "book")


def _shown(resource: Any) -> dict[str, Any]:
    return {field.property: field.shown for field in resource.fields if field.shown}


@pytest.mark.parametrize(
    ("shown", "untold"),
    [
        (SHOWN, ()),
        (SHOWN.replace("allOf: [", "anyOf: [{type: 'null'}, "), ()),
        (
            "{type: object, readOnly: true, properties: {name: {type: string}}}",
            ("note",),
        ),
    ],
    ids=["the same", "or null", "a part"],
)
def test_an_object_shows_what_the_key_beside_it_names(blueprint: Any, shown: str, untold: tuple[str, ...]) -> None:
    book = _book(blueprint, f"authorId: {UUID}, author: {shown}")
    (row,) = _shown(book).values()
    assert (row.resource, row.key, row.column, row.untold) == ("author", "id", "author_id", untold)
    assert "author" not in {column.name for column in book.columns}
    assert "author shows author" in {evidence.decision for evidence in book.evidence}


def test_what_is_shown_tells_what_a_key_beside_it_names(blueprint: Any) -> None:
    shown = SHOWN.replace("Author", "Person")
    schemas = f"""
Person: {AUTHOR}
Book:
  type: object
  required: [id]
  properties: {{id: {{type: string, format: uuid, readOnly: true}}, authorId: {UUID}, author: {shown}}}
"""
    made = blueprint(_paths("Person").replace("/persons", "/people") + _paths("Book"), schemas)
    book = next(resource for resource in made.resources if resource.name == "book")
    (row,) = _shown(book).values()
    assert (row.resource, row.column) == ("person", "author_id")


@pytest.mark.parametrize(
    ("properties", "required"),
    [
        (f"authorId: {UUID}, author: {{$ref: '#/components/schemas/Author'}}", "id"),  # clients give it
        (f"author: {SHOWN}", "id"),  # nothing says which
        (f"authorId: {UUID}, editor: {SHOWN}", "id"),
        (f"authorId: {UUID}, author: {SHOWN}", "id, author"),  # where there is none?
        (f"authorId: {UUID}, author: {{type: object, readOnly: true, properties: {{rank: {{type: integer}}}}}}", "id"),
        (f"authorId: {UUID}, author: {{type: object, readOnly: true, properties: {{name: {{type: integer}}}}}}", "id"),
    ],
    ids=["given", "no key", "another name", "required", "something else", "of another type"],
)
def test_other_objects_are_values_of_their_document(blueprint: Any, properties: str, required: str) -> None:
    assert _shown(_book(blueprint, properties, required)) == {}


def test_what_is_shown_shows_what_it_refers_to(blueprint: Any) -> None:
    press = "{type: object, required: [id], properties: {id: {type: string, format: uuid, readOnly: true}}}"
    author = AUTHOR.replace("note:", f"pressId: {UUID}, press: {SHOWN.replace('Author', 'Press')}, note:")
    schemas = f"""
Press: {press}
Author: {author}
Book:
  type: object
  required: [id]
  properties: {{id: {{type: string, format: uuid, readOnly: true}}, authorId: {UUID}, author: {SHOWN}}}
"""
    paths = _paths("Author") + _paths("Book") + _paths("Press").replace("/presss", "/presses")
    made = blueprint(paths, schemas)
    shown = {resource.name: [*_shown(resource).values()] for resource in made.resources}
    assert {name: [(row.resource, row.untold) for row in rows] for name, rows in shown.items()} == {
        "author": [("press", ())],
        "book": [("author", ())],
        "press": [],
    }


def test_an_object_that_is_kept_apart_says_why(blueprint: Any) -> None:
    book = _book(blueprint, f"authorId: {UUID}, author: {SHOWN}", "id, author")
    (field,) = [field for field in book.fields if field.property == "author"]
    assert field.apart == "it must be there where nothing is referred to, too"
    assert ("author is kept apart from authors", field.apart) in [(e.decision, e.reason) for e in book.evidence]


def test_two_rows_do_not_show_each_other(blueprint: Any) -> None:
    author = AUTHOR.replace(
        "note: {type: string}",
        f"bookId: {UUID}, book: {{allOf: [{{$ref: '#/components/schemas/Book'}}], readOnly: true}}",
    )
    book = _book(blueprint, f"authorId: {UUID}, author: {SHOWN}", author=author)
    assert _shown(book) == {}
    (field,) = [field for field in book.fields if field.property == "author"]
    assert field.apart == "its rows are read with those that would show it"
