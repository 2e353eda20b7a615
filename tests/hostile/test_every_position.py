"""A payload in every place of a document where its author may write what they like: nothing of it ever runs."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from oagen.cli import main

from .payloads import ATTEMPTS, NAMES, TRACE, Attempts, FileNames
from .poison import Poisoner
from .reading import problems

HERE = Path(__file__).parent
PROBE = HERE / "probe.py"
PAYLOADS: dict[str, Callable[[], Any]] = {
    "code": lambda: Attempts(ATTEMPTS),
    "names": lambda: FileNames(NAMES),
}


def as_json(value: Any) -> Any:
    """YAML's value with text for every key."""
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    return [as_json(item) for item in value] if isinstance(value, list) else value


def poisoned(document: str, payload: str) -> Poisoner:
    tree = yaml.safe_load((HERE / document).read_text(encoding="utf-8"))
    return Poisoner(as_json(tree), PAYLOADS[payload]())


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder in which traces would show, and no network."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize("document", ["openapi.yaml", "swagger.yaml"])
def test_every_text_is_replaced(document: str) -> None:
    """The poisoner misses no place: words of two or more parts are the author's, here."""
    left = {text for text in _texts(poisoned(document, "names").tree) if " " in text} - set(NAMES)
    assert {text for text in left if not any(name in text for name in NAMES)} == set()


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(text for item in value.values() for text in _texts(item))]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    ("document", "payload"), [("openapi.yaml", "code"), ("openapi.yaml", "names"), ("swagger.yaml", "code")]
)
def test_nothing_runs(document: str, payload: str, tmp_path: Path) -> None:
    source, target = tmp_path / "contract.json", tmp_path / "work" / "project"
    source.write_text(json.dumps(poisoned(document, payload).tree), encoding="utf-8")
    target.parent.mkdir()
    result = CliRunner().invoke(main, ["build", str(source), "-o", str(target)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "\x1b[31m" not in result.output
    assert sorted(tmp_path.iterdir()) == [source, target.parent]
    assert list(target.parent.iterdir()) == [target]
    files = [path for path in target.rglob("*") if path.is_file() and ".oagen" not in path.parts]
    found = [
        each for path in files for each in problems(str(path.relative_to(target)), path.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert _probe(target) == []
    assert sorted(tmp_path.iterdir()) == [source, target.parent]


def _probe(project: Path) -> Any:
    environment = {**os.environ, "ENVIRONMENT": "test", "PYTHONPATH": "."}
    command = [sys.executable, str(PROBE), TRACE]
    result = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr[-3000:]
    return json.loads(result.stdout.splitlines()[-1])
