"""Documents as people write them: any name, no operationId, a base path with variables, a thousand operations."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml
from oagen.pipeline import Build, Input, make_build, make_plan

OK = {"200": {"description": "OK"}}
NAMES = [
    *("class", "None", "def", "async", "self", "id", "type", "list", "print", "__init__", "con"),
    *("größe", "日本", "a-b", "a_b", "aB", "a b", "", "1st", "_", "-", "x" * 200, "import os", "model_config", "copy"),
]


def document(paths: dict[str, Any], schemas: dict[str, Any] | None = None, **fields: Any) -> Input:
    tree = {"openapi": "3.1.0", "info": {"title": "Names", "version": "1"}, "paths": paths} | fields
    tree["components"] = {"schemas": schemas or {}}
    return Input("openapi.yaml", yaml.safe_dump(tree, sort_keys=False, allow_unicode=True).encode())


def resource(name: str, schema: str, **extra: Any) -> dict[str, Any]:
    """Create, list and read, under a path named after `name`."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    many = {"application/json": {"schema": {"type": "array", "items": {"$ref": f"#/components/schemas/{schema}"}}}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    return {
        f"/{name}": {
            "get": {"responses": {"200": {"description": "OK", "content": many}}, **extra},
            "post": {
                "requestBody": {"required": True, "content": content},
                "responses": {"201": {"description": "Made", "content": content}},
            },
        },
        f"/{name}/{{id}}": {
            "parameters": [key],
            "get": {"responses": {"200": {"description": "OK", "content": content}}},
        },
    }


@pytest.fixture(scope="module")
def named() -> Build:
    """A service whose properties, parameters, tags, components and values have every odd name there is."""
    properties = {name: {"type": "string", "enum": ["a", name]} for name in NAMES} | {"id": {"type": "integer"}}
    query = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in NAMES if name]
    components = [
        "class",
        "None",
        "List",
        "list",
        "Task",
        "task",
        "str",
        "BaseModel",
        "1st",
        "a-b",
        "a_b",
        "a.b",
    ]
    schemas = {name: {"type": "object", "required": ["id"], "properties": properties} for name in components}
    paths = resource("class", "class", parameters=query, tags=["日本"])
    for number, name in enumerate(components[1:]):
        paths |= resource(f"größe-{number}", name, tags=["", "def"])
    built, found = make_build(document(paths, schemas))
    assert built is not None, found
    return built


def test_any_name_becomes_a_name_of_python(named: Build) -> None:
    sources = {path: content for path, content in named.files.items() if path.endswith(".py")}
    for path, content in sources.items():
        tree = ast.parse(content, path)
        for scope in ast.walk(tree):
            if isinstance(scope, ast.ClassDef):
                fields = [
                    n.target.id for n in scope.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)
                ]
                methods = [n.name for n in scope.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
                assert len(set(fields)) == len(fields), (path, scope.name)
                assert not set(fields) & set(methods), (path, scope.name)
    assert all(
        part.isidentifier() for path in sources for part in Path(path).with_suffix("").parts if path[:4] == "src/"
    )


def test_no_two_names_are_one(named: Build) -> None:
    blueprint = named.blueprint
    for owner in blueprint.owners:
        functions = [plan.function for plan in owner.operations]
        assert len(set(functions)) == len(functions)
    for each in blueprint.resources:
        columns = [column.name for column in each.columns]
        assert len({name.lower() for name in columns}) == len(columns)
    assert len({each.table.lower() for each in blueprint.resources}) == len(blueprint.resources)
    assert len({each.class_name for each in blueprint.resources}) == len(blueprint.resources)


def test_operations_without_an_id_get_one_each(named: Build) -> None:
    ids = [plan.operation_id for plan in named.blueprint.operations]
    assert all(ids)
    assert len(set(ids)) == len(ids) == 36


def test_the_base_path_is_that_of_the_first_server() -> None:
    variables = {"stage": {"default": "v2", "enum": ["v1", "v2"]}, "host": {"default": "api"}}
    servers = [{"url": "https://{host}.example.com/shop/{stage}/", "variables": variables}, {"url": "/other"}]
    planned, found = make_plan(document({"/a": {"get": {"responses": OK}}}, servers=servers))
    assert planned is not None, found
    assert planned.blueprint.contract.base_path == "/shop/v2"


def test_a_thousand_operations() -> None:
    paths = {f"/things{n}": {m: {"responses": OK} for m in ("get", "put", "post", "delete")} for n in range(250)}
    planned, found = make_plan(document(paths))
    assert planned is not None, found
    operations = planned.blueprint.operations
    assert len(operations) == 1_000
    assert len({plan.operation_id for plan in operations}) == 1_000
