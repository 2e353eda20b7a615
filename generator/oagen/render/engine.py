"""Blueprint + patterns → the files of a generated project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from jinja2 import Environment, TemplateError, TemplateSyntaxError

from oagen.blueprint.model import Blueprint
from oagen.diagnostics import Diagnostic, Severity, Span
from oagen.patterns.bank import MODULE, Bank
from oagen.patterns.model import Pattern, PatternFile, Scope
from oagen.render.environment import make_environment
from oagen.render.facts import project_context
from oagen.settings import Features


def render_patterns(bank: Bank, blueprint: Blueprint, features: Features) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """Render every file of every pattern whose feature is on, by path in the generated project."""
    common = project_context(blueprint, features)
    environment = make_environment(bank.root)
    files: dict[str, bytes] = {}
    diagnostics: list[Diagnostic] = []
    for pattern in bank.patterns.values():
        if pattern.feature and pattern.feature not in features.on:
            continue
        for module, context in _contexts(pattern, blueprint, common):
            for file in pattern.files:
                target = file.target.replace(MODULE, module)
                if target in files:
                    message = f"two patterns contribute {target}"
                    diagnostics.append(Diagnostic("broken-pattern", Severity.ERROR, message, Span(file.source)))
                    continue
                try:
                    content = _content(environment, bank, file, context)
                except TemplateError as error:
                    diagnostics.append(_template_error(file, error))
                    continue
                if content.strip() or not file.is_template:  # a template that has nothing to say makes no file
                    files[target] = content
    return files, diagnostics


def package_markers(paths: Iterable[str]) -> dict[str, bytes]:
    """The `__init__.py` that every package of `src` needs and no pattern brings."""
    paths_seen = set(paths)
    folders = {
        str(parent)
        for path in paths_seen
        if path.startswith("src/") and path.endswith(".py")
        for parent in PurePosixPath(path).parents
        if str(parent) != "."
    }
    markers = {f"{folder}/__init__.py" for folder in sorted(folders)}
    return dict.fromkeys(sorted(markers - paths_seen), b"")


def _contexts(
    pattern: Pattern, blueprint: Blueprint, common: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What `__module__` stands for and what the templates see, once a rendering."""
    if pattern.scope is Scope.PROJECT:
        yield "", common
    elif pattern.scope is Scope.RESOURCE:
        for resource in blueprint.resources:
            yield resource.plural, {**common, "resource": resource}
    else:
        for group in blueprint.groups:
            yield group.name, {**common, "group": group}


def _content(environment: Environment, bank: Bank, file: PatternFile, context: Mapping[str, Any]) -> bytes:
    if not file.is_template:
        return bank.root.joinpath(file.source).read_bytes()
    return environment.get_template(file.source).render(context).encode()


def _template_error(file: PatternFile, error: TemplateError) -> Diagnostic:
    line = error.lineno if isinstance(error, TemplateSyntaxError) else 0
    return Diagnostic(
        "broken-template", Severity.ERROR, f"{file.source}: {error}", Span(file.source, line, 1 if line else 0)
    )
