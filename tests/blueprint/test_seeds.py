"""Seeds: examples that the contract shows, below those of their parents."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from oagen.blueprint.making import Seed
from oagen.blueprint.model import Blueprint

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
