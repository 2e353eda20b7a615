"""The types below all schemas: nothing is coerced, nothing is lost."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from schema_package import Package


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    source = (
        "from typing import Annotated\n"
        "from pydantic import Field, MISSING\n"
        "from src.models.base import Date, DateTime, Integer, NonObject, Number, StrictModel\n"
        "class Thing(StrictModel):\n"
        "    created_at: Annotated[str | MISSING, Field(alias='createdAt')] = MISSING\n"
        "    count: int | MISSING = MISSING\n"
    )
    folder: Path = tmp_path_factory.mktemp("base")
    return Package(folder, {"things": source})


def round_trip(annotation: Any, text: str) -> str:
    adapter = TypeAdapter(annotation)
    return adapter.dump_json(adapter.validate_json(text)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "0000-02-29T00:00:00Z",
        "2016-12-31T23:59:60Z",
        "2026-01-01T00:00:00.1234567+05:30",
        "9999-12-31t23:59:60.5-00:01",
    ],
)
def test_date_times_that_python_cannot_hold_come_back_as_they_were(package: Package, text: str) -> None:
    assert round_trip(package["DateTime"], f'"{text}"') == f'"{text}"'
    value = TypeAdapter(package["DateTime"]).validate_json(f'"{text}"')
    assert isinstance(value, datetime)
    assert value.tzinfo is not None


def test_ordinary_date_times_are_plain_and_aware(package: Package) -> None:
    value = TypeAdapter(package["DateTime"]).validate_json('"2026-01-31T12:00:00.5+02:00"')
    assert type(value) is datetime
    assert value == datetime(2026, 1, 31, 10, 0, 0, 500000, tzinfo=UTC)
    assert round_trip(package["DateTime"], '"2026-01-31T12:00:00Z"') == '"2026-01-31T12:00:00Z"'


@pytest.mark.parametrize("text", ["2026-01-31T12:00:00", "2026-01-31", "soon", "2026-02-30T00:00:00Z", 5, None, True])
def test_what_is_no_date_time_is_refused(package: Package, text: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(package["DateTime"]).validate_json(json.dumps(text))
    with pytest.raises(ValidationError):
        TypeAdapter(package["DateTime"]).validate_python(text)


def test_dates(package: Package) -> None:
    adapter = TypeAdapter(package["Date"])
    assert adapter.validate_json('"2026-01-31"') == date(2026, 1, 31)
    assert round_trip(package["Date"], '"0000-02-29"') == '"0000-02-29"'
    with pytest.raises(ValidationError):
        adapter.validate_json('"0001-02-29"')


@pytest.mark.parametrize(("text", "value"), [("1.0", 1), ("1e20", 10**20), ("7", 7), (str(2**70), 2**70)])
def test_integers_may_be_written_with_a_fraction_of_zero(package: Package, text: str, value: int) -> None:
    found = TypeAdapter(package["Integer"]).validate_json(text)
    assert type(found) is int
    assert found == value


@pytest.mark.parametrize("text", ["1.5", "true", '"1"', "null"])
def test_integers_are_not_coerced(package: Package, text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(package["Integer"]).validate_json(text)


@pytest.mark.parametrize("text", ["9007199254740993", "0.1", "-0.0", "123456789012345678901234567890"])
def test_numbers_are_exact(package: Package, text: str) -> None:
    assert round_trip(package["Number"], text) == text


def test_json_is_read_by_the_names_of_the_contract_only(package: Package) -> None:
    thing = package["Thing"].model_validate_json('{"created_at": 1, "createdAt": "x", "other": [null]}')
    assert thing.created_at == "x"
    assert json.loads(thing.model_dump_json()) == {"createdAt": "x", "created_at": 1, "other": [None]}


def test_python_may_use_attribute_names(package: Package) -> None:
    assert package["Thing"](created_at="x").model_dump_json() == '{"createdAt":"x"}'
    assert package["Thing"](createdAt="x").created_at == "x"
    with pytest.raises(ValidationError):
        package["Thing"](count="5")


def test_what_was_not_sent_is_not_answered(package: Package) -> None:
    assert package["Thing"]().model_dump_json() == "{}"
    with pytest.raises(ValidationError):
        package["Thing"].model_validate_json('{"count": null}')
