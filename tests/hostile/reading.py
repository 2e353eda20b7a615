"""Reads the files of a generated project the way their languages do, and says where a document's text became code."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from markdown_it import MarkdownIt

from .payloads import END, TRACE

_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
_HELM = "deploy/chart/templates/"


def problems(path: str, text: str) -> list[str]:
    """What is wrong with one file: its name, its syntax, or a text in it that means more than itself."""
    return [f"{path}: {problem}" for problem in (*_name(path), *_reader(path)(text))]


def _name(path: str) -> Iterator[str]:
    for part in PurePosixPath(path).parts:
        if part in ("..", "/") or part.partition(".")[0].lower() in _RESERVED or not part.isascii() or len(part) > 100:
            yield "is no name for a file everywhere"


def _reader(path: str) -> Callable[[str], Iterator[str]]:
    suffix = PurePosixPath(path).suffix
    if path.startswith(_HELM):
        return _untouched  # a template of another language: no text of a document belongs here
    if suffix in (".yaml", ".yml"):
        return _yaml if path == "openapi.yaml" or path.startswith("deploy/chart/") else _yaml_of_plain_words
    name = PurePosixPath(path).name
    return {".env.example": _dotenv, "Makefile": _makefile}.get(name) or _READERS.get(suffix, _untouched)


def _untouched(text: str) -> Iterator[str]:
    if TRACE in text:
        yield "holds text of the document in a language that this test does not read"


def _python(text: str) -> Iterator[str]:
    tree = ast.parse(text)
    if '"""\n' in text and TRACE in text:
        compile(text, "generated", "exec", dont_inherit=True)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in ("__import__", "cycler"):
            yield f"line {node.lineno} is code of the document"
        if isinstance(node, ast.JoinedStr) and TRACE in ast.unparse(node):
            yield f"line {node.lineno} formats text of the document"


def _yaml(text: str) -> Iterator[str]:
    (value,) = yaml.safe_load_all(text)
    yield from _whole(value)


def _yaml_of_plain_words(text: str) -> Iterator[str]:
    """Files whose tools put variables and expressions into them: text of a document has no quoting that is safe."""
    yield from _yaml(text)
    yield from _untouched(text)


def _whole(value: Any) -> Iterator[str]:
    """Every text of the document is still in one piece, and no key of its own."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _whole(key)
            yield from _whole(item)
    elif isinstance(value, list):
        for item in value:
            yield from _whole(item)
    elif isinstance(value, str) and TRACE in value and END not in value:
        yield "has only part of a text, so that the rest of it is something else"


def _toml(text: str) -> Iterator[str]:
    yield from _whole(tomllib.loads(text))


def _json(text: str) -> Iterator[str]:
    json.loads(text)
    yield from ()


def _markdown(text: str) -> Iterator[str]:
    for block in MarkdownIt("commonmark").enable("table").parse(text):
        for token in (block, *(block.children or ())):
            written = f"{token.content} {token.attrs}"
            if TRACE in written and token.type.startswith(("html", "link", "image")):
                yield f"has a {token.type} of the document's"
            if TRACE in written and token.type in ("fence", "code_block", "code_inline") and "\\_" in written:
                yield "shows an escape where nothing has to be escaped"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if TRACE in name or (TRACE in str(value) and (name.startswith("on") or name in ("src", "href", "style"))):
                self.found.append(f"the attribute {name} of <{tag}> is the document's")
        if tag == "img":
            self.found.append("an image is the document's")

    def handle_data(self, data: str) -> None:
        if TRACE in data and self.lasttag in ("script", "style") and self.cdata_elem:
            self.found.append("a script is the document's")


def _html(text: str) -> Iterator[str]:
    tags = _Tags()
    tags.feed(text)
    yield from tags.found


def _dotenv(text: str) -> Iterator[str]:
    settings = re.sub(r"(?m)^# ?(?=[A-Z_]+=)", "", text)
    yield from _run(["sh", "-eu"], settings)


def _makefile(text: str) -> Iterator[str]:
    yield from _untouched(text)
    targets = re.findall(r"(?m)^([a-z][\w-]*):", text)
    yield from _run(["make", "--dry-run", "--file=-", *targets], text)


def _shell(text: str) -> Iterator[str]:
    yield from _untouched(text)
    yield from _run(["sh", "-n"], text)


def _run(command: list[str], text: str) -> Iterator[str]:
    """Nothing that a document says is run: the tests' working directory gets no new file."""
    before = set(Path().iterdir())
    result = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    if result.returncode:
        yield result.stderr.decode()[-300:]
    if set(Path().iterdir()) - before:
        yield "ran a command of the document"


_READERS: dict[str, Callable[[str], Iterator[str]]] = {
    ".py": _python,
    ".json": _json,
    ".toml": _toml,
    ".md": _markdown,
    ".html": _html,
    ".sh": _shell,
}
