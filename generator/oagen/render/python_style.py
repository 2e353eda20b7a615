"""One pass of ruff over all generated Python: imports and exports in order, one format."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ruff import find_ruff_bin  # type: ignore[import-untyped]

# the same settings as the generated project's own pyproject.toml, so that its `make format` changes nothing
_SETTINGS = ("--isolated", "--no-cache", "--line-length=120", "--target-version=py311")
_FIRST_PARTY = '--config=lint.isort.known-first-party=["src", "tests"]'
_FIXES = ("--select=I,F401,RUF022,RUF036", "--fix-only", "--exit-zero", _FIRST_PARTY)


class BrokenPythonError(Exception):
    """Rendered Python does not parse: an error in a template. The message is ruff's."""


def format_python(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return `files` (path → source), formatted. Raises `BrokenPythonError` if one of them does not parse."""
    if not files:
        return {}
    with tempfile.TemporaryDirectory(prefix="oagen-format-") as name:
        folder = Path(name)
        for path, source in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source)
        _ruff(folder, "check", *_FIXES)
        _ruff(folder, "format")
        return {path: (folder / path).read_bytes() for path in files}


def _ruff(folder: Path, command: str, *options: str) -> None:
    arguments = [find_ruff_bin(), command, *_SETTINGS, *options, "."]
    result = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise BrokenPythonError(result.stderr.strip() or result.stdout.strip())
