"""Generated services in processes of their own: a document is built, migrated, and checked from inside the project."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from oagen.blueprint import build_blueprint
from oagen.contract import build_contract
from oagen.document import load_document
from oagen.render import render

HERE = Path(__file__).parent

Check = Callable[[str], None]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """A function that builds `<name>.yaml` and runs `checks/check_<name>.py` in its project, on an empty database."""

    def run(name: str) -> None:
        write_project(HERE / f"{name}.yaml", tmp_path)
        _run(tmp_path, "alembic", "upgrade", "head")
        _run(tmp_path, "ruff", "check", "--no-cache", "src", "alembic")
        options = ("-q", "-p", "no:cacheprovider", "-c", str(tmp_path / "pyproject.toml"))
        _run(tmp_path, "pytest", *options, str(HERE / "checks" / f"check_{name}.py"))

    return run


def write_project(document_path: Path, folder: Path) -> None:
    """Render the project of a document."""
    document, found = load_document(document_path)
    assert document is not None, [str(diagnostic) for diagnostic in found]
    contract, found = build_contract(document)
    assert contract is not None, [str(diagnostic) for diagnostic in found]
    files, diagnostics = render(build_blueprint(contract)[0])
    assert files, diagnostics
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _run(project: Path, *command: str) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": f"{project}{os.pathsep}{HERE / 'checks'}",
        "ENVIRONMENT": "test",
        "DATABASE_URL": f"sqlite+aiosqlite:///{project}/app.db",
    }
    result = subprocess.run(
        [sys.executable, "-m", *command], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
