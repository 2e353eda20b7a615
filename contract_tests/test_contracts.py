"""The contracts themselves are in order, and ask for what the other tests look at."""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
from oagen.diagnostics import Severity
from oagen.document import load_document
from openapi_spec_validator import validate_url
from schemathesis.core.result import Ok

from contract_tests.conftest import SPECS, blueprint_of, name_of
from contract_tests.resources import is_drivable


@pytest.mark.parametrize("spec", SPECS, ids=name_of)
class TestContract:
    """One contract."""

    def test_is_valid(self, spec: Path) -> None:
        """The public validator has nothing to say, and oagen has nothing to mend."""
        validate_url(spec.as_uri())
        _, found = load_document(spec)
        assert [str(each) for each in found if each.severity is not Severity.NOTE] == []

    def test_can_be_fuzzed(self, spec: Path) -> None:
        """Schemathesis understands every operation."""
        operations = list(schemathesis.openapi.from_path(spec).get_all_operations())
        assert operations
        assert [str(each) for each in operations if not isinstance(each, Ok)] == []

    def test_asks_for_resources(self, spec: Path) -> None:
        """Something can be created and read back."""
        assert any(is_drivable(resource) for resource in blueprint_of(spec).resources)
