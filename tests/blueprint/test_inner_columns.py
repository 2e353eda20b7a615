"""Inner columns: what lists ask of the objects inside documents has columns, and nothing else there."""

from __future__ import annotations

from typing import Any

import pytest

TEXT = "{type: string}"
SCHEMAS = """
Book:
  type: object
  properties:
    id: {type: integer, readOnly: true}
    label: {type: string}
    attributes:
      type: object
      properties:
        title: {type: string}
        pages: {type: integer}
        tags: {type: array, items: {type: string}}
        parts: {type: array, items: {type: object}}
        secret: {type: string, writeOnly: true}
        label: {type: string}
    address: {type: object, properties: {city: {type: string}, place: {type: object, properties: {
      lat: {type: number}, deeper: {type: object, properties: {still: {type: string}}}}}}}
    owner: {type: object, properties: {id: {type: string}, name: {type: string}, city: {type: string}}}
    relationships: {type: object, properties: {
      author: {type: object, properties: {data: {type: object, properties: {id: {type: string}}}}},
      tags: {type: object, properties: {data: {type: array, items: {type: object, properties: {id: {type: string}}}}}}}}
    mixed: {oneOf: [{type: string}, {type: object, properties: {inner: {type: string}}}]}
"""
PATHS = """
/books:
  get:
    operationId: listBooks
    parameters: [{parameters}]
    responses: {{"200": {{description: ok, content: {{application/json: {{schema:
      {{type: array, items: {{$ref: '#/components/schemas/Book'}}}}}}}}}}}}
  post:
    operationId: addBook
    requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Book'}}}}}}}}
    responses: {{"201": {{description: ok, content: {{application/json: {{schema:
      {{$ref: '#/components/schemas/Book'}}}}}}}}}}
"""


def inner(blueprint: Any, *parameters: tuple[str, str]) -> dict[str, str]:
    """Column → the place that it repeats, for lists with these parameters: name, schema."""
    spelled = ", ".join(f"{{name: '{name}', in: query, schema: {schema}}}" for name, schema in parameters)
    (resource,) = blueprint(PATHS.format(parameters=spelled), SCHEMAS).resources
    return {column.name: ".".join(column.place) for column in resource.columns if column.place}


@pytest.mark.parametrize(
    ("name", "schema", "place"),
    [
        ("filter[title]", TEXT, "attributes.title"),
        ("title", TEXT, "attributes.title"),
        ("filter[pages][gte]", "{type: integer}", "attributes.pages"),
        ("tag", TEXT, "attributes.tags"),
        ("address.city", TEXT, "address.city"),
        ("address[city]", TEXT, "address.city"),
        ("ownerCity", TEXT, "owner.city"),
        ("owner_id", TEXT, "owner.id"),
        ("owner", TEXT, "owner.id"),
        ("lat", "{type: number}", "address.place.lat"),
        ("filter[author]", TEXT, "relationships.author.data.id"),
    ],
)
def test_a_filter_speaks_of_an_object(blueprint: Any, name: str, schema: str, place: str) -> None:
    assert list(inner(blueprint, (name, schema)).values()) == [place]


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("label", TEXT),  # the document's own
        ("city", TEXT),  # which of them?
        ("name", TEXT),  # of whom?
        ("secret", TEXT),
        ("parts", TEXT),
        ("pages", TEXT),  # no number
        ("still", TEXT),
        ("inner", TEXT),
        ("filter[tags][id]", TEXT),
        ("sort", "{type: string, enum: [label, -label]}"),
    ],
)
def test_other_names_need_no_column(blueprint: Any, name: str, schema: str) -> None:
    assert inner(blueprint, (name, schema)) == {}


@pytest.mark.parametrize(
    ("schema", "places"),
    [
        ("{type: string, enum: [label, -title, 'pages:desc', address.city, nothing]}",
         {"attributes.title", "attributes.pages", "address.city"}),
        (TEXT, {"attributes.title", "attributes.pages"}),
    ],
    ids=["offered", "anything"],
)  # fmt: skip
def test_lists_are_sorted_by_what_objects_hold(blueprint: Any, schema: str, places: set[str]) -> None:
    assert set(inner(blueprint, ("sort", schema)).values()) == places


def test_columns_are_indexed_typed_and_unchecked(blueprint: Any) -> None:
    (resource,) = blueprint(
        PATHS.format(parameters="{name: pages, in: query, schema: {type: integer}}"), SCHEMAS
    ).resources
    column = resource.columns[-1]
    assert (column.name, column.type, column.nullable, column.indexed) == ("attributes_pages", "integer", True, True)
    assert [e.decision for e in resource.evidence][-1] == "attributes_pages repeats attributes.pages"
