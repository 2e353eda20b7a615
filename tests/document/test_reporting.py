"""Diagnostics as text and as JSON."""

from __future__ import annotations

from oagen.diagnostics import Diagnostic, Severity, Span
from oagen.reporting import as_json, as_text, tally

FOUND = Diagnostic("a-code", Severity.ERROR, "it \x1b[2Jbroke", Span("a.yaml", 2, 3), "/a", "Mend it.")
WHOLE = Diagnostic("b-code", Severity.WARNING, "odd", Span("a.yaml"))


def test_text_shows_the_place_and_steers_no_terminal() -> None:
    assert as_text([FOUND, WHOLE], lambda span: "\tb\x1b: 1").split("\n") == [
        "a.yaml:2:3: error[a-code] it  [2Jbroke",
        "  2 |  b : 1",
        "    |   ^",
        "  hint: Mend it.",
        "a.yaml: warning[b-code] odd",
    ]


def test_json_leaves_out_what_is_empty() -> None:
    assert as_json([WHOLE]) == [
        {"code": "b-code", "severity": "warning", "message": "odd", "file": "a.yaml", "line": 0, "column": 0}
    ]


def test_the_tally_counts_by_severity() -> None:
    assert tally([FOUND, WHOLE, WHOLE]) == "1 error, 2 warnings"
    assert tally([]) == ""
