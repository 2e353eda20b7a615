"""The gate, and the lines that reproduce a failure."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from oagen.proof.curl import curl
from oagen.proof.fuzz import auth_tables
from oagen.proof.result import Dropped, Failure, Links, OperationResult, Proof

GOOD = OperationResult("GET /a", 10, 5, 5)
SILENT = OperationResult("GET /b", 10, 5, 0)
FAILURE = Failure("GET /a", "not_a_server_error", "ST101", "Server error", "", 500, 1, ())


@pytest.mark.parametrize(
    "proof",
    [
        Proof((GOOD,), failures=(FAILURE,)),
        Proof((GOOD,), errors=("a run stopped early",)),
        Proof((GOOD,), unauthorised=("GET /a",)),
        Proof((GOOD,), untested=("GET /a",)),
        Proof((GOOD,), filtered=1),
        Proof((GOOD, SILENT, SILENT)),
        Proof((GOOD,), links=Links(3, 0)),
        Proof(()),
    ],
)
def test_what_fails_a_proof(proof: Proof) -> None:
    assert not proof.passed
    assert proof.problems
    assert proof.dump()["passed"] is False


def test_what_does_not() -> None:
    drop = Dropped("GET /a", "Schema-violating request accepted", "the same bytes are a valid request", "{}")
    proof = Proof((GOOD, SILENT), dropped=(drop,), filtered=1, links=Links(3, 1), warnings={"low_valid_rate": ("x",)})
    assert proof.passed
    assert proof.silent == ("GET /b",)
    assert proof.dump()["answered"] == 0.5


def sent(line: str) -> list[str]:
    """The arguments that a shell would hand to curl; binary bodies are decoded by the line itself."""
    return subprocess.run(
        ["sh", "-c", f"curl() {{ printf '%s\\n' \"$@\"; }}; {line}"], capture_output=True, text=True, check=True
    ).stdout.split("\n")


def test_curl_quotes_everything() -> None:
    request = {
        "method": "POST",
        "uri": "http://h/a?b='c'&d=$(id)",
        "headers": {"X-A": ["it's"], "X-Empty": [""]},
        "body": {"$base64": base64.b64encode(b'{"a": "`id`"}').decode()},
    }
    words = sent(curl(request))
    assert words[words.index("--data-binary") + 1] == '{"a": "`id`"}'
    assert "X-A: it's" in words
    assert "X-Empty;" in words
    assert "http://h/a?b='c'&d=$(id)" in words


def test_curl_pipes_bytes() -> None:
    request = {"method": "PUT", "uri": "http://h/", "body": {"$base64": base64.b64encode(b"\xff\x00").decode()}}
    assert curl(request).startswith("echo /wA= | base64 -d | curl ")


def test_only_credentials_are_taken_from_a_configuration(tmp_path: Path) -> None:
    path = tmp_path / "schemathesis.toml"
    path.write_text('[checks]\nnot_a_server_error.enabled = false\n[auth.openapi."key [x]"]\napi_key = "k\\"ey"\n')
    assert auth_tables(path) == '[auth.openapi."key [x]"]\n"api_key" = "k\\"ey"\n'
    assert auth_tables(path.with_name("none")) == ""
