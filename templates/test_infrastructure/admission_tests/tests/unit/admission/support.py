"""Small contracts, and requests to them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI

from src.core.contract.admission import AdmissionMiddleware
from src.core.contract.admitted import Admitted
from src.core.contract.loader import parse_contract
from src.core.contract.route import ContractRoute
from src.core.errors import Unauthenticated

PROBLEM = {"type": "object", "properties": {"detail": {"type": "string"}}}


def refusal(status: int) -> dict[str, Any]:
    """A problem document with room for everything."""
    return {
        "status": status,
        "media_type": "application/problem+json",
        "body": {"title": "", "detail": "", "status": status},
        "slots": {"title": ["/title"], "detail": ["/detail"], "request_id": ["/request_id"]},
    }


REFUSALS = {
    "malformed": refusal(400),
    "invalid": refusal(422),
    "invalid_path": refusal(404),
    "media_type": refusal(415),
    "unauthenticated": refusal(401),
    "forbidden": refusal(403),
    "not_found": refusal(404),
    "method_not_allowed": refusal(405),
    "conflict": refusal(409),
    "precondition_required": refusal(428),
    "too_large": refusal(413),
    "not_implemented": refusal(501),
    "error": refusal(500),
}


def parameter(name: str, location: str, schema: Any, **more: Any) -> dict[str, Any]:
    """A parameter with the style that its location has by default."""
    form = location in ("query", "cookie")
    return (
        {"name": name, "location": location, "required": location == "path", "schema": schema}
        | ({"style": "form", "explode": True} if form else {"style": "simple"})
        | more
    )


def operation(method: str = "GET", path: str = "/things", **more: Any) -> dict[str, Any]:
    """An operation that answers 200 with any JSON."""
    answers = [{"status": 200, "documented_as": "200", "media": [{"name": "application/json"}]}]
    return {"id": f"{method} {path}", "method": method, "path": path, "answers": answers} | more


def body(media_type: str, schema: Any, *, required: bool = True, **more: Any) -> dict[str, Any]:
    """A body of one media type."""
    return {"required": required, "media": [{"name": media_type, "schema": schema, **more}]}


def contract_of(operations: Sequence[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """The content of a contract.json."""
    return {
        "title": "t",
        "version": "1",
        "dialect": "2020-12",
        "refusals": REFUSALS,
        "operations": list(operations),
    } | more


@dataclass
class Settings:
    """The settings that admission follows."""

    serve_stubs: bool = True
    validate_responses: bool = True
    max_body_bytes: int = 10_000
    max_upload_bytes: int = 10_000_000
    body_timeout: float = 5.0
    request_timeout: float = 5.0


class Principal(str):
    """Who asks."""

    __slots__ = ()

    @property
    def subject(self) -> str:
        """As logs name it."""
        return str(self)


class KeyAuthenticator:
    """Wants `x-key: secret`, or `?key=secret`, where anything is wanted."""

    prepare = None

    def authenticate(
        self,
        operation_security: Any,
        headers: Mapping[str, str],
        query: Mapping[str, str],
        cookies: Mapping[str, str],
        peer: str,
    ) -> Principal:
        if operation_security and "secret" not in (headers.get("x-key"), query.get("key")):
            raise Unauthenticated(headers={"WWW-Authenticate": "ApiKey"})
        return Principal("anybody")


@dataclass
class Answer:
    """A response."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Serves a contract with handlers by operation id; handlers that are left out echo what was admitted."""

    def __init__(
        self, operations: Sequence[dict[str, Any]], handlers: Mapping[str, Any] | None = None, **more: Any
    ) -> None:
        settings, limiter = more.pop("settings", Settings()), more.pop("limiter", None)
        contract = parse_contract(contract_of(operations, **more))
        self.app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
        router = APIRouter(route_class=ContractRoute)
        for spec in operations:
            endpoint = echo if handlers is None else handlers.get(spec["id"])
            if endpoint is not None:
                router.add_api_route(spec["path"], endpoint, methods=[spec["method"]], operation_id=spec["id"])
        self.app.include_router(router)
        self.app.add_middleware(
            AdmissionMiddleware,
            contract=contract,
            authenticator=KeyAuthenticator(),
            settings=settings,
            limiter=limiter,
        )

    def request(
        self,
        method: str,
        target: str,
        content: bytes = b"",
        headers: Mapping[str, str] | Sequence[tuple[str, str]] = (),
    ) -> Answer:
        """Send one request; `target` goes out as it is."""
        return asyncio.run(self.send_pieces(method, target, [content], headers))

    async def send_pieces(
        self,
        method: str,
        target: str,
        pieces: Sequence[bytes],
        headers: Mapping[str, str] | Sequence[tuple[str, str]] = (),
    ) -> Answer:
        """Send one request whose body comes in pieces."""
        path, _, query = target.partition("?")
        pairs = headers.items() if isinstance(headers, Mapping) else headers
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in pairs],
            "root_path": "",
            "state": {"request_id": "req-1"},
        }
        sent: list[dict[str, Any]] = []
        waiting = [*pieces]

        async def receive() -> dict[str, Any]:
            if not waiting:
                await asyncio.Event().wait()  # the client stays
            return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        headers = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:]))


async def echo(admitted: Admitted) -> Any:
    """What was admitted."""
    value = admitted.body.value
    return {
        "path": admitted.path,
        "query": admitted.query,
        "header": admitted.header,
        "cookie": admitted.cookie,
        "body": value.decode("latin-1") if isinstance(value, bytes) else value,
    }
