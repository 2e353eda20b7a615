"""Which properties name another row of their own resource, and what becomes of them when that is deleted."""

from __future__ import annotations

from typing import Any

import pytest
from oagen.blueprint.model import ForeignKey, Resource
from oagen.render.tables import references

UUID = "{type: string, format: uuid}"
ID = "id: {type: string, format: uuid, readOnly: true}"
CONFLICT = ', "409": {description: It is referred to}'
NONE = '"404": {description: none}'


def _paths(name: str, deleting: str = "") -> str:
    path, schema = f"/{name.lower()}s", f"{{schema: {{$ref: '#/components/schemas/{name}'}}}}"
    one = f"{{description: ok, content: {{application/json: {schema}}}}}"
    return f"""
{path}:
  post:
    operationId: add{name}
    requestBody: {{required: true, content: {{application/json: {schema}}}}}
    responses: {{"201": {one}}}
{path}/{{id}}:
  parameters: [{{name: id, in: path, required: true, schema: {UUID}}}]
  get: {{operationId: read{name}, responses: {{"200": {one}, {NONE}}}}}
  delete: {{operationId: drop{name}, responses: {{"204": {{description: gone}}, {NONE}{deleting}}}}}
"""


def _made(
    blueprint: Any, properties: str, name: str = "Node", *, required: str = "id", other: str = "", deleting: str = ""
) -> tuple[Any, Resource]:
    """The blueprint of one resource, beside another if that has a name; and the resource."""
    schemas = f"{name}: {{type: object, required: [{required}], properties: {{{ID}, {properties}}}}}"
    paths = _paths(name, deleting)
    if other:
        schemas += f"\n{other}: {{type: object, properties: {{{ID}}}}}"
        paths += _paths(other)
    made = blueprint(paths, schemas)
    return made, next(resource for resource in made.resources if resource.class_name == name)


def _keys(resource: Resource) -> dict[str, ForeignKey]:
    return {column.property: column.foreign_key for column in resource.columns if column.foreign_key}


@pytest.mark.parametrize(
    ("name", "properties"),
    [
        ("Node", f"parentId: {UUID}"),
        ("Node", f"parent_id: {UUID}"),
        ("Node", f"parentNodeId: {UUID}"),
        ("Version", f"previousVersionId: {UUID}"),
        ("Comment", f"replyToId: {UUID}"),
        ("Comment", f"in_reply_to_id: {UUID}"),
        ("Employee", f"managerId: {UUID}"),
        ("Node", f"ownerId: {UUID}, owner: {{allOf: [{{$ref: '#/components/schemas/Node'}}], readOnly: true}}"),
    ],
)
def test_a_property_names_a_row_of_its_own_resource(blueprint: Any, name: str, properties: str) -> None:
    made, resource = _made(blueprint, properties, name)
    (key,) = _keys(resource).values()
    assert key == ForeignKey(resource.table, "id", cascade=False, clears=True)
    (reference,) = references(made, resource)
    assert (reference.table, reference.on_delete) == (resource.table, "SET NULL")
    assert any(f"references {resource.table}" in evidence.decision for evidence in resource.evidence)
    assert resource.seed is not None
    assert all(document.keys() <= {"id"} for document in resource.seed.documents)  # rows that refer to nothing


def test_a_row_that_is_referred_to_stays_where_a_conflict_is_documented(blueprint: Any) -> None:
    made, resource = _made(blueprint, f"parentId: {UUID}", deleting=CONFLICT)
    assert [key.clears for key in _keys(resource).values()] == [False]
    assert [reference.on_delete for reference in references(made, resource)] == ["NO ACTION"]


def test_the_first_row_refers_to_nothing(blueprint: Any) -> None:
    nullable = "parentId: {type: [string, 'null'], format: uuid}"
    _, resource = _made(blueprint, nullable, required="id, parentId")
    assert _keys(resource)
    assert resource.seed is not None
    assert {document["parentId"] for document in resource.seed.documents} == {None}


@pytest.mark.parametrize(
    ("name", "properties", "required", "other"),
    [
        ("Node", f"parentId: {UUID}", "id, parentId", ""),
        ("Node", "parentId: {type: integer}", "id", ""),
        ("Node", "parentId: {type: string, format: uuid, default: 00000000-0000-0000-0000-000000000000}", "id", ""),
        ("Node", "parentId: {type: string, format: uuid, readOnly: true}", "id", ""),
        ("Node", f"parentId: {UUID}, parentType: {{type: string}}", "id", ""),
        ("Node", f"nodeId: {UUID}", "id", ""),
        ("Node", "parentId: {type: string, format: uuid, description: The project it is in}", "id", "Project"),
        ("File", f"parentId: {UUID}", "id", "Folder"),
        ("Store", f"managerId: {UUID}", "id", ""),
        ("Node", f"previousId: {UUID}", "id", ""),
    ],
    ids=["no first row", "type", "default", "read-only", "kinds", "itself", "described", "folders", "people", "vague"],
)
def test_other_properties_name_no_row_of_it(
    blueprint: Any, name: str, properties: str, required: str, other: str
) -> None:
    assert _keys(_made(blueprint, properties, name, required=required, other=other)[1]) == {}


def test_another_resource_of_that_name_is_meant(blueprint: Any) -> None:
    _, employee = _made(blueprint, f"managerId: {UUID}", "Employee", other="Manager")
    assert [key.table for key in _keys(employee).values()] == ["managers"]
