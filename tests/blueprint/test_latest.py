"""Which operations give the latest document of a collection."""

from __future__ import annotations

from typing import Any

import pytest

READING = "{$ref: '#/components/schemas/Reading'}"
ONE = f"{{description: Reading, content: {{application/json: {{schema: {READING}}}}}}}"
MANY = f"{{description: Readings, content: {{application/json: {{schema: {{type: array, items: {READING}}}}}}}}}"
DEVICE = ONE.replace("Reading", "Device")
KEY = "{name: id, in: path, required: true, schema: {type: integer}}"
PATHS = f"""
/devices:
  post:
    operationId: addDevice
    requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Device'}}}}}}}}
    responses: {{"201": {DEVICE}}}
/devices/{{id}}:
  parameters: [{KEY}]
  get:
    operationId: readDevice
    responses: {{"200": {DEVICE}}}
/devices/{{id}}/readings:
  parameters: [{KEY}]
  get: {{operationId: list, responses: {{"200": {MANY}, "404": {{description: None}}}}}}
  post:
    operationId: add
    requestBody: {{content: {{application/json: {{schema: {READING}}}}}}}
    responses: {{"201": {ONE}, "404": {{description: None}}}}
/devices/{{id}}/readings/SAID:
  parameters: [{KEY}]
  get: {{operationId: ask, summary: SUMMARY, parameters: [ASKED], responses: {{"200": ANSWER, OTHERS}}}}
"""
TIMES = "timestamp: {type: string, format: date-time}, receivedAt: {type: string, format: date-time, readOnly: true}"
SCHEMAS = """
Device: {type: object, required: [id], properties: {id: {type: integer, readOnly: true}}}
Reading: {type: object, required: [metric], properties: {metric: {type: string}, TIMES}}
Other: {type: object, properties: {metric: {type: string}}}
"""
METRIC = "{name: metric, in: query, schema: {type: string}}"
MISSING = '"404": {description: No reading yet}'


def asking(blueprint: Any, said: str = "latest", summary: str = "Reading", **other: str) -> Any:
    text = PATHS.replace("SAID", said).replace("SUMMARY", summary).replace("ASKED", other.get("asked", METRIC))
    text = text.replace("ANSWER", other.get("answer", ONE)).replace("OTHERS", other.get("others", MISSING))
    made = blueprint(text, SCHEMAS.replace("TIMES", other.get("times", TIMES)))
    return next(plan for plan in made.operations if plan.operation_id == "ask")


@pytest.mark.parametrize(
    ("said", "summary"), [("latest", "Reading"), ("newest", "Reading"), ("last", "It"), ("current", "Latest reading")]
)
def test_the_latest_document_is_the_first_of_the_newest(blueprint: Any, said: str, summary: str) -> None:
    plan = asking(blueprint, said, summary)
    assert (plan.role, plan.stub, plan.paging.order) == ("latest", False, "-timestamp")
    assert [(a.use, a.column) for a in plan.arguments] == [("scope", "device_id"), ("filter", "metric")]


@pytest.mark.parametrize(
    "other",
    [
        {"said": "current"},  # the one in use
        {"said": "best"},
        {"asked": ""},  # its 404 would be taken for that of the device
        {"others": '"500": {description: None}'},  # there would be nothing to show
        {"answer": ONE.replace("Reading", "Other")},
        {"asked": "{name: mood, in: query, schema: {type: string}}"},
        {"asked": "{name: limit, in: query, schema: {type: integer}}"},
        {"times": "note: {type: string}"},  # nothing tells which one it is
    ],
)
def test_anything_else_is_left_to_be_written(blueprint: Any, other: dict[str, str]) -> None:
    assert asking(blueprint, **other).role == "custom"
