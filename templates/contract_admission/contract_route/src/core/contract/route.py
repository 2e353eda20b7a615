"""A route class for routers of a contract's operations.

    router = APIRouter(prefix="/tasks", tags=["tasks"], route_class=ContractRoute)

Endpoints read like any FastAPI endpoint. They are called by the admission middleware, which has matched and validated
the request already; so FastAPI does not analyse their signatures, which takes it milliseconds each.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from itertools import count
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Receive, Scope

from src.core.contract.admitted import Admitted
from src.core.contract.answers import Reply
from src.core.contract.model import Operation
from src.core.contract.plan import Call, Context, Planner
from src.core.contract.wire import Message

__all__ = ["ContractRoute", "Reply", "contract_routes"]

Outcome = Message | Response
Proceed = Callable[[], Awaitable[Outcome]]
# does something around the making of an answer, inside the transaction of its endpoint
Around = Callable[[Context, Proceed], Awaitable[Outcome]]
Within = Callable[[Context, Callable[[], Awaitable[Any]]], Awaitable[Any]]

_PARAMETER = re.compile(r"\{([^{}]*)\}")


async def _only_by_admission() -> None:
    """Stands in for the endpoint wherever FastAPI looks at it. Nobody calls it."""


class ContractRoute(APIRoute):
    """The route of one operation, found by its operation id."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(
            _starlette_path(path),
            _only_by_admission,
            name=options.get("name") or endpoint.__name__,
            methods=options.get("methods"),
            operation_id=options.get("operation_id") or endpoint.__name__,
            tags=options.get("tags"),
            status_code=options.get("status_code"),
            response_model=None,
            include_in_schema=False,  # the service serves its contract, not one derived from the code
        )
        self.contract_endpoint = endpoint
        self.takes_files = False  # whether it takes contents that need not be in memory
        self._call: Call | None = None

    def bind(self, operation: Operation) -> Call:
        """Plan the endpoint's call. Raises TypeError if the contract cannot fill its signature."""
        planner = Planner(operation)
        self._call = planner.call(self.contract_endpoint)
        self.takes_files = planner.takes_files
        return self._call

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Never: only admission finds operations, so no request reaches one unchecked."""
        return Match.NONE, {}

    async def call(self, admitted: Admitted, scope: Scope, receive: Receive, within: Within | None = None) -> Any:
        """Call the endpoint. Its dependencies have ended when this returns, so that a failed commit is no success.

        What `within` does with the endpoint's result happens before they end: if it raises, so does what they see.
        """
        async with AsyncExitStack() as stack:
            context = Context(admitted, scope, receive, scope["app"].dependency_overrides, stack)
            return await (self.run(context) if within is None else within(context, partial(self.run, context)))

    async def run(self, context: Context) -> Any:
        """Call the endpoint with dependencies that may be there already, such as the session of another one."""
        call = self._call or self.bind(context.admitted.operation)
        return await call.run(context)


def contract_routes(app: FastAPI) -> dict[str, ContractRoute]:
    """The routes of an application's operations, by operation id."""
    routes: dict[str, ContractRoute] = {}
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, ContractRoute) and route.operation_id is not None:
            routes[route.operation_id] = route
    return routes


def _starlette_path(path: str) -> str:
    """The path with parameter names that Starlette can compile; only admission reads the contract's own."""
    seen: set[str] = set()

    def compilable(found: re.Match[str]) -> str:
        name = found.group(1)
        if not name.isidentifier() or name in seen:
            name = next(free for number in count() if (free := f"parameter{number}") not in seen)
        seen.add(name)
        return f"{{{name}}}"

    return _PARAMETER.sub(compilable, path)
