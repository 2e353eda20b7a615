"""Paths of generated files: relative, plain, and never out of the target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from oagen.diagnostics import Diagnostic, Severity
from oagen.project.manifest import FOLDER


def check_paths(paths: Iterable[str], target: Path) -> list[Diagnostic]:
    """An error for every path that is unsafe, clashes with another one or leads through a link in the target."""
    ordered = sorted(paths)
    problems = [_error("unsafe-path", f"{path!r} {why}") for path in ordered for why in _unsafe(path)]
    if problems:
        return problems
    return [*_clashes(ordered), *_through_links(ordered, target)]


def _unsafe(path: str) -> Iterator[str]:
    parts = path.split("/")
    if not path or any(part in ("", ".", "..") for part in parts):
        yield "is not a plain relative path"
    elif any(ord(char) < 32 or char in '\\:*?"<>|' for char in path):
        yield "holds characters that a file name cannot"
    elif parts[0] == FOLDER:
        yield f"lies in {FOLDER}, which is oagen's own"


def _clashes(ordered: list[str]) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    folders = {str(parent) for path in ordered for parent in PurePosixPath(path).parents}
    for path in ordered:
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            yield _error("path-clash", f"{other!r} and {path!r} are one file where case is ignored")
        if path in folders:
            yield _error("path-clash", f"{path!r} is a file and a folder")


def _through_links(ordered: list[str], target: Path) -> Iterator[Diagnostic]:
    folders = sorted({str(parent) for path in ordered for parent in PurePosixPath(path).parents} - {"."})
    for folder in folders:
        if (target / folder).is_symlink():
            yield _error("linked-folder", f"{target / folder} is a symbolic link; generated files cannot go through it")


def _error(code: str, message: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message)
