"""The decision: an operation's alternatives, the schemes that each of them wants, the scopes that these need."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from src.core.errors import Forbidden, Unauthenticated
from src.core.security.principal import ANONYMOUS, REALM, Credentials, Identity, Principal, Requirement, Scheme

# fetches what deciding about a request's headers takes
Prepare = Callable[[Mapping[str, str]], Awaitable[None]]


class SchemeAuthenticator:
    """Tries an operation's alternatives in order; all schemes of one alternative have to agree."""

    def __init__(self, schemes: Mapping[str, Scheme], prepare: Prepare | None = None) -> None:
        self.schemes = schemes
        self.prepare = prepare

    def authenticate(
        self,
        operation_security: Sequence[Sequence[Requirement]],
        headers: Mapping[str, str],
        query: Mapping[str, str],
        cookies: Mapping[str, str],
        peer: str = "",
    ) -> Principal:
        """The principal of a request. Raises `Unauthenticated` or `Forbidden`."""
        credentials = Credentials(headers, query, cookies, peer)
        lacking: list[Requirement] = []
        for alternative in operation_security:
            identities = self._identities(alternative, credentials)
            if not identities:
                continue
            short = [need for need, identity in zip(alternative, identities, strict=True) if _lacks(identity, need)]
            if not short:
                return _principal(alternative, identities)
            lacking += short
        if any(not alternative for alternative in operation_security) or not operation_security:
            return ANONYMOUS
        if lacking:
            raise self._forbidden(lacking)
        raise self._unauthenticated(operation_security)

    def _identities(self, alternative: Sequence[Requirement], credentials: Credentials) -> list[Identity]:
        """One identity a requirement, or none at all."""
        identities = []
        for requirement in alternative:
            scheme = self.schemes.get(requirement.scheme)
            identity = scheme.identify(credentials) if scheme else None
            if identity is None:
                return []
            identities.append(identity)
        return identities

    def _unauthenticated(self, operation_security: Sequence[Sequence[Requirement]]) -> Unauthenticated:
        names = dict.fromkeys(need.scheme for alternative in operation_security for need in alternative)
        challenges = dict.fromkeys(self.schemes[name].challenge for name in names if name in self.schemes)
        headers = {"WWW-Authenticate": ", ".join(challenges)} if challenges else {}
        return Unauthenticated("Credentials are missing or not valid.", headers=headers)

    def _forbidden(self, lacking: Sequence[Requirement]) -> Forbidden:
        scopes = " ".join(dict.fromkeys(scope for requirement in lacking for scope in requirement.scopes))
        challenge = f'Bearer realm="{REALM}", error="insufficient_scope"'
        return Forbidden(
            f"The credentials lack a scope: {scopes}.",
            code="insufficient_scope",
            headers={"WWW-Authenticate": challenge},
        )


def _lacks(identity: Identity, requirement: Requirement) -> bool:
    return identity.scopes is not None and not identity.scopes.issuperset(requirement.scopes)


def _principal(alternative: Sequence[Requirement], identities: Sequence[Identity]) -> Principal:
    limited = [identity.scopes for identity in identities if identity.scopes is not None]
    return Principal(
        subject=identities[0].subject,
        schemes=tuple(requirement.scheme for requirement in alternative),
        scopes=frozenset().union(*limited) if limited else None,
    )
