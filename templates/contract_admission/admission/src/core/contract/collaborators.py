"""What admission wants of those it works with: who authenticates, who counts requests, and what is set."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from starlette.types import Scope

from src.core.contract.model import Operation, Requirement


class Authenticator(Protocol):
    """Tells whom a request speaks for. Raises `Unauthenticated` or `Forbidden`."""

    @property
    def prepare(self) -> Callable[[Mapping[str, str]], Awaitable[None]] | None:
        """What has to be awaited before, if anything has."""

    def authenticate(
        self,
        operation_security: Sequence[Sequence[Requirement]],
        headers: Mapping[str, str],
        query: Mapping[str, str],
        cookies: Mapping[str, str],
        peer: str,
    ) -> Any:
        """The principal of a request."""


class Limiter(Protocol):
    """Tells who asks too often."""

    async def admit(self, operation: Operation, principal: Any, scope: Scope) -> None:
        """Count a request. Raises `TooManyRequests`."""


class Settings(Protocol):
    """The settings that admission follows."""

    @property
    def serve_stubs(self) -> bool:
        """Whether unwritten operations answer with the contract's examples."""

    @property
    def validate_responses(self) -> bool:
        """Whether answers are checked against the contract."""

    @property
    def max_body_bytes(self) -> int:
        """The largest body that is read into memory."""

    @property
    def max_upload_bytes(self) -> int:
        """The largest body with files."""

    @property
    def body_timeout(self) -> float:
        """Seconds that a body may take to arrive; each mebibyte of one with files."""

    @property
    def request_timeout(self) -> float:
        """Seconds that an operation's route may take."""
