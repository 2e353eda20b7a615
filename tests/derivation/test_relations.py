"""What becomes of entities that hold entities."""

from __future__ import annotations

from .support import TEXT, derived, entity, many, ref

NULL = {"type": "null"}


def test_one_that_is_held_becomes_a_key() -> None:
    made = derived(Order=entity(customer=ref("Customer")) | {"required": ["id", "customer"]}, Customer=entity())
    order = made.schemas["Order"]
    assert order["properties"]["customerId"] == {"type": "integer"}
    assert order["required"] == ["id", "customerId"]
    assert "customer" not in order["properties"]
    assert "customerId" in made.query("/orders")
    assert "409" in made.contract["paths"]["/customers/{customerId}"]["delete"]["responses"]


def test_a_key_follows_the_style_of_its_neighbours_and_may_be_null() -> None:
    made = derived(
        Order=entity(ordered_on=TEXT, bill_to={"anyOf": [ref("Customer"), NULL]}),
        Customer={"type": "object", "properties": {"customer_id": {"type": "string", "format": "uuid"}}},
    )
    key = {"anyOf": [{"type": "string", "format": "uuid"}, NULL]}
    assert made.schemas["Order"]["properties"]["bill_to_id"] == key


def test_a_key_that_is_there_already_is_enough() -> None:
    made = derived(Order=entity(customer=ref("Customer"), customerId={"type": "integer"}), Customer=entity())
    assert list(made.schemas["Order"]["properties"]) == ["id", "customerId"]


def test_what_nobody_else_holds_is_a_collection_below() -> None:
    made = derived(Order=entity(items=many("Item")), Item=entity(order=ref("Order"), note=TEXT))
    assert "/orders/{orderId}/items/{itemId}" in made.paths
    assert "/items" not in made.paths
    assert list(made.schemas["Order"]["properties"]) == ["id"]
    assert list(made.schemas["Item"]["properties"]) == ["id", "note"]


def test_the_key_of_a_parent_is_the_path_s() -> None:
    made = derived(Order=entity(items=many("Item")), Item=entity(orderId={"type": "integer"}))
    assert made.schemas["Item"]["properties"]["orderId"]["readOnly"] is True


def test_what_several_hold_are_keys() -> None:
    made = derived(Post=entity(tags=many("Tag")), Photo=entity(tags=many("Tag") | {"maxItems": 3}), Tag=entity())
    keys = {"type": "array", "items": {"type": "integer"}}
    assert made.schemas["Post"]["properties"]["tagIds"] == keys
    assert made.schemas["Photo"]["properties"]["tagIds"] == keys | {"maxItems": 3}
    assert "/tags" in made.paths


def test_of_two_sides_one_has_the_key() -> None:
    made = derived(
        Doctor=entity(patients=many("Patient")),
        Patient=entity(doctor=ref("Doctor")),
        Bed=entity(patient=ref("Patient")),
    )
    assert list(made.schemas["Doctor"]["properties"]) == ["id"]
    assert "doctorId" in made.schemas["Patient"]["properties"]
    assert made.kind("Doctor.patients") == "those with the key, of Patient"


def test_keys_that_need_each_other_are_optional() -> None:
    made = derived(
        A=entity(b=ref("B")) | {"required": ["id", "b"]},
        B=entity(a=ref("A")) | {"required": ["id", "a"]},
    )
    assert made.schemas["A"]["required"] == ["id", "bId"]
    assert made.schemas["B"]["required"] == ["id"]
    assert "each would need the other" in made.decisions["B.a"].reason


def test_an_entity_of_its_own_kind() -> None:
    made = derived(Topic=entity(parent=ref("Topic"), related=many("Topic")))
    assert list(made.schemas["Topic"]["properties"]) == ["id", "parentId", "relatedIds"]


def test_where_others_depend_on_it_an_entity_stays_a_value() -> None:
    made = derived(
        Order=entity(customer=ref("Customer"), note=TEXT) | {"dependentRequired": {"customer": ["note"]}},
        Customer=entity(),
    )
    assert made.schemas["Order"]["properties"]["customer"] == {"$ref": "#/components/schemas/EmbeddedCustomer"}
    assert "readOnly" not in made.schemas["EmbeddedCustomer"]["properties"]["id"]
    assert made.schemas["Customer"]["properties"]["id"]["readOnly"] is True
    assert "stays inside" in made.decisions["Order.customer"].reason


def test_entities_that_nest_in_each_other_do_not() -> None:
    made = derived(A=entity(bs=many("B")), B=entity(as_=many("A")))
    assert {"/as", "/bs"} <= set(made.paths)
