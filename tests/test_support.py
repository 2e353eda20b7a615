"""docs/support.md says nothing that no test shows: every row names one that exists, is collected, and speaks of it."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "support.md"
STATES = {"supported", "stubbed", "mended", "refused", "ignored"}
_ROW = re.compile(r"\| (?P<feature>.+) \| (?P<state>.+) \| `(?P<test>[^`]+)` \| `(?P<witness>[^`]+)` \|")


def rows() -> list[str]:
    """The rows of all tables, without their heads."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("| ") and not line.startswith("| feature ")]


@cache
def speaks_of(folder: Path) -> str:
    """All that the tests of a folder and their documents say."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".yaml", ".txt", ".json"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@cache
def collected() -> frozenset[str]:
    """The ids of the tests in all files that the page names."""
    files = {match["test"].partition("::")[0] for row in rows() if (match := _ROW.fullmatch(row))}
    files = {file for file in files if file.startswith("tests/")}
    command = [sys.executable, "-m", "pytest", "--collect-only", "-p", "no:cacheprovider", *sorted(files)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return frozenset(result.stdout.splitlines())


def test_every_row_is_whole() -> None:
    matches = [(row, _ROW.fullmatch(row)) for row in rows()]
    broken = [row for row, match in matches if match is None or re.split("[ ,]", match["state"])[0] not in STATES]
    assert broken == []
    assert len(rows()) > 50


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.split(" | ")[0].strip("| "))
def test_a_row_is_shown(row: str, request: pytest.FixtureRequest) -> None:
    match = _ROW.fullmatch(row)
    assert match is not None
    file, _, name = match["test"].partition("::")
    text = (ROOT / file).read_text(encoding="utf-8")
    assert match["witness"] in text or match["witness"] in speaks_of((ROOT / file).parent)
    if file.startswith("templates/"):  # tests that every project brings: tests/render runs them in one
        assert f"def {name}(" in text
        return
    known = {item.nodeid for item in request.session.items if item.nodeid.startswith(f"{file}::")} or collected()
    assert any(node in (match["test"], f"{file}::{name}") or node.startswith(f"{file}::{name}[") for node in known)
