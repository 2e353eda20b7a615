"""The models of request bodies: strict, no looser and no tighter than the contract."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from src.models.base import StrictModel
from tests.support.cases import MODELS, ModelCase, each_mistake, spoiled
from tests.support.comparing import shows


def _model(case: ModelCase) -> type[BaseModel]:
    module, _, name = case.model.partition(".")
    model: type[BaseModel] = getattr(importlib.import_module(f"src.models.schemas.{module}"), name)
    return model


def _read(case: ModelCase, document: Any) -> BaseModel:
    return _model(case).model_validate_json(json.dumps(document))


@pytest.mark.parametrize("case", MODELS, ids=lambda case: case.model)
def test_a_valid_document_comes_back_as_it_was(case: ModelCase) -> None:
    """Nothing is lost, renamed or rounded; defaults may come in."""
    assert shows(json.loads(_read(case, case.valid).model_dump_json(by_alias=True)), case.valid)


@each_mistake(MODELS)
def test_a_mistake_is_refused(case: ModelCase, mistake: Mapping[str, Any]) -> None:
    """What is missing, of another type, too long, out of bounds, or undeclared."""
    with pytest.raises(ValidationError):
        _read(case, spoiled(case.valid, mistake))


@pytest.mark.parametrize("case", [case for case in MODELS if case.partial], ids=lambda case: case.model)
def test_a_partial_document_changes_nothing_else(case: ModelCase) -> None:
    """What was not given is not there: no null, no None."""
    given = _read(case, case.valid)
    declared = type(given).model_fields
    assert given.model_fields_set & declared.keys() == {
        name for name, field in declared.items() if (field.alias or name) in case.valid
    }


@pytest.mark.parametrize(
    ("annotation", "value"), [("bool", "yes"), ("bool", 1), ("int", "1"), ("int", True), ("str", 1), ("float", "1.5")]
)
def test_nothing_is_coerced(annotation: str, value: Any) -> None:
    """Strictness is inherited by every model."""
    probe: type[StrictModel] = type("Probe", (StrictModel,), {"__annotations__": {"value": annotation}})
    with pytest.raises(ValidationError):
        probe.model_validate({"value": value})
    with pytest.raises(ValidationError):
        probe.model_validate_json(json.dumps({"value": value}))
