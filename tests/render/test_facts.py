"""Which security schemes a proof signs in by."""

from __future__ import annotations

import pytest
from oagen.contract.model import Contract, Operation, Requirement, SecurityScheme
from oagen.render.facts import security_facts

SCHEMES = {
    "key": SecurityScheme("key", "apiKey", "header", "X-Key"),
    "basic": SecurityScheme("basic", "http", scheme="basic"),
    "token": SecurityScheme("token", "oauth2"),
    "open": SecurityScheme("open", "openIdConnect"),
}


def _contract(*securities: str) -> Contract:
    """Each operation's alternatives: `key|token+basic`."""
    operations = tuple(
        Operation(
            f"o{number}",
            "GET",
            f"/{number}",
            security=tuple(
                tuple(Requirement(name) for name in alternative.split("+")) for alternative in security.split("|")
            ),
        )
        for number, security in enumerate(securities)
    )
    return Contract("T", "1", "", "3.1.0", "2020-12", "", operations, {}, security_schemes=SCHEMES)


@pytest.mark.parametrize(
    ("securities", "proving"),
    [
        (["key|token"], ["key"]),
        (["key|token", "token"], ["key", "token"]),
        (["token|open"], ["open"]),
        (["key|basic"], ["key", "basic"]),
        (["key+token|basic"], ["key", "basic"]),
        (["token"], ["token"]),
    ],
)
def test_tokens_are_spared_where_something_else_will_do(securities: list[str], proving: list[str]) -> None:
    assert [scheme.name for scheme in security_facts(_contract(*securities)).proving] == proving
