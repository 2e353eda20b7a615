"""The judge drops what it can prove, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from oagen.proof.judge import acquit

FORM = "application/x-www-form-urlencoded"
FORM_SCHEMA = {
    "type": "object",
    "required": ["tags"],
    "properties": {
        "tags": {"type": "array", "items": {"type": "string"}},
        "size": {"type": "integer"},
        "name": {"type": "string", "pattern": "^[a-z]+$"},
    },
}
PATH_SCHEMA = {"type": "array", "items": {"type": "string"}, "minItems": 1}


def operation(media_type: str, schema: dict[str, Any]) -> Any:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/a/{keys}": {
                "post": {
                    "parameters": [{"name": "keys", "in": "path", "required": True, "schema": PATH_SCHEMA}],
                    "requestBody": {"required": True, "content": {media_type: {"schema": schema}}},
                    "responses": {"200": {"description": "OK"}},
                }
            }
        },
    }
    loaded = schemathesis.openapi.from_dict(document)
    loaded.config.update(base_url="http://127.0.0.1:1")
    return loaded["/a/{keys}"]["POST"]


def accepted(media_type: str, schema: dict[str, Any], body: Any, **options: Any) -> dict[str, str] | None:
    case = operation(media_type, schema).Case(
        path_parameters={"keys": "x"}, body=body, media_type=media_type, **options
    )
    return acquit("AcceptedNegativeData", case)


@pytest.mark.parametrize(
    "body",
    [{"tags": "one"}, {"tags": ["one", 2]}, {"tags": 5}, {"tags": ["x"], "size": "7"}],
)
def test_a_form_that_reads_as_a_valid_one_is_dropped(body: Any) -> None:
    acquittal = accepted(FORM, FORM_SCHEMA, body)
    assert acquittal is not None
    assert "valid request" in acquittal["why"]


@pytest.mark.parametrize("body", [{"size": 5}, {"tags": ["x"], "size": "seven"}, {"tags": ["x"], "name": "ABC"}])
def test_a_form_that_is_wrong_however_it_is_read_stands(body: Any) -> None:
    assert accepted(FORM, FORM_SCHEMA, body) is None


def test_json_has_types() -> None:
    assert accepted("application/json", FORM_SCHEMA, {"tags": "one"}) is None


def test_another_violation_stands() -> None:
    assert accepted(FORM, FORM_SCHEMA, {"tags": "one"}, headers={"Content-Type": "text/plain"}) is None
    assert accepted(FORM, FORM_SCHEMA, {"tags": "one"}, method="PUT") is None
    assert accepted(FORM, FORM_SCHEMA, {"tags": ["one"]}) is None


def test_an_object_is_text_where_text_is_all_there_is() -> None:
    assert accepted("text/plain", {"type": "string"}, {}) is not None
    assert accepted("text/plain", {"type": "string", "minLength": 3}, {}) is None


@pytest.mark.parametrize(
    ("name", "dropped"),
    [("ABC", True), ("abc", False), (5, False)],
)
def test_a_rejected_value_is_dropped_if_the_pattern_rejects_it(name: Any, dropped: bool) -> None:
    body = {"tags": ["x"], "name": name}
    case = operation("application/json", FORM_SCHEMA).Case(
        path_parameters={"keys": "x"}, body=body, media_type="application/json"
    )
    assert (acquit("RejectedPositiveData", case) is not None) is dropped


def test_other_failures_stand() -> None:
    case = operation(FORM, FORM_SCHEMA).Case(path_parameters={"keys": "x"}, body={"tags": "one"}, media_type=FORM)
    assert acquit("ServerError", case) is None


@pytest.mark.parametrize(
    ("status", "headers", "dropped"),
    [
        (412, {"If-Match": '"made up"'}, True),
        (412, {}, False),
        (412, {"If-Match": ""}, False),
        (428, {}, True),
        (428, {"If-Match": "*"}, False),
        (416, {"Range": "bytes=9-"}, False),  # not documented
        (422, {"If-Match": "*"}, False),
    ],
)
def test_a_documented_refusal_of_a_condition_is_no_failure(status: int, headers: dict[str, str], dropped: bool) -> None:
    described = operation("application/json", FORM_SCHEMA)
    described.definition.raw["responses"] |= {name: {"description": "no"} for name in ("412", "422", "428")}
    body = {"tags": ["x"]}
    case = described.Case(path_parameters={"keys": "x"}, body=body, media_type="application/json", headers=headers)
    assert (acquit("RejectedPositiveData", case, status) is not None) is dropped


@pytest.mark.parametrize(
    ("status", "headers", "dropped"),
    [(428, {}, True), (428, {"If-Match": "*"}, False), (412, {}, False), (200, {}, False)],
)
def test_a_documented_428_for_a_missing_condition_is_no_failure(
    status: int, headers: dict[str, str], dropped: bool
) -> None:
    described = operation("application/json", FORM_SCHEMA)
    body = {"tags": ["x"]}
    case = described.Case(path_parameters={"keys": "x"}, body=body, media_type="application/json", headers=headers)
    assert acquit("MissingHeaderNotRejected", case, status) is None
    described.definition.raw["responses"] |= {name: {"description": "no"} for name in ("412", "428")}
    assert (acquit("MissingHeaderNotRejected", case, status) is not None) is dropped
