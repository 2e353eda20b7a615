"""Properties that have a path of their own are those of their row: there is one store."""

from __future__ import annotations

from typing import Any

import httpx

from src.core.documents import value_at
from tests.support.api import Api, Prepared, document_in
from tests.support.cases import CASES, Case, each
from tests.support.comparing import shows


def _others(case: Case, role: str) -> list[Case]:
    """The operations of a role on the same property, or on the row as a whole."""
    places = ((), case.place) if role == "read" else (case.place,)
    found = [other for other in CASES if other.request and (other.role, other.resource) == (role, case.resource)]
    return [other for other in found if other.place in places]


async def _fill(api: Api, prepared: Prepared) -> bool:
    """Put something there, if that can be done."""
    for put in [other for other in _others(prepared.case, "replace_property") if not other.refuses][:1]:
        response = await api.call(put, prepared.keys)
        assert response.status_code == put.answer.status, response.text
        return True
    return False


def _is_there(prepared: Prepared) -> bool:
    return prepared.stored is not None and value_at(prepared.stored.document, *prepared.case.place) is not None


def _is_in_another_state(case: Case, response: httpx.Response) -> bool:
    """Whether nothing may be done to a row that begins in the state that it is in."""
    return case.within and response.status_code == case.status_of("conflict")


def _value_in(case: Case, response: httpx.Response) -> Any:
    return document_in(case, response) if case.answer.is_json else response.text


async def _expect(api: Api, prepared: Prepared, wanted: Any) -> None:
    """By its own path and in its row, the property is what is wanted."""
    case = prepared.case
    for reading in _others(case, "read_property"):
        assert shows(_value_in(reading, await api.call(reading, prepared.keys)), wanted)
    for reading in _others(case, "read"):
        shown = document_in(reading, await api.call(reading, prepared.keys)) if reading.answer.is_json else {}
        if case.place[0] in shown:
            assert shows(value_at(shown, *case.place), wanted)


@each(lambda case: case.role == "read_property")
async def test_a_property_is_read_by_its_own_path(api: Api, case: Case) -> None:
    """Where the row has none, that may be refused."""
    prepared = await api.prepare(case)
    there = await _fill(api, prepared) or _is_there(prepared)
    response = await api.send(prepared)
    if there or response.status_code != case.status_of("not_found"):
        assert response.status_code == case.answer.status, response.text


@each(lambda case: case.role == "replace_property")
async def test_what_is_put_there_is_a_property_of_the_row(api: Api, case: Case) -> None:
    """A creation may refuse to replace what is there."""
    prepared = await api.prepare(case)
    response = await api.send(prepared)
    if _is_in_another_state(case, response):
        return
    if case.refuses and not case.within and _is_there(prepared):
        assert response.status_code == case.status_of("conflict"), response.text
        return
    assert response.status_code == case.answer.status, response.text
    if case.brought is not None:
        await _expect(api, prepared, case.brought)


@each(lambda case: case.role == "update_property")
async def test_what_is_changed_there_is_changed_in_the_row(api: Api, case: Case) -> None:
    """A part may not be enough where there was nothing, and a patch may not apply."""
    prepared = await api.prepare(case)
    there = await _fill(api, prepared) or _is_there(prepared)
    response = await api.send(prepared)
    if _is_in_another_state(case, response):
        return
    if response.status_code == case.status_of("conflict") and not (there and case.brought):
        return
    assert response.status_code == case.answer.status, response.text
    if case.brought is not None:
        await _expect(api, prepared, case.brought)


@each(lambda case: case.role == "delete_property")
async def test_what_is_taken_away_there_is_gone_from_the_row(api: Api, case: Case) -> None:
    """The row stays."""
    prepared = await api.prepare(case)
    if not (await _fill(api, prepared) or _is_there(prepared)):
        return
    response = await api.send(prepared)
    if _is_in_another_state(case, response):
        return
    assert response.status_code == case.answer.status, response.text
    for reading in _others(case, "read"):
        shown = await api.call(reading, prepared.keys)
        assert shown.status_code == reading.answer.status
        assert not reading.answer.is_json or value_at(document_in(reading, shown), *case.place) is None
