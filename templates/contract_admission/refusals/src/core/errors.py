"""Refusals: why a request is not granted, as exceptions that any layer may raise.

    Refused
    ├── Malformed               the request cannot be read
    ├── Invalid                 it can, and breaks the contract
    │   └── InvalidPath         in a path parameter
    ├── UnsupportedMediaType    the body's media type is not one of the operation's
    ├── NotAcceptable           no media type that the client accepts
    ├── Unauthenticated         no credentials, or wrong ones
    ├── Forbidden               credentials that do not suffice
    ├── NotFound                no such resource
    ├── MethodNotAllowed        the path has no such method
    ├── Conflict                at odds with what is stored
    │   └── DanglingReference   it refers to what is not there
    ├── PreconditionFailed      If-Match and its kin
    ├── PreconditionRequired    they are missing
    ├── TooLarge                the body exceeds the limit
    ├── RangeNotSatisfiable     the content has none of the bytes asked for
    ├── TooSlow                 the body does not arrive in time
    ├── TooManyRequests         the client asks too often
    ├── Unavailable             a service that the answer needs is down
    ├── TimedOut                it did not answer in time
    └── NotYetImplemented       nobody wrote the operation yet

The kind picks status and body from what the operation's contract documents (see `src.core.contract.refusals`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a request: in its body or a parameter, where in there, and why."""

    part: str  # body, query, querystring, path, header or cookie
    place: tuple[str | int, ...]  # of a parameter, its name first
    reason: str

    def __str__(self) -> str:
        where, inner = ("body", self.place) if self.part == "body" else (self._parameter, self.place[1:])
        return ": ".join(filter(None, (where, pointer(inner), self.reason)))

    @property
    def _parameter(self) -> str:
        return f"{self.part} parameter {self.place[0]!r}"


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A request that is not granted.

    Args:
        detail: What to tell the client; never a secret, never a stack trace.
        code: A stable, machine-readable reason, where the contract's error schema has room for one.
        headers: Headers for the answer, such as `Retry-After`.
        problems: What is wrong with the request in particular, for errors that list it.
    """

    kind = "invalid"
    title = "Request refused"

    def __init__(
        self,
        detail: str = "",
        *,
        code: str = "",
        headers: Mapping[str, str] | None = None,
        problems: Sequence[Problem] = (),
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.code = code or self.kind
        self.headers: Mapping[str, str] = headers or {}
        self.problems = problems


def pointer(place: Sequence[str | int]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in place)


class Malformed(Refused):
    """The request cannot be read: broken JSON, a truncated form, bad percent-encoding."""

    kind = "malformed"
    title = "Malformed request"


class Invalid(Refused):
    """The request can be read, and breaks the contract or a rule of the business."""

    kind = "invalid"
    title = "Invalid request"


class InvalidPath(Invalid):
    """A path parameter breaks the contract."""

    kind = "invalid_path"
    title = "Invalid path"


class UnsupportedMediaType(Refused):
    """The body's media type is not one of the operation's."""

    kind = "media_type"
    title = "Unsupported media type"


class NotAcceptable(Refused):
    """No representation that the client accepts."""

    kind = "not_acceptable"
    title = "Not acceptable"


class Unauthenticated(Refused):
    """No credentials, or wrong ones."""

    kind = "unauthenticated"
    title = "Authentication required"


class Forbidden(Refused):
    """The credentials are good, and do not suffice."""

    kind = "forbidden"
    title = "Forbidden"


class NotFound(Refused):
    """No such resource."""

    kind = "not_found"
    title = "Not found"


class MethodNotAllowed(Refused):
    """The path has no such method; `Allow` names those it has."""

    kind = "method_not_allowed"
    title = "Method not allowed"


class Conflict(Refused):
    """The request is at odds with what is stored."""

    kind = "conflict"
    title = "Conflict"


class DanglingReference(Conflict):
    """The request refers to something that does not exist."""

    kind = "dangling_reference"
    title = "Dangling reference"


class PreconditionFailed(Refused):
    """A precondition of the request does not hold."""

    kind = "precondition_failed"
    title = "Precondition failed"


class PreconditionRequired(Refused):
    """The operation wants a precondition, and the request has none."""

    kind = "precondition_required"
    title = "Precondition required"


class TooLarge(Refused):
    """The body exceeds the limit."""

    kind = "too_large"
    title = "Content too large"


class RangeNotSatisfiable(Refused):
    """The content has none of the bytes asked for."""

    kind = "range_not_satisfiable"
    title = "Range not satisfiable"


class TooSlow(Refused):
    """The body does not arrive in time."""

    kind = "too_slow"
    title = "Request timeout"


class TooManyRequests(Refused):
    """The client asks too often."""

    kind = "too_many"
    title = "Too many requests"


class Unavailable(Refused):
    """A service that the answer needs is down."""

    kind = "unavailable"
    title = "Service unavailable"


class TimedOut(Refused):
    """A service that the answer needs did not answer in time."""

    kind = "timeout"
    title = "Timed out"


class NotYetImplemented(Refused):
    """Nobody wrote the operation yet."""

    kind = "not_implemented"
    title = "Not implemented"


class Failed(Refused):
    """Something went wrong on our side; the log knows what."""

    kind = "error"
    title = "Internal server error"


_BY_STATUS: Mapping[int, type[Refused]] = {
    400: Malformed,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    406: NotAcceptable,
    408: TooSlow,
    409: Conflict,
    410: NotFound,
    412: PreconditionFailed,
    413: TooLarge,
    415: UnsupportedMediaType,
    416: RangeNotSatisfiable,
    422: Invalid,
    428: PreconditionRequired,
    429: TooManyRequests,
    501: NotYetImplemented,
    503: Unavailable,
    504: TimedOut,
}


def refused_for_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Refused:
    """The refusal that an HTTP status stands for, for code that speaks in statuses."""
    fallback = Invalid if 400 <= status < 500 else Failed
    return _BY_STATUS.get(status, fallback)(detail, headers=headers)
