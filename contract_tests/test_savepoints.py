"""A conflict takes back its savepoint, and the transaction goes on: also where statements go straight to the driver."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from oagen.proof.database import fresh_database
from oagen.proof.service import migrate

from contract_tests.conftest import Build
from contract_tests.postgres import PostgresServer

SPEC = Path(__file__).parent.parent / "specs" / "simple_task_api.yaml"
SCRIPT = """
import asyncio

from src.core.database import async_session_maker
from src.core.errors import Conflict
from src.repositories.base import Criteria
from src.repositories.base.transactions import attempt
from src.seeds import SEEDED, plant_seeds

async def main():
    async with async_session_maker() as session:
        await plant_seeds(session)
        tasks = SEEDED["tasks"].repository(session)
        (row,) = (await tasks.list(Criteria(limit=1))).rows
        try:
            async with attempt(session):
                await tasks.create(tasks.document(row))
        except Conflict:
            print("conflict", (await tasks.list(Criteria(counted=True))).total)

asyncio.run(main())
"""


def test_a_conflict_ends_no_transaction(build: Build, postgres: PostgresServer, tmp_path: Path) -> None:
    tree = build(SPEC)
    with fresh_database(postgres.url, tmp_path) as url:
        migrate(tree, url, tmp_path)
        settings = {**os.environ, "ENVIRONMENT": "test", "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
        command = [sys.executable, "-c", SCRIPT]
        done = subprocess.run(command, cwd=tree, env=settings, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1:] == ["conflict 3"], done.stdout + done.stderr
