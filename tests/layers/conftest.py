"""A rendered project in a folder of its own, with its tables made by its own revision, on SQLite."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio
import yaml
from oagen.blueprint import build_blueprint
from oagen.blueprint.model import Blueprint
from oagen.contract import build_contract
from oagen.render import render

DOCUMENT = Path(__file__).with_name("document.yaml")


def blueprint_of(raw: dict[str, Any]) -> Blueprint:
    """The blueprint of a document that is in the normal form already."""
    document: Any = SimpleNamespace(
        path="document.yaml", source_version="3.1.0", authored=raw, normal=raw, span=lambda _pointer: None
    )
    contract, _ = build_contract(document)
    assert contract is not None
    return build_blueprint(contract)[0]


class Project:
    """A generated project whose modules can be imported."""

    def __init__(self, root: Path, database: str) -> None:
        self.root = root
        self.database = database

    def module(self, name: str) -> ModuleType:
        """Import one of its modules, such as `src.services.tasks`."""
        return importlib.import_module(name)


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    root = tmp_path_factory.mktemp("shop")
    files, diagnostics = render(blueprint_of(yaml.safe_load(DOCUMENT.read_text())))
    assert files, diagnostics
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    database = os.environ.get("LAYERS_DATABASE_URL", f"sqlite+aiosqlite:///{root}/app.db")
    environment = {"DATABASE_URL": database, "ENVIRONMENT": "test"}
    upgraded = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=root, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert upgraded.returncode == 0, upgraded.stderr
    others = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == "src"}
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root)
        for name, value in environment.items():
            patch.setenv(name, value)
        yield Project(root, database)
    for name in [name for name in sys.modules if name.split(".")[0] == "src"]:
        del sys.modules[name]
    sys.modules.update(others)


@pytest_asyncio.fixture
async def session(project: Project) -> AsyncIterator[Any]:
    """A session whose changes are taken back after the test."""
    database = project.module("src.core.database")
    async with database.async_session_maker() as opened:
        yield opened
        await opened.rollback()
    await database.engine.dispose()
