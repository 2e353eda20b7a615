"""Every operation answers a valid request as the contract says."""

from __future__ import annotations

from tests.support.api import Api, document_in
from tests.support.cases import Case, each
from tests.support.comparing import common, shows

STUB = "X-Oagen-Stub"


@each(lambda case: case.role != "custom")
async def test_an_operation_succeeds(api: Api, case: Case) -> None:
    """The documented status; what was sent is what is shown."""
    response = await api.call(case)
    assert response.status_code == case.answer.status, response.text
    assert STUB not in response.headers
    if case.echoed and case.answer.is_json and not case.answer.is_list:
        shown = document_in(case, response)
        assert shows(shown, case.echoed)


@each(lambda case: case.role == "custom")
async def test_a_custom_operation_keeps_the_contract(api: Api, case: Case) -> None:
    """With the contract's example until somebody writes it, and marked as such; then with any documented answer."""
    response = await api.call(case)
    if response.headers.get(STUB) == "true":
        assert response.status_code == case.answer.status
    else:
        assert response.status_code < 500, response.text


@each(lambda case: case.role == "read" and case.needs == "item" and case.answer.is_json)
async def test_reading_shows_what_is_stored(api: Api, case: Case) -> None:
    """Every property that an answer shows of a row has the value that is stored."""
    prepared = await api.prepare(case)
    assert prepared.stored is not None
    shown = document_in(case, await api.send(prepared))
    stored = prepared.stored.document
    assert shows(shown, common(stored, shown))
