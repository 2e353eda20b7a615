"""Repositories keep documents: what is stored is found, unchanged, until it is deleted."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Boolean, Enum, Integer, Numeric, String
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import Conflict, NotFound
from src.models.entities.base import Document, table_of
from src.repositories.base import Criteria, Filter, Repository, Rows, Seek
from src.repositories.base.transactions import attempt
from tests.factories import FACTORIES
from tests.support.cases import ROWS
from tests.support.factory import Factory, Stored

SEVERAL = 3
ODD: dict[str, Any] = {"not declared": [2**70, "\0", None, 0.1]}  # nothing that a column of its own would hold


def _factories(at_least: int) -> pytest.MarkDecorator:
    names = [name for name in FACTORIES if len(ROWS[name]) >= at_least]
    return pytest.mark.parametrize("factory", [FACTORIES[name] for name in names], ids=names)


def _primary_key(repository: Repository, stored: Stored) -> dict[str, Any]:
    return {column: stored.keys[column] for column in repository.codec.primary_key}


@_factories(1)
async def test_a_created_row_is_found(db_session: AsyncSession, factory: type[Factory]) -> None:
    """By its key, with the document that was stored."""
    stored = await factory.create(db_session)
    repository = factory.repository(db_session)
    key = _primary_key(repository, stored)
    found = await repository.get(**key)
    assert found is not None
    assert repository.document(found) == stored.document
    assert await repository.exists(**key)


@_factories(1)
async def test_what_was_never_created_is_not_found(db_session: AsyncSession, factory: type[Factory]) -> None:
    """Neither to be read, nor to be changed, nor to be deleted."""
    repository = factory.repository(db_session)
    key = _primary_key(repository, await factory.create(db_session))
    await repository.delete(**key)
    assert await repository.get(**key) is None
    assert not await repository.exists(**key)
    assert await repository.update(lambda document: document, **key) is None
    assert await repository.delete(**key) is None


@_factories(1)
async def test_a_deleted_key_is_remembered_whether_or_not_a_row_had_it(
    db_session: AsyncSession, factory: type[Factory]
) -> None:
    """Where something lies below it."""
    repository = factory.repository(db_session)
    refuse_deleted = getattr(repository, "refuse_deleted", None)
    if refuse_deleted is None:
        pytest.skip("nothing lies below it without a foreign key")
    key = dict.fromkeys(repository.codec.primary_key, "missing")
    await refuse_deleted(**key)
    assert await repository.delete(**key) is None
    with pytest.raises(NotFound):
        await refuse_deleted(**key)


@_factories(1)
async def test_odd_values_come_back_as_they_were(db_session: AsyncSession, factory: type[Factory]) -> None:
    """What no column can hold stands beside the columns."""
    stored = await factory.create(db_session, **ODD)
    assert {name: stored.document[name] for name in ODD} == ODD


@_factories(1)
async def test_an_update_changes_one_row(db_session: AsyncSession, factory: type[Factory]) -> None:
    """What the edit leaves alone stays."""
    stored = await factory.create(db_session)
    repository = factory.repository(db_session)
    key = _primary_key(repository, stored)

    def edit(document: Document) -> Document:
        return {**document, **ODD}

    assert await repository.update(edit, **key) is not None
    found = await repository.get(**key)
    assert found is not None
    assert repository.document(found) == {**stored.document, **ODD}


@_factories(1)
async def test_an_upsert_knows_what_is_new(db_session: AsyncSession, factory: type[Factory]) -> None:
    """It changes the row that is there."""
    stored = await factory.create(db_session)
    repository = factory.repository(db_session)
    row, is_new = await repository.upsert(
        lambda document: {**(document or {}), **ODD}, **_primary_key(repository, stored)
    )
    assert not is_new
    assert repository.document(row) == {**stored.document, **ODD}


@_factories(1)
async def test_a_key_cannot_be_taken_twice(db_session: AsyncSession, factory: type[Factory]) -> None:
    """The second row is a conflict, and the transaction goes on."""
    stored = await factory.create(db_session)
    repository = factory.repository(db_session)
    if repository.codec.counting and not repository.clients_choose_keys:
        pytest.skip("the database counts the keys up")
    with pytest.raises(Conflict):
        async with attempt(db_session):
            await repository.create(stored.document, **stored.keys)
    assert await repository.exists(**_primary_key(repository, stored))


@_factories(1)
async def test_a_deleted_key_is_taken_up_again(db_session: AsyncSession, factory: type[Factory]) -> None:
    """And nothing remembers any more that its row was deleted."""
    stored = await factory.create(db_session)
    repository = factory.repository(db_session)
    if repository.codec.counting and not repository.clients_choose_keys:
        pytest.skip("the database counts the keys up")
    key = _primary_key(repository, stored)
    await repository.delete(**key)
    await repository.create(stored.document, **stored.keys)
    assert await repository.exists(**key)
    if refuse_deleted := getattr(repository, "refuse_deleted", None):
        await refuse_deleted(**key)


@_factories(SEVERAL)
async def test_pages_show_every_row_once(db_session: AsyncSession, factory: type[Factory]) -> None:
    """In one order, with the number of all rows."""
    scope = await factory.make_scope(db_session)
    rows = await factory.create_batch(db_session, SEVERAL, scope)
    repository = factory.repository(db_session)
    seen: list[Document] = []
    for offset in range(SEVERAL):
        page = await repository.list(Criteria(limit=1, offset=offset, counted=True), **scope)
        seen += map(repository.document, page.rows)
        assert (page.more, page.total) == (offset < SEVERAL - 1, SEVERAL)
    assert sorted(seen, key=repr) == sorted((row.document for row in rows), key=repr)
    beyond = await repository.list(Criteria(limit=1, offset=SEVERAL, counted=True), **scope)
    assert (beyond.rows, beyond.total) == ([], SEVERAL)


@_factories(SEVERAL)
async def test_cursors_lead_through_all_rows(db_session: AsyncSession, factory: type[Factory]) -> None:
    """To the end and back, in any order; a cursor that means nothing there leads to the beginning."""
    scope = await factory.make_scope(db_session)
    await factory.create_batch(db_session, SEVERAL, scope)
    repository = factory.repository(db_session)

    async def page(sort: str, **seek: Any) -> Rows:
        return await repository.list(
            Criteria(sort=sort, limit=1, counted=True, numbered=True, seek=Seek(**seek)), **scope
        )

    for name in repository.codec.by_property:
        for sort in (name, f"-{name}"):
            rows = [*(await repository.list(Criteria(sort=sort), **scope)).rows]
            found = await page(sort)
            pages = [found]
            while (found := pages[-1]).cursors and found.cursors.next:
                pages.append(await page(sort, after=found.cursors.next))
            assert [row for found in pages for row in found.rows] == rows
            assert [(found.offset, found.total) for found in pages] == [(n, SEVERAL) for n in range(SEVERAL)]
            assert pages[-1].cursors
            back = await page(sort, before=pages[-1].cursors.previous)
            assert (back.rows, back.earlier, back.more) == (pages[-2].rows, True, True)
            assert (await page(sort, after=pages[-1].cursors.last)).rows == rows[-1:]
            assert (await page(sort, after="any")).rows == rows[:1]


@_factories(SEVERAL)
async def test_keys_of_rows_are_cursors(db_session: AsyncSession, factory: type[Factory]) -> None:
    """In any order as long as their row is there; in their own, whether or not it is."""
    scope = await factory.make_scope(db_session)
    await factory.create_batch(db_session, SEVERAL, scope)
    repository = factory.repository(db_session)
    keys = [column for column in repository.codec.primary_key if column not in scope]
    if len(keys) != 1:
        pytest.skip("rows have no one key")
    for sort in (repository.codec.by_column[keys[0]].name, f"-{next(iter(repository.codec.by_property))}"):
        rows = [*(await repository.list(Criteria(sort=sort), **scope)).rows]
        known = [repository.codec.known_of(row)[keys[0]] for row in rows]
        for seek, shown in ((Seek(after=known[0]), rows[1:]), (Seek(before=known[-1]), rows[:-1]), (Seek(), rows)):
            criteria = Criteria(sort=sort, seek=Seek(seek.after, seek.before, keys[0]))
            assert (await repository.list(criteria, **scope)).rows == shown


def _conditions(value: Any) -> list[tuple[str, Any, bool]]:
    """Conditions on a column that holds the value: (operator, what to compare with, whether the row meets it)."""
    conditions = [("eq", value, True), ("ne", value, False), ("in", [value], True), ("eq", None, True)]
    if isinstance(value, str):
        start = value[:2]
        conditions += [("prefix", start, True), ("contains", start.upper(), True), ("contains", "%_/", False),
                       ("contains", "\0", False)]  # fmt: skip
    elif not isinstance(value, bool):
        conditions += [("ge", value, True), ("le", value, True), ("gt", value, False), ("lt", value, False)]
    return conditions


@_factories(1)
async def test_filters(db_session: AsyncSession, factory: type[Factory]) -> None:
    """Every operator, on every property that holds one plain value."""
    stored = await factory.create(db_session)
    repository = factory.repository(db_session)
    scope = {column: stored.keys[column] for column in factory.scope}
    for name, held in repository.codec.by_property.items():
        kind = table_of(repository.entity).columns[held.column].type
        value = stored.document.get(name)
        if not isinstance(kind, String | Integer | Numeric | Boolean) or isinstance(kind, Enum) or value is None:
            continue
        for operator, given, is_met in _conditions(value):
            found = await repository.list(Criteria([Filter(held.column, operator, given)], counted=True), **scope)
            assert found.total == int(is_met), (name, operator, given)


@_factories(SEVERAL)
async def test_rows_are_sorted(db_session: AsyncSession, factory: type[Factory]) -> None:
    """By any property that clients are shown, up and down."""
    scope = await factory.make_scope(db_session)
    await factory.create_batch(db_session, SEVERAL, scope)
    repository = factory.repository(db_session)
    for name, held in repository.codec.by_property.items():
        if held.sortable and isinstance(table_of(repository.entity).columns[held.column].type, Integer | Numeric):
            up, down = ([repository.document(row).get(name) for row in found.rows]
                        for found in [await repository.list(Criteria(sort=sort), **scope) for sort in (name, f"-{name}")])  # fmt: skip
            values = [value for value in up if value is not None]
            assert values == sorted(values)
            assert [value for value in down if value is not None] == sorted(values, reverse=True)


@_factories(SEVERAL)
async def test_clearing_takes_all_rows_of_a_scope(db_session: AsyncSession, factory: type[Factory]) -> None:
    """And says how many there were."""
    scope = await factory.make_scope(db_session)
    await factory.create_batch(db_session, SEVERAL, scope)
    repository = factory.repository(db_session)
    assert len(await repository.clear(**scope)) == SEVERAL
    assert not (await repository.list(Criteria(), **scope)).rows
