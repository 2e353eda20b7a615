"""Diagnostics as text with an excerpt of the source, and as JSON values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from oagen.diagnostics import Diagnostic, Severity, Span

_WIDEST = 160  # columns of an excerpt
ReadLine = Callable[[Span], str | None]


def as_text(diagnostics: Iterable[Diagnostic], read_line: ReadLine) -> str:
    """One paragraph a diagnostic; `read_line` gives the line of a source file that a span is on, if it can."""
    return "\n".join(line for diagnostic in diagnostics for line in _paragraph(diagnostic, read_line))


def as_json(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """One object a diagnostic; what is empty is left out."""
    return [_object(diagnostic) for diagnostic in diagnostics]


def tally(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are of each severity, e.g. "1 error, 2 warnings"; "" for none."""
    found = [d.severity for d in diagnostics]
    counts = ((found.count(severity), severity.value) for severity in Severity)
    return ", ".join(f"{count} {name}{'s' if count > 1 else ''}" for count, name in counts if count)


def _paragraph(diagnostic: Diagnostic, read_line: ReadLine) -> Iterator[str]:
    yield _printable(str(diagnostic))
    span = diagnostic.span
    if span and span.line:
        text = read_line(span)
        start = max(0, span.column - _WIDEST // 2) if text and len(text) > _WIDEST else 0
        if text is not None and text.strip():
            number = str(span.line)
            yield f"  {number} | {_printable(text[start : start + _WIDEST])}"
            yield f"  {' ' * len(number)} | {' ' * max(0, span.column - 1 - start)}^"
    if diagnostic.hint:
        yield f"  hint: {_printable(diagnostic.hint)}"


def _printable(text: str) -> str:
    """A document's text cannot steer the terminal."""
    return "".join(char if char.isprintable() else " " for char in text.rstrip())


def _object(diagnostic: Diagnostic) -> dict[str, Any]:
    span = diagnostic.span
    place = {"file": span.file, "line": span.line, "column": span.column} if span else {}
    values = {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        **place,
        "pointer": diagnostic.pointer,
        "hint": diagnostic.hint,
    }
    return {name: value for name, value in values.items() if value not in ("", None)}
