"""Tokens that are verified with the keys of a provider, which is a server on this machine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from src.core.config import Settings
from src.core.contract.model import Requirement
from src.core.errors import Forbidden, Unauthenticated, Unavailable
from src.core.security import Principal, create_authenticator, published_keys

PROVIDERS, STRANGERS = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
READ = [[Requirement("provider", ("read",))]]


class Provider(ThreadingHTTPServer):
    """Publishes metadata and keys; counts how often."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.keys: dict[str, Any] = {}
        self.requests = 0
        self.down = False

    def add(self, name: str) -> None:
        """Publish a key."""
        self.keys[name] = PROVIDERS

    def token(self, key: str = "one", **changes: Any) -> dict[str, str]:
        """The headers of a request with a token."""
        now = datetime.now(UTC)
        claims = {"sub": "ann", "iss": self.url, "aud": "vault", "scope": "read", "exp": now + timedelta(minutes=5)}
        claims = {name: value for name, value in {**claims, **changes}.items() if value is not None}
        return {"authorization": "Bearer " + jwt.encode(claims, self.keys[key], "RS256", {"kid": key})}


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        self.server.requests += 1
        if self.server.down:
            self.send_error(503)
            return
        content = {"issuer": self.server.url, "jwks_uri": f"{self.server.url}/keys"}
        if self.path == "/keys":
            algorithm = jwt.algorithms.RSAAlgorithm
            public = {name: algorithm.to_jwk(key.public_key(), as_dict=True) for name, key in self.server.keys.items()}
            content = {"keys": [{**jwk, "kid": name, "use": "sig"} for name, jwk in public.items()]}
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider()
    server.add("one")
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def settings(**values: Any) -> Settings:
    given = {"environment": "development", "jwt_audience": "vault", **values}
    return Settings(_env_file=None, **given)


def authenticator(provider: Provider, **values: Any) -> Any:
    return create_authenticator(settings(oidc_discovery_url=f"{provider.url}/metadata", **values))


def ask(authority: Any, headers: dict[str, str], security: Any = READ, peer: str = "") -> Principal:
    asyncio.run(authority.prepare(headers))
    principal: Principal = authority.authenticate(security, headers, {}, {}, peer)
    return principal


def test_a_good_token_is_taken_and_keys_are_fetched_once(provider: Provider) -> None:
    authority = authenticator(provider)
    assert provider.requests == 0
    assert ask(authority, provider.token()).subject == "ann"
    assert ask(authority, provider.token()).scopes == {"read"}
    assert provider.requests == 2  # the metadata and the keys


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "http://else.example"},
        {"iss": None},
        {"aud": "shop"},
        {"aud": None},
        {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
        {"exp": None},
        {"sub": None},
    ],
)
def test_a_token_that_lacks_something_is_refused(provider: Provider, changes: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        ask(authenticator(provider), provider.token(**changes))


def test_the_algorithm_is_pinned(provider: Provider) -> None:
    authority = authenticator(provider)
    public = str(provider.keys["one"].public_key().public_numbers().n)  # what is public is no secret
    claims = {"sub": "ann", "iss": provider.url, "aud": "vault", "exp": datetime.now(UTC) + timedelta(minutes=5)}
    forged = [
        jwt.encode(claims, public, "HS256", {"kid": "one"}),
        jwt.encode(claims, None, "none", {"kid": "one"}),
        jwt.encode(claims, ec.generate_private_key(ec.SECP256R1()), "ES256", {"kid": "one"}),
        jwt.encode(claims, STRANGERS, "RS256", {"kid": "one"}),
        "a.b.c",
    ]
    for token in forged:
        with pytest.raises(Unauthenticated):
            ask(authority, {"authorization": f"Bearer {token}"})
    with pytest.raises(Unauthenticated):
        ask(authenticator(provider, jwt_algorithms=["ES256"]), provider.token())


def test_new_keys_are_found_but_not_at_every_request(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = authenticator(provider)
    ask(authority, provider.token())
    provider.add("two")
    for _ in range(3):
        with pytest.raises(Unauthenticated):
            ask(authority, provider.token("two"))
    assert provider.requests == 2
    monkeypatch.setattr(published_keys, "FETCH_AT_MOST_EVERY_SECONDS", 0.0)
    assert ask(authority, provider.token("two")).subject == "ann"


def test_known_keys_serve_while_the_provider_is_down(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = authenticator(provider)
    provider.down = True
    with pytest.raises(Unavailable):
        ask(authority, provider.token())
    provider.down = False
    monkeypatch.setattr(published_keys, "FETCH_AT_MOST_EVERY_SECONDS", 0.0)
    ask(authority, provider.token())
    provider.down = True
    monkeypatch.setattr(published_keys, "REFRESH_AFTER_SECONDS", 0.0)
    assert ask(authority, provider.token()).subject == "ann"


def test_scopes_alternatives_and_combinations(provider: Provider) -> None:
    authority = authenticator(provider, client_certificate_header="X-Subject", trusted_proxies=["10.0.0.0/24"])
    token, certificate = provider.token(), {"x-subject": "CN=ann"}
    with pytest.raises(Forbidden):
        ask(authority, provider.token(scope="write"))
    either = [*READ, [Requirement("certificate")]]
    assert ask(authority, certificate, either, peer="10.0.0.7").subject == "CN=ann"
    for stranger in ("10.0.1.7", "", "::1", "nonsense"):
        with pytest.raises(Unauthenticated):
            ask(authority, certificate, either, peer=stranger)
    both = [[Requirement("provider", ("read",)), Requirement("certificate")]]
    assert ask(authority, {**token, **certificate}, both, peer="10.0.0.7").schemes == ("provider", "certificate")
    with pytest.raises(Unauthenticated):
        ask(authority, token, both, peer="10.0.0.7")


def test_keys_come_over_safe_ways_only() -> None:
    assert published_keys.is_safe("https://accounts.example.com/keys")
    assert published_keys.is_safe("http://127.0.0.1:8080/keys")
    for url in (
        "http://accounts.example.com/keys",
        "ftp://127.0.0.1/keys",
        "file:///etc/passwd",
        "http://127.0.0.1.evil.example",
    ):
        assert not published_keys.is_safe(url)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({}, "JWT_SECRET is missing"),
        ({"jwt_jwks_url": "http://accounts.example.com/keys", "jwt_issuer": "i"}, "JWT_JWKS_URL is not https"),
        ({"jwt_jwks_url": "https://accounts.example.com/keys"}, "JWT_ISSUER is missing"),
        ({"oidc_discovery_url": "https://accounts.example.com/", "jwt_audience": None}, "JWT_AUDIENCE is missing"),
        ({"jwt_secret": "change-me", "client_certificate_header": "X-S"}, "TRUSTED_PROXIES is missing"),
    ],
)
def test_production_refuses_what_is_not_safe(values: dict[str, Any], problem: str) -> None:
    given = {"environment": "production", "database_url": "sqlite+aiosqlite://", **values}
    with pytest.raises(ValueError, match=problem):
        settings(**given)
    good = {"oidc_discovery_url": "https://accounts.example.com/", "client_certificate_header": ""}
    assert settings(environment="production", database_url="sqlite+aiosqlite://", **good).is_production
