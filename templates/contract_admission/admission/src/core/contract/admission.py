"""The admission middleware: what passes it keeps the contract.

    match the raw path → method → authentication → parameters → media type → body → the operation's route

Everything else is refused in the shape that the operation documents. Paths that the contract does not know go on to
the application: health, metrics, documentation. Pure ASGI; nothing is done in a request that start-up can do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import structlog
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from src.core.contract.admitted import Admitted
from src.core.contract.bodies import ABSENT, BodyReader
from src.core.contract.collaborators import Authenticator, Limiter, Settings
from src.core.contract.content import Received, release
from src.core.contract.entries import Entry
from src.core.contract.gates import Request, credentials_in_query
from src.core.contract.incoming import ClientDisconnected, expect_whole, read_body, read_file, replay
from src.core.contract.model import LoadedContract, Operation
from src.core.contract.readings import Readers
from src.core.contract.refusals import Refusals
from src.core.contract.plan import Context
from src.core.contract.route import Around, ContractRoute, Outcome, contract_routes
from src.core.contract.routing import Hit, Router, allowed_methods
from src.core.contract.shapes import Shapes
from src.core.contract.unwritten import DeletedPaths
from src.core.contract.validation import Validators
from src.core.contract.wire import Headers, Message, encode_headers
from src.core.errors import (
    Failed,
    MethodNotAllowed,
    NotFound,
    NotYetImplemented,
    RangeNotSatisfiable,
    Refused,
    TimedOut,
    refused_for_status,
)

logger = structlog.get_logger(__name__)

Routes = Callable[[], Mapping[str, ContractRoute]]


class AdmissionMiddleware:
    """Serves the operations of a contract.

    Args:
        app: Gets the requests that the contract does not know.
        contract: What is served.
        authenticator: Decides who may.
        settings: How.
        routes: The routes by operation id; the application's own unless given.
        around: What is done around the making of an operation's answers, inside their transaction.
        limiter: Counts requests, if they are to be counted.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        contract: LoadedContract,
        authenticator: Authenticator,
        settings: Settings,
        routes: Routes | None = None,
        around: Callable[[Operation], Around | None] | None = None,
        limiter: Limiter | None = None,
    ) -> None:
        self.app = app
        self._contract = contract
        self._authenticator = authenticator
        self._settings = settings
        self._routes = routes
        self._around = around
        self._limiter = limiter
        self._router: Router[Entry] | None = None
        self._own_paths: frozenset[str] = frozenset()
        self._anonymous = authenticator.authenticate((), {}, {}, {}, "")
        self._prepare = authenticator.prepare
        shapes = Shapes(contract.schemas)
        validators = Validators(contract.schemas, contract.dialect)
        self._readers = Readers(shapes, validators, settings.max_body_bytes)
        self._refusals = Refusals(contract, shapes)
        self._deleted = DeletedPaths()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        router = self._router or self._bind(scope)
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        raw_path = _raw_path(scope)
        hits = router.match(raw_path, scope["query_string"].decode("latin-1"))
        if not hits or (raw_path in self._own_paths and hits[0].values):
            await self.app(scope, receive, send)
            return
        method: str = scope["method"]
        try:
            message = await self._serve(hits, method, scope, receive)
        except ClientDisconnected:
            return
        if isinstance(message, Message):
            await message.send(send, receive, head=method == "HEAD")
        else:
            await message(scope, receive, send)

    async def _serve(self, hits: list[Hit[Entry]], method: str, scope: Scope, receive: Receive) -> Message | Response:
        """The answer to a request whose path the contract knows."""
        state: dict[str, Any] = scope.setdefault("state", {})
        fitting = _fitting(hits, method)
        if not fitting and method == "HEAD":
            method = "GET"
            fitting = _fitting(hits, method)
        if not fitting:
            state["operation"] = next(iter(hits[0].resource.methods.values())).operation
            if method == "OPTIONS":
                return Message(204, _options_headers(hits))
            refused = MethodNotAllowed(headers={"Allow": allowed_methods(hits[:1])})
            return self._refuse(refused, None, scope)
        request = Request.of(scope)
        entry, segments = fitting[0].resource.methods[method], fitting[0].values
        if len(fitting) > 1:
            try:
                entry, segments, receive = await self._choose(fitting, method, request, receive)
            except Refused as refused:
                return self._refuse(refused, entry.operation, scope)
        state["operation"] = entry.operation
        bind_contextvars(operation=entry.operation.id)
        try:
            principal = await self._identify(entry, request, scope)
            admitted, raw_body = await self._admit(entry, principal, segments, request, receive)
        except Refused as refused:
            return self._refuse(refused, entry.operation, scope)
        state["admitted"] = admitted
        bind_contextvars(principal=admitted.principal.subject)
        headers = request.headers
        if scope["method"] == "HEAD":  # ranges are of what GET gives
            headers = {name: value for name, value in headers.items() if name != "range"}
        try:
            return await self._answer(entry, admitted, headers, scope, replay(raw_body, receive))
        finally:
            release(raw_body, admitted.body.files)

    async def _identify(self, entry: Entry, request: Request, scope: Scope) -> Any:
        """The principal, or a refusal: also of one that asks too often, be it with wrong credentials."""
        try:
            principal = await self._authenticate(entry, request)
        except Refused:
            if self._limiter is not None:
                await self._limiter.admit(entry.operation, self._anonymous, scope)
            raise
        if self._limiter is not None:
            await self._limiter.admit(entry.operation, principal, scope)
        return principal

    async def _authenticate(self, entry: Entry, request: Request) -> Any:
        """The principal, or a refusal."""
        security = entry.operation.security
        if not security:
            return self._anonymous
        if self._prepare is not None:
            await self._prepare(request.headers)
        query = credentials_in_query(request) if entry.query_credentials else {}
        return self._authenticator.authenticate(security, request.headers, query, request.cookies, request.peer)

    async def _admit(
        self, entry: Entry, principal: Any, segments: Mapping[str, str], request: Request, receive: Receive
    ) -> tuple[Admitted, Received]:
        """The admitted request, or a refusal."""
        gate, operation = entry.gate, entry.operation
        path = gate.admit_path(segments)
        query_values = gate.admit_query(request)
        header_values = gate.admit_header(request)
        cookie_values = gate.admit_cookie(request)
        if gate.body is None:
            admitted = Admitted(operation, path, query_values, header_values, cookie_values, ABSENT, principal)
            return admitted, b""
        raw = await self._receive(entry, gate.body, request, receive)
        body = gate.body.admit(raw, request.headers.get("content-type"))
        return Admitted(operation, path, query_values, header_values, cookie_values, body, principal), raw

    async def _receive(self, entry: Entry, body: BodyReader, request: Request, receive: Receive) -> Received:
        """The bytes of a body: in memory, but where they may be a file, and the handler takes it as one."""
        settings, headers = self._settings, request.headers
        expect_whole(headers, entry.operation)
        if entry.route and entry.route.takes_files and body.may_hold_files(headers.get("content-type")):
            return await read_file(receive, headers, settings.max_upload_bytes, settings.body_timeout)
        return await read_body(receive, headers, settings.max_body_bytes, settings.body_timeout)

    async def _answer(
        self, entry: Entry, admitted: Admitted, headers: Mapping[str, str], scope: Scope, receive: Receive
    ) -> Message | Response:
        """What the operation's route says, or how it fails."""
        accept = headers.get("accept")
        limit = asyncio.timeout(self._settings.request_timeout)
        try:
            entry.writer.expect_acceptable(accept)
            if entry.route is None:
                raise NotImplementedError
            async with limit:
                outcome = await self._outcome(entry, entry.route, admitted, accept, scope, receive)
            if isinstance(outcome, Response):
                return outcome
            return outcome if entry.finish is None else entry.finish(outcome, headers)
        except Refused as refused:
            return self._refuse(refused, entry.operation, scope)
        except NotImplementedError:
            return self._unwritten(entry, admitted, headers, scope)
        except HTTPException as error:
            kindred = refused_for_status(error.status_code, str(error.detail), error.headers)
            return self._refuse(kindred, entry.operation, scope)
        except Exception as error:
            if isinstance(error, TimeoutError) and limit.expired():
                logger.error("request_timed_out", seconds=self._settings.request_timeout)
                return self._refuse(TimedOut(headers={"Retry-After": "1"}), entry.operation, scope)
            logger.exception("unhandled_exception", exception_type=type(error).__name__)
            return self._refuse(Failed(), entry.operation, scope)

    async def _outcome(
        self, entry: Entry, route: ContractRoute, admitted: Admitted, accept: str | None, scope: Scope, receive: Receive
    ) -> Outcome:
        """The answer of the operation's route; made inside the transaction where something has to be done about it."""
        if entry.around is None and not entry.checked:
            result = await route.call(admitted, scope, receive)
            return result if isinstance(result, Response) else entry.writer.message(result, accept)
        around = entry.around

        async def within(context: Context, run: Callable[[], Awaitable[Any]]) -> Outcome:
            async def proceed() -> Outcome:
                result = await run()
                if isinstance(result, Response):
                    return result
                message = entry.writer.message(result, accept)
                if entry.checked:
                    await _expect_valid(entry, message, context)
                return message

            return await (proceed() if around is None else around(context, proceed))

        outcome: Outcome = await route.call(admitted, scope, receive, within)
        return outcome

    def _unwritten(self, entry: Entry, admitted: Admitted, headers: Mapping[str, str], scope: Scope) -> Message:
        if not self._settings.serve_stubs:
            logger.warning("operation_not_written")
            return self._refuse(NotYetImplemented(), entry.operation, scope)
        path = scope["path"]
        try:
            if self._deleted.hold(entry.operation, path):
                raise NotFound
            message = entry.writer.stub(headers.get("accept"), admitted.path)
            self._deleted.note(entry.operation, path)
            return message if entry.finish is None else entry.finish(message, headers)
        except RangeNotSatisfiable:
            return message  # nobody can know how long an example is
        except Refused as refused:
            return self._refuse(refused, entry.operation, scope)

    def _refuse(self, refused: Refused, operation: Operation | None, scope: Scope) -> Message:
        request_id = str(scope["state"].get("request_id", ""))
        return self._refusals.message(refused, operation, request_id=request_id, path=scope["path"])

    async def _choose(
        self, hits: list[Hit[Entry]], method: str, request: Request, receive: Receive
    ) -> tuple[Entry, Mapping[str, str], Receive]:
        """Of several operations that a path matches, the first that admits the request; else the best match.

        A body can be read once, so it is read whole: as a file, if it may be one for any of them.
        """
        candidates = [(hit.resource.methods[method], hit.values) for hit in hits]
        takers = (entry for entry, _ in candidates if entry.gate.body and entry.route and entry.route.takes_files)
        first = next(takers, candidates[0][0])
        body: Received = b""
        if first.gate.body:
            body = await self._receive(first, first.gate.body, request, receive)
        for entry, segments in candidates:
            try:
                principal = await self._authenticate(entry, request)
                await self._admit(entry, principal, segments, request, replay(body, receive))
            except Refused:
                continue
            return entry, segments, replay(body, receive)
        return *candidates[0], replay(body, receive)

    def _bind(self, scope: Scope) -> Router[Entry]:
        """Join operations and routes; once, when the application is complete."""
        app = scope["app"]
        routes = contract_routes(app) if self._routes is None else self._routes()
        router: Router[Entry] = Router(self._contract.base_path)
        validate = self._settings.validate_responses
        for operation in self._contract.operations:
            route = routes.get(operation.id)
            if route is not None:
                route.bind(operation)
            around = None if self._around is None else self._around(operation)
            entry = Entry(operation, self._contract, self._readers, route, validate=validate, around=around)
            router.add(operation.method, operation.path, entry)
        for methods in router.methods():
            if reading := methods.get("GET"):
                for entry in methods.values():
                    entry.be_shown_by(reading)
        self._own_paths = _own_paths(app)
        self._router = router
        return router


async def _expect_valid(entry: Entry, message: Message, context: Context) -> None:
    """Refuse what breaks the contract: as the answer shows it, or as it is read, which may show nothing of it."""
    reading = entry.reading
    if reading is None or reading.route is None:
        entry.writer.expect_valid(message)
        return
    admitted = Admitted(reading.operation, context.admitted.path, {}, {}, {}, ABSENT, context.admitted.principal)
    try:
        result = await reading.route.run(replace(context, admitted=admitted))
    except Refused:
        return
    if not isinstance(result, Response):
        reading.writer.expect_valid(reading.writer.message(result, None))


def _raw_path(scope: Scope) -> str:
    raw: bytes | None = scope.get("raw_path")
    path = quote(scope["path"]) if raw is None else raw.partition(b"?")[0].decode("latin-1")
    root: str = scope.get("root_path", "")
    return path.removeprefix(root) if root else path


def _own_paths(app: Any) -> frozenset[str]:
    """Fixed paths of the application itself, which a contract's template must not swallow: health, metrics, docs."""
    contexts = iter_route_contexts(app.routes)
    paths = (context.path for context in contexts if not isinstance(context.original_route, ContractRoute))
    return frozenset(path for path in paths if path is not None and "{" not in path)


def _fitting(hits: list[Hit[Entry]], method: str) -> list[Hit[Entry]]:
    """The matches that have the method; none where the path rather means a template that lacks it."""
    having = [hit for hit in hits if method in hit.resource.methods]
    fitting = [hit for hit in having if len(hit.resource.fixed) == len(having[0].resource.fixed)]
    if not fitting or hits[0] in fitting:
        return fitting
    valid = [hit for hit in fitting if _admits_path(hit)]
    lacks = (hit for hit in hits if hit not in fitting)
    return valid if valid or any(map(_admits_path, lacks)) else fitting


def _options_headers(hits: list[Hit[Entry]]) -> Headers:
    """What OPTIONS tells: `Allow`, unless the path may mean either of several resources with different methods."""
    equals = [hit for hit in hits if hit.resource.shape == hits[0].resource.shape]
    if len(equals) > 1:
        equals = [hit for hit in equals if _admits_path(hit)] or equals
    allowed = {allowed_methods([hit]) for hit in equals}
    return encode_headers({"Allow": allowed.pop()}) if len(allowed) == 1 else []


def _admits_path(hit: Hit[Entry]) -> bool:
    entry = next(iter(hit.resource.methods.values()))
    try:
        entry.gate.admit_path(hit.values)
    except Refused:
        return False
    return True
