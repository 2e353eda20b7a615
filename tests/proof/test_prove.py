"""A proof of a small service, and what it leaves behind: nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from oagen.proof.contract_file import read_contract
from oagen.proof.events import Finished, Progress, ProofError, Step
from oagen.proof.fuzz import Effort
from oagen.proof.prove import prove
from oagen.proof.result import Proof

NOTES = Path(__file__).parent / "notes"
EFFORT = Effort(max_examples=5, seed=1, links_seconds=1)


@pytest.fixture(autouse=True)
def pid_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the service writes its process id."""
    monkeypatch.setenv("NOTES_PID", str(tmp_path / "pid"))
    return tmp_path / "pid"


def is_gone(pid_file: Path) -> bool:
    for _ in range(50):
        try:
            os.kill(int(pid_file.read_text()), 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def result_of(tree: Path, keep: Path | None = None) -> Proof:
    (proof,) = [event.proof for event in prove(tree, effort=EFFORT, keep=keep) if isinstance(event, Finished)]
    return proof


def test_a_service_that_keeps_its_contract(tmp_path: Path, pid_file: Path) -> None:
    proof = result_of(NOTES, keep=tmp_path / "reports")
    assert proof.passed, proof.problems
    assert [row.operation for row in proof.operations] == ["POST /notes", "GET /notes/{id}"]
    assert all(row.cases and row.accepted for row in proof.operations)
    assert (proof.links.total, proof.links.taken) == (1, 1)
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == ["contract", "links"]
    assert is_gone(pid_file)


def test_a_service_that_breaks_its_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTES_BROKEN", "crash")
    proof = result_of(NOTES)
    assert not proof.passed
    failure = next(failure for failure in proof.failures if failure.check == "not_a_server_error")
    assert (failure.operation, failure.status) == ("POST /notes", 500)
    assert failure.curl[-1].startswith("curl ")
    assert failure.curl[-1].endswith("http://127.0.0.1:8000/api/notes")
    assert "not_a_server_error" in proof.operations[0].failed_checks


def test_a_service_that_accepts_nothing_falls_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTES_BROKEN", "refuses")
    proof = result_of(NOTES)
    assert "POST /notes" in proof.silent
    assert "positive_data_acceptance" in {failure.check for failure in proof.failures}
    assert not proof.passed


def test_leaving_early_stops_the_service(pid_file: Path) -> None:
    with closing(prove(NOTES, effort=EFFORT)) as events:
        assert isinstance(next(events), Step)
        assert any(isinstance(event, Progress) for event in events)
    assert is_gone(pid_file)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything(number: signal.Signals, pid_file: Path) -> None:
    command = [sys.executable, "-m", "oagen.cli", "verify", str(NOTES)]
    # whoever runs the tests in the background may have them ignore SIGINT, and children inherit that
    handler = signal.signal(number, signal.SIG_DFL)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    signal.signal(number, handler)
    assert process.stderr is not None
    while b"fuzzing" not in process.stderr.readline():
        pass
    process.send_signal(number)
    process.communicate(timeout=30)
    assert process.returncode != 0
    assert is_gone(pid_file)


def test_a_service_that_does_not_come_up(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text("openapi: 3.1.0\npaths: {}\n")
    with pytest.raises(ProofError, match="alembic") as caught:
        list(prove(tmp_path))
    assert caught.value.log


def test_the_contract_file(tmp_path: Path) -> None:
    contract = read_contract(NOTES / "openapi.yaml")
    assert contract.base_path == "/api"
    assert contract.media_types == ("application/json",)
    with pytest.raises(ProofError):
        read_contract(tmp_path / "none.yaml")
