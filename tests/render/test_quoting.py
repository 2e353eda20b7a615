"""Whatever a document says, quoted text is one literal and nothing else."""

from __future__ import annotations

import ast
import subprocess
import tokenize
import tomllib
from io import BytesIO
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st
from oagen.render import quoting

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\"'\\\n\r\t\0\x7f\x85\u2028\u202e{}#$`%\ud800\U0001f600 "),
    ),
    max_size=60,
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), HOSTILE)
JSON_VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(HOSTILE, inner, max_size=3)),
    max_leaves=8,
)


@given(JSON_VALUES)
def test_a_python_literal_evaluates_to_its_value(value: Any) -> None:
    literal = quoting.py(value)
    assert ast.literal_eval(literal) == value
    assert "\n" not in literal
    literal.encode()


def test_python_strings_have_double_quotes() -> None:
    assert quoting.py('say "hi"') == '"say \\"hi\\""'
    assert quoting.py("é") == '"é"'
    assert quoting.py("\u202e") == '"\\u202e"'
    assert quoting.py(float("inf")) == "1e999"
    assert quoting.py(("a",)) == '("a",)'


@given(HOSTILE, st.sampled_from([0, 4, 8]))
def test_a_docstring_stays_a_docstring(text: str, indent: int) -> None:
    margin = " " * indent
    source = f'{margin}"""{quoting.docstring(text, indent)}"""\n{margin}x = 1\n'
    if indent:
        source = "class A:\n" + (f"    def f(self):\n{source}" if indent == 8 else source)
    tree = ast.parse(source)
    compile(source, "generated", "exec", dont_inherit=True)
    assert sum(isinstance(node, ast.stmt) for node in ast.walk(tree)) == {0: 2, 4: 3, 8: 4}[indent]


def test_a_docstring_is_wrapped_and_closed_on_its_own_line() -> None:
    assert quoting.docstring("One line.") == "One line."
    body = quoting.docstring("word " * 60)
    assert body.endswith("word\n    ")
    assert max(map(len, body.splitlines())) < 120
    assert quoting.docstring('a\n\n\n"""b"') == "a\n\n    '''b'\n    "


@given(HOSTILE)
def test_a_comment_is_nothing_but_comments(text: str) -> None:
    source = quoting.comment(text) + "\n"
    kinds = {token.type for token in tokenize.tokenize(BytesIO(source.encode()).readline)}
    assert kinds <= {tokenize.ENCODING, tokenize.COMMENT, tokenize.NL, tokenize.ENDMARKER, tokenize.NEWLINE}


CLEAN = st.recursive(
    st.one_of(st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), st.text(max_size=40)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)


@given(CLEAN)
def test_toml_reads_back(value: Any) -> None:
    assert tomllib.loads(f"key = {quoting.toml(value)}")["key"] == value


@given(st.one_of(CLEAN, st.none()))
def test_yaml_reads_back(value: Any) -> None:
    assert pyyaml.safe_load(f"key: {quoting.yaml(value)}")["key"] == value


@given(HOSTILE)
def test_toml_and_yaml_hold_any_text_on_one_line(text: str) -> None:
    for quoted in (quoting.toml(text), quoting.yaml(text)):
        assert "\n" not in quoted
        quoted.encode()


@settings(max_examples=25)
@given(HOSTILE)
def test_a_shell_word_is_one_word(text: str) -> None:
    word = quoting.sh(text)
    printed = subprocess.run(["/bin/sh", "-c", f"printf %s {word}"], capture_output=True, check=True).stdout
    expected = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text).replace("\0", "")
    assert printed.decode() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("<script>", "\\<script\\>"), ("a\nb", "a b"), ("[x](y)", "\\[x\\](y)"), ("v1.0", "v1.0"), ("a_b", "a\\_b")],
)
def test_markdown_shows_the_text(text: str, expected: str) -> None:
    assert quoting.md(text) == expected


@settings(max_examples=25)
@given(HOSTILE)
def test_a_setting_is_one_word_for_a_shell_as_well(text: str) -> None:
    script = f"set -eu\nNAME={quoting.dotenv(text)}\nprintf %s done"
    assert subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=True).stdout == b"done"
