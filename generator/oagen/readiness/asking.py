"""Asking a running service: plain HTTP, with the credentials that the project brings for tests."""

from __future__ import annotations

import base64
import re
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from oagen.readiness.files import load_yaml

_TIMEOUT = 30.0
_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})
_PLACEHOLDER = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Message
    text: str

    @property
    def media_type(self) -> str:
        """The media type, without parameters."""
        return str(self.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Call:
    """An operation of the contract as a request, and the statuses that are documented for it."""

    method: str
    path: str  # below the origin, values filled in
    documented: frozenset[str]

    def allows(self, status: int) -> bool:
        """Whether the contract speaks of this status."""
        return bool({str(status), f"{status // 100}XX", "default"} & self.documented)


@dataclass(slots=True)
class Client:
    """Speaks to an origin."""

    origin: str
    headers: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """Send one request. Raises OSError when nothing answers."""
        url = self.origin + path + (f"?{urlencode(self.query)}" if self.query else "")
        request = urllib.request.Request(url, body, {**self.headers, **(headers or {})}, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects())
        try:
            with opener.open(request, timeout=_TIMEOUT) as answer:
                return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read().decode(errors="replace"))


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """A redirect is an answer like any other."""


def signed_in(tree: Path, origin: str) -> Client:
    """A client with the credentials of `schemathesis.toml`."""
    client = Client(origin)
    path = tree / "schemathesis.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    schemes = (load_yaml(tree / "openapi.yaml").get("components") or {}).get("securitySchemes") or {}
    for name, values in tables.get("auth", {}).get("openapi", {}).items():
        scheme = schemes.get(name) or {}
        if "api_key" in values:
            parameter, place = str(scheme.get("name", "")), scheme.get("in")
            target = client.query if place == "query" else client.headers
            target["Cookie" if place == "cookie" else parameter] = (
                f"{parameter}={values['api_key']}" if place == "cookie" else values["api_key"]
            )
        elif "username" in values:
            pair = f"{values['username']}:{values['password']}".encode()
            client.headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        elif "bearer" in values:
            client.headers.setdefault("Authorization", f"Bearer {values['bearer']}")
    return client


def calls(tree: Path, base_path: str) -> Iterator[Call]:
    """One request for every operation of the contract."""
    for path, item in (load_yaml(tree / "openapi.yaml").get("paths") or {}).items():
        for method in _METHODS & set(item if isinstance(item, dict) else ()):
            documented = frozenset(str(status) for status in item[method].get("responses") or ())
            yield Call(method.upper(), base_path + _PLACEHOLDER.sub("1", path), documented)
