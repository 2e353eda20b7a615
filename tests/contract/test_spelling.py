"""What a form cannot spell, the served contract does not require."""

from __future__ import annotations

from typing import Any

import pytest
from oagen.contract import build_contract, strip_additions
from oagen.contract.spelling import narrowings_of

from .conftest import MakeDocument

FORM = "application/x-www-form-urlencoded"
TAGS = {"type": "array", "items": {"type": "string"}}
AT = "/paths/~1orders/post/requestBody/content/application~1x-www-form-urlencoded/schema/properties"


def _paths(properties: dict[str, Any], media_type: str = FORM) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return _posting({media_type: {"schema": schema}})


def _posting(content: dict[str, Any]) -> dict[str, Any]:
    body = {"required": True, "content": content}
    return {"/orders": {"post": {"requestBody": body, "responses": {"201": {"description": "made"}}}}}


def test_a_required_array_has_an_item(make_document: MakeDocument) -> None:
    document = make_document(_paths({"tags": TAGS}), version="3.0.3")
    contract, diagnostics = build_contract(document)
    assert contract is not None
    served = contract.served["paths"]["/orders"]["post"]["requestBody"]["content"][FORM]["schema"]
    assert served["properties"]["tags"] == {**TAGS, "minItems": 1, "x-oagen-added": ["minItems"]}
    body = contract.operations[0].body
    assert body is not None
    assert body.media[0].schema is not None
    assert body.media[0].schema.raw["properties"]["tags"]["minItems"] == 1
    assert strip_additions(contract.served) == document.authored
    warnings = [found for found in diagnostics if found.code == "unspelled-value"]
    assert [found.pointer for found in warnings] == [f"{AT}/tags"]
    assert "`minItems: 1`" in warnings[0].message


@pytest.mark.parametrize(
    ("schema", "added"),
    [
        ({}, {f"{AT}/it": {"type": "string"}}),
        ({"description": "anything", "x-mine": 1}, {f"{AT}/it": {"type": "string"}}),
        ({"type": "array", "items": {}}, {f"{AT}/it": {"minItems": 1}, f"{AT}/it/items": {"type": "string"}}),
        ({"type": "array", "minItems": 2, "items": {"type": "string"}}, {}),
        ({"type": "array", "minItems": 0}, {}),
        ({"type": "string"}, {}),
        ({"enum": [1, "a"]}, {}),
        ({"$ref": "#/components/schemas/Tags"}, {}),
    ],
)
def test_what_is_added(make_document: MakeDocument, schema: dict[str, Any], added: dict[str, Any]) -> None:
    document = make_document(_paths({"it": schema}), components={"schemas": {"Tags": TAGS}})
    assert narrowings_of(document.authored) == added


def test_a_part_is_a_file_if_anything_is_said_of_its_content(make_document: MakeDocument) -> None:
    def added(schema: dict[str, Any]) -> list[dict[str, Any]]:
        paths = _paths({"it": schema}, "multipart/form-data")
        return list(narrowings_of(make_document(paths).authored).values())

    assert added({}) == []
    assert added({"contentMediaType": "image/png"}) == [{"type": "string"}]
    assert added({"contentMediaType": "image/png", "maxLength": 9}) == []


def test_what_is_optional_may_be_empty(make_document: MakeDocument) -> None:
    paths = _posting({FORM: {"schema": {"type": "object", "properties": {"tags": TAGS}}}})
    assert narrowings_of(make_document(paths).authored) == {}


@pytest.mark.parametrize(("others", "added"), [({}, {"minItems": 1}), ({"application/json"}, None)])
def test_a_component_is_narrowed_where_only_forms_use_it(
    make_document: MakeDocument, others: set[str], added: dict[str, Any] | None
) -> None:
    media = {"schema": {"$ref": "#/components/schemas/Order"}}
    order = {"type": "object", "properties": {"tags": TAGS}, "required": ["tags"]}
    paths = _posting(dict.fromkeys([FORM, *others], media))
    found = narrowings_of(make_document(paths, components={"schemas": {"Order": order}}).authored)
    assert found.get("/components/schemas/Order/properties/tags") == added


def test_a_property_may_be_called_like_a_keyword(make_document: MakeDocument) -> None:
    """What stands below `properties` is no value, whatever it is called."""
    order = {"type": "object", "properties": {"tags": TAGS}, "required": ["tags"]}
    holder = {"type": "object", "properties": {"default": {"$ref": "#/components/schemas/Order"}}}
    paths = _posting({FORM: {"schema": {"$ref": "#/components/schemas/Order"}}})
    document = make_document(paths, components={"schemas": {"Order": order, "Holder": holder}})
    assert narrowings_of(document.authored) == {}


@pytest.mark.parametrize(
    ("parameter", "added"),
    [
        ({"required": True, "allowEmptyValue": True}, {"minItems": 1}),
        ({"required": True}, None),
        ({"allowEmptyValue": True}, None),
        ({"required": True, "allowEmptyValue": True, "schema": {**TAGS, "minItems": 2}}, None),
    ],
)
def test_a_list_in_a_query_that_may_have_no_value_has_an_item(
    make_document: MakeDocument, parameter: dict[str, Any], added: dict[str, Any] | None
) -> None:
    listed = {"name": "ids", "in": "query", "schema": TAGS, **parameter}
    document = make_document({"/a": {"get": {"parameters": [listed], "responses": {"200": {"description": "ok"}}}}})
    assert narrowings_of(document.authored).get("/paths/~1a/get/parameters/0/schema") == added
