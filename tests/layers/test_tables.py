"""The first revision and the entities describe the same tables, and the rendered code is clean."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

LAYERS = ["src/models/entities", "src/repositories", "src/services", "src/seeds.py", "src/api/dependencies.py"]


def test_the_revision_makes_what_the_entities_describe(project: Any) -> None:
    metadata = project.module("src.models.entities").Base.metadata
    engine = create_engine(project.database.replace("+aiosqlite", "").replace("+asyncpg", "+psycopg"))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        foreign_keys = inspect(connection).get_foreign_keys("lines")
        assert foreign_keys[0]["constrained_columns"] == ["order_number", "customer_id"]
        assert foreign_keys[0]["options"]["ondelete"] == "CASCADE"
    engine.dispose()


def test_the_layers_are_clean(project: Any) -> None:
    for command in (["ruff", "check", *LAYERS, "src/api/routes", "alembic"], ["mypy", "--strict", *LAYERS]):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=project.root, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
