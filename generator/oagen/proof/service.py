"""Migrate and start the service of a generated project."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

from oagen.proof.events import ProofError
from oagen.proof.processes import run, running, tail

_TIMEOUT = 90.0
_PATIENCE = 10.0  # seconds for a service that is said to run


def environment(database_url: str) -> dict[str, str]:
    """The environment of the service under test."""
    settings = {"ENVIRONMENT": "test", "DATABASE_URL": database_url}
    return {**os.environ, **settings, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def migrate(tree: Path, database_url: str, scratch: Path) -> None:
    """`alembic upgrade head`, with the interpreter that runs oagen."""
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    log = scratch / "migrate.log"
    run(command, "alembic upgrade head", cwd=tree, env=environment(database_url), log=log, timeout=_TIMEOUT)


@contextmanager
def serving(
    tree: Path,
    database_url: str,
    log: Path,
    ready: str = "/health/ready",
    settings: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """The service on a free port of the loopback interface; yields its origin once it is ready.

    `settings` are variables of its environment besides the usual ones.
    """
    port = _free_port()
    origin = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "uvicorn", "src.main:app", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--log-level", "warning", "--no-access-log"]
    with running(command, cwd=tree, env=environment(database_url) | dict(settings or {}), log=log) as process:
        _wait_ready(origin + ready, process, log)
        yield origin
        if process.poll() is not None:
            raise ProofError(f"the service died with exit status {process.returncode}", tail(log))


def require_answer(url: str) -> None:
    """Raise ProofError unless something answers at `url`, whatever it says."""
    try:
        with urllib.request.urlopen(url, timeout=_PATIENCE):
            return
    except urllib.error.HTTPError:
        return
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        why = reason.strerror if isinstance(reason, OSError) and reason.strerror else reason
        raise ProofError(f"{url} cannot be reached: {why}") from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _TIMEOUT
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ProofError(f"the service did not start: exit status {process.returncode}", tail(log))
        try:
            with opener.open(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise ProofError(f"the service was not ready after {_TIMEOUT:.0f} seconds", tail(log))
