"""JSON Schemas as input: dialects, references between files, and what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from oagen.document import Document, load_document
from oagen.resources import SPECS

from .helpers import codes

DRAFT_4 = "http://json-schema.org/draft-04/schema#"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"


def schemas(document: Document | None) -> dict[str, Any]:
    assert document is not None
    assert document.root_schemas is not None
    components: dict[str, Any] = document.authored["components"]["schemas"]
    return components


def load(tree: dict[str, Any], name: str = "models.schema.json") -> dict[str, Any]:
    document, found = load_document(name, text=json.dumps(tree).encode())
    assert found == []
    return schemas(document)


def write(folder: Path, **files: Any) -> Path:
    for name, tree in files.items():
        (folder / f"{name}.json").write_text(json.dumps(tree))
    return folder


def test_an_openapi_document_is_no_schema() -> None:
    document, _ = load_document(SPECS / "simple_task_api.yaml")
    assert document is not None
    assert document.root_schemas is None


def test_shared_schemas_and_the_file_s_own_become_components() -> None:
    tree = {"title": "Order line", "type": "object", "properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {}}}
    assert load(tree) == {
        "OrderLine": {
            "title": "Order line",
            "type": "object",
            "properties": {"a": {"$ref": "#/components/schemas/A"}},
        },
        "A": {},
    }


def test_a_long_title_is_no_name() -> None:
    tree = {"title": "Everything there is to know of orders", "type": "object"}
    assert list(load(tree, "purchase-order.schema.json")) == ["PurchaseOrder"]


def test_draft_4_is_said_in_2020_12() -> None:
    old = {
        "$schema": DRAFT_4,
        "id": "https://a.example/root",
        "definitions": {
            "A": {
                "type": "object",
                "properties": {
                    "id": {"type": "integer", "minimum": 0, "exclusiveMinimum": True},
                    "pair": {"type": "array", "items": [{"type": "string"}], "additionalItems": False},
                    "other": {"$ref": "#b", "minimum": 3},
                },
                "dependencies": {"pair": ["id"], "other": {"required": ["id"]}},
            },
            "B": {"id": "#b", "type": "integer"},
        },
    }
    assert load(old) == {
        "A": {
            "type": "object",
            "properties": {
                "id": {"type": "integer", "exclusiveMinimum": 0},
                "pair": {"type": "array", "prefixItems": [{"type": "string"}], "items": False},
                "other": {"$ref": "#/components/schemas/B"},
            },
            "dependentRequired": {"pair": ["id"]},
            "dependentSchemas": {"other": {"required": ["id"]}},
        },
        "B": {"type": "integer"},
    }


@pytest.mark.parametrize("reference", ["#", "https://a.example/tree", "tree", "#me"])
def test_every_spelling_of_a_reference_leads_home(reference: str) -> None:
    tree = {
        "$id": "https://a.example/tree",
        "$anchor": "me",
        "type": "object",
        "properties": {"child": {"$ref": reference}},
    }
    assert load(tree, "tree.json")["Tree"]["properties"]["child"] == {"$ref": "#/components/schemas/Tree"}


@pytest.mark.parametrize("keyword", ["$dynamicRef", "$recursiveRef"])
def test_dynamic_references_are_read_as_plain_ones(keyword: str) -> None:
    tree = {"type": "object", "properties": {"child": {keyword: "#"}}}
    assert load(tree, "tree.json")["Tree"]["properties"]["child"] == {"$ref": "#/components/schemas/Tree"}


def test_a_reference_to_true_or_false() -> None:
    tree = {"$defs": {"A": {"properties": {"x": {"$ref": "#/$defs/yes"}, "y": {"$ref": "#/$defs/no"}}}}}
    tree["$defs"] |= {"yes": True, "no": False}  # type: ignore[dict-item]
    assert load(tree)["A"]["properties"] == {"x": {}, "y": {"not": {}}}


def test_a_folder_is_one_set_in_any_mix_of_drafts(tmp_path: Path) -> None:
    order = {"$id": "https://x.example/order.json", "type": "object", "properties": {"who": {"$ref": "customer.json"}}}
    customer = {"$schema": DRAFT_7, "$id": "https://x.example/customer.json", "type": "object"}
    write(tmp_path, order=order, customer=customer, package={"name": "no schema"})
    document, found = load_document(tmp_path)
    assert codes(found) == ["warning:not-a-schema"]
    assert schemas(document)["Order"]["properties"] == {"who": {"$ref": "#/components/schemas/Customer"}}
    assert document is not None
    assert document.root_schemas == {"Order", "Customer"}
    assert str(document.span("/components/schemas/Order/properties/who")) == f"{tmp_path / 'order.json'}:1:74"


def test_another_file_is_found_beside_whatever_its_id_says(tmp_path: Path) -> None:
    order = {"$id": "https://x.example/order", "type": "object", "properties": {"m": {"$ref": "money.json#/$defs/M"}}}
    write(tmp_path, order=order, money={"$defs": {"M": {"type": "integer"}}})
    document, _ = load_document(tmp_path / "order.json")
    assert schemas(document)["M"] == {"type": "integer"}


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        ({"$schema": "http://json-schema.org/draft-03/schema#", "type": "object"}, "error:unsupported-dialect"),
        ({"type": "object", "properties": {"a": {"$ref": "#/$defs/B"}}}, "error:unresolved-reference"),
        ({"type": "object", "properties": {"a": {"$ref": "https://b.example/c"}}}, "error:unresolved-reference"),
        ({"type": "object", "properties": {"a": 5}}, "error:invalid-schema"),
        ({"type": "object", "properties": []}, "error:invalid-schema"),
        ({"type": "object", "$id": {}}, "error:invalid-schema"),
        ({"$schema": DRAFT_4, "type": "object", "not": {"id": {"type": "string"}}}, "error:invalid-schema"),
        ({"type": "object", "allOf": {}}, "error:invalid-schema"),
        ({"type": "object", "properties": {"$ref": "x"}}, "error:invalid-schema"),
        ({"type": "object", "properties": {"a": {"pattern": "("}}}, "error:invalid-pattern"),
        ({"$defs": {"A": {"$ref": "#/$defs/A"}}}, "error:circular-reference"),
    ],
)
def test_what_cannot_be_used_is_located(tree: dict[str, Any], code: str) -> None:
    document, found = load_document("a.json", text=json.dumps(tree).encode())
    assert document is None
    assert code in codes(found)
    assert all(d.span and d.span.line for d in found)


def test_a_folder_without_schemas(tmp_path: Path) -> None:
    document, found = load_document(tmp_path)
    assert document is None
    assert codes(found) == ["error:no-root-document"]
