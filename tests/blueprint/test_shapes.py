"""What shapes say of schemas, and which names things get."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oagen.blueprint.arguments import annotation
from oagen.blueprint.naming import LONGEST, Names, kebab, pascal, plural, singular, snake
from oagen.blueprint.shapes import Shapes
from oagen.contract.model import Contract, Schema

PREFIX = "#/components/schemas/"
UNION = {"$ref": f"{PREFIX}Union"}


def shapes(**components: object) -> Shapes:
    schemas = {name: Schema(raw) for name, raw in components.items()}
    return Shapes(Contract("t", "1", "", "3.1.0", "2020-12", "", (), schemas))


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("task", "tasks"),
        ("category", "categories"),
        ("order_line", "order_lines"),
        ("status", "status"),
        ("address", "addresses"),
    ],
)
def test_number_of_nouns(one, many):
    assert plural(one) == many
    assert singular(many) == one


@given(st.text())
def test_any_text_becomes_an_identifier(text):
    assert snake(text).isidentifier()
    assert pascal(text).isidentifier()


def test_taken_names_are_numbered():
    names = Names()
    assert [names.take("task"), names.take("task"), names.take("Task")] == ["task", "task_2", "Task_3"]


def test_all_of_is_merged_and_branches_are_united():
    found = shapes(
        Base={"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}},
        Pet={
            "allOf": [{"$ref": "#/components/schemas/Base"}],
            "oneOf": [
                {
                    "type": "object",
                    "required": ["bark", "name"],
                    "properties": {"bark": {"type": "string"}, "name": {"type": "string"}},
                },
                {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
            ],
        },
    ).shape({"$ref": "#/components/schemas/Pet"})
    assert found is not None
    assert found.names == {"id", "bark", "name"}
    assert found.required == {"id", "name"}


@pytest.mark.parametrize(
    ("schema", "python_type"),
    [
        ({"type": "object", "properties": {"a": {}}}, "dict[str, JsonValue]"),
        ({"allOf": [{"type": "object"}, {"properties": {"a": {}}}]}, "dict[str, JsonValue]"),
        ({"properties": {"a": {}}}, "JsonValue"),
        ({"type": ["integer", "null"]}, "int | None"),
    ],
)
def test_a_parameter_is_typed_no_tighter_than_its_schema(schema, python_type):
    assert annotation(shapes(), schema, optional=False) == python_type


def test_recursion_ends():
    tree = {
        "type": "object",
        "properties": {"child": {"$ref": "#/components/schemas/Tree"}},
        "allOf": [{"$ref": "#/components/schemas/Tree"}],
    }
    found = shapes(Tree=tree).shape({"$ref": "#/components/schemas/Tree"})
    assert found is not None
    assert found.names == {"child"}


@pytest.mark.parametrize(
    ("written", "shown", "fits"),
    [
        ({"type": "string"}, {"type": "string"}, True),
        ({"type": "string", "maxLength": 5}, {"type": "string"}, True),
        ({"type": "string"}, {"type": "string", "maxLength": 5}, False),
        ({"type": "string"}, {"type": "string", "enum": ["a"]}, False),
        ({"type": "string", "enum": ["a"]}, {"type": "string", "enum": ["a", "b"]}, True),
        ({"type": "integer"}, {"type": "number"}, True),
        ({"type": ["string", "null"]}, {"type": "string"}, False),
        ({"type": "array", "items": {"type": "string"}}, {"type": "array", "items": {"type": "integer"}}, False),
        ({"type": "string"}, {}, True),
    ],
)
def test_an_answer_shows_what_was_taken_under_a_stricter_schema(written, shown, fits):
    assert shapes().compatible(written, shown) is fits


def test_required_read_only_properties_are_never_in_what_a_client_wrote():
    line = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer", "readOnly": True}}}
    reference = {"$ref": "#/components/schemas/Line"}
    assert not shapes(Line=line).compatible(reference, reference)


def test_circles_of_unions_are_walked_once():
    """As in documents whose every thing refers to every other, by its identity or as a whole."""

    def thing(number: int, note: dict[str, object]) -> dict[str, object]:
        others = [{"anyOf": [{"type": "string"}, {"$ref": f"{PREFIX}T{other}"}, UNION]} for other in range(60)]
        return {
            "properties": {f"p{index}": each for index, each in enumerate(others)}
            | ({"note": note} if number == 59 else {})
        }

    for note, same in (({"type": "string"}, True), ({"type": "string", "writeOnly": True}, False)):
        things = {f"T{number}": thing(number, note) for number in range(60)}
        circle = {"Union": {"anyOf": [{"$ref": f"{PREFIX}{name}"} for name in things] + [UNION]}}
        reference = {"$ref": f"{PREFIX}T0"}
        assert shapes(**things, **circle).compatible(reference, reference) is same


def test_names_are_short_enough_for_files_and_tables() -> None:
    assert len(snake("a word " * 40)) <= LONGEST
    assert len(snake("x" * 5000)) <= LONGEST
    assert snake("x " * 40).startswith("x_x")
    assert kebab("Simple Task API!", "service") == "simple-task-api"
    assert kebab("", "service") == "service"


def test_names_differ_in_more_than_an_underscore_at_the_end():
    names = Names()
    assert [names.take(wanted) for wanted in ("registry", "registry_", "registry")] == [
        "registry",
        "registry_2",
        "registry_3",
    ]


def test_a_document_may_be_any_kind_that_is_made_of_its_schema(blueprint):
    """Inheritance: what `Dog` and `Cat` have beyond `Pet` is kept and shown, whichever operation declares it."""
    shown = "{description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}"
    made = blueprint(
        f"""
        /pets:
          post:
            operationId: add
            requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Pet'}}}}}}}}
            responses: {{"201": {shown}}}
        /pets/{{id}}:
          patch:
            operationId: change
            parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
            requestBody: {{content: {{application/json: {{schema: {{properties: {{bark: {{type: string}}}}}}}}}}}}
            responses: {{"200": {shown}, "404": {{description: none}}}}
        """,
        """
        Pet:
          type: object
          required: [kind]
          discriminator: {propertyName: kind}
          properties: {id: {type: integer, readOnly: true}, kind: {type: string}}
        Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {bark: {type: string}}}]}
        Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
        """,
    )
    (pets,) = made.resources
    assert {f.property: f.column.type for f in pets.fields if not f.write_only} == {
        "id": "integer", "kind": "text", "bark": "text", "lives": "integer",
    }  # fmt: skip
    create, change = (next(p for p in pets.operations if p.operation_id == name) for name in ("add", "change"))
    assert create.body.foreign == ()
    assert (create.view.hidden, change.view.hidden) == ((), ())
