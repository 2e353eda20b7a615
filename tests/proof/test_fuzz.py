"""Which ends of a Schemathesis run are taken for one."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from oagen.proof import fuzz as module
from oagen.proof.contract_file import ContractFile
from oagen.proof.events import ProofError
from oagen.proof.fuzz import Effort, Target, fuzz
from oagen.proof.processes import running
from oagen.proof.tally import Tally

DISABLED = {"status": "skip", "skip_reason": "disabled"}
NO_LINKS = {
    "complete": True,
    "errors": [],
    "phases": {"coverage": DISABLED, "stateful": {"status": "skip", "skip_reason": "not_applicable"}},
}
Run = Callable[[int, dict[str, Any] | None], None]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run of a Schemathesis that ends with a status, having written a report or none."""
    contract = ContractFile(tmp_path / "openapi.yaml", "", (), ())
    folder = tmp_path / "links"

    def end(status: int, written: dict[str, Any] | None) -> None:
        text = "" if written is None else f"open('report.json', 'w').write({json.dumps(written)!r}); "
        stand_in = tmp_path / "stand_in.py"
        stand_in.write_text(f"import sys; {text}sys.exit({status})")
        monkeypatch.setattr(module, "running", lambda _, **options: running([sys.executable, str(stand_in)], **options))
        list(fuzz(Target(contract, "http://localhost"), Effort(), Tally(()), folder, only_links=True))

    return end


def test_a_run_that_finds_no_links_has_nothing_to_do(run: Run) -> None:
    run(2, NO_LINKS)


@pytest.mark.parametrize(
    ("status", "written"),
    [
        (2, None),
        (2, NO_LINKS | {"errors": [{"title": "Schema Error", "count": 1}]}),
        (2, NO_LINKS | {"complete": False}),
        (2, NO_LINKS | {"phases": {"coverage": DISABLED, "stateful": {"status": "error"}}}),
        (2, NO_LINKS | {"phases": NO_LINKS["phases"] | {"coverage": {"status": "skip", "skip_reason": "other"}}}),
        (3, NO_LINKS),
    ],
)
def test_any_other_error_stops_the_proof(run: Run, status: int, written: dict[str, Any] | None) -> None:
    with pytest.raises(ProofError, match=f"exit status {status}"):
        run(status, written)
