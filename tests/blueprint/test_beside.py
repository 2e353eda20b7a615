"""What requests say beside a document: the key of a new row, what a change is about."""

from __future__ import annotations

from typing import Any

import pytest

PATHS = """
/topics:
  post:
    operationId: make
    parameters: [PARAMETER]
    requestBody: {content: {application/json: {schema: BODY}}}
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Topic'}}}}}
/topics/{KEY}:
  parameters: [{name: KEY, in: path, required: true, schema: {type: string}}]
  get:
    operationId: read
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Topic'}}}}}
  patch:
    operationId: change
    parameters: [PARAMETER]
    requestBody: {content: {application/json: {schema: BODY}}}
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Topic'}}}}}
"""
TOPIC = "{$ref: '#/components/schemas/Topic'}"
SCHEMAS = "Topic: {type: object, properties: {PROPERTIES note: {type: string}}}"


def uses(
    blueprint: Any, operation: str, parameter: str, *, key: str = "topic", properties: str = "", body: str = TOPIC
) -> dict[str, str]:
    """Parameter → what it is for, of one operation."""
    paths = PATHS.replace("KEY", key).replace("PARAMETER", parameter).replace("BODY", body)
    (topic,) = blueprint(paths, SCHEMAS.replace("PROPERTIES", properties)).resources
    plan = next(plan for plan in topic.operations if plan.operation_id == operation)
    known = {argument.parameter: argument.use for argument in plan.arguments if argument.location != "path"}
    assert set(plan.unmapped).isdisjoint(known)
    return {**known, **dict.fromkeys(plan.unmapped, "")}


@pytest.mark.parametrize(
    ("name", "key", "properties", "use"),
    [
        ("topicId", "topic", "", "key"),
        ("topic_id", "topicId", "", "key"),
        ("topicId", "id", "id: {type: string, readOnly: true},", "key"),
        ("topicId", "id", "id: {type: string},", "key"),  # it may come in both places
        ("slug", "slug", "", "key"),
        ("slug", "slug", "slug: {type: string},", ""),  # its document has a word for it
        ("projectId", "topic", "", ""),
        ("dryRun", "topic", "", ""),
    ],
)
def test_a_creation_may_bring_a_key_beside_its_body(
    blueprint: Any, name: str, key: str, properties: str, use: str
) -> None:
    parameter = f"{{name: {name}, in: query, schema: {{type: string}}}}"
    assert uses(blueprint, "make", parameter, key=key, properties=properties) == {name: use}


def test_a_key_may_stand_in_a_header_or_around_the_document(blueprint: Any) -> None:
    header = "{name: X-Topic-Id, in: header, schema: {type: string}}"
    assert uses(blueprint, "make", header) == {"X-Topic-Id": "key"}
    around = f"{{type: object, properties: {{topicId: {{type: string}}, topic: {TOPIC}}}}}"
    assert uses(blueprint, "make", "", body=around) == {"topicId": "key"}


def test_what_is_drawn_for_every_row_is_no_key_that_clients_give(blueprint: Any) -> None:
    paths = PATHS.replace("KEY", "topic").replace("BODY", TOPIC)
    paths = paths.replace("PARAMETER", "{name: topicId, in: query, schema: {type: string}}")
    schemas = SCHEMAS.replace("PROPERTIES", "uid: {type: string, format: uuid, readOnly: true},")
    (topic,) = blueprint(paths, schemas).resources
    assert [column.property for column in topic.columns if column.primary_key] == [""]
    assert next(field.generated for field in topic.fields if field.property == "uid") == "uuid"


@pytest.mark.parametrize(
    ("parameter", "found"),
    [
        ("{name: updateMask, in: query, schema: {type: string}}", {"updateMask": "mask"}),
        ("{name: update_mask, in: query, schema: {type: array, items: {type: string}}}", {"update_mask": "mask"}),
        ("{name: mask, in: query, schema: {type: string, format: field-mask}}", {"mask": "mask"}),
        ("{name: mask, in: query, schema: {type: string}}", {"mask": ""}),
        ("{name: allowMissing, in: query, schema: {type: boolean}}", {"allowMissing": "missing"}),
        ("{name: validateOnly, in: query, schema: {type: boolean}}", {"validateOnly": ""}),
    ],
)
def test_a_change_may_say_what_it_is_about(blueprint: Any, parameter: str, found: dict[str, str]) -> None:
    assert uses(blueprint, "change", parameter) == found


def test_a_mask_may_stand_around_the_document(blueprint: Any) -> None:
    body = f"{{type: object, properties: {{topic: {TOPIC}, updateMask: {{type: string}}}}}}"
    assert uses(blueprint, "change", "", body=body) == {"updateMask": "mask"}
