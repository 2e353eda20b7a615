"""`oagen check`: is this a document that a service can be built from?"""

from __future__ import annotations

from pathlib import Path

import click

from oagen.cli.console import (
    Exit,
    OrderlyCommand,
    Report,
    config_option,
    document_argument,
    format_option,
    overlay_option,
    read_document,
    remote_option,
    settings_for,
    strict_option,
)


@click.command(cls=OrderlyCommand)
@document_argument
@config_option
@overlay_option
@remote_option
@strict_option
@format_option
def check(doc: str, config: Path | None, overlays: tuple[Path, ...], remote: bool, strict: bool, form: str) -> None:
    """Validate DOC and say what is wrong with it, and where."""
    from oagen.pipeline import Input, make_plan

    report = Report(form, doc, read_document(doc))
    overlays = (*settings_for(report, doc, config).overlays, *overlays)
    planned, diagnostics = make_plan(Input(doc, report.text, strict=strict, overlays=overlays, remote=remote))
    report.diagnose(diagnostics)
    report.stop_on_errors()
    if planned:
        contract = planned.blueprint.contract
        report.data |= {"operations": len(contract.operations), "additions": len(contract.additions)}
        report.say(f"{doc}: a service with {len(contract.operations)} operations can be built from it")
    report.end(Exit.DONE)
