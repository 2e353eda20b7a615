"""Starting: several replicas at once, and secrets from files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from contract_tests.postgres import PostgresServer


def test_replicas_migrate_one_after_the_other(postgres: PostgresServer, tree: Path) -> None:
    url = postgres.create_database("fresh")
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    environment = {**os.environ, "DATABASE_URL": url}
    running = [
        subprocess.Popen(command, cwd=tree, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _ in range(4)
    ]
    said = [process.communicate(timeout=300)[0].decode() for process in running]
    assert [process.returncode for process in running] == [0, 0, 0, 0], said
    assert sum("Running upgrade" in text for text in said) == 1


def test_settings_are_read_from_files(tree: Path, tmp_path: Path) -> None:
    secret = tmp_path / "database_url"
    secret.write_text("sqlite+aiosqlite:///./from_a_file.db\n")
    code = "from src.core.config import get_settings; print(get_settings().database_url)"
    environment = {**os.environ, "DATABASE_URL_FILE": str(secret)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "sqlite+aiosqlite:///./from_a_file.db", done.stderr
