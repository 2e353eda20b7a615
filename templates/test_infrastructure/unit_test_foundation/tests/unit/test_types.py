"""The types below all models: nothing is coerced, nothing is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from src.models.base import Date, DateTime, Integer, Number

ADAPTERS: dict[str, TypeAdapter[Any]] = {
    "Date": TypeAdapter(Date),
    "DateTime": TypeAdapter(DateTime),
    "Integer": TypeAdapter(Integer),
    "Number": TypeAdapter(Number),
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Date", "2026-01-31"),
        ("Date", "0000-02-29"),
        ("DateTime", "2026-01-31T12:00:00Z"),
        ("DateTime", "2026-01-31T12:00:00+05:30"),
        ("DateTime", "0000-02-29T00:00:00Z"),
        ("DateTime", "2016-12-31T23:59:60Z"),
        ("DateTime", "2026-01-01T00:00:00.1234567-01:00"),
        ("Integer", 2**70),
        ("Number", 2**53 + 1),
    ],
)
def test_a_value_comes_back_as_it_was(name: str, value: Any) -> None:
    """Also one that Python's own types cannot hold."""
    adapter = ADAPTERS[name]
    assert json.loads(adapter.dump_json(adapter.validate_json(json.dumps(value), strict=True))) == value


def test_a_whole_number_may_have_a_fraction_of_zero() -> None:
    """JSON has one kind of number."""
    assert type(ADAPTERS["Integer"].validate_json("1.0")) is int


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Date", "31.1.2026"),
        ("Date", "0001-02-29"),
        ("Date", 0),
        ("DateTime", "2026-01-31T12:00:00"),
        ("DateTime", "2026-01-31"),
        ("DateTime", 0),
        ("Integer", 1.5),
        ("Integer", "1"),
        ("Integer", True),
    ],
)
def test_what_is_of_another_type_is_refused(name: str, value: Any) -> None:
    """Times without a zone among it."""
    with pytest.raises(ValidationError):
        ADAPTERS[name].validate_json(json.dumps(value), strict=True)
