"""The credentials of `schemathesis.toml`, where the contract's security schemes want them."""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from src.core.contract.model import Operation
from tests.support.cases import CONTRACT
from tests.support.database import ROOT

_SETTINGS = tomllib.loads((ROOT / "schemathesis.toml").read_text(encoding="utf-8"))
_GIVEN: Mapping[str, Mapping[str, str]] = _SETTINGS.get("auth", {}).get("openapi", {})


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request carries to show who sends it."""

    headers: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)


def credentials_of(operation: Operation) -> Credentials:
    """Those of the first alternative for which the file has any."""
    found = Credentials()
    known = (each for each in operation.security if all(requirement.scheme in _GIVEN for requirement in each))
    for requirement in next(known, ()):
        _add(requirement.scheme, found)
    return found


def _add(name: str, found: Credentials) -> None:
    scheme, given = CONTRACT.security_schemes[name], _GIVEN[name]
    if scheme.type == "apiKey":
        places = {"header": found.headers, "query": found.query, "cookie": found.cookies}
        places[scheme.location][scheme.parameter] = given["api_key"]
    elif "username" in given:
        pair = f"{given['username']}:{given['password']}"
        found.headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        found.headers["Authorization"] = f"Bearer {given['bearer']}"
