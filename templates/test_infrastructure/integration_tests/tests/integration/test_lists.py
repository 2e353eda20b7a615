"""Lists show every row once, in pages, and by filter only what fits."""

from __future__ import annotations

from typing import Any

from tests.factories import FACTORIES
from tests.support.api import Api, document_in
from tests.support.cases import ROWS, Case, each
from tests.support.factory import Stored

SEVERAL = 3


def _is_list(case: Case) -> bool:
    several = len(ROWS.get(case.resource, ())) >= SEVERAL
    return bool(case.role == "list" and case.shows and case.answer.is_json and several)


async def _rows(api: Api, case: Case) -> list[Stored]:
    return await FACTORIES[case.resource].create_batch(api.session, SEVERAL)


def _identities(case: Case, documents: list[dict[str, Any]]) -> list[Any]:
    return [document[case.shows] for document in documents]


@each(_is_list)
async def test_a_list_shows_every_row_once(api: Api, case: Case) -> None:
    """And no row that is not there."""
    rows = await _rows(api, case)
    shown = document_in(case, await api.call(case, rows[0].keys))
    wanted = _identities(case, [row.document for row in rows])
    assert sorted(_identities(case, shown), key=str) == sorted(wanted, key=str)


@each(lambda case: _is_list(case) and case.paging)
async def test_pages_show_every_row_once(api: Api, case: Case) -> None:
    """No page is larger than asked for."""
    rows = await _rows(api, case)
    assert case.paging is not None
    (size,) = case.paging["size"].values()
    position: dict[str, Any] = {}
    seen: list[Any] = []
    for number in range(1, SEVERAL + 2):
        response = await api.call(case, rows[0].keys, **case.paging["size"], **position)
        page = document_in(case, response)
        assert len(page) <= size
        seen += _identities(case, page)
        if not page or (following := _following(case, response.json(), number, seen)) is None:
            break
        position = {case.paging["position"]: following}
    assert sorted(seen, key=str) == sorted(_identities(case, [row.document for row in rows]), key=str)


def _following(case: Case, body: Any, number: int, seen: list[Any]) -> Any:
    """Where the next page begins; None if there is none."""
    assert case.paging is not None
    if case.paging["style"] == "offset":
        return case.paging["first"] + len(seen)
    if case.paging["style"] == "key":
        return seen[-1]
    if case.paging["style"] == "page":
        return case.paging["first"] + number
    for name in case.paging["next"]:
        body = body.get(name) if body else None
    return body


@each(lambda case: _is_list(case) and case.filters)
async def test_filters_show_what_fits(api: Api, case: Case) -> None:
    """Each filter, with a value of the first row."""
    rows = await _rows(api, case)
    identities = _identities(case, [row.document for row in rows])
    for filter_ in case.filters:
        value = filter_["value"] if "value" in filter_ else rows[0].document[filter_["property"]]
        response = await api.call(case, rows[0].keys, **{filter_["parameter"]: value})
        shown = _identities(case, document_in(case, response))
        assert sorted(shown, key=str) == sorted((identities[n] for n in filter_["shows"]), key=str), filter_
