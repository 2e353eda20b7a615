"""A source file, parsed, and the positions in it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from oagen.diagnostics import Diagnostic, Severity, Span
from oagen.document import pointers
from oagen.document.json_text import NotJsonError, RepeatedKeyError, mark_json, parse_json
from oagen.document.marks import Mark
from oagen.document.problems import UnreadableError, unreadable
from oagen.document.reading import TextFile
from oagen.document.yaml_text import parse_yaml

_LOOKS_LIKE_JSON = re.compile(r"\s*[{\[]")


class Source:
    """A parsed file. `warnings` are what had to be overlooked to read it."""

    def __init__(self, file: TextFile) -> None:
        self.file = file
        self.name = file.name
        self.warnings: list[Diagnostic] = []
        self._marks: Mark | None = None
        self.value: Any = self._parse()

    def _parse(self) -> Any:
        text = self.file.text
        if not text.strip():
            hint = "An OpenAPI document, or JSON Schemas, is expected."
            raise unreadable("empty-document", f"{self.name} is empty", Span(self.name, 1, 1), hint)
        if not _LOOKS_LIKE_JSON.match(text):
            return self._parse_yaml()
        try:
            return parse_json(self.name, text)
        except NotJsonError as problem:
            return self._parse_flow_yaml(problem)
        except RepeatedKeyError:
            return self._parse_repeating(text)

    def _parse_repeating(self, text: str) -> Any:
        """JSON with repeated keys is read as YAML, which tells what is repeated; the text itself knows only where."""
        try:
            return self._parse_yaml()
        except UnreadableError:
            mark_json(self.name, text)
            raise

    def _parse_flow_yaml(self, problem: NotJsonError) -> Any:
        """Text in braces that is not JSON may still be YAML: a comma too many, comments, bare keys."""
        span = Span(self.name, problem.line, problem.column)
        named_json = self.file.path.suffix == ".json"
        try:
            value = self._parse_yaml()
        except UnreadableError:
            if not named_json:
                raise
            raise unreadable("invalid-json", problem.message, span) from None
        if named_json:
            hint = "It was read as YAML; strict readers of JSON will refuse it."
            self.warnings.append(Diagnostic("invalid-json", Severity.WARNING, problem.message, span, hint=hint))
        return value

    def _parse_yaml(self) -> Any:
        value, self._marks, warnings = parse_yaml(self.name, self.file.text)
        self.warnings += warnings
        return value

    @cached_property
    def marks(self) -> Mark:
        """The positions of all values."""
        return self._marks or mark_json(self.name, self.file.text)

    def span(self, pointer: str) -> Span:
        """Where the value that a pointer leads to stands, or the innermost one on the way there."""
        mark = self.marks.deepest(pointers.split(pointer))
        return Span(mark.file or self.name, mark.line, mark.column)
