"""The stages in a row, over every shipped contract."""

from __future__ import annotations

import os
import subprocess
import sys
from ast import literal_eval
from pathlib import Path

import pytest
from oagen.pipeline import Input, make_build, make_contract
from oagen.resources import SPECS

CONTRACTS = sorted([*SPECS.glob("*.yaml"), *SPECS.glob("*/openapi.yaml")])


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: str(path.relative_to(SPECS)))
def test_two_builds_are_identical(path: Path) -> None:
    first, diagnostics = make_build(Input(str(path)))
    second, _ = make_build(Input(str(path)))
    assert first is not None, diagnostics
    assert second is not None
    assert first.files == second.files
    assert {"openapi.yaml", "src/main.py", "src/core/contract/contract.json"} <= set(first.files)


def test_builds_of_two_processes_are_identical() -> None:
    code = (
        "import hashlib, sys; from oagen.pipeline import Input, make_build;"
        "files = make_build(Input(sys.argv[1]))[0].files;"
        "print({path: hashlib.sha256(content).hexdigest() for path, content in files.items()})"
    )
    command = [sys.executable, "-c", code, str(SPECS / "ecommerce_api.yaml")]
    first, second = (
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    )
    assert literal_eval(first) == literal_eval(second)


def test_without_completion_every_gap_is_an_error() -> None:
    contract, diagnostics = make_contract(Input(str(SPECS / "simple_task_api.yaml"), completion=False))
    completed, _ = make_contract(Input(str(SPECS / "simple_task_api.yaml")))
    assert completed is not None
    gaps = [d for d in diagnostics if d.severity == "error"]
    assert contract is None
    assert gaps
    assert completed.additions
