"""The served contract says what a nullable format implies."""

from __future__ import annotations

from typing import Any

import pytest
from oagen.contract import build_contract, strip_additions

from .conftest import MakeDocument


@pytest.mark.parametrize(
    ("schema", "added"),
    [
        ({"type": ["string", "null"], "format": "date-time"}, {"minLength": 1}),
        ({"type": ["null", "string"], "format": "uuid", "description": "who"}, {"minLength": 1}),
        ({"type": ["string", "null"], "format": "email", "minLength": 6}, {}),
        ({"type": ["string", "null"], "format": "uri-reference"}, {}),
        ({"type": ["string", "null"], "format": "colour"}, {}),
        ({"type": ["string", "null"]}, {}),
        ({"type": "string", "format": "date"}, {}),
        ({"type": ["integer", "null"], "format": "int32"}, {}),
    ],
)
def test_a_nullable_format_is_never_an_empty_text(
    make_document: MakeDocument, schema: dict[str, Any], added: dict[str, Any]
) -> None:
    order = {"properties": {"example": schema, "at": {"example": schema}}}
    responses = {"200": {"description": "ok"}}
    parameters = [{"name": "since", "in": "query", "schema": schema}]
    paths = {"/orders": {"get": {"operationId": "list", "parameters": parameters, "responses": responses}}}
    document = make_document(paths, components={"schemas": {"Order": order}})
    contract, _ = build_contract(document)
    assert contract is not None
    marked = {**schema, **added, **({"x-oagen-added": list(added)} if added else {})}
    served = contract.served["components"]["schemas"]["Order"]["properties"]
    assert served == {"example": marked, "at": {"example": schema}}
    assert contract.served["paths"]["/orders"]["get"]["parameters"][0]["schema"] == marked
    assert strip_additions(contract.served) == document.authored
