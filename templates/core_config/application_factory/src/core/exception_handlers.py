"""The last line of error handling, for what no operation of the contract has answered already."""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from src.core.contract.model import LoadedContract
from src.core.contract.refusals import Refusals
from src.core.contract.shapes import Shapes
from src.core.errors import Failed, Refused, refused_for_status

logger = structlog.get_logger(__name__)


def refuse_outside_contract(app: FastAPI, contract: LoadedContract) -> None:
    """Give errors of paths that the contract does not know (404, 405) the shape that the contract's own errors have."""
    refusals = Refusals(contract, Shapes(contract.schemas))

    async def handle(request: Request, error: Exception) -> Response:
        refused = error if isinstance(error, Refused) else _refused(error)
        return _response(refusals, refused, request.scope)

    app.add_exception_handler(HTTPException, handle)
    app.add_exception_handler(Refused, handle)


class UnhandledExceptionMiddleware:
    """Logs an exception that nobody handled, and answers with the contract's internal error."""

    def __init__(self, app: ASGIApp, *, contract: LoadedContract) -> None:
        self.app = app
        self._refusals = Refusals(contract, Shapes(contract.schemas))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as error:
            logger.exception("unhandled_exception", exception_type=type(error).__name__, path=scope["path"])
            if started:
                raise  # half an answer is out: all that is left is to break the connection
            await _response(self._refusals, Failed(), scope)(scope, receive, send)


def _refused(error: Exception) -> Refused:
    if isinstance(error, HTTPException):
        return refused_for_status(error.status_code, str(error.detail), error.headers)
    return Failed()


def _response(refusals: Refusals, refused: Refused, scope: Scope) -> Response:
    request_id = str(scope["state"].get("request_id", ""))
    message = refusals.message(refused, None, request_id=request_id, path=scope["path"])
    response = Response(message.body, message.status)
    response.raw_headers.extend(message.headers)
    return response
