"""The tests that a project brings: they pass as generated, cover the code, and say what is wrong when it is broken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from oagen.pipeline import Input, make_build
from oagen.resources import SPECS

WITHOUT = {"DATABASE_URL", "TEST_DATABASE_URL"}


def _files(document: Path) -> dict[str, bytes]:
    build, diagnostics = make_build(Input(str(document)))
    assert build is not None, diagnostics
    return dict(build.files)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tasks")
    for path, content in _files(SPECS / "simple_task_api.yaml").items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


def _pytest(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in WITHOUT}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def test_they_pass_as_generated_and_cover_the_code(project: Path) -> None:
    done = _pytest(project)
    assert done.returncode == 0, done.stdout[-5000:]
    assert "Required test coverage of 85.0% reached" in done.stdout
    assert " failed" not in done.stdout


def test_they_are_typed(project: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--cache-dir", os.devnull]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_they_find_what_is_broken(project: Path) -> None:
    service = project / "src" / "services" / "tasks.py"
    sound = service.read_text()
    service.write_text(sound.replace("return _TASK.of(await self._read(", "return _TASK.of(await self._any("))
    assert service.read_text() != sound
    try:
        done = _pytest(project, "--no-cov", "-k", "getTask or life_of_a_resource")
    finally:
        service.write_text(sound)
    assert done.returncode == 1, done.stdout[-3000:]
    assert "test_what_is_not_there_is_not_found[getTask]" in done.stdout


def _cases(document: Path) -> dict[str, Any]:
    cases: dict[str, Any] = json.loads(_files(document)["tests/contract/cases.json"])
    return cases


@pytest.mark.parametrize("name", ["ecommerce_api.yaml", "library_api/openapi.yaml", "media_api.yaml"])
def test_every_operation_has_a_request_and_every_resource_several_rows(name: str) -> None:
    cases = _cases(SPECS / name)
    assert [case["id"] for case in cases["operations"] if "request" not in case] == []
    assert {name for name, rows in cases["rows"].items() if not rows} == set()
