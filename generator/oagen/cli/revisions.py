"""Revisions of the database: a build adds one where the tables have changed since the build before."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from oagen.cli.console import Report
from oagen.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from oagen.evolution import Former
    from oagen.pipeline import Build


def with_history(
    report: Report, made: Build, files: Mapping[str, bytes], target: Path, *, dry_run: bool
) -> tuple[Mapping[str, bytes], Mapping[str, bytes], list[Diagnostic]]:
    """The files of a build with the revision that it needs, the record that the next build compares with, and warnings.

    The warnings are of the revision: there is nothing to warn of before it is written.
    """
    from oagen.evolution import record_of, with_revision
    from oagen.project import TABLES

    files, warnings = with_revision(files, made.blueprint, _former(report, target, dry_run=dry_run))
    return files, {TABLES: record_of(made.blueprint)}, warnings


def _former(report: Report, target: Path, *, dry_run: bool) -> Former | None:
    from oagen.evolution import Former, load_schemas, load_tables
    from oagen.project import TABLES, load_history

    history, problems = load_history(target, dry_run=dry_run)
    report.diagnose(problems)
    report.stop_on_errors()
    if history is None:
        return None
    try:
        tables = load_tables(history.tables)
        return Former(tables, history.head, history.revisions, load_schemas(history.tables))
    except ValueError as error:
        message = f"{target / TABLES} is damaged: {error}"
        hint = "restore .oagen/ from version control"
        report.diagnose([Diagnostic("damaged-manifest", Severity.ERROR, message, hint=hint)])
        report.stop_on_errors()
        raise
