"""Conflict markers that were left in files: what they stand in neither runs nor merges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from oagen.diagnostics import Diagnostic, Severity, Span
from oagen.project.manifest import Entry, ManifestError, digest, load_manifest
from oagen.project.plan import read_file

_BEGIN, _END = (re.compile(rb"^" + mark * 7 + rb" ", re.MULTILINE) for mark in (b"<", b">"))


def left_markers(target: Path) -> list[Diagnostic]:
    """A warning for every generated file of a project that still has conflict markers."""
    try:
        manifest = load_manifest(target)
        return markers_among(manifest.files, {}, target) if manifest else []
    except (ManifestError, OSError):
        return []  # whatever wants to write there will report it


def markers_among(entries: Mapping[str, Entry], written: Mapping[str, bytes], target: Path) -> list[Diagnostic]:
    """The same for files as `written`, or else as they are on disk."""
    warnings = []
    for path, entry in sorted(entries.items()):
        content = written.get(path) or read_file(target / path) or b""
        lines = list(_lines(content))
        if lines and digest(content) != entry.sha256:  # what a build makes may show markers
            warnings.append(_warning(target / path, lines))
    return warnings


def _lines(content: bytes) -> Iterator[int]:
    """The lines where conflicts begin; if none does, those where they end."""
    if b"<<<<<<< " not in content and b">>>>>>> " not in content:  # ten times as fast as the expressions
        return
    for pattern in (_BEGIN, _END):
        found = [content.count(b"\n", 0, match.start()) + 1 for match in pattern.finditer(content)]
        yield from found
        if found:
            return


def _warning(path: Path, lines: list[int]) -> Diagnostic:
    numbers = ", ".join(map(str, lines))
    message = f"conflict markers are left in this file, in {'lines' if len(lines) > 1 else 'line'} {numbers}"
    hint = "Keep what you want of both texts, and remove the markers."
    return Diagnostic("conflict-markers", Severity.WARNING, message, Span(str(path), lines[0], 1), hint=hint)
