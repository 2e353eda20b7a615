"""What a tool says about a project: which of the twenty points it bears on, and whether that holds."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from oagen.readiness import POINTS, Finding, Point, Status

_PATIENCE = 900.0  # seconds


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one tool found about one point, by the point's name."""

    point: str
    finding: Finding


def holds(point: str, evidence: str) -> Judgement:
    """The tool is satisfied."""
    return Judgement(point, Finding(Status.HOLDS, evidence))


def fails(point: str, evidence: str) -> Judgement:
    """The tool found something."""
    return Judgement(point, Finding(Status.FAILS, evidence))


def not_run(point: str, evidence: str) -> Judgement:
    """The tool is not there."""
    return Judgement(point, Finding(Status.NOT_RUN, evidence))


def program(name: str) -> str | None:
    """Where a program is: beside this Python, or on the path."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.is_file() else shutil.which(name)


def judge(
    point: str, command: Sequence[str], cwd: Path, evidence: str, settings: Mapping[str, str] | None = None
) -> Judgement:
    """Run a tool that exits with 0 when it is satisfied; `command` begins with its name."""
    found = program(command[0])
    if found is None:
        return not_run(point, f"{command[0]} is not installed")
    try:
        done = subprocess.run(
            [found, *command[1:]], cwd=cwd, env=settings, capture_output=True, text=True, check=False, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired:
        return fails(point, f"{command[0]} took more than {_PATIENCE:.0f} s")
    if done.returncode == 0:
        return holds(point, evidence)
    said = (done.stdout.strip() or done.stderr.strip()).splitlines()[-3:]
    return fails(point, f"{command[0]}: {' / '.join(said)}")


def table(findings: Iterable[tuple[Point, Finding]], judgements: Sequence[Judgement]) -> list[tuple[Point, Finding]]:
    """The twenty points, each with everything that was found about it; the worst of it counts."""
    return [(point, _together(finding, point, judgements)) for point, finding in findings]


def _together(finding: Finding, point: Point, judgements: Sequence[Judgement]) -> Finding:
    found = [finding, *(judgement.finding for judgement in judgements if judgement.point == point.name)]
    for status in (Status.FAILS, Status.NOT_RUN):
        if worst := [entry.evidence for entry in found if entry.status is status]:
            return Finding(status, "; ".join(worst))
    return Finding(Status.HOLDS, "; ".join(entry.evidence for entry in found))


def shown(rows: Sequence[tuple[Point, Finding]]) -> str:
    """The evaluation as a table."""
    lines = [f"{p.number:2}  {p.area:15}{p.name:30}{f.status:9}{f.evidence}" for p, f in rows]
    held = sum(finding.status is Status.HOLDS for _, finding in rows)
    return "\n".join([*lines, f"{held} of {len(POINTS)} points hold"])
