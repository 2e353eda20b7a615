"""Pages that follow cursors show every row that stays once, whatever is added and deleted between them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.asyncio

MOMENT = "2026-01-01T00:00:00Z"
# few values, so that rows share them, and what no column holds exactly among them
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from(["a", "b", "B", "\u00e9", "a\0b", "x" * 51, ""]),
    "note": st.sampled_from([None, "", "n", "\U0001f600"]),
    "completed": st.booleans(),
    "priority": st.sampled_from(["low", "high", "a'b:c%", "unknown"]),
    "dueDate": st.sampled_from(["0001-01-01", "2024-02-29", "0000-01-01"]),
    "remindAt": st.sampled_from([MOMENT, "2026-01-01T00:00:00.000001Z", "9999-12-31T23:59:59.999999Z"]),
    "weight": st.sampled_from([-0.5, 0.1, 1, 5e-324, 10**400]),
    "price": st.sampled_from([0.1, 19.99, -3]),
    "estimate": st.sampled_from([-1, 7, 2**63 - 1, 2**70]),
    "owner": st.sampled_from([str(UUID(int=number)) for number in (1, 2**127)]),
}
ALWAYS_THERE = ("title", "note", "completed")
documents = st.fixed_dictionaries(
    {name: VALUES[name] for name in ALWAYS_THERE},
    optional={name: values for name, values in VALUES.items() if name not in ALWAYS_THERE},
)
sorts = st.lists(st.sampled_from([f"{sign}{name}" for name in [*VALUES, "id"] for sign in ("", "-")]), max_size=3)
# between two pages: documents to add, and which of the rows there are to delete
changes = st.tuples(st.lists(documents, max_size=2), st.lists(st.integers(0, 99), max_size=2))
thorough = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Shelf:
    """The rows of a table, and pages of them."""

    def __init__(self, project: Any, session: Any) -> None:
        self.repository = project.module("src.repositories.tasks").TaskRepository(session)
        self._base = project.module("src.repositories.base")
        self._numbers = count(1)

    async def add(self, document: dict[str, Any]) -> str:
        """A new row at a place that nobody can foresee."""
        key = str(UUID(int=next(self._numbers) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128))
        whole = {**document, "id": key, "createdAt": MOMENT, "updatedAt": MOMENT}
        await self.repository.create(whole)
        return key

    async def change(self, added: list[dict[str, Any]], deleted: list[int]) -> None:
        for document in added:
            await self.add(document)
        there = await self.keys()
        for number in deleted:
            if there:
                await self.repository.delete(id=there.pop(number % len(there)))

    async def keys(self, **criteria: Any) -> list[str]:
        found = await self.repository.list(self._base.Criteria(**criteria))
        return [self.repository.document(row)["id"] for row in found.rows]

    async def page(self, sort: Any, size: int, **seek: Any) -> Any:
        return await self.repository.list(
            self._base.Criteria(sort=sort, limit=size, seek=self._base.Seek(**seek), counted=True, numbered=True)
        )

    def keys_on(self, page: Any) -> list[str]:
        return [self.repository.document(row)["id"] for row in page.rows]


@given(st.lists(documents, max_size=9), sorts, st.integers(1, 3), st.lists(changes, max_size=6), st.booleans())
@thorough
async def test_rows_that_stay_are_seen_once(
    project: Any,
    session: Any,
    rows: list[dict[str, Any]],
    sort: list[str],
    size: int,
    between: list[tuple[list[dict[str, Any]], list[int]]],
    backwards: bool,
) -> None:
    """Forwards from the beginning and backwards from the end, in any order, in that order."""
    shelf = Shelf(project, session)
    await shelf.repository.clear()
    for row in rows:
        await shelf.add(row)
    there_from_the_beginning = set(await shelf.keys())
    coming: Iterator[tuple[list[dict[str, Any]], list[int]]] = iter(between)
    seen: list[str] = []
    page = await shelf.page(sort, size)
    if backwards:
        page = await shelf.page(sort, size, after=page.cursors.last)
    while True:
        keys = shelf.keys_on(page)
        seen = [*keys, *seen] if backwards else [*seen, *keys]
        cursor = page.cursors.previous if backwards else page.cursors.next
        assert (cursor is not None) == (page.earlier if backwards else page.more)
        if cursor is None:
            break
        await shelf.change(*next(coming, ([], [])))
        page = await shelf.page(sort, size, after=cursor)
    assert len(set(seen)) == len(seen)
    there = await shelf.keys(sort=sort, limit=1000)
    stayed = [key for key in there if key in there_from_the_beginning]
    assert [key for key in seen if key in stayed] == stayed
    assert [key for key in seen if key in there] == [key for key in there if key in seen]


@given(st.lists(documents, min_size=1, max_size=9), sorts, st.integers(1, 4))
@example([{"title": "a", "note": None, "completed": False, "price": 0.1}] * 3, ["price"], 1)
@thorough
async def test_pages_lead_back_to_where_they_came_from(
    project: Any, session: Any, rows: list[dict[str, Any]], sort: list[str], size: int
) -> None:
    """And know what is before them, what comes, and how much there is."""
    shelf = Shelf(project, session)
    await shelf.repository.clear()
    for row in rows:
        await shelf.add(row)
    everything = await shelf.keys(sort=sort, limit=1000)
    page, pages = await shelf.page(sort, size), []
    while True:
        offset = len(pages) * size
        assert shelf.keys_on(page) == everything[offset : offset + size]
        assert (page.offset, page.total, page.earlier) == (offset, len(rows), offset > 0)
        pages.append(page)
        if not page.more:
            break
        page = await shelf.page(sort, size, after=page.cursors.next)
    for before, page in zip(pages[-2::-1], pages[:0:-1], strict=True):
        for seek in ({"after": page.cursors.previous}, {"before": page.cursors.previous}):
            again = await shelf.page(sort, size, **seek)
            assert shelf.keys_on(again) == shelf.keys_on(before)
            assert (again.offset, again.more, again.earlier) == (before.offset, True, before.earlier)
            assert shelf.keys_on(await shelf.page(sort, size, after=again.cursors.next)) == shelf.keys_on(page)
    assert pages[0].cursors.previous is None
