"""Whatever a user chooses, the service keeps its contract."""

from __future__ import annotations

from pathlib import Path

import pytest
from oagen.pipeline import Input, make_build
from oagen.project import write_tree
from oagen.proof.events import Finished
from oagen.proof.fuzz import Effort
from oagen.proof.prove import prove
from oagen.resources import SPECS
from oagen.settings import Features, Profile, Settings

from contract_tests.combinations import pairwise


@pytest.mark.parametrize("features", pairwise(), ids=lambda features: "+".join(features.on) or "none")
def test_every_pair_of_features_is_proven(features: Features, tmp_path: Path) -> None:
    made, diagnostics = make_build(Input(str(SPECS / "ledger_api.yaml")), Settings(Profile.PRODUCTION, features))
    assert made is not None, diagnostics
    write_tree(made.files, tmp_path / "service")
    (proof,) = [e.proof for e in prove(tmp_path / "service", effort=Effort(10, 1, 5)) if isinstance(e, Finished)]
    assert (proof.failures, proof.errors) == ((), ())
