"""Diagnostics: what oagen has to say about a document, a tree or a service, and where.

A stage never prints: it returns `(value, diagnostics)`, and `cli` renders them (see `oagen.reporting`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is. Only `ERROR` stops a build."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a source file. `line` and `column` count from 1; 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `code` is stable and kebab-case (`unresolved-reference`), `pointer` the JSON pointer in the document it
    concerns, `hint` the remedy.
    """

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    pointer: str = ""
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.span}: " if self.span else ""
        return f"{place}{self.severity}[{self.code}] {self.message}"


def has_errors(diagnostics: list[Diagnostic]) -> bool:
    """Whether any of them stops a build."""
    return any(d.severity is Severity.ERROR for d in diagnostics)
