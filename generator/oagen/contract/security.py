"""Security schemes, and what an operation asks of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oagen.contract.model import Operation, Requirement, SecurityScheme


def parse_schemes(normal: Mapping[str, Any]) -> dict[str, SecurityScheme]:
    """The document's security schemes by name."""
    declared = normal.get("components", {}).get("securitySchemes") or {}
    return {name: _scheme(name, raw) for name, raw in declared.items() if isinstance(raw, Mapping)}


def _scheme(name: str, raw: Mapping[str, Any]) -> SecurityScheme:
    return SecurityScheme(
        name=name,
        type=str(raw.get("type", "")),
        location=str(raw.get("in", "")),
        parameter=str(raw.get("name", "")),
        scheme=str(raw.get("scheme", "")).lower(),
        bearer_format=str(raw.get("bearerFormat", "")),
        open_id_connect_url=str(raw.get("openIdConnectUrl", "")),
        description=str(raw.get("description", "")),
    )


def parse_requirements(security: Any, schemes: Mapping[str, SecurityScheme]) -> tuple[tuple[Requirement, ...], ...]:
    """The alternatives of a `security` list. One that names an unknown scheme cannot be met and is left out."""
    alternatives = [entry for entry in security or () if isinstance(entry, Mapping)]
    return tuple(
        tuple(Requirement(name, tuple(scopes or ()), _authorizes(schemes[name])) for name, scopes in entry.items())
        for entry in alternatives
        if all(name in schemes for name in entry)
    )


def _authorizes(scheme: SecurityScheme) -> bool:
    """Whether the credentials of a scheme come in the Authorization header (RFC 9110, section 11.6.2)."""
    if scheme.type == "apiKey":
        return scheme.location == "header" and scheme.parameter.lower() == "authorization"
    return scheme.type != "mutualTLS"


def unknown_schemes(security: Any, schemes: Mapping[str, SecurityScheme]) -> list[str]:
    """Names in a `security` list that no scheme has."""
    alternatives = [entry for entry in security or () if isinstance(entry, Mapping)]
    return [name for entry in alternatives for name in entry if name not in schemes]


def must_sign_in(security: tuple[tuple[Requirement, ...], ...]) -> bool:
    """Whether a request without credentials has to be refused."""
    return bool(security) and all(security)


def wants_authorization(operation: Operation) -> bool:
    """Whether a request without an Authorization header has to be refused, which HTTP does with 401."""
    by_scheme = any(need.authorization for alternative in operation.security for need in alternative)
    declared = any(
        p.required and p.location == "header" and p.name.lower() == "authorization" for p in operation.parameters
    )
    return (must_sign_in(operation.security) and by_scheme) or declared


def needs_scopes(security: tuple[tuple[Requirement, ...], ...]) -> bool:
    """Whether credentials alone may not be enough."""
    return must_sign_in(security) and any(need.scopes for alternative in security for need in alternative)
