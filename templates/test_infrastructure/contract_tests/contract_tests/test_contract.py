"""Whatever the contract allows and forbids is sent; whatever the service answers is what the contract documents."""

from __future__ import annotations

import os
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings

from tests.support.database import ROOT

EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "20"))  # generated requests an operation, at most

schema = schemathesis.openapi.from_path(ROOT / "openapi.yaml")


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_an_operation_keeps_the_contract(case: schemathesis.Case[Any], service: str) -> None:
    """Every check of Schemathesis, with the credentials of schemathesis.toml."""
    case.call_and_validate(base_url=service + (schema.base_path or "/").rstrip("/"))
