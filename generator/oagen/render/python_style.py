"""One pass of ruff over all generated Python: it compiles, its imports and exports are in order, its format is one."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ruff import find_ruff_bin  # type: ignore[import-untyped]

# the same settings as the generated project's own pyproject.toml, so that its `make format` changes nothing
_SETTINGS = ("--isolated", "--no-cache", "--line-length=120", "--target-version=py311")
_FIRST_PARTY = '--config=lint.isort.known-first-party=["src", "tests"]'
_FIXED = "I,F401,RUF022,RUF036"
# what parses and yet does not compile: statements out of their place, names declared too late
_NOT_COMPILED = "F404,F407,F701,F702,F704,F706,F707,PLE0115,PLE0117,PLE0118"
_CHECKS = (f"--select={_FIXED},{_NOT_COMPILED}", "--fix", "--exit-zero", "--output-format=concise", _FIRST_PARTY)
_BROKEN = re.compile(rf"^.+?:\d+:\d+: (?:invalid-syntax|{_NOT_COMPILED.replace(',', '|')})\b.*$", re.MULTILINE)


class BrokenPythonError(Exception):
    """Rendered Python does not compile: an error in a template. The message is ruff's."""


def format_python(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return `files` (path → source), formatted. Raises `BrokenPythonError` if one of them does not compile."""
    if not files:
        return {}
    with tempfile.TemporaryDirectory(prefix="oagen-format-") as name:
        folder = Path(name)
        for path, source in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source)
        broken = _BROKEN.findall(_ruff(folder, "check", *_CHECKS))
        if broken:
            raise BrokenPythonError("\n".join(broken))
        _ruff(folder, "format")
        return {path: (folder / path).read_bytes() for path in files}


def _ruff(folder: Path, command: str, *options: str) -> str:
    arguments = [find_ruff_bin(), command, *_SETTINGS, *options, "."]
    result = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise BrokenPythonError(result.stderr.strip() or result.stdout.strip())
    return result.stdout
