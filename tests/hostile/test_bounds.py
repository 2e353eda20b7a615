"""Whatever a document says, building from it takes bounded time and memory, reads no other place, and never crashes."""

from __future__ import annotations

import json
import os
import resource
import time
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from oagen.document import load_document
from oagen.document.patterns import PATTERN_OPTIONS, is_costly, is_enforceable
from oagen.pipeline import Input, make_build

SECONDS = 20  # of processor time, generous: each case takes less than two
GIBIBYTES = 2


def document(*, schemas: dict[str, Any] | None = None, **prop: Any) -> dict[str, Any]:
    """A document with one resource, whose required property `n` is the given schema, or with the given components."""
    own = {"type": "object", "required": ["n"], "properties": {"id": {"type": "string"}, "n": prop}}
    components = schemas or {"A": own}
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{next(iter(components))}"}}}
    answer = {"description": "x", "content": content}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/as": {"post": {"requestBody": {"content": content}, "responses": {"201": answer}}},
            "/as/{id}": {"get": {"parameters": [key], "responses": {"200": answer}}},
        },
        "components": {"schemas": components},
    }


def fan(keyword: str, **more: Any) -> dict[str, Any]:
    """Schemas each of which refers twice to the next one: 2⁴⁰ ways to the last."""
    chain: dict[str, Any] = {"S40": {"type": "object", "properties": {"x": {"type": "string"}}}}
    for number in reversed(range(40)):
        following = {"$ref": f"#/components/schemas/S{number + 1}"}
        pair = {"a": following, "b": following}
        chain[f"S{number}"] = {keyword: pair if keyword == "properties" else list(pair.values()), **more}
    return dict(reversed(chain.items()))


LAUGHS = "\n".join(["x0: &x0 [a, a]", *(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]" for n in range(1, 12))])
UNREADABLE = {
    "a bomb of aliases": (f"openapi: 3.1.0\n{LAUGHS}", "too-many-aliases"),
    "10,000 levels of JSON": ("[" * 10_000 + "]" * 10_000, "too-deep"),
    "10,000 levels of YAML": ("openapi: 3.1.0\nx: " + "[" * 10_000 + "]" * 10_000, "too-deep"),
    "10,000 levels of dashes": ("openapi: 3.1.0\nx:\n  " + "- " * 10_000 + "a\n", "too-deep"),
    "5,000,000 digits": ('{"openapi": "3.1.0", "x": ' + "9" * 5_000_000 + "}", "not-a-number"),
}
LARGE = {
    "a long text": document(type="string", description="a b" * 400_000),
    "a long text of quotes": document(type="string", description='"\\\n' * 300_000),
    "a long name": document(schemas={"A": {"type": "object", "properties": {"a b" * 100_000: {}}}}),
    "a long pattern": document(type="string", pattern="a" * 1_000_000),
    "a pattern of nested repetitions": document(type="string", pattern="^(?=(a+)+$)(a+)+b"),
    "a long least text": document(type="string", minLength=2_000_000_000),
    "many least items": document(type="array", minItems=1_000_000_000),
    "many least members": document(type="object", minProperties=1_000_000_000),
    "many contained items": document(type="array", contains={"type": "string"}, minContains=1_000_000_000),
    "required properties that fan out": document(schemas=fan("properties", type="object", required=["a", "b"])),
    "conjunctions that fan out": document(schemas=fan("allOf")),
    "alternatives that fan out": document(schemas=fan("anyOf")),
}
ELSEWHERE = {
    "http://127.0.0.1:9/x.json": "remote-reference",
    "//127.0.0.1:9/x.json": "remote-reference",
    "file:///etc/hostname": "remote-reference",
    "/etc/hostname": "absolute-reference",
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_explodes_is_refused_where_it_stands(case: str) -> None:
    text, code = UNREADABLE[case]
    began = time.process_time()
    loaded, found = load_document("a.yaml", text=text.encode())
    assert loaded is None
    assert [each.code for each in found] == [code]
    assert found[0].span is not None
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("case", LARGE)
def test_what_is_large_is_built_in_bounded_time_and_memory(case: str) -> None:
    """In a process of its own, which is not allowed more."""
    text = json.dumps(LARGE[case]).encode()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            resource.setrlimit(resource.RLIMIT_AS, (GIBIBYTES << 30, GIBIBYTES << 30))
            make_build(Input("a.json", text=text))
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize("reference", ELSEWHERE)
def test_references_lead_nowhere_else(reference: str) -> None:
    loaded, found = load_document("a.json", text=json.dumps(document(**{"$ref": reference})).encode())
    assert loaded is None
    assert [each.code for each in found] == [ELSEWHERE[reference]]


def test_a_file_that_never_ends_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "openapi.json").write_text(json.dumps(document(**{"$ref": "pipe.yaml"})))
    loaded, found = load_document(tmp_path)
    assert loaded is None
    assert [each.code for each in found] == ["unreadable-file"]


@pytest.mark.parametrize(
    ("pattern", "costly"),
    [
        ("^(a{1,1000}){1,1000}$", True),
        ("(((a{1,100}){1,100}){1,100})", True),
        ("(a{1,1000}){1000}", True),
        ("^.{1,65535}$", False),
        (r"^([a-z]{1,63}\.){1,127}$", False),
        ("^([0-9a-f]{8}-){1,1000}$", False),
        (r"[(]a{1,1000}[)]{1,1000}", False),
        ("^(?=(a+)+$)a", False),
    ],
)
def test_patterns_that_nobody_could_be_held_to(pattern: str, costly: bool) -> None:
    assert is_costly(pattern) is costly
    assert is_enforceable(pattern) is not costly


@pytest.mark.parametrize("pattern", ["^(?=(a+)+$)a", r"(a+)+\1b", "^(a+)+(?!x)$"])
def test_backtracking_is_given_up(pattern: str) -> None:
    validator = Draft202012Validator({"pattern": pattern}, pattern_options=PATTERN_OPTIONS)
    began = time.process_time()
    assert not validator.is_valid("a" * 5000 + "!")
    assert time.process_time() - began < 1
