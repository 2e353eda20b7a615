"""What is wrong but plainly meant is mended, with a warning; `strict` refuses it."""

from __future__ import annotations

import pytest
import yaml
from oagen.document import load_document
from oagen.document.pointers import find

from .document_flaws import DOCUMENT_FLAWS, LINKS, with_link
from .helpers import codes, openapi, with_schemas
from .schema_flaws import SCHEMA_FLAWS, TESTED

CASES = DOCUMENT_FLAWS | SCHEMA_FLAWS


@pytest.mark.parametrize("case", CASES)
def test_mends(case: str) -> None:
    tree, code, pointer, expected = CASES[case]()
    text = yaml.safe_dump(tree, sort_keys=False).encode()
    document, found = load_document("openapi.yaml", text=text)
    assert document is not None, found
    assert f"warning:{code}" in codes(found)
    assert all(d.span and d.span.line for d in found)
    assert find(document.authored, pointer) == expected
    refused, found = load_document("openapi.yaml", text=text, strict=True)
    assert refused is None
    assert f"error:{code}" in codes(found)


def test_what_is_mended_stays_so() -> None:
    for case in CASES.values():
        document, _ = load_document("a.yaml", text=yaml.safe_dump(case()[0], sort_keys=False).encode())
        assert document is not None
        again, found = load_document("a.yaml", text=yaml.safe_dump(document.authored).encode(), strict=True)
        assert again is not None, found
        assert again.normal == document.normal


def test_a_link_that_can_be_followed_stays() -> None:
    link = {"operationRef": "#/paths/~1things~1{id}/get", "parameters": {"id": 1}}
    document, found = load_document("a.yaml", text=yaml.safe_dump(with_link(link)).encode())
    assert document is not None
    assert (found, find(document.authored, LINKS)) == ([], {"next": link})


def test_a_misspelt_type_in_a_list_is_no_type_to_leave_out() -> None:
    tree = with_schemas("3.1.0", A={"type": ["strng", "null"]})
    document, found = load_document("a.yaml", text=yaml.safe_dump(tree).encode())
    assert document is None
    assert "error:wrong-value" in codes(found)


def test_a_document_that_lacks_more_schemas_than_it_has_is_refused() -> None:
    tree = with_schemas(A={"properties": {"b": {"$ref": "#/components/schemas/B"}}})
    document, found = load_document("a.yaml", text=yaml.safe_dump(tree).encode())
    assert document is None
    assert codes(found) == ["error:unresolved-reference"]


def test_a_document_may_refer_to_itself_by_its_own_address() -> None:
    tree = with_schemas("3.2.0", A={"$ref": "https://a.example/b#/components/schemas/B"}, B={"type": "string"})
    tree["$self"] = "https://a.example/b"
    document, found = load_document("a.yaml", text=yaml.safe_dump(tree).encode())
    assert document is not None, found
    assert find(document.authored, f"{TESTED}/$ref") == "#/components/schemas/B"


def test_webhooks_are_passed_on_as_they_are() -> None:
    tree = openapi("3.1.0", webhooks={"a": {"post": {"responses": {"200": {}}}}})
    document, found = load_document("a.yaml", text=yaml.safe_dump(tree).encode())
    assert document is None
    assert "error:missing-field" in codes(found)
