"""What the commands share: options, the two formats of output, exit codes, and how diagnostics are shown."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from oagen.diagnostics import Diagnostic, Severity, Span, has_errors
from oagen.reporting import as_json, as_text, tally

if TYPE_CHECKING:
    from oagen.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


class Exit(IntEnum):
    """The exit codes."""

    DONE = 0
    SHORT = 1  # the document or the service fell short
    USAGE = 2
    CONFLICTS = 3


class OrderlyCommand(click.Command):
    """A command whose usage errors are JSON where `--format json` is given, and that SIGTERM ends in an orderly way."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the arguments."""
        with _formatted_errors():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _terminable(), _formatted_errors():
            return super().invoke(ctx)


@contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM ends the command the way Ctrl-C does, so that everything is stopped on the way out."""

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _formatted_errors() -> Iterator[None]:
    try:
        yield
    except click.UsageError as error:
        context = error.ctx or click.get_current_context(silent=True)
        if context is None or context.params.get("form") != "json":
            raise
        report = Report("json", diagnostics=[Diagnostic("usage", Severity.ERROR, error.format_message())])
        report.end(Exit.USAGE)


def format_option(command: Command) -> Command:
    """`--format text|json`; read before all else, so that what is wrong with the rest is said in it."""
    choice = click.Choice(["text", "json"])
    option = click.option(
        "--format", "form", type=choice, default="text", help="How to report.", show_default=True, is_eager=True
    )
    return option(command)


def document_argument(command: Command) -> Command:
    """DOC: a file, a folder, `-`, or with `--allow-remote` a URL."""
    return click.argument("doc", type=_Document(allow_dash=True, exists=True))(command)


class _Document(click.Path):
    """A path that exists, or a URL."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Whether a URL may be read is not for here to say."""
        return value if "://" in str(value) else super().convert(value, param, ctx)


def remote_option(command: Command) -> Command:
    """`--allow-remote`."""
    text = "Read DOC and what it refers to from the network, too; never from private addresses DOC is not at itself."
    return click.option("--allow-remote", "remote", is_flag=True, help=text)(command)


def strict_option(command: Command) -> Command:
    """`--strict`."""
    return click.option("--strict", is_flag=True, help="Mend nothing: what could be mended is an error.")(command)


def overlay_option(command: Command) -> Command:
    """`--overlay`, as often as one likes."""
    kind = click.Path(exists=True, dir_okay=False, path_type=Path)
    text = "An OpenAPI Overlay to apply to DOC before anything else; may be given more than once, in order."
    return click.option("--overlay", "overlays", type=kind, multiple=True, help=text)(command)


def config_option(command: Command) -> Command:
    """`--config`."""
    kind = click.Path(exists=True, dir_okay=False, path_type=Path)
    return click.option("--config", type=kind, help="Settings of the build; by default, oagen.toml beside DOC.")(
        command
    )


@dataclass(slots=True)
class Report:
    """What a command has to say: text at once, or one JSON object when it ends. Progress goes to standard error."""

    form: str
    source: str = ""  # name of the document as the user gave it, for excerpts
    text: bytes | None = None
    data: dict[str, Any] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def is_json(self) -> bool:
        """Whether a machine reads it."""
        return self.form == "json"

    def say(self, line: str = "") -> None:
        """A line of text; nothing in JSON."""
        if not self.is_json:
            click.echo(_harmless(line))

    def diagnose(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Show diagnostics, on standard error or in the JSON object."""
        self.diagnostics += diagnostics
        if not self.is_json and diagnostics:
            click.echo(_harmless(as_text(diagnostics, self._line)), err=True)
            click.echo(tally(diagnostics), err=True)

    def stop_on_errors(self, code: Exit = Exit.SHORT) -> None:
        """End the command when there are errors."""
        if has_errors(self.diagnostics):
            self.end(code)

    def end(self, code: Exit) -> NoReturn:
        """End the command."""
        if self.is_json:
            self.data |= {"diagnostics": as_json(self.diagnostics), "exit": int(code)}
            click.echo(json.dumps(self.data, indent=2, ensure_ascii=False, default=str))
        sys.exit(code)

    def _line(self, span: Span) -> str | None:
        lines = (
            self.text.decode(errors="replace").splitlines()
            if self._is_source(span) and self.text
            else _lines(span.file)
        )
        return lines[span.line - 1] if span.line <= len(lines) else None

    def _is_source(self, span: Span) -> bool:
        return span.file in (self.source, "-", "<stdin>")


def settings_for(report: Report, doc: str, config: Path | None) -> Settings:
    """The settings of --config, or else of the file beside DOC; ends the command on errors."""
    from oagen.settings import read_settings, settings_beside

    settings, diagnostics = read_settings(config or settings_beside(doc))
    report.diagnose(diagnostics)
    report.stop_on_errors(Exit.USAGE)
    return settings


def require_project(folder: Path) -> None:
    """A usage error for a folder that is no project."""
    if not (folder / "openapi.yaml").is_file():
        raise click.UsageError(f"{folder} is no project: it has no openapi.yaml")


def read_document(doc: str) -> bytes | None:
    """The text of DOC; None for a folder, whose root document is found when it is loaded."""
    if doc == "-":
        return sys.stdin.buffer.read()
    return Path(doc).read_bytes() if Path(doc).is_file() else None


def count(number: int, noun: str) -> str:
    """A number and what it counts: "1 conflict", "2 conflicts"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _harmless(text: str) -> str:
    """Text of documents and services cannot steer the terminal."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\N{REPLACEMENT CHARACTER}" for char in text)


@cache
def _lines(file: str) -> list[str]:
    try:
        return Path(file).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
