"""Names that merged Python uses and nothing defines: an owner's imports beside code of the build that needs more."""

from __future__ import annotations

import ast
import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruff import find_ruff_bin  # type: ignore[import-untyped]

from oagen.diagnostics import Diagnostic, Severity, Span

_UNDEFINED = "F821"
_CHECK = ("check", "--isolated", "--no-cache", "--quiet", f"--select={_UNDEFINED}", "--output-format=json")


def undefined_names(merged: Mapping[str, bytes], generated: Mapping[str, bytes], target: Path) -> list[Diagnostic]:
    """A warning for every name that merged modules lack, with the import that the build has for it."""
    modules = {path: content for path, content in sorted(merged.items()) if path.endswith(".py")}
    return [
        _warning(name, span, _imports(generated.get(path, b"")))
        for path, content in modules.items()
        for name, span in _undefined(content, target / path)
    ]


def _undefined(content: bytes, path: Path) -> Iterator[tuple[str, Span]]:
    """Each name once, where it is used first. What does not parse has none: that is told by others."""
    command = [find_ruff_bin(), *_CHECK, f"--stdin-filename={path.name}", "-"]
    result = subprocess.run(command, input=content, capture_output=True, check=False)
    found: list[dict[str, Any]] = json.loads(result.stdout or b"[]")
    seen: set[str] = set()
    for each in found:
        name = each["message"].partition("`")[2].partition("`")[0]
        if each["code"] == _UNDEFINED and name not in seen:
            seen.add(name)
            yield name, Span(str(path), each["location"]["row"], each["location"]["column"])


def _imports(source: bytes) -> dict[str, str]:
    """The statements that import names into a module as the build has it."""
    return {
        (alias.asname or alias.name): ast.unparse(ast.ImportFrom(node.module, [alias], node.level))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _warning(name: str, span: Span, imports: Mapping[str, str]) -> Diagnostic:
    message = f"{name} is used here and defined nowhere: what was merged needs more than is imported"
    hint = f"Add `{imports[name]}`." if name in imports else "Import it, or take the use of it back."
    return Diagnostic("undefined-name", Severity.WARNING, message, span, hint=hint)
