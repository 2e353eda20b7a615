"""Whether values that are no request's keep to schemas of the contract."""

from __future__ import annotations

from functools import cache
from typing import Any

from src.core.contract.loader import load_contract
from src.core.contract.model import Schema
from src.core.contract.validation import Validators


def fits(value: Any, schema: Schema) -> bool:
    """Tell whether a JSON value is valid by a schema of the contract."""
    return _validators().compile(schema).is_valid(value)


@cache
def _validators() -> Validators:
    contract = load_contract()
    return Validators(contract.schemas, contract.dialect)
