"""The infrastructure of a generated project, checked where it runs: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from oagen.blueprint import build_blueprint
from oagen.contract import build_contract
from oagen.document import load_document
from oagen.render import render

HERE = Path(__file__).parent / "generated"


def _files() -> dict[str, bytes]:
    document, _ = load_document(HERE / "secured.yaml")
    assert document is not None
    contract, _ = build_contract(document)
    assert contract is not None
    files, diagnostics = render(build_blueprint(contract)[0])
    assert diagnostics == []
    return files


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for path, content in _files().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


def _run(project: Path, *command: str) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(project),
        "ENVIRONMENT": "test",
        "ID_SEED": "1",
        "DATABASE_URL": f"sqlite+aiosqlite:///{project}/app.db",
    }
    result = subprocess.run(
        [sys.executable, "-m", *command], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("checks", ["check_security.py", "check_core.py"])
def test_checks_pass(project: Path, checks: str) -> None:
    _run(project, "pytest", "-q", "-p", "no:cacheprovider", "-c", str(project / "pyproject.toml"), str(HERE / checks))


def test_ruff_finds_nothing_and_changes_nothing(project: Path) -> None:
    _run(project, "ruff", "check", "--no-cache", ".")
    _run(project, "ruff", "format", "--no-cache", "--check", ".")


def test_rendering_is_deterministic() -> None:
    assert _files() == _files()
