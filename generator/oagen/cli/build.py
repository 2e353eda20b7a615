"""`oagen build`: a document becomes a project."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oagen.cli.conflicts import listed_conflicts, report_conflicts
from oagen.cli.console import (
    Exit,
    OrderlyCommand,
    Report,
    config_option,
    count,
    document_argument,
    format_option,
    overlay_option,
    read_document,
    remote_option,
    settings_for,
    strict_option,
)
from oagen.cli.derived import follow_edits, kept_contract, with_own_contract
from oagen.cli.proving import prove_tree, require_database
from oagen.cli.revisions import with_history
from oagen.diagnostics import has_errors

if TYPE_CHECKING:
    from oagen.pipeline import Build, Input
    from oagen.project import Written
    from oagen.settings import Settings

# problems of the target are the user's choice of it, not a fault of the document
_USAGE_CODES = frozenset({"target-not-empty", "target-not-a-folder", "not-writable"})
_SHOWN = 12  # files of one kind that the summary names


@click.command(cls=OrderlyCommand)
@document_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of the project; by default, its name.")
@click.option("--prove", is_flag=True, help="Boot the service and prove that it keeps its contract.")
@click.option("--dry-run", is_flag=True, help="Write nothing, say what would be written.")
@click.option(
    "--check", "check_only", is_flag=True, help="Like --dry-run, and exit with 1 if anything would be written."
)
@click.option(
    "--conflicts",
    type=click.Choice(["refuse", "markers", "ours", "theirs"]),
    default="refuse",
    show_default=True,
    help="Where you and the build changed the same place: your text is `ours`, the generated one `theirs`.",
)
@click.option(
    "--completion",
    type=click.Choice(["on", "off"]),
    default="on",
    show_default=True,
    help="Whether responses that every server has to give are added to the contract; off: they are errors.",
)
@config_option
@overlay_option
@remote_option
@strict_option
@format_option
def build(
    doc: str,
    output: Path | None,
    prove: bool,
    dry_run: bool,
    check_only: bool,
    conflicts: str,
    completion: str,
    config: Path | None,
    overlays: tuple[Path, ...],
    remote: bool,
    strict: bool,
    form: str,
) -> None:
    """Build the service that DOC describes. A second build keeps your edits, or changes nothing at all."""
    from oagen.pipeline import Input
    from oagen.project import Resolution, is_current, left_markers, write_tree

    dry = dry_run or check_only
    if dry and prove:
        raise click.UsageError("--prove needs a project on disk; leave --dry-run and --check out")
    if prove:
        require_database(os.environ.get("DATABASE_URL", ""))
    report = Report(form, doc, read_document(doc))
    settings = settings_for(report, doc, config)
    options = {"completion": completion, "strict": strict, "settings": settings}
    overlays = (*settings.overlays, *overlays)
    if output:
        _finish(report, output, dry)
    texts = [path.read_bytes() for path in overlays]
    mark = _mark(report, texts, options, kept_contract(output))
    if output and is_current(output, mark):
        report.say(f"{output} is up to date")
        report.diagnose(left_markers(output))
        report.data |= {"target": str(output), "wrote": False, "up_to_date": True}
    else:
        source = Input(doc, report.text, completion=completion == "on", strict=strict, overlays=overlays, remote=remote)
        made = _make(report, source, settings)
        if output is None:
            output = Path(made.blueprint.package)
            _finish(report, output, dry)
        resolution = Resolution(conflicts)
        made, clash = follow_edits(report, source, made, output, resolution, settings)
        files, records, warnings = with_history(
            report, made, with_own_contract(made.files, doc, output), output, dry_run=dry or bool(clash)
        )
        mark = _mark(report, texts, options, made.contract or kept_contract(output))
        written, problems = write_tree(
            files, output, conflicts=resolution, dry_run=dry or bool(clash), fingerprint=mark, records=records
        )
        written = clash or written
        refused = bool(written.conflicts) or has_errors(problems)
        report.diagnose(problems if refused else [*warnings, *problems])
        report.stop_on_errors(Exit.USAGE if any(d.code in _USAGE_CODES for d in problems) else Exit.SHORT)
        told = _told(made, settings)
        report.data |= {"target": str(output), **_listing(written)} | told
        if written.conflicts:
            report_conflicts(report, written.conflicts)
            report.end(Exit.CONFLICTS)
        _summarise(report, written, told, dry)
        if check_only and written.changes:
            report.end(Exit.SHORT)
    if prove:
        prove_tree(report, output, database=os.environ.get("DATABASE_URL", ""))
    if not dry:
        _say_how_to_start(report, output)
    report.end(Exit.DONE)


def _finish(report: Report, target: Path, dry: bool) -> None:
    """What a killed build has left undone comes first, even if there is nothing else to do."""
    from oagen.project import finish_build

    if not dry:
        report.diagnose(finish_build(target))
        report.stop_on_errors(Exit.USAGE)


def _mark(report: Report, overlays: list[bytes], options: Mapping[str, object], contract: bytes | None) -> str:
    """What the build is made from, as one digest: a derived contract counts as its owner has it."""
    from oagen.project import fingerprint

    return (
        ""
        if report.text is None
        else fingerprint(b"\0".join((report.text, *overlays)), {**options, "contract": contract})
    )


def _make(report: Report, source: Input, settings: Settings) -> Build:
    """The files and what they were made from; ends the command on errors."""
    from oagen.pipeline import make_build

    made, diagnostics = make_build(source, settings)
    report.diagnose(diagnostics)
    report.stop_on_errors()
    if made is None:
        report.end(Exit.SHORT)
    return made


def _told(made: Build, settings: Settings) -> dict[str, Any]:
    """What there is to tell of a build."""
    from oagen.cli.explanation import summary

    told = summary(made.blueprint) | {"features": list(settings.features.on)}
    told["resources"] = [resource.plural for resource in made.blueprint.resources]
    told["operations"] = len(made.blueprint.operations)
    return told


def _listing(written: Written) -> dict[str, Any]:
    kinds = ("created", "updated", "merged", "removed", "kept", "orphaned")
    listing: dict[str, Any] = {kind: list(getattr(written, kind)) for kind in kinds}
    conflicts = listed_conflicts(written.conflicts)
    return listing | {"unchanged": written.unchanged, "wrote": written.wrote, "conflicts": conflicts}


def _summarise(report: Report, written: Written, told: Mapping[str, Any], dry: bool) -> None:
    if not written.changes:
        report.say(f"{written.target} is up to date")
    for kind in ("created", "updated", "merged", "removed", "kept", "orphaned"):
        _list_files(report, kind, getattr(written, kind), dry)
    roles = ", ".join(f"{count} {role}" for role, count in told["roles"].items())
    report.say(f"{count(len(told['resources']), 'resource')}: {', '.join(told['resources']) or '-'}")
    report.say(f"{count(told['operations'], 'operation')}: {roles}")
    report.say(f"{count(len(told['features']), 'feature')}: {', '.join(told['features']) or '-'}")
    total = sum(len(statuses) for statuses in told["additions"].values())
    if total:
        report.say(f"{count(total, 'response')} added to the contract, marked x-oagen-added:")
        for operation, statuses in told["additions"].items():
            report.say(f"  {operation}: {', '.join(statuses)}")
    if told["custom_operations"]:
        report.say(
            f"{count(len(told['custom_operations']), 'custom operation')} for you to write; until then, examples:"
        )
        report.say(f"  {', '.join(told['custom_operations'])}")
    for operation, names in told["unread_media"].items():
        report.say(f"{operation} is for you to write for bodies of {', '.join(names)}; until then, examples")
    for operation, names in told["unmapped_parameters"].items():
        report.say(f"{operation} takes, and makes nothing of: {', '.join(names)}")
    for resource, names in told["examples"].items():
        report.say(f"{resource} show examples, for want of anything true, as: {', '.join(names)}")
    for resource, names in told["never_set"].items():
        report.say(f"{resource} never show, since nothing sets them: {', '.join(names)}")
    for resource, apart in told["kept_apart"].items():
        for name, reason in apart.items():
            report.say(f"{resource} keep {name} apart from the rows it is about: {reason}")


def _list_files(report: Report, kind: str, paths: tuple[str, ...], dry: bool) -> None:
    if paths:
        names = ", ".join(paths[:_SHOWN]) + (f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else "")
        report.say(f"{'would be ' if dry and kind not in ('kept', 'orphaned') else ''}{kind}: {names}")


def _say_how_to_start(report: Report, target: Path) -> None:
    report.say("\nStart it:")
    report.say(f"  cd {shlex.quote(str(target))}")
    report.say(f"  {_program('alembic')} upgrade head")
    report.say(f"  {_program('uvicorn')} src.main:app")


def _program(name: str) -> str:
    """How to call a program of oagen's own environment, which may not be on the path."""
    here = Path(sys.executable).parent
    found = shutil.which(name)
    return name if found and Path(found).parent == here else f"{shlex.quote(sys.executable)} -m {name}"
