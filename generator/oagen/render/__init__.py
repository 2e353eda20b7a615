"""Rendering: a blueprint becomes the files of a project."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from oagen.blueprint.model import Blueprint
from oagen.contract import dump_contract
from oagen.diagnostics import Diagnostic, Severity, has_errors
from oagen.patterns import load_bank
from oagen.render.contract_files import compiled_schemas, contract_json, openapi_yaml
from oagen.render.engine import package_markers, render_patterns
from oagen.render.environment import make_environment
from oagen.render.generating import warm_up
from oagen.render.python_style import BrokenPythonError, format_python
from oagen.render.revisions import Revision
from oagen.render.schemas import SchemaRenderError, render_schemas
from oagen.resources import TEMPLATES
from oagen.settings import Features

__all__ = ["FIRST_REVISION", "render", "render_revision", "warm_up"]

OPENAPI = "openapi.yaml"
CONTRACT = "src/core/contract/contract.json"
FIRST_REVISION = "alembic/versions/0001_initial.py"
_REVISION_TEMPLATE = f"database_async/alembic_initial_revision/{FIRST_REVISION}.j2"


def render(blueprint: Blueprint, features: Features | None = None) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """Every file of the generated project: path from its root → content. Deterministic; {} when errors stop it.

    Without `features`, the project has all of them.
    """
    bank, diagnostics = load_bank(TEMPLATES)
    with ThreadPoolExecutor(1) as beside:  # the generator of models and ruff are processes: they work beside this one
        schemas = beside.submit(render_schemas, blueprint.models)
        files, problems = render_patterns(bank, blueprint, features or Features())
        diagnostics += problems
        if has_errors(diagnostics):
            return {}, diagnostics
        try:
            files |= {path: text.encode() for path, text in schemas.result().items()}
        except SchemaRenderError as error:
            return {}, [*diagnostics, Diagnostic("unrendered-schema", Severity.ERROR, str(error))]
        files |= package_markers(files)
        formatted = beside.submit(format_python, {path: files[path] for path in files if path.endswith(".py")})
        files[OPENAPI] = openapi_yaml(blueprint.contract.served)
        files[CONTRACT] = contract_json(dump_contract(blueprint.contract, compiled_schemas(blueprint)))
        try:
            files |= formatted.result()
        except BrokenPythonError as error:
            problem = Diagnostic("broken-template", Severity.ERROR, f"a template gives no Python: {error}")
            return {}, [*diagnostics, problem]
    return dict(sorted(files.items())), diagnostics


def render_revision(revision: Revision, path: str) -> bytes:
    """A later revision, by the template of the first."""
    template = make_environment(TEMPLATES).get_template(_REVISION_TEMPLATE)
    return format_python({path: template.render(revision=revision).encode()})[path]
