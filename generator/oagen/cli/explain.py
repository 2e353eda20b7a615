"""`oagen explain`: the service that is read out of a document, and why."""

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
def explain(doc: str, config: Path | None, overlays: tuple[Path, ...], remote: bool, strict: bool, form: str) -> None:
    """Show the resources, columns and operations inferred from DOC, each with its evidence."""
    from oagen.cli.explanation import explanation, print_explanation
    from oagen.pipeline import Input, make_plan

    report = Report(form, doc, read_document(doc))
    settings = settings_for(report, doc, config)
    overlays = (*settings.overlays, *overlays)
    source = Input(doc, report.text, strict=strict, overlays=overlays, remote=remote)
    planned, diagnostics = make_plan(source, settings.features)
    report.diagnose(diagnostics)
    report.stop_on_errors()
    if planned:
        decisions = planned.derived.decisions if planned.derived else ()
        report.data |= explanation(planned.blueprint, decisions) | {"features": list(settings.features.on)}
        if not report.is_json:
            print_explanation(planned.blueprint, decisions)
            report.say(f"Features ({settings.profile}): {', '.join(settings.features.on) or '-'}")
    report.end(Exit.DONE)
