"""Resource names (AIP-122): properties that are the path of what their document is about."""

from __future__ import annotations

from typing import Any

import pytest

PATHS = """
/v1/projects/{project}/topics:
  parameters: [{name: project, in: path, required: true, schema: {type: string}}]
  post:
    operationId: make
    parameters: [PARAMETER]
    requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Topic'}}}}
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Topic'}}}}}
/v1/projects/{project}/topics/{topic}:
  parameters:
    - {name: project, in: path, required: true, schema: {type: string}}
    - {name: topic, in: path, required: true, schema: {type: string}}
  get:
    operationId: read
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Topic'}}}}}
"""
KEY = "{name: topicId, in: query, schema: {type: string}}"
OTHER = "{name: trace, in: query, schema: {type: string}}"
FORM = "projects/{project}/topics/{topic}"


def named(blueprint: Any, schemas: str, parameter: str = OTHER, name: str = "name") -> Any:
    """The form of a property that is a name, and whether it is held to its schema; None if it is none."""
    (topic,) = blueprint(PATHS.replace("PARAMETER", parameter), schemas).resources
    field = next(field for field in topic.fields if field.property == name)
    assert field.read_only or not field.named
    return field.named and (field.named.form, field.named.held_to is not None)


@pytest.mark.parametrize(
    ("schema", "form", "is_held"),
    [
        ("{type: string, description: 'Format: projects/{project}/topics/{topic}.'}", FORM, False),
        ("{type: string, description: 'Of the form `projects/{project_id}/topics/{topic_id}`'}", FORM, False),
        ("{type: string, description: 'Is projects/*/topics/*'}", FORM, False),
        ("{type: string, description: 'Is `topics/{topic}`, in its project'}", "topics/{topic}", False),
        ("{type: string, example: projects/p1/topics/t1}", FORM, False),
        ("{type: string, pattern: '^projects/[^/]+/topics/[^/]+$'}", FORM, True),
        ("{type: string, pattern: '^projects/([a-z][a-z0-9-]*)/topics/\\w+$'}", FORM, True),
        ("{type: string, x-format: {pattern: 'projects/{project}/topics/{topic}'}}", FORM, False),
        ("{type: string, description: The resource name of the topic.}", FORM, False),
        ("{type: string, x-google-identifier: true}", FORM, False),
    ],
)
def test_a_name_is_made_of_the_keys_in_its_path(blueprint: Any, schema: str, form: str, is_held: bool) -> None:
    assert named(blueprint, f"Topic: {{type: object, properties: {{name: {schema}}}}}") == (form, is_held)


@pytest.mark.parametrize(
    "schema",
    [
        "{type: string}",
        "{type: string, description: What people call it. A resource name is another thing; display it.}",
        "{type: string, description: 'Of what is below, projects/{project}/topics/{topic}/subscriptions/{id}'}",
        "{type: string, description: 'Looks like //pubsub.example/projects/{project}/topics/{topic}'}",
        "{type: string, description: The resource name., example: weather}",
        "{type: string, maxLength: 20, description: 'Format: projects/{project}/topics/{topic}'}",  # no room
        "{type: object, description: 'Format: projects/{project}/topics/{topic}'}",
    ],
)
def test_what_tells_no_path_is_as_given(blueprint: Any, schema: str) -> None:
    assert named(blueprint, f"Topic: {{type: object, properties: {{name: {schema}, size: {{type: integer}}}}}}") is None


@pytest.mark.parametrize(
    ("properties", "form"),
    [
        ("{name: {type: string}, displayName: {type: string}}", FORM),
        ("{name: {type: string, readOnly: true}}", FORM),
        ("{name: {type: string}, size: {type: integer}}", None),
        ("{name: {type: string}, id: {type: string}, title: {type: string}}", None),  # the key is seen otherwise
        ("{name: {type: string, example: weather}, title: {type: string}}", None),
    ],
)
def test_a_name_beside_the_key_that_clients_give_is_no_title(blueprint: Any, properties: str, form: Any) -> None:
    found = named(blueprint, f"Topic: {{type: object, properties: {properties}}}", KEY)
    assert (found and found[0]) == form


def test_what_is_above_has_a_name_too(blueprint: Any) -> None:
    schemas = "Topic: {type: object, properties: {parent: {type: string, description: 'As projects/{project}'}}}"
    assert named(blueprint, schemas, KEY, "parent") == ("projects/{project}", False)
    plain = "Topic: {type: object, properties: {parent: {type: string, description: The resource name of a topic}}}"
    assert named(blueprint, plain, KEY, "parent") is None


def test_what_names_another_resource_is_a_text(blueprint: Any) -> None:
    reference = (
        "{type: string, x-google-resource-reference: {type: pubsub/Topic}, description: 'As projects/{p}/topics/{t}'}"
    )
    schemas = f"Topic: {{type: object, properties: {{mirrorOf: {reference}}}}}"
    assert named(blueprint, schemas, KEY, "mirrorOf") is None
