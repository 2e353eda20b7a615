"""Documents survive the database: whatever the contract admits comes back with the same JSON value."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=80) | st.sampled_from(["\0", "a\0b", "x" * 51, ""])
integers = st.integers() | st.sampled_from([2**63, -(2**63), 2**63 - 1, 10**40, 5.0, 1e20])
numbers = integers | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0.1, 19.99, 5e-324])
dates = st.dates().map(str) | st.sampled_from(["0000-01-01", "2024-02-29", "9999-12-31"])
instants = st.datetimes(timezones=st.timezones()).map(lambda value: value.isoformat()) | st.sampled_from(
    ["0000-01-01T00:00:00Z", "2016-12-31T23:59:60Z", "9999-12-31T23:59:59-10:00", "0001-01-01T00:00:00+10:00",
     "2024-01-01t00:00:00.123456789z", "2024-01-01T00:00:00.5+02:00"]
)  # fmt: skip
values = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
uuids = st.uuids().map(str)
documents = st.fixed_dictionaries(
    {"id": uuids, "title": texts, "completed": st.booleans(), "createdAt": instants, "note": texts | st.none()},
    optional={
        "priority": st.sampled_from(["low", "high", "a'b:c%", "unknown", None]), "dueDate": dates | st.none(),
        "remindAt": instants, "weight": numbers, "price": numbers, "estimate": integers | st.none() | st.booleans(),
        "owner": uuids | uuids.map(str.upper), "tags": st.lists(texts, max_size=3) | values,
        "metadata": st.dictionaries(texts, values, max_size=3), "date": dates | st.none(), "extra": values,
    },
)  # fmt: skip


WHOLE = {
    "id": "9c6ab710-4a08-c720-cede-24428a013fda", "title": "", "completed": False,
    "createdAt": "2024-01-01T00:00:00Z", "note": None,
}  # fmt: skip


def same_instant(left: str, right: str) -> bool:
    try:
        return datetime.fromisoformat(left) == datetime.fromisoformat(right)
    except ValueError:
        return False


def equal(left: dict[str, Any], right: dict[str, Any]) -> bool:
    def alike(name: str) -> bool:
        one, other = left[name], right[name]
        if isinstance(one, bool) != isinstance(other, bool):
            return False
        return bool(one == other) or (name in ("createdAt", "remindAt") and same_instant(one, other))

    return left.keys() == right.keys() and all(map(alike, left))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=documents)
@example(document={**WHOLE, "tags": 2**63 + 1})
@example(document={**WHOLE, "tags": -(10**40)})
@example(document={**WHOLE, "tags": 9.359267912055882e-299})
def test_documents_come_back_as_they_were(
    project: Any, document: dict[str, Any], loop: asyncio.AbstractEventLoop
) -> None:
    async def round_trip() -> Any:
        database = project.module("src.core.database")
        repository_class = project.module("src.repositories.tasks").TaskRepository
        async with database.async_session_maker() as session:
            repository = repository_class(session)
            created = await repository.create(document)
            stored = await repository.get(id=document["id"])
            found = repository.document(created), repository.document(stored)
            await session.rollback()
        return found

    for found in loop.run_until_complete(round_trip()):
        assert equal(found, document), found


@pytest.fixture(scope="module")
def loop(project: Any) -> Any:
    loop = asyncio.new_event_loop()
    yield loop
    loop.run_until_complete(project.module("src.core.database").engine.dispose())
    loop.close()


def test_ordinary_documents_have_no_overflow(project: Any) -> None:
    base, entities = project.module("src.models.entities.base"), project.module("src.models.entities.tasks")
    codec = base.codec_of(entities.TaskEntity)
    ordinary = {
        "id": "6f1c2a52-8c2e-4d0f-9a53-0b1de0a5c7b1", "title": "x", "completed": True, "note": None, "price": 19.99,
        "createdAt": "2024-01-01T10:00:00+02:00", "dueDate": "2024-01-01", "estimate": 3, "tags": ["a"],
    }  # fmt: skip
    row = codec.from_document(ordinary)
    assert row["overflow"] is None
    assert row["created_at"].isoformat() == "2024-01-01T08:00:00+00:00"


def test_columns_hold_the_nearest_value(project: Any) -> None:
    base, entities = project.module("src.models.entities.base"), project.module("src.models.entities.tasks")
    row = base.codec_of(entities.TaskEntity).from_document(
        {"title": "a\0" + "b" * 60, "estimate": -(10**30), "dueDate": "0000-12-31", "createdAt": "2016-12-31T23:59:60Z"}
    )
    assert row["title"] == ("a\ufffd" + "b" * 60)[:50]
    assert row["estimate"] == -(2**63)
    assert str(row["due_date"]) == "0001-01-01"
    assert row["created_at"].second == 59
    assert row["overflow"] is not None


def test_keys_that_are_texts_may_be_spelled_as_numbers(project: Any) -> None:
    held = project.module("src.models.entities.base.held_values").TextKey(255)
    assert held.sought(7) == held.sought(7.0) == held.sought("7") == "7"
    assert held.spelled(0.5) == "0.5"
