"""Seeds: examples that the contract shows, below those of their parents."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from oagen.blueprint.making import Seed
from oagen.blueprint.model import Blueprint
from oagen.render.seeds import seeded_resources

SCHEMAS = """
Shelf:
  type: object
  required: [code]
  properties: {code: {type: string, example: north}, label: {type: string}}
Author:
  type: object
  required: [id, name]
  properties: {id: {type: integer, readOnly: true}, name: {type: string, example: Thoreau}}
Book:
  type: object
  required: [id, title, authorId]
  properties: {id: {type: integer, readOnly: true}, title: {type: string}, authorId: {type: integer}}
"""


def collection(path: str, key: str, component: str, example: str = "") -> str:
    above = "".join(f"{{name: {name}, in: path, required: true, schema: {{type: string}}}}, " for name in keys_in(path))
    schema = f"{{$ref: '#/components/schemas/{component}'}}"
    media = f"content: {{application/json: {{schema: {schema}}}}}"
    many = f"content: {{application/json: {{schema: {{type: array, items: {schema}}}}}}}"
    return f"""
{path}:
  parameters: [{above}]
  get: {{responses: {{"200": {{description: ok, {many}}}}}}}
  post: {{requestBody: {{required: true, {media}}}, responses: {{"201": {{description: ok, {media}}}}}}}
{path}/{{{key}}}:
  parameters: [{above}{{name: {key}, in: path, required: true, schema: {{type: string}}{example}}}]
  get: {{responses: {{"200": {{description: ok, {media}}}}}}}
"""


def keys_in(path: str) -> list[str]:
    return [segment.strip("{}") for segment in path.split("/") if segment.startswith("{")]


@pytest.fixture
def seeds(blueprint: Callable[..., Blueprint]) -> Mapping[str, Seed | None]:
    paths = [
        collection("/shelves", "code", "Shelf", ", example: south"),
        collection("/authors", "id", "Author"),
        collection("/shelves/{code}/books", "id", "Book"),
    ]
    return {resource.name: resource.seed for resource in blueprint("".join(paths), SCHEMAS).resources}


def test_keys_that_clients_choose_are_those_of_the_contract_and_differ(seeds: Mapping[str, Seed]) -> None:
    assert [document["code"] for document in seeds["shelf"].documents] == ["south", "0", "north"]


def test_clients_know_the_first_keys_that_the_server_sets(seeds: Mapping[str, Seed]) -> None:
    assert [document.get("id") for document in seeds["author"].documents] == [0, 1]


def test_seeds_refer_to_those_of_their_parents(seeds: Mapping[str, Seed]) -> None:
    assert set(seeds["book"].inherited.values()) == {("shelves", "code"), ("authors", "id")}


def test_a_seed_has_what_creations_must_bring(blueprint: Callable[..., Blueprint]) -> None:
    paths = """
/people:
  get: {responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: PERSON}}}}}}
  post:
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewPerson'}}}}
    responses: {"201": {description: ok, content: {application/json: {schema: PERSON}}}}
/people/{id}:
  parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
  get: {responses: {"200": {description: ok, content: {application/json: {schema: PERSON}}}}}
"""
    schemas = """
NewPerson:
  type: object
  required: [name, email, password]
  properties:
    name: {type: string, example: Ada}
    email: {type: string, format: email, example: ada@example.com}
    password: {type: string, writeOnly: true}
    nick: {type: string}
Person:
  type: object
  properties: {id: {type: integer, readOnly: true}, name: {type: string}, email: {type: string}, nick: {type: string}}
"""
    (resource,) = blueprint(paths.replace("PERSON", "{$ref: '#/components/schemas/Person'}"), schemas).resources
    assert resource.seed is not None
    shown = [{name: value for name, value in each.items() if name != "id"} for each in resource.seed.documents]
    assert shown[0] == {"name": "Ada", "email": "ada@example.com"}


def test_seeds_stand_after_those_whose_keys_they_have(blueprint: Callable[..., Blueprint]) -> None:
    """Also where there is no foreign key, since any parent will do."""
    shelves = collection("/shelves", "code", "Shelf")
    found = blueprint(
        f"{collection('/shelves/{code}/books', 'id', 'Book')}{collection('/authors', 'id', 'Author')}{shelves}", SCHEMAS
    )
    assert [resource.open_scope for resource in found.resources if resource.name == "book"] == [True]
    names = [resource.name for resource in seeded_resources(found)]
    assert names.index("shelf") < names.index("book")
    assert names.index("author") < names.index("book")
