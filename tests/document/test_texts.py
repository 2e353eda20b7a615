"""Reading YAML and JSON: what scalars mean, and what is refused, with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from oagen.document import load_document
from oagen.document.pointers import find
from oagen.document.problems import UnreadableError
from oagen.document.reading import TextFile, decode, read_root
from oagen.document.sources import Source

from .helpers import codes


def parse(text: str, name: str = "a.yaml") -> Source:
    return Source(TextFile(name, Path(name), text))


def refusal(text: str, name: str = "a.yaml") -> tuple[str, str]:
    with pytest.raises(UnreadableError) as raised:
        parse(text, name).marks  # noqa: B018 - positions are worked out on demand
    found = raised.value.diagnostics[0]
    return found.code, str(found.span)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-01-31", "2024-01-31"),
        ("yes", "yes"),
        ("on", "on"),
        ("True", True),
        ("false", False),
        ("=", "="),
        ("~", None),
        ("", None),
        ("012", 12),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1.2.3", "1.2.3"),
        ("'1'", "1"),
        ("!!str 1", "1"),
        ("!!float 1", 1.0),
        ("-7", -7),
    ],
)
def test_scalars_follow_yaml_1_2(text: str, value: Any) -> None:
    read = parse(f"key: {text}\n").value["key"]
    assert (type(read), read) == (type(value), value)


def test_keys_are_text_as_written() -> None:
    text = "200: a\n4XX: b\non: c\n1.0: d\nnull: e\n"
    assert parse(text).value == {"200": "a", "4XX": "b", "on": "c", "1.0": "d", "null": "e"}


def test_merge_keys_yield_to_own_keys_and_first_mappings() -> None:
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  x: 3\n"
    source = parse(text)
    assert source.value["c"] == {"x": 3, "y": 1, "z": 2}
    assert str(source.span("/c/z")) == "a.yaml:2:14"


def test_a_merge_key_may_be_told_by_its_tag() -> None:
    value = parse("a: &a {x: 1}\nb: {!!merge <<: *a, y: 2}\n").value
    assert value["b"] == {"y": 2, "x": 1}


def test_aliases_are_copies() -> None:
    value = parse("a: &a {x: []}\nb: *a\n").value
    value["b"]["x"].append(1)
    assert value["a"] == {"x": []}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", ("duplicate-key", "a.yaml:3:1")),
        ("a:\n\tb: 1\n", ("invalid-yaml", "a.yaml:2:1")),
        ("a: [1\n", ("invalid-yaml", "a.yaml:2:1")),
        ("a: *b\n", ("unknown-anchor", "a.yaml:1:4")),
        ("a: &x {b: *x}\n", ("unknown-anchor", "a.yaml:1:11")),
        ("a: &x 1\nb: &x 2\n", ("duplicate-anchor", "a.yaml:2:4")),
        ("{[a]: 1}\n", ("no-text-key", "a.yaml:1:2")),
        ("a: .nan\n", ("no-json-value", "a.yaml:1:4")),
        ("a: 1e999\n", ("no-json-value", "a.yaml:1:4")),
        ("a: !python/name:os.system x\n", ("no-json-value", "a.yaml:1:4")),
        ("a: 1\n---\nb: 2\n", ("several-documents", "a.yaml:2:1")),
        ("<<: 1\n", ("invalid-merge", "a.yaml:1:5")),
        ("a: \x07\n", ("invalid-yaml", "a.yaml:1:4")),
        ("  \n", ("empty-document", "a.yaml:1:1")),
        ("\n".join(f"{' ' * depth}a:" for depth in range(1_000)), ("too-deep", "a.yaml:200:200")),
    ],
)
def test_yaml_that_is_refused(text: str, expected: tuple[str, str]) -> None:
    assert refusal(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1,\n "b": 2,\n "a": 3}', ("duplicate-key", "a.json:3:2")),
        ('{"a": 1', ("invalid-json", "a.json:1:8")),
        ('{"a": NaN}', ("not-a-number", "a.json:1:7")),
        ('{"a": 1e999}', ("not-a-number", "a.json:1:7")),
        ('{"a": "\\ud800"}', ("lone-surrogate", "a.json:1:8")),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, ("too-deep", "a.json:1:1001")),
        ("[" * 300 + "]" * 300, ("too-deep", "a.json:1:201")),
    ],
)
def test_json_that_is_refused(text: str, expected: tuple[str, str]) -> None:
    assert refusal(text, "a.json") == expected


def test_json_with_a_comma_too_many_is_read_with_a_warning() -> None:
    source = parse('{"a": 1,\n}', "a.json")
    assert source.value == {"a": 1}
    assert [(w.code, str(w.span)) for w in source.warnings] == [("invalid-json", "a.json:2:1")]


def test_a_tab_before_a_comment_is_read_with_a_warning() -> None:
    source = parse("a:\n\t# one\n  b: |\n    x\n    \t# kept\n\t\n  c: 1\n", "a.yaml")
    assert source.value == {"a": {"b": "x\n\t# kept\n", "c": 1}}
    assert [(w.code, str(w.span)) for w in source.warnings] == [
        ("tab-indentation", "a.yaml:2:1"),
        ("tab-indentation", "a.yaml:6:1"),
    ]


def test_a_tab_before_a_key_is_refused() -> None:
    assert refusal("a:\n\tb: 1\n") == ("invalid-yaml", "a.yaml:2:1")


def test_json_strings_may_hold_anything() -> None:
    source = parse('{"a": "\\ud83d\\ude00 {[", "b\\n": [1, "}", {"c": null}]}', "a.json")
    assert source.value == {"a": "😀 {[", "b\n": [1, "}", {"c": None}]}
    assert str(source.span("/b\n/2/c")) == "a.json:1:43"


def test_a_bomb_of_aliases_is_refused() -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert refusal("\n".join(lines))[0] == "too-many-aliases"


@pytest.mark.parametrize(
    ("data", "text"),
    [("\ufeffa: ü".encode(), "a: ü"), (b"\xff\xfea\x00", "a"), ("ü".encode(), "ü")],
)
def test_byte_order_marks(data: bytes, text: str) -> None:
    assert decode("a.yaml", data) == text


def test_bytes_that_are_no_text_are_located() -> None:
    with pytest.raises(UnreadableError) as raised:
        decode("a.yaml", b"a: 1\nb: \xe1\n")
    assert str(raised.value.diagnostics[0].span) == "a.yaml:2:4"


def test_a_folder_is_read_by_its_root_document(tmp_path: Path) -> None:
    (tmp_path / "swagger.json").write_text("{}")
    assert read_root(tmp_path).path == tmp_path / "swagger.json"


@pytest.mark.parametrize("name", ["", "missing.yaml", "a\0b"])
def test_what_cannot_be_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        read_root(tmp_path / name)


def test_the_network_is_left_alone() -> None:
    with pytest.raises(UnreadableError) as raised:
        read_root("https://example.com/openapi.yaml")
    assert raised.value.diagnostics[0].code == "remote-document"


def test_a_key_that_stands_twice_and_says_the_same() -> None:
    text = b"""openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    get:
      responses: {200: {description: Once}}
      responses: {200: {description: Twice}}
"""
    document, found = load_document("a.yaml", text=text)
    assert document is not None, found
    assert codes(found) == ["warning:duplicate-key"]
    assert find(document.authored, "/paths/~1a/get/responses/200/description") == "Twice"
    refused, found = load_document("a.yaml", text=text, strict=True)
    assert refused is None
    assert codes(found) == ["error:duplicate-key"]


def test_words_that_stand_twice_are_told_apart_by_nobody() -> None:
    text = b"""{"openapi": "3.1.0", "paths": {}, "x-note": "a", "x-note": "b",
 "info": {"title": "T", "version": "1", "description": "One.", "description": "Two."}}"""
    document, found = load_document("a.json", text=text)
    assert document is not None, found
    assert codes(found) == ["warning:no-operations", *["warning:duplicate-key"] * 2]
    assert find(document.authored, "/info/description") == "Two."
