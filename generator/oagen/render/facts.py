"""Facts about a contract that several templates need, worked out once: which credentials it takes, what it counts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oagen.blueprint.model import Blueprint
from oagen.contract.model import Contract, Operation, SecurityScheme
from oagen.render.database import tables_of
from oagen.render.request_ids import sane_request_ids
from oagen.render.revisions import first_revision
from oagen.settings import Features

# What a generated app accepts with ENVIRONMENT=test, and nowhere else; its schemathesis.toml carries the same
TEST_KEY = "test-api-key"
TEST_USER = "test"
TEST_BEARER = "test-token"

_SECRET = re.compile(r"passw|secret|token|passphrase|private_?key|credential", re.IGNORECASE)
_HTTP_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+")  # RFC 9110, section 5.6.2, in lower case


@dataclass(frozen=True, slots=True)
class Scheme:
    """A security scheme that some operation asks for.

    `kind` is api_key | basic | bearer (JWT) | token (another http scheme) | certificate (mutual TLS);
    `test_credentials` are the keys of Schemathesis' `[auth.openapi.<scheme>]` table.
    """

    name: str
    kind: str
    location: str
    parameter: str
    http_scheme: str
    test_credentials: Mapping[str, str]
    discovery_url: str = ""  # of OpenID Connect, as the document names it


@dataclass(frozen=True, slots=True)
class SecurityFacts:
    """The schemes in use, and which settings and code they need."""

    schemes: tuple[Scheme, ...]
    proving: tuple[Scheme, ...] = ()  # those that a proof signs in by

    def _any(self, *kinds: str) -> bool:
        return any(scheme.kind in kinds for scheme in self.schemes)

    @property
    def keys(self) -> bool:
        """Opaque credentials that are looked up by their digest."""
        return self._any("api_key", "token")

    @property
    def opaque(self) -> bool:
        """Credentials of any kind that are looked up by their digest."""
        return self._any("api_key", "token", "basic")

    @property
    def api_key(self) -> bool:
        """A key in a header, the query or a cookie."""
        return self._any("api_key")

    @property
    def query_parameters(self) -> tuple[str, ...]:
        """The parameters of queries that hold a key."""
        return tuple(dict.fromkeys(each.parameter for each in self.schemes if each.location == "query"))

    @property
    def basic(self) -> bool:
        """User names and passwords."""
        return self._any("basic")

    @property
    def bearer(self) -> bool:
        """JSON Web Tokens."""
        return self._any("bearer")

    @property
    def discovery_url(self) -> str:
        """Where the document says that its OpenID provider is described; "" for nowhere."""
        return next((scheme.discovery_url for scheme in self.schemes if scheme.discovery_url), "")

    @property
    def token(self) -> bool:
        """An http scheme other than basic and bearer."""
        return self._any("token")

    @property
    def certificate(self) -> bool:
        """Client certificates, checked by a proxy."""
        return self._any("certificate")

    @property
    def api_keys_example(self) -> str:
        """A value for the setting of the keys."""
        digests = {"a-client": "<SHA-256 of the key>"}
        return json.dumps({scheme.name: digests for scheme in self.schemes if scheme.kind in ("api_key", "token")})

    @property
    def authorization(self) -> bool:
        """Whether any credential stands in the Authorization header by HTTP's own rules."""
        return self._any("basic", "bearer", "token", "certificate")


def security_facts(contract: Contract) -> SecurityFacts:
    """The declared schemes that operations ask for, in the document's order."""
    used = {
        requirement.scheme
        for operation in contract.operations
        for alternative in operation.security
        for requirement in alternative
    }
    schemes = [scheme for scheme in contract.security_schemes.values() if scheme.name in used]
    proving = _proving(contract, schemes)
    return SecurityFacts(
        tuple(map(_scheme, schemes)), tuple(_scheme(scheme) for scheme in schemes if scheme.name in proving)
    )


def _proving(contract: Contract, schemes: Sequence[SecurityScheme]) -> set[str]:
    """The schemes whose credentials a proof uses: whatever no other scheme can stand for.

    Schemathesis leaves out the credentials of all but OAuth 2 and OpenID Connect, to see whether they are needed. Where
    one of these two is an alternative, its token would open the operation then.
    """
    proving = {scheme.name for scheme in schemes}
    for scheme in schemes:
        if scheme.type in ("oauth2", "openIdConnect"):
            others = proving - {scheme.name}
            alternatives = [
                [{requirement.scheme for requirement in alternative} for alternative in operation.security]
                for operation in contract.operations
            ]
            asking = [each for each in alternatives if any(scheme.name in names for names in each)]
            if all(any(names and names <= others for names in each) for each in asking):
                proving = others
    return proving


def _scheme(scheme: SecurityScheme) -> Scheme:
    kind = _kind(scheme)
    return Scheme(
        name=scheme.name,
        kind=kind,
        location=scheme.location,
        # header names reach the app in lower case
        parameter=scheme.parameter.lower() if scheme.location == "header" else scheme.parameter,
        http_scheme=scheme.scheme if _HTTP_TOKEN.fullmatch(scheme.scheme) else "token",
        test_credentials=_test_credentials(kind, scheme),
        discovery_url=scheme.open_id_connect_url,
    )


def _kind(scheme: SecurityScheme) -> str:
    if scheme.type == "apiKey":
        return "api_key"
    if scheme.type == "mutualTLS":
        return "certificate"
    if scheme.type == "http" and scheme.scheme != "bearer":
        return "basic" if scheme.scheme == "basic" else "token"
    return "bearer"


def _test_credentials(kind: str, scheme: SecurityScheme) -> Mapping[str, str]:
    if kind == "api_key":
        # one Authorization header may have to satisfy two schemes at once
        shared = scheme.location == "header" and scheme.parameter.lower() == "authorization"
        return {"api_key": f"Bearer {TEST_BEARER}" if shared else TEST_KEY}
    if kind == "basic":
        return {"username": TEST_USER, "password": TEST_USER}
    return {"bearer": TEST_BEARER}


def business_metrics(blueprint: Blueprint) -> dict[str, str]:
    """Resource (its plural) → the prefix of its counters; names that the app's own metrics take get out of the way."""
    reserved = ("http_", "process_", "python_")
    names = [resource.plural for resource in blueprint.resources]
    return {name: f"resource_{name}" if name.startswith(reserved) else name for name in names}


def operations_by_tag(contract: Contract) -> dict[str, list[Operation]]:
    """The operations under their first tag, in the order of the contract."""
    groups: dict[str, list[Operation]] = {tag: [] for tag in contract.tags}
    for operation in contract.operations:
        groups.setdefault(operation.tags[0] if operation.tags else "operations", []).append(operation)
    return {tag: operations for tag, operations in groups.items() if operations}


def secrets_of(blueprint: Blueprint) -> list[str]:
    """Texts that clients write, that nobody is shown, and that no database should hold bare: `customers.password`."""
    return [
        f"{resource.plural}.{field.property}"
        for resource in blueprint.resources
        for field in resource.fields
        if field.write_only and field.column.type in ("string", "text") and _SECRET.search(field.property)
    ]


def project_context(blueprint: Blueprint, features: Features) -> dict[str, Any]:
    """What every template sees."""
    return {
        "blueprint": blueprint,
        "contract": blueprint.contract,
        "features": features,
        "revision": first_revision(tables_of(blueprint)),
        "security": security_facts(blueprint.contract),
        "business_metrics": business_metrics(blueprint),
        "operations_by_tag": operations_by_tag(blueprint.contract),
        "response_headers": sorted(
            {h.name for o in blueprint.contract.operations for r in o.responses for h in r.headers}
        ),
        "sane_request_ids": sane_request_ids(blueprint.contract),
        "needs_httpx": bool(blueprint.outgoing) or security_facts(blueprint.contract).bearer,
        "transitions": [each for each in blueprint.operations if each.role == "transition" and each.guard is None],
        "secrets": secrets_of(blueprint),
        "ignored": [each for each in blueprint.operations if each.unmapped and each.role != "custom"],
        "exemplary": [resource for resource in blueprint.resources if resource.examples],
        "silent": [resource for resource in blueprint.resources if resource.never_set],
        "stubs": [each for each in blueprint.operations if each.stub or (each.body and each.body.unread)],
        "test_key": TEST_KEY,
        "test_user": TEST_USER,
        "test_bearer": TEST_BEARER,
    }
