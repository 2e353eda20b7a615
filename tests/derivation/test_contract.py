"""The derived contract is a good one: valid, and with whatever a resource's clients need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from oagen.derivation import derive
from oagen.diagnostics import has_errors
from oagen.document import load_document
from oagen.pipeline import Input, make_document, make_plan
from oagen.resources import SPECS

from .support import TEXT, derived, entity

SETS = sorted((SPECS / "json_schema").iterdir())


def test_operations_paging_and_refusals() -> None:
    made = derived(Order=entity(note=TEXT))
    collection, item = made.contract["paths"].values()
    assert set(collection) == {"get", "post"}
    assert set(item) == {"parameters", "get", "put", "patch", "delete"}
    assert collection["get"]["parameters"][:2] == [
        {"$ref": "#/components/parameters/Limit"},
        {"$ref": "#/components/parameters/Offset"},
    ]
    assert made.schemas["OrderPage"]["required"] == ["items", "total", "limit", "offset"]
    assert set(item["get"]["responses"]) == {"200", "404", "422"}
    assert list(made.contract["components"]["responses"]["NotFound"]["content"]) == ["application/problem+json"]


def test_filters_follow_the_properties() -> None:
    made = derived(
        Order=entity(
            status={"enum": ["open", "paid"]},
            dueOn={"type": "string", "format": "date"},
            price={"type": "number"},
            paid={"type": ["boolean", "null"]},
            title=TEXT,
            remarks=TEXT,
            password=TEXT | {"writeOnly": True},
        )
    )
    found = made.query("/orders")
    assert found == ["sort", "q", "status", "dueOnFrom", "dueOnTo", "priceMin", "priceMax", "paid"]
    listed = {p.get("name"): p for p in made.contract["paths"]["/orders"]["get"]["parameters"]}
    assert listed["status"]["schema"] == {"type": "string", "enum": ["open", "paid"]}
    order = listed["sort"]["schema"]["enum"]
    assert order[::2] == ["status", "dueOn", "price", "title"]
    assert order[1::2] == ["-status", "-dueOn", "-price", "-title"]


def test_times_that_the_server_knows() -> None:
    time = {"type": "string", "format": "date-time"}
    properties = derived(Order=entity(createdAt=time, dueAt=time)).schemas["Order"]["properties"]
    assert properties["createdAt"]["readOnly"] is True
    assert "readOnly" not in properties["dueAt"]


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.name)
def test_a_derived_contract_needs_no_mending_and_maps_every_parameter(path: object) -> None:
    planned, found = make_plan(Input(str(path)))
    assert found == []
    assert planned is not None
    assert [o.operation_id for o in planned.blueprint.operations if o.stub or o.role == "custom"] == []
    unused = [
        (o.operation_id, a.parameter) for o in planned.blueprint.operations for a in o.arguments if a.use == "unused"
    ]
    assert unused == []


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.name)
def test_two_derivations_are_the_same(path: object) -> None:
    first, second = (make_document(Input(str(path)))[1] for _ in range(2))
    assert first is not None
    assert first == second


def test_a_derived_contract_is_strictly_valid() -> None:
    for path in SETS:
        _, derivation, _ = make_document(Input(str(path)))
        assert derivation is not None
        document, found = load_document("contract.yaml", text=derivation.text, strict=True)
        assert document is not None
        assert not has_errors(found)


def test_deriving_changes_nothing_in_the_document() -> None:
    document, _ = load_document(SETS[0])
    again, _ = load_document(SETS[0])
    assert document is not None
    assert again is not None
    derive(document)
    assert document.authored == again.authored


def test_component_schemas_of_openapi_documents_are_schemas_like_any_other(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.schemas_of", str(SPECS / "ecommerce_api.yaml")]
    done = subprocess.run(command, capture_output=True, check=True, cwd=SPECS.parent)
    assert b"#/components" not in done.stdout
    planned, found = make_plan(Input("shop.schema.json", done.stdout))
    assert planned is not None, found
    assert {"products", "orders"} <= {resource.plural for resource in planned.blueprint.resources}
