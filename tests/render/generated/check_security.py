"""Run inside a generated project: authentication by every kind of scheme."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import jwt
import pytest
from src.core.config import Settings
from src.core.errors import Forbidden, Unauthenticated
from src.core.security import ANONYMOUS, create_authenticator

SECRET = "s" * 40


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@dataclass
class Need:
    scheme: str
    scopes: tuple[str, ...] = ()


def settings(**values: Any) -> Settings:
    given = {
        "environment": "development",
        "api_keys": {"key": {"shop": digest("k1")}, "signed": {"till": digest("t1")}},
        "basic_users": {"ann": digest("pw")},
        "jwt_secret": SECRET,
        "client_certificate_header": "X-Subject",
        "trusted_proxies": ["10.0.0.0/24"],
        **values,
    }
    return Settings(_env_file=None, **given)


def basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def bearer(secret: str = SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    payload = {"sub": "ann", "exp": datetime.now(UTC) + timedelta(minutes=5), "scope": "notes other", **claims}
    payload = {name: value for name, value in payload.items() if value is not None}
    return "Bearer " + jwt.encode(payload, secret, algorithm)


def authenticate(security: Any, headers: dict[str, str], **values: Any) -> Any:
    return create_authenticator(settings(**values)).authenticate(security, headers, {}, {}, "10.0.0.1")


@pytest.mark.parametrize(
    ("scheme", "headers", "subject"),
    [
        ("key", {"x-key": "k1"}, "shop"),
        ("login", {"authorization": basic("ann", "pw")}, "ann"),
        ("accounts", {"authorization": bearer()}, "ann"),
        ("signed", {"authorization": "Digest t1"}, "till"),
        ("certificate", {"x-subject": "CN=ann"}, "CN=ann"),
    ],
)
def test_good_credentials(scheme: str, headers: dict[str, str], subject: str) -> None:
    principal = authenticate([[Need(scheme)]], headers)
    assert (principal.subject, principal.schemes, principal.is_authenticated) == (subject, (scheme,), True)


@pytest.mark.parametrize(
    ("scheme", "headers"),
    [
        ("key", {}),
        ("key", {"x-key": "k2"}),
        ("key", {"x-key": "t1"}),  # another scheme's
        ("key", {"x-key": "test-api-key"}),
        ("login", {"authorization": basic("ann", "no")}),
        ("login", {"authorization": basic("bob", "pw")}),
        ("login", {"authorization": "Basic !"}),
        ("login", {"authorization": "Basic"}),
        ("accounts", {"authorization": bearer("x" * 40)}),
        ("accounts", {"authorization": bearer(exp=None)}),
        ("accounts", {"authorization": bearer(exp=datetime.now(UTC) - timedelta(minutes=5))}),
        ("accounts", {"authorization": bearer(algorithm="HS384")}),
        ("accounts", {"authorization": "Bearer " + jwt.encode({"sub": "ann"}, None, "none")}),
        ("accounts", {"authorization": "Bearer test-token"}),
        ("certificate", {"authorization": "Bearer test-token"}),
        ("unknown", {"x-key": "k1"}),
    ],
)
def test_bad_credentials(scheme: str, headers: dict[str, str]) -> None:
    with pytest.raises(Unauthenticated):
        authenticate([[Need(scheme)]], headers)


def test_no_secret_admits_no_token() -> None:
    with pytest.raises(Unauthenticated):
        authenticate([[Need("accounts")]], {"authorization": bearer()}, jwt_secret="")


def test_alternatives_and_combinations() -> None:
    both = [[Need("key"), Need("login")]]
    with pytest.raises(Unauthenticated) as refused:
        authenticate(both, {"x-key": "k1"})
    assert refused.value.headers["WWW-Authenticate"].startswith("ApiKey realm=")
    assert ', Basic realm="' in refused.value.headers["WWW-Authenticate"]
    assert authenticate(both, {"x-key": "k1", "authorization": basic("ann", "pw")}).schemes == ("key", "login")
    assert authenticate([[Need("login")], [Need("key")]], {"x-key": "k1"}).schemes == ("key",)
    assert authenticate([[], [Need("key")]], {"x-key": "k1"}).subject == "shop"
    assert authenticate([[], [Need("key")]], {}) is ANONYMOUS
    assert authenticate([], {}) is ANONYMOUS


def test_scopes() -> None:
    assert authenticate([[Need("accounts", ("notes",))]], {"authorization": bearer()}).scopes == {"notes", "other"}
    with pytest.raises(Forbidden) as refused:
        authenticate([[Need("accounts", ("admin",))]], {"authorization": bearer()})
    assert 'error="insufficient_scope"' in refused.value.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("scheme", "headers"),
    [
        ("key", {"x-key": "test-api-key"}),
        ("login", {"authorization": basic("test", "test")}),
        ("accounts", {"authorization": "Bearer test-token"}),
        ("signed", {"authorization": "Bearer test-token"}),
        ("certificate", {"authorization": "Bearer test-token"}),
    ],
)
def test_test_credentials_are_for_tests(scheme: str, headers: dict[str, str]) -> None:
    assert authenticate([[Need(scheme, ("anything",))]], headers, environment="test").subject == "test"
    with pytest.raises(Unauthenticated):
        authenticate([[Need(scheme)]], headers)


def test_production_names_everything_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    with pytest.raises(ValueError, match="not ready for production") as refused:
        Settings(_env_file=None, environment="production", accept_test_credentials=True)
    for name in (
        "DATABASE_URL",
        "API_KEYS",
        "BASIC_USERS",
        "JWT_SECRET",
        "CLIENT_CERTIFICATE_HEADER",
        "TEST_CREDENTIALS",
    ):
        assert name in str(refused.value)
    with pytest.raises(ValueError, match="shorter than 32 bytes") as refused:
        settings(environment="production", database_url="sqlite+aiosqlite://", jwt_secret="short-secret")
    assert "short-secret" not in str(refused.value)
    assert not settings(environment="production", database_url="sqlite+aiosqlite://").accept_test_credentials
