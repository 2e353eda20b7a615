"""What is a thing of its own, and why."""

from __future__ import annotations

import json

import pytest
from oagen.derivation import derive
from oagen.document import load_document

from .support import TEXT, derived, entity, many, ref


def test_an_identity_makes_an_entity() -> None:
    made = derived(
        Order=entity(lines=many("Line"), total=ref("Money")),
        Line={"type": "object", "properties": {"quantity": {"type": "integer"}}},
        Money={"type": "object", "required": ["code"], "properties": {"code": TEXT, "amount": {"type": "number"}}},
    )
    assert {name: made.kind(name) for name in ("Order", "Line", "Money")} == {
        "Order": "resource",
        "Line": "value",
        "Money": "value",
    }
    assert made.paths == ["/orders", "/orders/{orderId}"]
    assert '"id" identifies it' in made.decisions["Order"].reason


@pytest.mark.parametrize("key", ["id", "_id", "uuid", "orderId", "order_id", "orderUuid"])
def test_spellings_of_an_identity(key: str) -> None:
    made = derived(Order={"type": "object", "properties": {key: TEXT, "note": TEXT}})
    assert made.schemas["Order"]["properties"][key] == {"type": "string", "readOnly": True}
    assert made.schemas["Order"]["required"] == [key]
    assert key not in made.schemas["OrderPatch"]["properties"]


def test_keys_that_mean_something_are_the_clients() -> None:
    book = {"type": "object", "required": ["isbn"], "properties": {"isbn": TEXT, "title": TEXT}}
    made = derived(Book=book, Shelf=entity(books=many("Book")))
    assert made.kind("Book") == "resource"
    assert "readOnly" not in made.schemas["Book"]["properties"]["isbn"]
    assert "/shelves/{shelfId}/books/{isbn}" in made.paths


def test_a_narrow_identity_is_given_by_clients() -> None:
    made = derived(Payment={"type": "object", "properties": {"id": {"type": "string", "pattern": "^pay_[a-z]+$"}}})
    assert "readOnly" not in made.schemas["Payment"]["properties"]["id"]
    assert "409" in made.contract["paths"]["/payments"]["post"]["responses"]


def test_what_has_no_identity_gets_one_if_nothing_has() -> None:
    made = derived(Station={"type": "object", "properties": {"name": TEXT}}, Note={"type": "string"})
    assert made.paths == ["/stations", "/stations/{stationId}"]
    assert made.schemas["Station"]["properties"]["id"]["format"] == "uuid"
    assert made.schemas["Station"]["required"] == ["id"]
    with_identities = derived(Station={"type": "object", "properties": {"name": TEXT}}, Order=entity())
    assert with_identities.kind("Station") == "value"


def test_the_schema_that_a_file_is_stands_for_itself() -> None:
    tree = {"title": "Topic", "type": "object", "properties": {"name": TEXT}, "$defs": {"Order": entity()}}
    document, _ = load_document("topic.json", text=json.dumps(tree).encode())
    assert document is not None
    derivation, _ = derive(document)
    assert derivation is not None
    assert "/topics" in derivation.contract["paths"]


def test_messages_pages_and_other_shapes_are_no_entities() -> None:
    made = derived(
        Task=entity(title=TEXT),
        TaskCreate=entity(title=TEXT),
        TaskDto=entity(title=TEXT),
        TaskPage={"type": "object", "properties": {"items": many("Task"), "total": {"type": "integer"}}},
        TaskRequest=entity(title=TEXT),
        Error=entity(message=TEXT),
    )
    assert made.paths == ["/tasks", "/tasks/{taskId}"]
    assert [made.kind(n) for n in ("TaskCreate", "TaskDto", "TaskPage", "TaskRequest", "Error")] == [
        "shape",
        "shape",
        "frame",
        "value",
        "value",
    ]


def test_kinds_of_an_entity_are_found_where_it_is() -> None:
    made = derived(
        Pet={"oneOf": [ref("Cat"), ref("Dog")]},
        Cat=entity(claws={"type": "integer"}),
        Dog=entity(barks={"type": "boolean"}),
    )
    assert made.paths == ["/pets", "/pets/{petId}"]
    assert made.kind("Cat") == "alternative"
    assert made.schemas["Cat"]["properties"]["id"]["readOnly"] is True
    assert "required" not in made.schemas["Pet"]  # the kinds say it, each beside its own readOnly
    assert "patch" not in made.contract["paths"]["/pets/{petId}"]


def test_a_base_is_a_part() -> None:
    made = derived(Base=entity(), Order={"allOf": [ref("Base")], "properties": {"note": TEXT}})
    assert made.kind("Base") == "part"
    assert made.kind("Order") == "resource"
    assert made.schemas["Base"]["properties"]["id"]["readOnly"] is True


def test_what_is_required_away_from_where_it_is_declared() -> None:
    made = derived(
        Base=entity() | {"required": []},
        Order={"allOf": [ref("Base")], "required": ["id"], "properties": {"note": TEXT}},
    )
    assert made.schemas["Order"]["properties"]["id"] == {"readOnly": True}


def test_the_author_has_the_last_word() -> None:
    made = derived(
        Order=entity() | {"x-oagen-resource": False},
        Line={"type": "object", "properties": {"n": TEXT}, "x-oagen-resource": "positions"},
    )
    assert made.paths == ["/positions", "/positions/{lineId}"]
    assert made.decisions["Order"].decided_by == made.decisions["Line"].decided_by == "x-oagen-resource"


def test_entities_that_sound_alike_are_told_apart() -> None:
    made = derived(Order=entity(), Orders=entity(note=TEXT), OrderResource=entity(other=TEXT, more=TEXT, still=TEXT))
    operations = [o["operationId"] for p in made.contract["paths"].values() for m, o in p.items() if m != "parameters"]
    assert len(set(operations)) == len(operations)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        {"type": "object"},
        {"type": ["object", "string"], "properties": {"id": TEXT}},
        {"type": "object", "properties": {"id": {"type": ["string", "integer"]}}},
        {"type": "object", "properties": {"id": {"const": 1}}},
    ],
)
def test_nothing_to_serve(schema: object) -> None:
    document, _ = load_document("a.json", text=json.dumps({"$defs": {"A": schema}}).encode())
    assert document is not None
    derivation, found = derive(document)
    assert derivation is None
    assert [d.code for d in found] == ["no-entity"]
    assert "x-oagen-resource" in found[0].hint


def test_a_broken_identity_is_a_warning() -> None:
    either = {"type": ["string", "integer"]}
    tree = {"$defs": {"A": {"type": "object", "properties": {"id": either}}, "B": entity()}}
    document, _ = load_document("a.json", text=json.dumps(tree).encode())
    assert document is not None
    _, found = derive(document)
    assert [(d.code, d.pointer) for d in found] == [("no-identity", "/components/schemas/A")]
