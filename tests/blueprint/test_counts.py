"""Which properties count rows of another resource, and which only look like it."""

from __future__ import annotations

from typing import Any

import pytest

PATHS = """
/tickets:
  post:
    operationId: addTicket
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/TicketIn'}}}}
    responses:
      "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Ticket'}}}}
/tickets/{id}:
  parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
  get:
    operationId: getTicket
    responses:
      "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Ticket'}}}}
      "404": {description: none}
/tickets/{id}/comments:
  parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
  get:
    operationId: listComments
    responses:
      "200":
        description: ok
        content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Comment'}}}}
      "404": {description: none}
  post:
    operationId: addComment
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/CommentIn'}}}}
    responses:
      "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Comment'}}}}
      "404": {description: none}
/orders:
  get:
    operationId: listOrders
    responses:
      "200":
        description: ok
        content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Order'}}}}
      "404": {description: none}
  post:
    operationId: addOrder
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/OrderIn'}}}}
    responses:
      "201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
"""
SCHEMAS = """
TicketIn: {type: object, required: [title], properties: {title: {type: string}}}
Ticket:
  type: object
  required: [id, title]
  properties: {id: {type: integer}, title: {type: string}, %s}
CommentIn: {type: object, required: [text], properties: {text: {type: string}}}
Comment: {type: object, required: [id, text], properties: {id: {type: integer}, text: {type: string}}}
OrderIn: {type: object, required: [ticketId], properties: {ticketId: {type: integer}}}
Order: {type: object, required: [id, ticketId], properties: {id: {type: integer}, ticketId: {type: integer}}}
"""
COMMENTS = ("comments", (("ticket_id", "id"),))
ORDERS = ("orders", (("ticket_id", "id"),))


@pytest.mark.parametrize(
    ("declared", "counted"),
    [
        ("commentCount: {type: integer}", COMMENTS),
        ("comments_count: {type: integer, readOnly: true}", COMMENTS),
        ("numberOfComments: {type: integer}", COMMENTS),
        ("comments: {type: integer, description: Number of comments}", COMMENTS),
        ("orderCount: {type: integer}", ORDERS),
        ("openComments: {type: integer}", None),
        ("comment: {type: integer}", None),
        ("commentCount: {type: integer, minimum: 1}", None),
        ("comments: {type: array, items: {type: string}}", None),
        ("total: {type: integer}", None),
        ("likeCount: {type: integer}", None),
    ],
)
def test_what_is_called_after_rows_counts_them(blueprint: Any, declared: str, counted: Any) -> None:
    name = declared.partition(":")[0]
    tickets, *others = blueprint(PATHS, SCHEMAS % declared).resources
    field = next(field for field in tickets.fields if field.property == name)
    assert (field.counted and (field.counted.table, field.counted.keys)) == counted
    assert (name in {column.property for column in tickets.columns}) == (counted is None)
    if counted:
        column = next(c for r in others if r.table == counted[0] for c in r.columns if c.name == counted[1][0][0])
        assert column.indexed
