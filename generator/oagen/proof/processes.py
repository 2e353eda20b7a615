"""Child processes in groups of their own, which are always stopped."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from oagen.proof.events import ProofError

_PATIENCE = 10.0  # seconds between asking a process to end and killing it
_MOMENT = 1.0  # seconds that a killed process takes to be gone


@contextmanager
def running(
    command: Sequence[str], *, cwd: Path, env: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that writes to `log`; it and all its children are gone when the block is left, however that happens."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _stop(process)


def run(command: Sequence[str], what: str, *, cwd: Path, env: Mapping[str, str], log: Path, timeout: float) -> None:
    """Run a command to its end. Raises ProofError, with the end of its output, when it fails or takes too long."""
    with running(command, cwd=cwd, env=env, log=log) as process:
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise ProofError(f"{what} took more than {timeout:.0f} seconds", tail(log)) from None
    if code != 0:
        raise ProofError(f"{what} failed with exit status {code}", tail(log))


def tail(log: Path, lines: int = 30) -> str:
    """The last lines of a log."""
    return "\n".join(log.read_text(errors="replace").strip().splitlines()[-lines:])


def _stop(process: subprocess.Popen[bytes]) -> None:
    try:
        _signal_group(process, signal.SIGTERM)
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        pass
    finally:
        _signal_group(process, signal.SIGKILL)  # children that outlive their parent included
        _reap(process)


def _reap(process: subprocess.Popen[bytes]) -> None:
    """Wait for what was killed. A signal that came while `Popen` looked leaves its lock taken: then look past it."""
    try:
        process.wait(_MOMENT)
    except subprocess.TimeoutExpired:
        with suppress(ChildProcessError):
            os.waitpid(process.pid, 0)


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
