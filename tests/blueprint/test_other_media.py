"""Media types of a body beside that of the document: which texts are a property of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from oagen.blueprint.model import Blueprint, BodyUse
from oagen.cli.explanation import summary

PATHS = """
/notes:
  post:
    operationId: addNote
    requestBody:
      content:
        application/json: {{schema: {document}}}
        {media}
    responses:
      "201": {{description: Made{answer}}}
/notes/{{id}}:
  get:
    operationId: getNote
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    responses:
      "200": {{description: Note, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Note"}}}}}}}}
      "404": {{description: None}}
"""
SCHEMAS = """
Note:
  type: object
  required: [id]
  properties: {id: {type: string}, body: {type: string}, title: {type: string}, level: {type: integer}}
"""
SHOWN = ', content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}'
TEXT = "text/plain: {schema: {type: string}}"
ONE = "{type: object, required: [title], properties: {title: {type: string}, body: {type: string}}}"


@pytest.fixture
def body(blueprint: Callable[..., Blueprint]) -> Callable[..., BodyUse]:
    def make(document: str, media: str = TEXT, answer: str = SHOWN) -> BodyUse:
        made = blueprint(PATHS.format(document=document, media=media, answer=answer), SCHEMAS)
        return next(each.body for each in made.operations if each.operation_id == "addNote" and each.body)

    return make


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (ONE, ("title",)),
        ("{type: object, properties: {title: {type: string}, body: {type: string}}}", ("body",)),
        ("{type: object, properties: {title: {type: string}, id: {type: string, readOnly: true}}}", ("title",)),
        (f"{{type: object, properties: {{note: {ONE}}}}}", ("note", "title")),
    ],
)
def test_a_text_is_the_property_that_it_can_only_be(body: Callable[..., BodyUse], document: str, place: object) -> None:
    assert (body(document).text, body(document).unread) == (place, ())


@pytest.mark.parametrize(
    "document",
    [
        "{type: object, required: [title, body], properties: {title: {type: string}, body: {type: string}}}",
        "{type: object, required: [level], properties: {level: {type: integer}, body: {type: string}}}",
        "{type: object, properties: {title: {type: string}, level: {type: integer}}}",
        "{type: object, properties: {text: {type: string}, body: {type: string}}}",
    ],
)
def test_a_text_that_may_be_anything_is_left_to_be_written(body: Callable[..., BodyUse], document: str) -> None:
    assert (body(document).text, body(document).unread) == ((), ("text/plain",))


def test_what_is_no_text_is_left_to_be_written(body: Callable[..., BodyUse]) -> None:
    for media in ("image/png: {}", "text/csv: {schema: {type: array, items: {type: string}}}"):
        assert (body(ONE, media).text, body(ONE, media).unread) == ((), (media.partition(":")[0],))


def test_a_text_that_the_property_may_refuse_must_be_shown(body: Callable[..., BodyUse]) -> None:
    short = "{type: object, required: [title], properties: {title: {type: string, maxLength: 3}}}"
    assert body(short).text == ("title",)
    assert body(short, answer="").unread == ("text/plain",)


def test_a_build_names_what_is_left_to_be_written(blueprint: Callable[..., Blueprint]) -> None:
    made = blueprint(PATHS.format(document=ONE, media="image/png: {}", answer=SHOWN), SCHEMAS)
    assert summary(made)["unread_media"] == {"addNote": ["image/png"]}
    made = blueprint(PATHS.format(document=ONE, media=TEXT, answer=SHOWN), SCHEMAS)
    assert summary(made)["unread_media"] == {}
