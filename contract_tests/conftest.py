"""The services under test: each contract of `specs/`, built once, on SQLite and on PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from oagen.blueprint import build_blueprint
from oagen.blueprint.model import Blueprint
from oagen.contract import build_contract
from oagen.document import load_document
from oagen.proof.database import fresh_database
from oagen.proof.service import migrate, serving
from oagen.resources import SPECS as FOLDER

from contract_tests.api import Api
from contract_tests.postgres import PostgresServer
from contract_tests.resources import Driver

SPECS = [*sorted(FOLDER.glob("*.yaml")), FOLDER / "library_api" / "openapi.yaml"]
DATABASES = ("sqlite", "postgresql")

Build = Callable[[Path], Path]


@dataclass(frozen=True, slots=True)
class Running:
    """A service that listens, and what drives it."""

    tree: Path
    driver: Driver


def pytest_addoption(parser: pytest.Parser) -> None:
    """How hard to fuzz."""
    parser.addoption("--examples", type=int, default=10, help="generated requests an operation, at most")
    parser.addoption("--links-seconds", type=int, default=5, help="of following links between operations")


def name_of(spec: Path) -> str:
    """A short name for a contract: its file's, or its folder's."""
    return spec.parent.name if spec.stem == "openapi" else spec.stem


@cache
def blueprint_of(spec: Path) -> Blueprint:
    """The blueprint of a contract."""
    document, problems = load_document(spec)
    assert document is not None, problems
    contract, problems = build_contract(document)
    assert contract is not None, problems
    return build_blueprint(contract)[0]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Builds a contract, the first time it is asked for; gives the service's tree."""

    @cache
    def built(spec: Path) -> Path:
        tree = tmp_path_factory.mktemp(name_of(spec)) / "service"
        command = [str(Path(sys.executable).with_name("oagen")), "build", str(spec), "-o", str(tree)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return tree

    return built


@pytest.fixture(scope="session")
def running(
    request: pytest.FixtureRequest, build: Build, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """The service of a (contract, database), with an empty database; kept for all tests that want the same."""
    spec, database = request.param
    tree = build(spec)
    blueprint = blueprint_of(spec)
    scratch = tmp_path_factory.mktemp(name_of(spec))
    server = request.getfixturevalue("postgres").url if database == "postgresql" else ""
    with fresh_database(server, scratch) as url:
        migrate(tree, url, scratch)
        log = scratch / "service.log"
        with serving(tree, url, log) as origin:
            api = Api(tree, origin + blueprint.contract.base_path, blueprint.contract.security_schemes)
            yield Running(tree, Driver(blueprint, api))
        assert "response_mismatch" not in log.read_text(errors="replace"), log.read_text(errors="replace")[-3000:]
