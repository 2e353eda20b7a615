"""Services with their repositories mocked: what they ask of them, what they show, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from src.core.errors import NotFound
from src.models.entities.base import Document, table_of
from src.repositories.base import Rows
from tests.factories import FACTORIES
from tests.support.cases import ROWS, Case, each
from tests.support.comparing import common, shows
from tests.support.rows import row_of
from tests.support.services import SOME_KEY, Mocked, is_unwritten, mocked, stored_of

CHANGES = ("replace", "update")


def _has_rows(case: Case) -> bool:
    return bool(ROWS.get(case.resource)) and not case.members


def _shown(case: Case, answer: Any) -> Any:
    for name in case.answer.wrapper:
        answer = answer[name]
    return answer


def _keys_of(call: Any) -> set[str]:
    return set(call.await_args.kwargs)


def _changing(service: Mocked, stored: Document) -> Callable[..., Any]:
    """An `update` that has one row."""

    async def update(edit: Callable[[Document], Document], **keys: Any) -> Any:
        return service.row(edit(dict(stored)))

    return update


@each(lambda case: case.role == "read" and case.answer.is_json and _has_rows(case))
async def test_reading_shows_the_stored_document(case: Case) -> None:
    """The repository is asked for the keys of the path."""
    service = mocked(case)
    stored = service.stored()
    service.repository.get.return_value = service.row(stored)
    shown = _shown(case, await service.call())
    assert shows(shown, common(stored, shown, case.answer.made))
    assert _keys_of(service.repository.get) == case.columns


@each(lambda case: case.role == "list" and case.answer.is_json and case.answer.is_list and _has_rows(case))
async def test_a_list_shows_what_the_repository_gives(case: Case) -> None:
    """Document by document."""
    service = mocked(case)
    stored = service.stored()
    service.repository.list.return_value = Rows((service.row(stored),), more=False, total=1)
    (shown,) = _shown(case, await service.call())
    assert shows(shown, common(stored, shown, case.answer.made))


@each(lambda case: case.role in ("read", "list") and case.answer.is_json and ROWS.get(case.members))
async def test_a_membership_shows_its_members(case: Case) -> None:
    """What is kept of them is their key alone."""
    service = mocked(case)
    members, factory = service.others[-1], FACTORIES[case.members]
    member = stored_of(factory)
    row = row_of(table_of(factory.repository.entity), member, SOME_KEY)
    kept = service.stored()
    service.repository.list.return_value = Rows((service.row({**kept, **common(member, kept)}),), more=False, total=1)
    members.list.return_value, members.get.return_value = Rows((row,), more=False), row
    shown = _shown(case, await service.call())
    document = shown[0] if case.answer.is_list else shown
    assert shows(document, common(member, document, case.answer.made))


@each(lambda case: case.role == "create" and _has_rows(case))
async def test_creating_stores_what_was_given(case: Case) -> None:
    """Completed with what the server knows, and shown as it is stored."""
    service = mocked(case)
    service.repository.exists.return_value = False
    service.repository.create.side_effect = lambda document, **keys: service.row({**service.stored(), **document})
    answer = await service.call()
    (document,) = service.repository.create.await_args.args
    assert shows(document, common(dict(case.echoed), document))
    if case.answer.is_json and not case.answer.is_list:
        shown = _shown(case, answer)
        assert shows(shown, common(dict(case.echoed), shown))


@each(lambda case: case.role in CHANGES and case.answer.is_json and _has_rows(case) and not case.within)
async def test_a_change_is_applied_to_what_is_stored(case: Case) -> None:
    """The row's identity stays."""
    service = mocked(case)
    stored = service.stored()
    service.repository.update.side_effect = _changing(service, stored)
    shown = _shown(case, await service.call())
    assert shows(shown, common(dict(case.echoed), shown))
    identity = [service.repository.codec.by_column[column].name for column in service.repository.codec.primary_key]
    assert all(shown[name] == stored[name] for name in identity if name in shown)


@each(lambda case: case.role == "delete" and not case.refuses)
async def test_deleting_asks_the_repository_to(case: Case) -> None:
    """Once, for the keys of the path."""
    service = mocked(case)
    service.repository.delete.return_value = service.row({})
    service.repository.update.side_effect = _changing(service, {})
    await service.call()
    is_marked = hasattr(service.repository, "revive")  # and not taken away
    asked = service.repository.update if is_marked else service.repository.delete
    asked.assert_awaited_once()
    assert _keys_of(asked) == case.columns


@each(lambda case: (case.role in ("read", *CHANGES, "delete") or case.place) and not (case.open or case.is_named_by_body))
async def test_a_row_that_is_not_there_is_not_found(case: Case) -> None:
    """Whatever was to be done with it."""
    service = mocked(case)
    service.repository.exists.return_value = False
    for method in ("get", "update", "locked", "delete"):
        getattr(service.repository, method).return_value = None
    with pytest.raises(NotFound):
        await service.call()


@each(lambda case: case.guarded and (case.role != "custom" or is_unwritten(case)))
async def test_what_lies_below_nothing_is_not_found(case: Case) -> None:
    """The row above has to be there first. How an operation that was written by hand finds that out is its own matter."""
    service = mocked(case)
    for repository in (service.repository, *service.others):
        repository.exists.return_value = False
        repository.locked.return_value = None
    with pytest.raises(NotFound):
        await service.call()


@each(lambda case: case.role == "custom" and is_unwritten(case))
async def test_an_unwritten_operation_says_so(case: Case) -> None:
    """Once it is written it is no longer among these cases: test what it does in a module of its own."""
    with pytest.raises(NotImplementedError):
        await mocked(case).call()
