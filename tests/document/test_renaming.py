"""Components whose names no component may have."""

from __future__ import annotations

import yaml
from oagen.document import load_document
from oagen.document.pointers import find

from .helpers import codes, openapi

TREE = openapi(
    "3.1.0",
    paths={
        "/things": {
            "get": {
                "parameters": [{"$ref": "#/components/parameters/things::limit"}],
                "responses": {"200": {"$ref": "#/components/responses/list@200"}},
            }
        }
    },
    components={
        "parameters": {"things::limit": {"name": "limit", "in": "query", "schema": {"type": "integer"}}},
        "responses": {
            "list@200": {
                "description": "ok",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A%20thing"}}},
            }
        },
        "schemas": {
            "A thing": {
                "oneOf": [{"$ref": "#/components/schemas/Kind<A>"}, {"$ref": "#/components/schemas/Kind_A"}],
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {"a": "Kind<A>", "b": "#/components/schemas/Kind<A>", "c": "Kind_A"},
                },
            },
            "Kind<A>": {"type": "object", "properties": {"kind": {"type": "string"}}},
            "Kind_A": {"$ref": "#/components/schemas/Kind<A>/properties/kind"},
        },
    },
)


def test_they_are_called_something_like_it_wherever_they_are_referred_to() -> None:
    document, found = load_document("a.yaml", text=yaml.safe_dump(TREE).encode())
    assert document is not None, found
    assert codes(found) == ["warning:illegal-name"] * 3
    assert [d.message for d in found if "schemas" in d.pointer] == [
        'no component may be called "A thing": it is called "A_thing", and 1 more like it'
    ]
    parts = document.authored["components"]
    assert [list(parts[kind]) for kind in ("parameters", "responses", "schemas")] == [
        ["things_limit"], ["list_200"], ["A_thing", "Kind_A_2", "Kind_A"]
    ]  # fmt: skip
    get = document.authored["paths"]["/things"]["get"]
    assert get["parameters"] == [{"$ref": "#/components/parameters/things_limit"}]
    assert get["responses"]["200"] == {"$ref": "#/components/responses/list_200"}
    place = "/components/responses/list_200/content/application~1json/schema/$ref"
    assert find(document.authored, place) == "#/components/schemas/A_thing"
    assert parts["schemas"]["A_thing"]["oneOf"][0] == {"$ref": "#/components/schemas/Kind_A_2"}
    mapping = parts["schemas"]["A_thing"]["discriminator"]["mapping"]
    assert mapping == {"a": "Kind_A_2", "b": "#/components/schemas/Kind_A_2", "c": "Kind_A"}
    assert parts["schemas"]["Kind_A"] == {"$ref": "#/components/schemas/Kind_A_2/properties/kind"}


def test_a_strict_build_refuses_them_in_their_place() -> None:
    document, found = load_document("a.yaml", text=yaml.safe_dump(TREE, sort_keys=False).encode(), strict=True)
    assert document is None
    assert codes(found) == ["error:illegal-name"] * 3
    assert all(d.span and d.span.line > 1 for d in found)
