"""The served contract tells the kinds of a union apart where its discriminator does and its branches do not."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from oagen.contract import build_contract, strip_additions

from .conftest import FakeDocument, MakeDocument

CAT = {"type": "object", "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}}
DOG = {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"bark": {"type": "string"}}}]}
BASE = {"type": "object", "properties": {"kind": {"enum": ["feline", "canine", "hound"]}}}
PET = {
    "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
    "discriminator": {
        "propertyName": "kind",
        "mapping": {
            "feline": "#/components/schemas/Cat",
            "canine": "#/components/schemas/Dog",
            "hound": "#/components/schemas/Dog",
        },
    },
}


def _document(make_document: MakeDocument, pet: Any = PET, **more: Any) -> FakeDocument:
    media = {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}
    responses = {"200": {"description": "ok", "content": media}}
    schemas = {"Cat": CAT, "Dog": DOG, "Base": BASE, "Pet": pet, **more}
    return make_document(
        {"/pets": {"get": {"operationId": "read", "responses": responses}}}, components={"schemas": schemas}
    )


def test_branches_are_tied_to_their_values(make_document: MakeDocument) -> None:
    document = _document(make_document)
    contract, diagnostics = build_contract(document)
    assert contract is not None
    schemas = contract.served["components"]["schemas"]
    pet = jsonschema_rs.Draft202012Validator({**schemas["Pet"], "components": {"schemas": schemas}})
    for kind in ("feline", "canine", "hound"):
        assert pet.is_valid({"kind": kind})
    assert not pet.is_valid({"kind": "fish"})
    assert not jsonschema_rs.Draft202012Validator(
        {**PET, "components": {"schemas": document.authored["components"]["schemas"]}}
    ).is_valid({"kind": "feline"})
    assert schemas["Base"] == BASE
    assert strip_additions(contract.served) == document.authored
    assert [(found.code, found.pointer) for found in diagnostics if found.code == "untold-kind"] == [
        ("untold-kind", "/components/schemas/Cat"),
        ("untold-kind", "/components/schemas/Dog"),
    ]


@pytest.mark.parametrize(
    ("pet", "more"),
    [
        ({**PET, "discriminator": {}}, {}),
        ({"anyOf": PET["oneOf"], "discriminator": PET["discriminator"]}, {}),
        (
            PET,
            {
                "Kitten": {"allOf": [{"$ref": "#/components/schemas/Cat"}]},
                "Puppy": {"$ref": "#/components/schemas/Dog"},
            },
        ),
        (
            PET,
            {
                "Cat": {"properties": {"kind": {"enum": ["feline"]}}},
                "Dog": {"properties": {"kind": {"const": "canine"}}},
            },
        ),
    ],
    ids=["no discriminator", "no oneOf", "used elsewhere", "told by the branch"],
)
def test_what_is_clear_or_means_more_is_left_alone(pet: Any, more: Any, make_document: MakeDocument) -> None:
    document = _document(make_document, pet, **more)
    contract, diagnostics = build_contract(document)
    assert contract is not None
    assert "untold-kind" not in {found.code for found in diagnostics}
    assert contract.served["components"]["schemas"] == document.authored["components"]["schemas"]
