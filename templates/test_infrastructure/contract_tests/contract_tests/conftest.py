"""The service under test: a process of its own, on an empty database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from src.core.config import get_settings
from tests.support.database import ROOT, ThrowawayDatabase

START_TIMEOUT = 60.0


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of the running service: on SQLite, or on the PostgreSQL server of TEST_DATABASE_URL."""
    database = ThrowawayDatabase(os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL"))
    os.environ |= {"ENVIRONMENT": "test", "DATABASE_URL": database.url}
    database.create()
    origin = f"http://127.0.0.1:{_free_port()}"
    command = [sys.executable, "-m", "uvicorn", "src.main:app", "--port", origin.rpartition(":")[2]]
    with (tmp_path_factory.mktemp("service") / "log").open("wb") as log:
        process = subprocess.Popen([*command, "--no-access-log"], cwd=ROOT, stdout=log, stderr=log)
    try:
        _wait_until_ready(process, f"{origin}{get_settings().health_prefix}/ready")
        yield origin
    finally:
        process.terminate()
        process.wait(30)
        database.drop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    pytest.exit(f"the service did not start: {url}", returncode=1)
