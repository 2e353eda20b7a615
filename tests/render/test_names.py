"""Resources may be called like anything that the generated code knows: nothing hides anything else."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
import yaml
from oagen.blueprint import build_blueprint
from oagen.contract import build_contract
from oagen.document import load_document
from oagen.render import render

NOUNS = """
base_contents bases bodies contents contexts documents entities files filters headers here htmls links listed pages
paths preconditions queries rememberings replies repositories resources routers rules services sessions stores uuids
views windows
""".split()
KEY = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


@pytest.fixture(scope="module")
def modules() -> dict[str, ast.Module]:
    """The modules of a service whose resources and schemas have all of these names."""
    paths, schemas = {}, {}
    for noun in NOUNS:
        name = noun.removesuffix("s").title().replace("_", "")
        media = {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}
        shown = {"description": "Shown", **media}
        schemas[name] = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
        paths[f"/{noun}"] = {"post": {"requestBody": media, "responses": {"201": shown}}}
        paths[f"/{noun}/{{id}}"] = {"parameters": [KEY], "get": {"responses": {"200": shown}}}
    raw = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }
    document, _ = load_document("names.yaml", text=yaml.safe_dump(raw).encode())
    assert document is not None
    contract, _ = build_contract(document)
    assert contract is not None
    files, diagnostics = render(build_blueprint(contract)[0])
    assert diagnostics == []
    return {path: ast.parse(content) for path, content in files.items() if path.endswith(".py")}


def test_every_import_leads_somewhere(modules: dict[str, ast.Module]) -> None:
    for path, module in modules.items():
        for imported in _imported(module):
            if imported.module and imported.module.startswith("src."):
                target = imported.module.replace(".", "/")
                assert {f"{target}.py", f"{target}/__init__.py"} & modules.keys(), (path, imported.module)


def test_no_attribute_hides_a_method(modules: dict[str, ast.Module]) -> None:
    bases = [modules[f"src/services/base/{name}.py"] for name in ("service", "contents", "members") if
             f"src/services/base/{name}.py" in modules]  # fmt: skip
    methods = {
        node.name
        for base in bases
        for node in ast.walk(base)
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef)
    }
    for path, module in modules.items():
        if path.startswith("src/services/") and "/base/" not in path:
            stored = {
                node.attr
                for node in ast.walk(module)
                if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
            }
            assert not stored & methods, path


def test_no_class_hides_what_is_imported(modules: dict[str, ast.Module]) -> None:
    for path, module in modules.items():
        imported = {alias.asname or alias.name for each in _imported(module) for alias in each.names}
        defined = {node.name for node in module.body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
        assert not imported & defined, path


def _imported(module: ast.Module) -> Iterator[ast.ImportFrom]:
    yield from (node for node in module.body if isinstance(node, ast.ImportFrom))
