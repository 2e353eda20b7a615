"""Show a proof: its progress while it runs, its result when it ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oagen.cli.console import Exit, Report

if TYPE_CHECKING:
    from collections.abc import Generator

    from oagen.proof.events import Event, Progress
    from oagen.proof.fuzz import Effort
    from oagen.proof.result import Failure, Proof

_SHOWN_FAILURES = 20
_STEPS = 10  # lines of progress a phase, where there is no terminal
_NO_WIDTH = 100_000  # characters of a line where no terminal would cut it
_SCENARIOS = 50  # scenarios a line


def require_database(url: str) -> None:
    """A usage error for a database that a proof knows nothing of."""
    from oagen.proof.database import is_postgres, is_sqlite

    if url and not (is_postgres(url) or is_sqlite(url)):
        understood = "postgresql://… or postgres://…, or sqlite://… for a fresh file"
        raise click.UsageError(f"--database-url (DATABASE_URL) takes {understood}, not {url.partition(':')[0]}")


def prove_tree(
    report: Report, tree: Path, *, database: str = "", effort: Effort | None = None, keep: Path | None = None
) -> None:
    """Prove a project; ends the command when it falls short."""
    from oagen.proof.prove import prove

    follow(report, prove(tree, database=database, effort=effort, keep=keep))


def follow(report: Report, events: Generator[Event, None, None]) -> None:
    """Consume a proof's events; ends the command unless the proof passed. What it started is stopped in any case."""
    from oagen.proof.events import Finished, ProofError, Step

    proof: Proof | None = None
    try:
        with closing(events), _progress(report) as progress:
            for event in events:
                if isinstance(event, Finished):
                    proof = event.proof
                elif isinstance(event, Step):
                    progress.step(event.text)
                else:
                    progress.advance(event)
    except ProofError as error:
        report.data["proof"] = {"passed": False, "problems": [str(error)], "log": error.log}
        if error.log:
            report.say(error.log)
        report.say(f"NOT PROVEN: {error}")
        report.end(Exit.SHORT)
    if proof is None:
        report.end(Exit.SHORT)
    report.data["proof"] = proof.dump()
    if not report.is_json:
        _print_proof(report, proof)
    if not proof.passed:
        report.end(Exit.SHORT)


class _Lines:
    """Progress as plain lines, a few a phase."""

    def __init__(self) -> None:
        self._last = ("", -1)

    def step(self, text: str) -> None:
        self._last = ("", -1)
        click.echo(f"{text} …", err=True)

    def advance(self, event: Progress) -> None:
        now = (event.phase, event.done * _STEPS // event.total if event.total else event.done // _SCENARIOS)
        if now != self._last:
            self._last = now
            click.echo(f"  {_progress_text(event)}", err=True)


class _Bar:
    """Progress as a line of the terminal that is written again and again."""

    def __init__(self, status: Any) -> None:
        self._status = status
        self._step = ""

    def step(self, text: str) -> None:
        self._step = text
        self._status.update(text)

    def advance(self, event: Progress) -> None:
        self._status.update(f"{self._step}: {_progress_text(event)}")


@contextmanager
def _progress(report: Report) -> Iterator[_Lines | _Bar]:
    if report.is_json or not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield _Bar(status)


def _progress_text(event: Progress) -> str:
    done = f"{event.done} of {event.total}" if event.total else f"{event.done} scenarios"
    return f"{event.phase} {done}, {event.cases} requests, {event.failures} failed checks"


def _print_proof(report: Report, proof: Proof) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table("operation", "requests", "valid", "accepted", "failed checks")
    for row in proof.operations:
        failed = escape(", ".join(row.failed_checks)) or "-"
        table.add_row(escape(row.operation), str(row.cases), str(row.valid), str(row.accepted), failed)
    Console(width=None if sys.stdout.isatty() else _NO_WIDTH).print(table)
    for failure in proof.failures[:_SHOWN_FAILURES]:
        _print_failure(report, failure)
    if len(proof.failures) > _SHOWN_FAILURES:
        report.say(f"… and {len(proof.failures) - _SHOWN_FAILURES} more failures; --format json has them all")
    for label, operations in {
        "not opened": proof.unauthorised,
        "not tested": proof.untested,
        "never succeeded": proof.silent,
    }.items():
        for operation in operations:
            report.say(f"{label}: {operation}")
    for warning, operations in proof.warnings.items():
        report.say(f"warning {warning}: {', '.join(operations)}")
    for drop in proof.dropped:
        report.say(f"dropped: {drop.operation}: {drop.check}: {drop.why}: {drop.proof}")
    report.say(
        f"{len(proof.operations)} operations, {proof.cases} requests, {proof.answered:.0%} of the operations answered, "
        f"{proof.links.taken} of {proof.links.total} links taken, {len(proof.dropped)} failures dropped on proof, "
        f"seed {proof.seed}, {proof.seconds:.0f} s"
    )
    report.say("PROVEN" if proof.passed else f"NOT PROVEN: {'; '.join(proof.problems)}")


def _print_failure(report: Report, failure: Failure) -> None:
    report.say(f"\n{failure.operation}: {failure.title} ({failure.check}, {failure.code}), {failure.count} times")
    for line in failure.message.splitlines():
        report.say(f"  {line}")
    for line in failure.curl:
        report.say(f"  {line}")
    report.say(f"  answered {failure.status}" if failure.status else "  no answer")
