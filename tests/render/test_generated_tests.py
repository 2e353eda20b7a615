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


def _write(document: Path, folder: Path) -> Path:
    for path, content in _files(document).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _write(SPECS / "simple_task_api.yaml", tmp_path_factory.mktemp("tasks"))


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


CHECKOUT = """\
        cart = await self._read(id=cart_id)
        return Order.model_validate({"id": cart["id"]})
"""


def test_they_leave_operations_that_were_written_by_hand_to_their_owner(tmp_path: Path) -> None:
    project = _write(SPECS / "ecommerce_api.yaml", tmp_path)
    service = project / "src" / "services" / "carts.py"
    head, _, method = service.read_text().partition("    async def checkout_cart(")
    stub = "        await self._expect(self._repository, id=cart_id)\n        raise NotImplementedError\n"
    assert stub in method
    asked = ("--no-cov", "tests/unit/test_services.py", "-k", "checkoutCart", "-vv")
    assert "test_what_lies_below_nothing_is_not_found[checkoutCart] PASSED" in _pytest(project, *asked).stdout
    service.write_text(f"{head}    async def checkout_cart({method.replace(stub, CHECKOUT)}")
    done = _pytest(project, *asked)
    assert "checkoutCart" not in done.stdout
    assert " failed" not in done.stdout


def test_a_new_revision_has_what_its_owner_will_write_it_with(project: Path) -> None:
    def run(*command: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=project, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    environment = {name: value for name, value in os.environ.items() if name not in WITHOUT}
    run("alembic", "revision", "-m", "mine")
    (revision,) = (project / "alembic/versions").glob("*_mine.py")
    try:
        text = revision.read_text()
        assert "import sqlalchemy as sa" in text
        assert "from alembic import op" in text
        run("ruff", "check", "--no-cache", str(revision))
        revision.write_text(text.replace("    pass", '    op.execute(sa.text("SELECT 1"))'))
        run("ruff", "check", "--no-cache", "--fix", str(revision))
        assert "noqa" not in revision.read_text()
        run("ruff", "format", "--no-cache", "--check", str(revision))
    finally:
        revision.unlink()


def _cases(document: Path) -> dict[str, Any]:
    cases: dict[str, Any] = json.loads(_files(document)["tests/contract/cases.json"])
    return cases


@pytest.mark.parametrize("name", ["ecommerce_api.yaml", "library_api/openapi.yaml", "media_api.yaml"])
def test_every_operation_has_a_request_and_every_resource_several_rows(name: str) -> None:
    cases = _cases(SPECS / name)
    assert [case["id"] for case in cases["operations"] if "request" not in case] == []
    assert {name for name, rows in cases["rows"].items() if not rows} == set()


def test_requests_are_of_kinds_that_the_service_knows(tmp_path: Path) -> None:
    """It would keep any other as the first one, and answer with that."""
    shown = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    kinds = {name: f"#/components/schemas/{name.title()}" for name in ("dog", "cat")}
    pet = {
        "type": "object", "required": ["kind"],
        "properties": {"id": {"type": "integer", "readOnly": True}, "kind": {"type": "string"}},
        "discriminator": {"propertyName": "kind", "mapping": kinds},
    }  # fmt: skip
    schemas = {"Pet": pet} | {name.title(): {"allOf": [{"$ref": "#/components/schemas/Pet"}]} for name in kinds}
    document = {
        "openapi": "3.0.3", "info": {"title": "Pets", "version": "1"}, "components": {"schemas": schemas},
        "paths": {
            "/pets": {"post": {"operationId": "add", "requestBody": {"required": True, **shown},
                               "responses": {"201": {"description": "ok", **shown}}}},
            "/pets/{id}": {"get": {"operationId": "read", "parameters": [key],
                                   "responses": {"200": {"description": "ok", **shown}}}},
        },
    }  # fmt: skip
    (tmp_path / "pets.json").write_text(json.dumps(document))
    cases = _cases(tmp_path / "pets.json")
    (add,) = (case for case in cases["operations"] if case["id"] == "add")
    assert "dog" in json.dumps(add["request"])
    assert {row["document"]["kind"] for rows in cases["rows"].values() for row in rows} == {"dog"}
