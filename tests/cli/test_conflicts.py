"""What the command line says about conflicts."""

from __future__ import annotations

import json

import pytest
from oagen.cli.conflicts import listed_conflicts, report_conflicts
from oagen.cli.console import Report
from oagen.project import Conflict, Resolution

EVERY = (Resolution.MARKERS, Resolution.OURS, Resolution.THEIRS)
LINES = Conflict("src/main.py", "was changed by hand and by the build", (4, 9), "the diff", EVERY)
DELETED = Conflict("README.md", "was deleted by hand, and its generated text has changed", settled_by=EVERY)
CONTRACT = Conflict("openapi.yaml", "was edited by hand", settled_by=(Resolution.THEIRS,))
BROKEN = Conflict("src/a.py", "merges into something that does not parse", settled_by=(Resolution.MARKERS,))


@pytest.mark.parametrize(
    ("conflicts", "options"),
    [
        ([LINES], ["markers", "ours", "theirs"]),
        ([LINES, DELETED], ["markers", "ours", "theirs"]),
        ([DELETED], ["ours", "theirs"]),
        ([LINES, CONTRACT], ["theirs"]),
        ([LINES, BROKEN], ["markers"]),
        ([BROKEN], ["markers"]),
    ],
)
def test_only_options_that_settle_all_conflicts_are_named(
    conflicts: list[Conflict], options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    report_conflicts(Report("text"), conflicts)
    said = capsys.readouterr().out
    assert [option for option in EVERY if f"--conflicts={option}" in said] == options
    assert ("src/main.py:4, src/main.py:9: was changed by hand and by the build" in said) == (LINES in conflicts)


def test_where_no_option_settles_all_it_is_said_what_each_would_do_for(capsys: pytest.CaptureFixture[str]) -> None:
    report_conflicts(Report("text"), [CONTRACT, BROKEN])
    said = capsys.readouterr().out
    assert "No option settles all of them" in said
    assert "--conflicts=markers  would do for src/a.py\n" in said
    assert "--conflicts=theirs   would do for openapi.yaml\n" in said


def test_conflicts_as_plain_values() -> None:
    (listed,) = json.loads(json.dumps(listed_conflicts([LINES])))
    assert listed["lines"] == [4, 9]
    assert listed["settled_by"] == ["markers", "ours", "theirs"]
