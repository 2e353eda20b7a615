"""Schemathesis finds nothing: every contract is kept by the service that was built from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from oagen.proof.events import Finished
from oagen.proof.fuzz import Effort
from oagen.proof.prove import prove

from contract_tests.conftest import DATABASES, SPECS, Build, name_of

LEAST_ANSWERED = 0.8  # of the operations; finding what lies three levels deep takes luck with so few examples


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("spec", SPECS, ids=name_of)
def test_service_keeps_its_contract(
    spec: Path, database: str, build: Build, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """All checks, all phases; nothing filtered without a proof, next to nothing unanswered."""
    server = request.getfixturevalue("postgres").url if database == "postgresql" else ""
    effort = Effort(
        max_examples=request.config.getoption("--examples"), links_seconds=request.config.getoption("--links-seconds")
    )
    events = list(prove(build(spec), database=server, effort=effort, keep=tmp_path / "reports"))
    finished = events[-1]
    assert isinstance(finished, Finished)
    proof = finished.proof
    details = [f"{failure.operation}: {failure.title}: {failure.message}" for failure in proof.failures]
    assert proof.passed, "\n".join((*proof.problems, *details))
    assert proof.answered >= LEAST_ANSWERED, f"never answered with success: {proof.silent}"
