"""The operations of the contract as a client calls them; Schemathesis puts values on the wire and judges answers."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
import requests
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy.ext.asyncio import AsyncSession

from tests.factories import FACTORIES
from tests.support.cases import CONTRACT, Case, Request, spoiled
from tests.support.credentials import Credentials, credentials_of
from tests.support.database import ROOT
from tests.support.factory import Keys, Stored

ORIGIN = "http://test"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
UNDOCUMENTED = (405, 415)  # a server may always say these, whatever the contract says
NOBODY = Credentials()


@cache
def schema() -> BaseSchema:
    """The served contract, as Schemathesis reads it."""
    return schemathesis.openapi.from_path(ROOT / "openapi.yaml")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request whose rows are there. `stored` is the row that it is about, `keys` are those in its path, by column."""

    case: Case
    request: Request
    keys: Keys
    stored: Stored | None = None


class Api:
    """Calls operations, and lets no answer pass that breaks the contract."""

    def __init__(self, client: httpx.AsyncClient, session: AsyncSession) -> None:
        self.client = client
        self.session = session

    async def prepare(self, case: Case, keys: Keys | None = None) -> Prepared:
        """Make the rows that a request needs. `keys` are those of rows that are there already."""
        assert case.request is not None
        stored = None
        factory = FACTORIES.get(case.resource)
        if keys is None and factory and case.needs == "item":
            stored = await factory.create(self.session)
            keys = stored.keys
        elif keys is None and factory and case.needs == "scope":
            keys = await factory.make_scope(self.session)
        known = keys or {}
        path = {name: known[column] for name, column in case.keys.items() if column in known}
        own = {**{column: case.request.path[name] for name, column in case.keys.items()}, **known}
        query = {name: own[column] for name, column in case.named.items() if name in case.request.query and column in own}
        request = deepcopy(case.request)
        for place, resource, column in request.filled:
            key = (await FACTORIES[resource].create(self.session)).keys[column] if resource else own[column]
            _put(request.body, place, key)
        request = _with(request, path={**request.path, **path}, query={**request.query, **query})
        return Prepared(case, request, own, stored)

    async def call(self, case: Case, keys: Keys | None = None, **query: Any) -> httpx.Response:
        """Call an operation once the rows that it needs are there."""
        return await self.send(await self.prepare(case, keys), query=query)

    async def send(
        self, prepared: Prepared, *, query: Mapping[str, Any] | None = None, signed_in: bool = True
    ) -> httpx.Response:
        """Send a request."""
        request = _with(prepared.request, query={**prepared.request.query, **(query or {})})
        return await self._send(prepared.case, request, signed_in=signed_in)

    async def send_spoiled(self, case: Case, mistake: Mapping[str, Any]) -> httpx.Response:
        """Send a request with a mistake in it. No row is needed to refuse it."""
        assert case.request is not None
        query = {**case.request.query, **mistake.get("query", {})}
        return await self._send(case, _with(case.request, query=query, body=spoiled(case.request.body, mistake)))

    async def send_raw(self, case: Case, method: str, **options: Any) -> httpx.Response:
        """Send anything to the path of an operation, with its credentials."""
        assert case.request is not None
        built = _built(case, _with(case.request, media_type=None), credentials_of(case.operation))
        return await self.client.request(
            method, built.url, **{**options, "headers": {**built.headers, **options.get("headers", {})}}
        )

    async def _send(self, case: Case, request: Request, *, signed_in: bool = True) -> httpx.Response:
        built = _built(case, request, credentials_of(case.operation) if signed_in else NOBODY)
        response = await self.client.send(built)
        if response.status_code not in UNDOCUMENTED:
            _operation(case).Case().validate_response(response, checks=CHECKS)
        return response


def document_in(case: Case, response: httpx.Response) -> Any:
    """The document in an answer, or the list of documents."""
    value = response.json()
    for name in case.answer.wrapper:
        value = value[name]
    return value


def _operation(case: Case) -> APIOperation[Any, Any, Any, Any]:
    return schema()[case.path][case.method]


def _built(case: Case, request: Request, credentials: Credentials) -> httpx.Request:
    """The request on the wire."""
    content = {} if request.media_type is None else {"body": request.body, "media_type": request.media_type}
    made = _operation(case).Case(
        path_parameters=dict(request.path),
        query=_spelled({**request.query, **credentials.query}),
        headers=_spelled(request.headers),
        cookies=_spelled({**request.cookies, **credentials.cookies}),
        **content,
    )
    accept = {"Accept": case.answer.media_type} if case.answer.media_type else {}
    options = made.as_transport_kwargs(ORIGIN + CONTRACT.base_path, headers={**accept, **credentials.headers})
    wire: Any = requests.Request(**options).prepare()  # its headers and its body are such as httpx takes
    return httpx.Request(case.method, wire.url, headers=dict(wire.headers), content=wire.body)


def _spelled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters whose truth values are spelled as in JSON."""
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in values.items()}


def _with(request: Request, **changes: Any) -> Request:
    kept = {name: getattr(request, name) for name in Request.__slots__}
    return Request(**{**kept, **changes})


def _put(body: Any, place: Any, value: Any) -> None:
    *outer, name = place
    for each in outer:
        body = body[each]
    body[name] = value
