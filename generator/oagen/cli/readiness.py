"""`oagen readiness`: is a project ready for production?"""

from __future__ import annotations

from pathlib import Path

import click

from oagen.cli.console import Exit, OrderlyCommand, Report, format_option, require_project

_WIDEST = 24


@click.command(cls=OrderlyCommand)
@click.argument(
    "folder",
    metavar="[DIR]",
    required=False,
    default=Path(),
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@format_option
def readiness(folder: Path, form: str) -> None:
    """Examine the project in DIR, also one that its owner has changed, by twenty points."""
    from oagen.readiness import POINTS, Status, examine

    require_project(folder)
    report = Report(form)
    points = []
    for point, finding in examine(folder.resolve()):
        points.append({"number": point.number, "area": point.area, "point": point.name})
        points[-1] |= {"status": finding.status.value, "evidence": finding.evidence}
        report.say(f"{point.number:2} {point.area:15}{point.name:{_WIDEST}} {finding.status:8} {finding.evidence}")
    held = sum(point["status"] == Status.HOLDS for point in points)
    report.say(f"\n{held} of {len(POINTS)} points hold")
    report.data |= {"points": points, "held": held, "of": len(POINTS)}
    report.end(Exit.DONE if held == len(POINTS) else Exit.SHORT)
