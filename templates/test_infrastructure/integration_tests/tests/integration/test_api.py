"""Every operation answers a valid request as the contract says."""

from __future__ import annotations

from tests.support.api import Api, document_in
from tests.support.cases import CASES, Case, each
from tests.support.comparing import common, shows

STUB = "X-Oagen-Stub"


MAY_BE_EXAMPLES = ("custom", "download")


@each(lambda case: case.role not in MAY_BE_EXAMPLES and not case.place)
async def test_an_operation_succeeds(api: Api, case: Case) -> None:
    """The documented status; what was sent is what is shown. A row may begin in the state that others are put into.

    The latest row of some that are asked for may be none.
    """
    response = await api.call(case)
    if case.refuses and response.status_code == case.status_of("conflict"):
        return
    is_sought = case.request is not None and bool(case.request.query)
    if case.role == "latest" and is_sought and response.status_code == case.status_of("not_found"):
        return
    assert response.status_code == case.answer.status, response.text
    assert STUB not in response.headers
    if case.echoed and case.answer.is_json and not case.answer.is_list:
        shown = document_in(case, response)
        assert shows(shown, case.echoed)


@each(lambda case: case.role in MAY_BE_EXAMPLES)
async def test_a_custom_operation_keeps_the_contract(api: Api, case: Case) -> None:
    """With the contract's example until somebody writes it, or uploads something, and marked as such."""
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
    assert shows(shown, common(stored, shown, case.answer.made))


def _download_of(upload: Case) -> Case | None:
    """The operation that gives what another one takes, if it can be called."""
    found = (c for c in CASES if (c.role, c.resource, c.slot) == ("download", upload.resource, upload.slot))
    return next((case for case in found if case.request is not None), None)


@each(lambda case: case.role == "upload" and case.needs == "item" and _download_of(case))
async def test_what_was_uploaded_is_given_back(api: Api, case: Case) -> None:
    """Byte by byte, and no longer the contract's example."""
    download = _download_of(case)
    assert download is not None
    prepared = await api.prepare(case)
    assert (await api.send(prepared)).status_code == case.answer.status
    given = await api.call(download, prepared.keys)
    assert given.status_code == download.answer.status
    assert STUB not in given.headers
    if isinstance(prepared.request.body, str):
        assert given.content == prepared.request.body.encode()
