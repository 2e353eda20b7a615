"""Which lists in a document are the rows of what lies below it, and which are values of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from oagen.blueprint.making import HeldList, PartField
from oagen.blueprint.model import Blueprint, Field, Resource
from oagen.render.rules import untold_properties

Make = Callable[..., Blueprint]

PATHS = """
/orders:
  post:
    operationId: addOrder
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/OrderIn'}}}}
    responses:
      %(documented)s
      "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
/orders/{orderId}:
  parameters: [{name: orderId, in: path, required: true, schema: {type: string, format: uuid}}]
  get:
    operationId: getOrder
    responses:
      "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      "404": {description: none}
  put:
    operationId: putOrder
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/OrderIn'}}}}
    responses:
      "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      %(documented)s
      "404": {description: none}
/orders/{orderId}/lines:
  parameters: [{name: orderId, in: path, required: true, schema: {type: string, format: uuid}}]
  get:
    operationId: listLines
    responses:
      "200":
        description: ok
        content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Line'}}}}
      "404": {description: none}
  post:
    operationId: addLine
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/LineIn'}}}}
    responses:
      "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Line'}}}}
      "404": {description: none}
/orders/{orderId}/lines/{lineId}:
  parameters:
    - {name: orderId, in: path, required: true, schema: {type: string, format: uuid}}
    - {name: lineId, in: path, required: true, schema: {type: string, format: uuid}}
  get:
    operationId: getLine
    responses:
      "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Line'}}}}
      "404": {description: none}
/products:
  post:
    operationId: addProduct
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/ProductIn'}}}}
    responses:
      "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Product'}}}}
/products/{productId}:
  parameters: [{name: productId, in: path, required: true, schema: {type: string, format: uuid}}]
  get:
    operationId: getProduct
    responses:
      "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Product'}}}}
      "404": {description: none}
"""
SCHEMAS = """
OrderIn: {type: object, required: [customer], properties: {customer: {type: string}%(given)s}}
Order:
  type: object
  required: [id, customer, lines]
  properties:
    id: {type: string, format: uuid, readOnly: true}
    customer: {type: string}
    lines: %(lines)s
LineIn: {type: object, %(closed)srequired: [sku], properties: {sku: {type: string}%(line_in)s}}
Line:
  type: object
  required: [id, sku, addedAt]
  properties:
    id: {type: string, format: uuid%(id)s}
    sku: {type: string}
    addedAt: {type: string, format: date-time}%(line)s
Summary: {type: object, required: [sku], properties: {sku: {type: string}}}
ProductIn: {type: object, required: [name], properties: {name: {type: string}}}
Product:
  type: object
  required: [id, name]
  properties: {id: {type: string, format: uuid, readOnly: true}, name: {type: string}}
"""
LINES = "{type: array, items: {$ref: '#/components/schemas/Line'}}"
GIVEN = ", lines: {type: array, items: {$ref: '#/components/schemas/LineIn'}}"
PRODUCT_IN, PRODUCT = ", productId: {type: string, format: uuid}", "\n    productId: {type: string, format: uuid}"
NOTHING = {
    "given": "",
    "lines": LINES,
    "line_in": "",
    "line": "",
    "documented": "",
    "id": ", readOnly: true",
    "closed": "",
}
CONFLICT = '"409": {description: conflict}'
SHOWN = "{allOf: [{$ref: '#/components/schemas/Product'}], readOnly: true}"
SHOWING = {"line": f"{PRODUCT}\n    product: {SHOWN}", "line_in": PRODUCT_IN}


def built(make: Make, **said: str) -> Blueprint:
    """The blueprint of orders with lines, but for what is said."""
    values = {**NOTHING, **said}
    return make(PATHS % values, SCHEMAS % values)


def resource(blueprint: Blueprint, name: str) -> Resource:
    return next(each for each in blueprint.resources if each.name == name)


def lines_of(blueprint: Blueprint) -> Field:
    return next(field for field in resource(blueprint, "order").fields if field.property == "lines")


def test_a_list_that_nobody_gives_shows_rows(blueprint: Make) -> None:
    made = built(blueprint)
    order, line = resource(made, "order"), resource(made, "line")
    assert lines_of(made).held == HeldList("line", (("order_id", "id"),))
    assert [column.name for column in order.columns] == ["id", "customer"]
    assert [column.name for column in line.columns] == ["id", "order_id", "sku", "added_at"]
    assert not order.parts
    assert "lines lists lines" in [each.decision for each in order.evidence]
    assert order.seed is not None
    assert all("lines" not in document for document in order.seed.documents)
    assert made.holds_lists


def test_a_list_that_clients_give_stores_rows(blueprint: Make) -> None:
    made = built(blueprint, given=GIVEN)
    order, line = resource(made, "order"), resource(made, "line")
    assert lines_of(made).held == HeldList("line", (("order_id", "id"),), "list_place")
    assert [column.name for column in line.columns] == ["id", "order_id", "sku", "added_at", "list_place"]
    assert order.parts == {
        ("lines", "*"): (
            PartField("id", "uuid", of_row=True, is_key=True),
            PartField("addedAt", "created_at", of_row=True),
        )
    }


def test_a_list_that_must_be_given_stays_where_it_need_not_be(blueprint: Make) -> None:
    made = built(blueprint, given=GIVEN).resources
    assert not any(field.held.stays for each in made for field in each.fields if field.held)
    schemas = (SCHEMAS % {**NOTHING, "given": GIVEN}).replace(
        "OrderIn: {type: object, required: [customer],", "OrderIn: {type: object, required: [customer, lines],"
    )
    changes = f"OrderPut: {{type: object, required: [customer], properties: {{customer: {{type: string}}{GIVEN}}}}}"
    first, _, second = (PATHS % NOTHING).partition("operationId: putOrder")
    paths = f"{first}operationId: putOrder{second.replace('OrderIn', 'OrderPut', 1)}"
    order = resource(blueprint(paths, f"{schemas}{changes}"), "order")
    assert [field.held.stays for field in order.fields if field.held] == [True]
    assert untold_properties(order) == ["lines"]


@pytest.mark.parametrize("keyword", ["minItems: 1", "maxItems: 9", "uniqueItems: true", "contains: {type: object}"])
def test_what_is_said_of_a_list_as_a_whole_could_be_undone(blueprint: Make, keyword: str) -> None:
    assert lines_of(built(blueprint, lines=LINES.replace("array,", f"array, {keyword},"))).held is None


@pytest.mark.parametrize(
    "lines",
    [
        "{type: array, items: {$ref: '#/components/schemas/Product'}}",
        "{type: array, items: {type: string}}",
        "{type: object, additionalProperties: {$ref: '#/components/schemas/Line'}}",
        f"{LINES}\n    others: {LINES}",
        LINES.replace("array,", "array, writeOnly: true,"),
    ],
    ids=["other things", "texts", "map", "two", "untold"],
)
def test_lists_of_something_else_are_values(blueprint: Make, lines: str) -> None:
    assert lines_of(built(blueprint, lines=lines)).held is None


def test_items_that_look_the_same_show_rows_by_the_name_of_the_list(blueprint: Make) -> None:
    items = "{type: object, required: [id, sku], properties: {id: {type: string, format: uuid}, sku: {type: string},"
    lines = f"{{type: array, items: {items} addedAt: {{type: string, format: date-time}}}}}}}}"
    assert lines_of(built(blueprint, lines=lines)).held is not None
    named = SCHEMAS.replace("lines: %(lines)s", "things: %(lines)s").replace("customer, lines]", "customer, things]")
    order = resource(blueprint(PATHS % NOTHING, named % {**NOTHING, "lines": lines}), "order")
    assert not any(field.held for field in order.fields)


@pytest.mark.parametrize(
    ("said", "untold"),
    [
        ({"line": "\n    secret: {type: string, writeOnly: true}", "line_in": ", secret: {type: string}"}, "secret"),
        ({"line_in": ", coupon: {type: string}"}, "coupon"),
        ({"lines": "{type: array, items: {$ref: '#/components/schemas/Summary'}}"}, "addedAt"),
    ],
    ids=["secret", "of requests", "summary"],
)
def test_a_list_does_not_tell_all_of_its_rows(blueprint: Make, said: dict[str, str], untold: str) -> None:
    held = lines_of(built(blueprint, **said)).held
    assert held is not None
    assert held.untold == (untold,)
    assert lines_of(built(blueprint, **said, given=GIVEN)).held is None


def test_rows_that_no_item_may_show_are_not_listed(blueprint: Make) -> None:
    wider = {"line": "\n    note: {type: string, maxLength: 5}", "line_in": ", note: {type: string}"}
    assert lines_of(built(blueprint, **wider)).held is None


def test_rows_that_nothing_else_lists_are_listed(blueprint: Make) -> None:
    first, _, rest = (PATHS % NOTHING).partition("  get:\n    operationId: listLines")
    paths = first + rest[rest.index("  post:\n    operationId: addLine") :]
    assert lines_of(blueprint(paths, SCHEMAS % NOTHING)).held is not None


@pytest.mark.parametrize(
    "said",
    [
        {"given": ", lines: {type: array, items: {$ref: '#/components/schemas/Summary'}}"},
        {"given": GIVEN, "line": PRODUCT, "line_in": PRODUCT_IN, "documented": CONFLICT},
        {"given": GIVEN, "line": "\n    state: {type: string, default: open}", "line_in": ", state: {type: string}"},
    ],
    ids=["less", "references with conflicts", "defaults"],
)
def test_what_every_row_could_be_given_by_is_stored(blueprint: Make, said: dict[str, str]) -> None:
    assert lines_of(built(blueprint, **said)).held is not None


@pytest.mark.parametrize(
    "said",
    [
        {"given": GIVEN, "line": PRODUCT, "line_in": PRODUCT_IN},
        {"given": GIVEN.replace("LineIn", "Line"), "line_in": ", id: {type: string, format: uuid}", "id": ""},
        {"given": ", lines: {type: array, items: {type: object, properties: {sku: {type: string}}}}"},
        {"given": ", lines: {type: array, items: {type: object, required: [sku], properties: {sku: {type: integer}}}}"},
        {"given": ", lines: {type: [array, 'null'], items: {$ref: '#/components/schemas/LineIn'}}"},
        {"given": GIVEN.replace("LineIn", "Product")},
        {"given": GIVEN.replace("LineIn", "Summary"), "closed": "additionalProperties: false, "},
    ],
    ids=["references", "chosen keys", "lacking", "other types", "null", "other things", "open"],
)
def test_lists_that_could_be_refused_or_lost_are_values(blueprint: Make, said: dict[str, str]) -> None:
    assert lines_of(built(blueprint, **said)).held is None


@pytest.mark.parametrize("given", ["", GIVEN], ids=["shown", "given"])
def test_items_may_show_what_they_refer_to(blueprint: Make, given: str) -> None:
    said = {**SHOWING, "given": given, "documented": CONFLICT}
    made = built(blueprint, **{**said, "line": f"{SHOWING['line']}\n  x-none: 1"})
    line = resource(made, "line")
    held = lines_of(made).held
    assert held is not None
    assert held.untold == ()
    assert [field.property for field in line.fields if field.shown] == ["product"]
    of_rows = [part.property for part in resource(made, "order").parts.get(("lines", "*"), ()) if part.of_row]
    assert of_rows == (["id", "addedAt", "product"] if given else [])


@pytest.mark.parametrize("documented", [CONFLICT, '"404": {description: No such order or product}'])
def test_what_items_refer_to_may_be_refused_where_that_is_documented(blueprint: Make, documented: str) -> None:
    paths = (PATHS % {**NOTHING, "documented": documented}).replace(
        f'{documented}\n      "404": {{description: none}}', documented
    )
    made = blueprint(paths, SCHEMAS % {**NOTHING, "given": GIVEN, "line": PRODUCT, "line_in": PRODUCT_IN})
    assert lines_of(made).held is not None


def test_a_list_goes_before_what_would_lead_back_to_it(blueprint: Make) -> None:
    order = "order: {allOf: [{$ref: '#/components/schemas/Order'}], readOnly: true}"
    schemas = (SCHEMAS % {**NOTHING, **SHOWING}).replace(
        "name: {type: string}}\n", f"name: {{type: string}}, orderId: {{type: string, format: uuid}}, {order}}}\n"
    )
    made = blueprint(
        PATHS % NOTHING,
        schemas.replace(
            "properties: {name: {type: string}}}",
            "properties: {name: {type: string}, orderId: {type: string, format: uuid}}}",
        ),
    )
    assert lines_of(made).held is not None
    (shown,) = [field for field in resource(made, "line").fields if field.property == "product"]
    (back,) = [field for field in resource(made, "product").fields if field.property == "order"]
    assert shown.shown is not None
    assert back.shown is None
    assert back.apart == "its rows are read with those that would show it"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"lines": LINES.replace("array,", "array, minItems: 1,")}, "its schema says something of the list as a whole"),
        (
            {"given": GIVEN, "line": PRODUCT, "line_in": PRODUCT_IN},
            "productId of an item could be refused, and no operation that gives them documents that",
        ),
        (
            {
                "lines": LINES.replace("array,", "array, maxItems: 9,")
                + "\n    lineCount: {type: integer, readOnly: true}"
            },
            "its schema says something of the list as a whole; lineCount counts the lines",
        ),
        ({"lines": f"{LINES}\n    others: {LINES}"}, "another list is about them, too"),
        (
            {"line": "\n    note: {type: string, maxLength: 5}", "line_in": ", note: {type: string}"},
            "it could not show every row of them",
        ),
    ],
    ids=["as a whole", "refused", "counted", "several", "wider"],
)
def test_a_list_that_is_kept_apart_says_why(blueprint: Make, said: dict[str, str], reason: str) -> None:
    made = built(blueprint, **said)
    assert lines_of(made).apart == reason
    order = resource(made, "order")
    assert ("lines is kept apart from lines", reason) in [(each.decision, each.reason) for each in order.evidence]


def test_the_first_rows_are_those_that_an_example_lists(blueprint: Make) -> None:
    lines = "[{id: 3fa85f64-5717-4562-b3fc-2c963f66afa6, sku: %s, addedAt: '2024-01-01T00:00:00Z'}]"
    made = built(blueprint, lines=f"{{example: {lines % 'tea'}, {LINES[1:]}")
    seed = resource(made, "line").seed
    assert seed is not None
    assert [document["sku"] for document in seed.documents] == ["tea", "string", "string"]
    assert len({document.get("id") for document in seed.documents}) == 3
    assert seed.inherited == {"order_id": ("orders", "id")}
