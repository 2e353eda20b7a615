"""Bodies that nobody means to leave out."""

from __future__ import annotations

from typing import Any

import pytest
from oagen.contract import build_contract, strip_additions

from .conftest import FakeDocument, MakeDocument

NAMED = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
MADE = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}},
}
SCHEMAS = {"Named": NAMED, "Made": MADE, "Loop": {"allOf": [{"$ref": "#/components/schemas/Loop"}]}}


def _document(make_document: MakeDocument, body: dict[str, Any], method: str = "post") -> FakeDocument:
    paths = {"/orders": {method: {"requestBody": body, "responses": {"201": {"description": "made"}}}}}
    return make_document(paths, components={"schemas": SCHEMAS})


def _json(schema: Any, **more: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}, **more}


def _to(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def test_a_body_that_must_say_something_is_needed(make_document: MakeDocument) -> None:
    document = _document(make_document, _json(_to("Named")))
    contract, diagnostics = build_contract(document)
    assert contract is not None
    body = contract.operations[0].body
    assert body is not None
    assert (body.required, body.needed, body.is_expected) == (False, True, True)
    assert strip_additions(contract.served) == document.authored
    assert contract.served["paths"]["/orders"]["post"]["requestBody"] == _json(_to("Named"))
    warnings = [found for found in diagnostics if found.code == "needed-body"]
    assert [found.pointer for found in warnings] == ["/paths/~1orders/post/requestBody"]
    assert "409" in contract.served["paths"]["/orders"]["post"]["responses"]


@pytest.mark.parametrize(
    ("body", "method", "needed"),
    [
        (_json(NAMED, required=False), "post", False),
        (_json(NAMED, required=True), "post", False),
        (_json(NAMED), "put", True),
        (_json(NAMED), "patch", True),
        (_json(NAMED), "delete", False),
        (_json({"type": "object", "properties": {"name": {}}}), "post", False),
        (_json(_to("Made")), "post", False),
        (_json({"type": ["object", "null"], "required": ["name"]}), "post", False),
        (_json({"type": "array", "items": NAMED, "minItems": 1}), "post", False),
        (_json({"allOf": [_to("Made"), _to("Named")]}), "post", True),
        (_json({"oneOf": [_to("Named"), {"required": ["id"]}]}), "post", True),
        (_json({"oneOf": [_to("Named"), {"type": "object"}]}), "post", False),
        (_json(_to("Loop")), "post", False),
        ({"content": {"multipart/form-data": {"schema": NAMED}}}, "post", True),
        ({"content": {"application/json": {"schema": NAMED}, "text/csv": {}}}, "post", False),
        ({"content": {"application/json": {}}}, "post", False),
    ],
)
def test_what_is_needed(make_document: MakeDocument, body: dict[str, Any], method: str, needed: bool) -> None:
    contract, _ = build_contract(_document(make_document, body, method))
    assert contract is not None
    found = contract.operations[0].body
    assert found is not None
    assert found.needed is needed


def test_nothing_is_added_for_it(make_document: MakeDocument) -> None:
    document = _document(make_document, _json(_to("Named")))
    document.normal["paths"]["/orders"]["post"]["responses"] |= {
        "409": {"description": "no"},
        "422": {"description": "no"},
    }
    contract, _ = build_contract(document, completion=False)
    assert contract is not None
    assert contract.served == document.authored
    assert contract.operations[0].body is not None
    assert contract.operations[0].body.needed
