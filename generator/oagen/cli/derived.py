"""Contracts that were derived from JSON Schemas: theirs who edit them, and merged with what the schemas say now."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from oagen.cli.console import Exit, Report

if TYPE_CHECKING:
    from oagen.pipeline import Build, Input
    from oagen.project import Resolution, Written
    from oagen.settings import Settings


def kept_contract(target: Path | None) -> bytes | None:
    """The derived contract in a project, as it is now."""
    from oagen.pipeline import DERIVED

    try:
        return (target / DERIVED).read_bytes() if target else None
    except OSError:
        return None  # writing the tree will report all but its absence


def follow_edits(
    report: Report, source: Input, made: Build, target: Path, resolution: Resolution, settings: Settings
) -> tuple[Build, Written | None]:
    """The build that follows the derived contract as its owner has edited it; conflicts when the schemas disagree."""
    from oagen.pipeline import DERIVED, make_edited_build
    from oagen.project import Written, with_edits

    if made.derived is None:
        return made, None
    text, conflict = with_edits(target, DERIVED, made.derived.text, resolution)
    if conflict:
        return made, Written(target, conflicts=(conflict,))
    if text == made.derived.text:
        report.say(f"derived the contract {target / DERIVED}; it is yours to edit")
        return made, None
    report.say(f"{target / DERIVED} has edits; the service follows it, merged with what the schemas say now")
    edited, diagnostics = make_edited_build(source, made.derived, text, settings)
    report.diagnose(diagnostics)
    report.stop_on_errors()
    if edited is None:
        report.end(Exit.SHORT)
    return edited, None


def with_own_contract(files: Mapping[str, bytes], doc: str, target: Path) -> Mapping[str, bytes]:
    """A project that is built from its own derived contract keeps it."""
    from oagen.pipeline import DERIVED
    from oagen.project import last_generated

    own = target / DERIVED
    if DERIVED in files or not own.is_file() or Path(doc).resolve() != own.resolve():
        return files
    last = last_generated(target, DERIVED)
    return files if last is None else {**files, DERIVED: last}
