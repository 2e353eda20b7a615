"""The first revision and the entities describe the same tables, and the rendered code is clean."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import create_async_engine

LAYERS = ["src/models/entities", "src/repositories", "src/services", "src/seeds.py", "src/api/dependencies.py"]


def test_the_revision_makes_what_the_entities_describe(project: Any) -> None:
    metadata = project.module("src.models.entities").Base.metadata

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        foreign_keys = inspect(connection).get_foreign_keys("lines")
        assert foreign_keys[0]["constrained_columns"] == ["order_number", "customer_id"]
        assert foreign_keys[0]["options"]["ondelete"] == "CASCADE"
        found: list[Any] = compare_metadata(context, metadata)
        return found

    async def compare() -> list[Any]:
        engine = create_async_engine(project.database)
        async with engine.connect() as connection:
            found = await connection.run_sync(differences)
        await engine.dispose()
        return found

    assert asyncio.run(compare()) == []


def test_the_layers_are_clean(project: Any) -> None:
    for command in (["ruff", "check", *LAYERS, "src/api/routes", "alembic"], ["mypy", "--strict", *LAYERS]):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=project.root, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
