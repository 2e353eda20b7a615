"""What is not allowed is refused, as the contract documents it and without a trace in the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.api import Api
from tests.support.cases import CASES, Case, each, each_mistake

UNHEARD_OF = "application/x-unheard-of"


def _is_secured(case: Case) -> bool:
    return bool(case.operation.security) and all(case.operation.security)


def _refuses_missing(case: Case) -> bool:
    in_path = bool(case.columns) and not case.is_named_by_body
    return case.needs == "item" and in_path and not case.open and case.role != "update_many"


def _limits_media_types(case: Case) -> bool:
    return case.request is not None and case.request.media_type is not None and not case.any_media


@each(_is_secured)
async def test_credentials_are_required(api: Api, case: Case) -> None:
    """Nobody gets in without."""
    response = await api.send(await api.prepare(case), signed_in=False)
    assert response.status_code == case.status_of("unauthenticated"), response.text


@each(_refuses_missing)
async def test_what_is_not_there_is_not_found(api: Api, case: Case) -> None:
    """A key that no row has."""
    response = await api.call(case, keys={})
    assert response.status_code == case.status_of("not_found"), response.text


@each(lambda case: (case.role == "update_many" or case.is_named_by_body) and not case.keys)
async def test_a_body_names_what_is_there(api: Api, case: Case) -> None:
    """Or nothing is changed."""
    response = await api.send_spoiled(case, {})
    assert response.status_code == case.status_of("conflict"), response.text


@each_mistake([case for case in CASES if case.request])
async def test_an_invalid_request_is_refused(api: Api, case: Case, mistake: Mapping[str, Any]) -> None:
    """A body or a query that breaks its schema."""
    response = await api.send_spoiled(case, mistake)
    assert response.status_code == case.status_of("invalid"), response.text


@each(_limits_media_types)
async def test_an_unknown_media_type_is_refused(api: Api, case: Case) -> None:
    """A body in a media type that the operation does not take."""
    response = await api.send_raw(case, case.method, content=b"?", headers={"Content-Type": UNHEARD_OF})
    assert response.status_code == case.status_of("media_type"), response.text


@pytest.mark.parametrize(
    "case", {case.path: case for case in CASES if case.request}.values(), ids=lambda case: case.path
)
async def test_an_unknown_method_is_refused(api: Api, case: Case) -> None:
    """The answer names the methods that the path has."""
    response = await api.send_raw(case, "LINK")
    assert response.status_code == 405
    assert case.method in response.headers["Allow"].split(", ")
