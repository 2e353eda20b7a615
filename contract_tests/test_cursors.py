"""Pages that follow cursors, on PostgreSQL: its texts, numbers, times and nulls come in an order of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from oagen.proof.database import fresh_database

from contract_tests.postgres import PostgresServer

TESTS = Path(__file__).parent.parent / "tests" / "layers" / "test_cursors.py"


def test_pages_follow_cursors(postgres: PostgresServer, tmp_path: Path) -> None:
    with fresh_database(postgres.url, tmp_path) as url:
        settings = {**os.environ, "LAYERS_DATABASE_URL": url}
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(TESTS)]
        done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
