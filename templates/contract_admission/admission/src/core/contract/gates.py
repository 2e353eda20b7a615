"""What one operation admits, compiled once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import Scope

from src.core.contract.bodies import BodyReader
from src.core.contract.model import LoadedContract, Operation, Parameter
from src.core.contract.parameters import (
    Values,
    cookie_parameters,
    header_parameters,
    parse_cookies,
    path_parameters,
    query_parameters,
    whole_query,
)
from src.core.contract.queries import Query, parse_query
from src.core.contract.readings import Readers
from src.core.contract.styles import decode_query
from src.core.errors import Malformed, PreconditionRequired

_CONDITIONS = frozenset({"if-match", "if-none-match", "if-modified-since", "if-unmodified-since"})


@dataclass(slots=True)
class Request:
    """The parts of a request that admission looks at."""

    headers: Mapping[str, str]  # lower-case names; repeated fields joined
    query_string: str
    peer: str = ""  # address of who is connected

    @classmethod
    def of(cls, scope: Scope) -> Request:
        """The parts of an ASGI connection."""
        headers: dict[str, str] = {}
        for raw_name, raw_value in scope["headers"]:
            name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
            if name in headers:
                value = headers[name] + ("; " if name == "cookie" else ", ") + value
            headers[name] = value
        client = scope.get("client")
        return cls(headers, scope["query_string"].decode("latin-1"), client[0] if client else "")

    @property
    def query(self) -> Query:
        """The query, its names decoded."""
        try:
            return parse_query(self.query_string)
        except UnicodeDecodeError:
            raise Malformed("The query is not UTF-8") from None

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies, verbatim."""
        return parse_cookies(self.headers.get("cookie", ""))


class Gate:
    """Admits the requests to one operation."""

    __slots__ = ("_conditions", "_cookie", "_header", "_path", "_query", "_whole_query", "body", "operation")

    def __init__(self, operation: Operation, contract: LoadedContract, readers: Readers) -> None:
        self.operation = operation
        self._path = path_parameters(_in(operation, "path"), readers)
        self._query = query_parameters(_in(operation, "query"), readers, credential_names(operation, contract, "query"))
        self._whole_query = whole_query(_in(operation, "querystring"), readers)
        self._header = header_parameters(_in(operation, "header"), readers)
        self._conditions = _conditions(operation)
        self._cookie = cookie_parameters(_in(operation, "cookie"), readers)
        self.body = BodyReader(operation.body, readers) if operation.body else None

    def admit_path(self, segments: Mapping[str, str]) -> Values:
        """The path's parameters, or a refusal."""
        return self._path.admit(segments) if self._path else {}

    def admit_query(self, request: Request) -> Values:
        """The query's parameters, or a refusal."""
        values = self._query.admit(request.query) if self._query else {}
        if self._whole_query:
            values |= self._whole_query.admit(request.query_string)
        return values

    def admit_header(self, request: Request) -> Values:
        """The headers' parameters, or a refusal."""
        for name in self._conditions:
            if name not in request.headers:
                raise PreconditionRequired(f"{name} is required")
        return self._header.admit(request.headers) if self._header else {}

    def admit_cookie(self, request: Request) -> Values:
        """The cookies' parameters, or a refusal."""
        return self._cookie.admit(request.cookies) if self._cookie else {}


def credential_names(operation: Operation, contract: LoadedContract, location: str) -> frozenset[str]:
    """Names of the query parameters or cookies that carry an operation's credentials."""
    schemes = (
        contract.security_schemes.get(requirement.scheme) for group in operation.security for requirement in group
    )
    return frozenset(scheme.parameter for scheme in schemes if scheme is not None and scheme.location == location)


def credentials_in_query(request: Request) -> dict[str, str]:
    """The query as authentication sees it: one decoded value a name."""
    try:
        return {name: decode_query(raws[0]) for name, raws in request.query.items()}
    except UnicodeDecodeError:
        raise Malformed("The query is not UTF-8") from None


def _conditions(operation: Operation) -> list[str]:
    """The headers without which a request names no condition, where the contract has a status for that (RFC 6585)."""
    if "428" not in operation.statuses:
        return []
    return [p.name.lower() for p in _in(operation, "header") if p.required and p.name.lower() in _CONDITIONS]


def _in(operation: Operation, location: str) -> list[Parameter]:
    return [parameter for parameter in operation.parameters if parameter.location == location]
