"""How the modules of this stage report: `Problems` collects, `UnreadableError` gives up on a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from oagen.diagnostics import Diagnostic, Severity, Span, has_errors


class UnreadableError(Exception):
    """A file that cannot be read any further; carries everything there is to say about it."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(map(str, diagnostics)))
        self.diagnostics = list(diagnostics)


def unreadable(code: str, message: str, span: Span, hint: str = "") -> UnreadableError:
    """The common case of one error."""
    return UnreadableError(Diagnostic(code, Severity.ERROR, message, span, hint=hint))


class Problems:
    """Diagnostics of one document, located by pointer. The same finding at the same place is kept once."""

    def __init__(self, locate: Callable[[str], Span | None], *, strict: bool = False) -> None:
        self._locate = locate
        self._strict = strict
        self._found: dict[tuple[str, str, str], Diagnostic] = {}
        self.broken = False  # whether anything was found that could not be mended

    def relocate(self, locate: Callable[[str], Span | None]) -> None:
        """From now on, pointers are those of a rebuilt tree."""
        self._locate = locate

    def add(self, severity: Severity, code: str, pointer: str, message: str, hint: str = "") -> None:
        """Record a finding."""
        found = Diagnostic(code, severity, message, self._locate(pointer), pointer, hint)
        self._found.setdefault((code, pointer, message), found)

    def error(self, code: str, pointer: str, message: str, hint: str = "") -> None:
        """Record what stops a build."""
        self.broken = True
        self.add(Severity.ERROR, code, pointer, message, hint)

    def warn(self, code: str, pointer: str, message: str, hint: str = "") -> None:
        """Record what the user should know, though going on is safe."""
        self.add(Severity.WARNING, code, pointer, message, hint)

    def mend(self, code: str, pointer: str, message: str, hint: str = "") -> None:
        """Record what was wrong and has been mended: a warning, or an error for who wants none of it."""
        if self._strict:
            hint = hint or "It can be mended: leave out --strict."
        self.add(Severity.ERROR if self._strict else Severity.WARNING, code, pointer, message, hint)

    def include(self, diagnostics: list[Diagnostic]) -> None:
        """Record findings that are located already: errors, and warnings of what was mended while reading."""
        self.broken = self.broken or has_errors(diagnostics)
        for found in diagnostics:
            kept = replace(found, severity=Severity.ERROR) if self._strict else found
            self._found.setdefault((found.code, str(found.span), found.message), kept)

    def listed(self) -> list[Diagnostic]:
        """All findings, in the order of the source."""
        return sorted(self._found.values(), key=lambda d: d.span or Span(""))
