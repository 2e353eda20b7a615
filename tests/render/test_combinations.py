"""Every pair of features, on and off: the project builds, is clean, and its application can be put together."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import combinations, product
from pathlib import Path

import pytest
from oagen.pipeline import Input, make_build
from oagen.resources import SPECS
from oagen.settings import FEATURES, REQUIRES, Features, Profile, Settings

from contract_tests.combinations import pairwise

COMBINATIONS = pairwise()


def test_every_pair_that_can_be_had_is_in_a_combination() -> None:
    for first, second in combinations(FEATURES, 2):
        for one, other in product((True, False), repeat=2):
            impossible = (REQUIRES.get(first) == second and one and not other) or (
                REQUIRES.get(second) == first and other and not one
            )
            found = any(getattr(c, first) is one and getattr(c, second) is other for c in COMBINATIONS)
            assert found is not impossible, (first, one, second, other)
    assert len(COMBINATIONS) <= 12


@pytest.mark.parametrize("features", COMBINATIONS, ids=lambda features: "+".join(features.on) or "none")
def test_a_combination_builds_and_can_be_imported(features: Features, tmp_path: Path) -> None:
    made, diagnostics = make_build(Input(str(SPECS / "ledger_api.yaml")), Settings(Profile.PRODUCTION, features))
    assert made is not None, diagnostics
    for path, content in made.files.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    settings = {**os.environ, "ENVIRONMENT": "test", "PYTHONDONTWRITEBYTECODE": "1"}
    for command in (["-m", "ruff", "check", "--no-cache", "."], ["-c", "import src.main"]):
        done = subprocess.run(
            [sys.executable, *command], cwd=tmp_path, env=settings, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
