"""Building and running the services that are measured."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from contract_tests.postgres import free_port

BOOT_TIMEOUT = 120.0
STOP_TIMEOUT = 20.0


class BenchmarkError(RuntimeError):
    """Something that was to be measured did not work; the message ends with its output."""


@dataclass(frozen=True, slots=True)
class Service:
    """A running service, and how long it took from the start of its process until it was ready."""

    name: str
    port: int
    boot_seconds: float


def run(command: list[str], *, cwd: Path | None = None, env: dict[str, str] | None = None) -> float:
    """Run a command; returns its seconds."""
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BenchmarkError(f"{' '.join(command)}: {(done.stderr or done.stdout).strip()[-1500:]}")
    return time.perf_counter() - started


def build(document: Path, folder: Path) -> float:
    """`oagen build`; returns its seconds."""
    return run([str(Path(sys.executable).with_name("oagen")), "build", str(document), "-o", str(folder)])


def migrate(folder: Path, database_url: str) -> None:
    """Create the tables of a generated service."""
    run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=folder, env={"DATABASE_URL": database_url})


@contextmanager
def serve(name: str, folder: Path, env: dict[str, str]) -> Iterator[Service]:
    """Run `src.main:app` of `folder` in one worker, with the settings that every measured service gets."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "src.main:app", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--loop", "uvloop", "--http", "httptools", "--log-level", "warning", "--no-access-log"]
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "LOG_LEVEL": "WARNING", **env},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            if not _ready(f"http://127.0.0.1:{port}/health/ready", process):
                output.seek(0)
                raise BenchmarkError(f"{name} did not start: {output.read().decode(errors='replace')[-1500:]}")
            yield Service(name, port, time.perf_counter() - started)
        finally:
            _stop(process)


def _ready(url: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + BOOT_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
