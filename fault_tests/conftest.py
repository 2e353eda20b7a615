"""The task list service, built once, and PostgreSQL servers to break."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from oagen.resources import SPECS

from benchmarks.services import build, migrate
from contract_tests.postgres import PostgresServer
from fault_tests.replica import Launch, Replica, launching


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated project."""
    folder = tmp_path_factory.mktemp("tasks") / "service"
    build(SPECS / "simple_task_api.yaml", folder)
    return folder


@pytest.fixture
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of the test's own."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def database(postgres: PostgresServer, tree: Path) -> str:
    """A database with the service's tables."""
    url = postgres.create_database("tasks")
    migrate(tree, url)
    return url


@pytest.fixture
def launch(tree: Path, database: str, tmp_path: Path) -> Iterator[Launch]:
    """Starts replicas of the service, with settings of the test's choice, and ends them all."""
    with launching(tree, database, tmp_path) as start:
        yield start


@pytest.fixture
def replica(launch: Launch) -> Replica:
    """One replica as in production."""
    return launch()
