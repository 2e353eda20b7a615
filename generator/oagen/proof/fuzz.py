"""Drive Schemathesis: its command line as a subprocess, every check, every phase, one worker, a fixed seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oagen.proof import hooks_environment
from oagen.proof.contract_file import ContractFile
from oagen.proof.events import Progress, ProofError
from oagen.proof.processes import running, tail
from oagen.proof.tally import Tally

_HOOKS = Path(__file__).with_name("hooks.py")
_POLL = 0.2  # seconds between two looks at the growing report
_EXIT_CODES = (0, 1)  # passed, failures found
_NOTHING_DONE = 2  # among other things that went wrong


@dataclass(frozen=True, slots=True)
class Target:
    """What is fuzzed: a contract, where it is served, and the `[auth]` tables that open it.

    `hide` keeps credentials out of the reports.
    """

    contract: ContractFile
    url: str
    auth: str = ""
    hide: bool = False


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try: examples an operation, seed, seconds for the links between operations."""

    max_examples: int = 50
    seed: int = 1
    links_seconds: int = 15


def auth_tables(config: Path) -> str:
    """The `[auth.openapi]` tables of a Schemathesis configuration and nothing else of it: no check is switched off."""
    if not config.is_file():
        return ""
    try:
        schemes = tomllib.loads(config.read_text(encoding="utf-8")).get("auth", {}).get("openapi", {})
    except ValueError as error:
        raise ProofError(f"{config} is no TOML: {error}") from error
    lines: list[str] = []
    for name, values in schemes.items():
        lines.append(f"[auth.openapi.{json.dumps(name)}]")
        lines += [f"{json.dumps(key)} = {json.dumps(value)}" for key, value in values.items() if isinstance(value, str)]
    return "\n".join(lines) + "\n"


def fuzz(target: Target, effort: Effort, tally: Tally, folder: Path, *, only_links: bool = False) -> Iterator[Progress]:
    """One run into `folder`, which gets the reports and the judge's record; feeds `tally`, yields progress."""
    folder.mkdir(parents=True)
    config = folder / "schemathesis.toml"
    config.write_text(_config(target), encoding="utf-8")
    command = [sys.executable, "-m", "schemathesis.cli", "--no-color", "--config-file", str(config), "run"]
    command += [str(target.contract.path), *_options(target, effort, folder)]
    command += ["--phases", "stateful", "--max-time", str(effort.links_seconds)] if only_links else []
    env = {**os.environ, "PYTHONUNBUFFERED": "1", **hooks_environment.variables(target.contract.media_types, folder)}
    log = folder / "schemathesis.log"
    with running(command, cwd=folder, env=env, log=log) as process:
        yield from _follow(process, folder / "events.ndjson", tally)
    if not _came_to_an_end(process.returncode, folder):
        raise ProofError(f"Schemathesis failed with exit status {process.returncode}", tail(log))


def _came_to_an_end(status: int, folder: Path) -> bool:
    """Whether a run judged all that it could.

    Links that a whole run infers from the answers it sees are none for a run that follows links alone. It has nothing
    to do then, which Schemathesis counts as an error.
    """
    if not (folder / "report.json").exists():
        return False
    return status in _EXIT_CODES or (status == _NOTHING_DONE and _had_no_links(report(folder)))


def _had_no_links(data: Mapping[str, Any]) -> bool:
    phases = {name: phase.get("skip_reason") for name, phase in (data.get("phases") or {}).items()}
    is_without_links = phases.pop("stateful", None) == "not_applicable" and set(phases.values()) == {"disabled"}
    return is_without_links and data.get("complete") is True and not data.get("errors")


def report(folder: Path) -> dict[str, Any]:
    """The JSON report of a run."""
    data: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return data


def _config(target: Target) -> str:
    strict = "[phases.fuzzing.error-feedback]\nenabled = false\n[cache]\nenabled = false\n"
    return f"hooks = {json.dumps(str(_HOOKS))}\n{strict}{target.auth}"


def _options(target: Target, effort: Effort, folder: Path) -> Sequence[str]:
    return [
        *("-u", target.url, "-c", "all", "-w", "1"),
        *("-n", str(effort.max_examples), "--seed", str(effort.seed)),
        *("--continue-on-failure", "--generation-database", "none", "--suppress-health-check", "all"),
        *("--output-sanitize", str(target.hide).lower()),
        *("--report", "json,ndjson,junit,html", "--report-dir", str(folder)),
        *("--report-json-path", str(folder / "report.json"), "--report-ndjson-path", str(folder / "events.ndjson")),
        *("--report-junit-path", str(folder / "junit.xml"), "--report-html-path", str(folder / "html")),
    ]


def _follow(process: subprocess.Popen[bytes], events: Path, tally: Tally) -> Iterator[Progress]:
    """Read the report as it grows, until the process has ended and everything is read."""
    while not events.exists() and process.poll() is None:
        time.sleep(_POLL)
    if not events.exists():
        return
    with events.open("rb") as stream:
        pending = b""
        while True:
            ended = process.poll() is not None
            for chunk in iter(stream.readline, b""):
                pending += chunk
                if pending.endswith(b"\n"):
                    line, pending = pending, b""
                    progress = tally.feed(json.loads(line))
                    if progress:
                        yield progress
            if ended:
                return
            time.sleep(_POLL)
