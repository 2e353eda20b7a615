"""Processes are gone when their block is left, however that happens."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from oagen.proof import processes
from oagen.proof.processes import running


def test_a_signal_that_came_while_looking_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`Popen` takes a lock to look; who is interrupted right there never gives it back."""
    monkeypatch.setattr(processes, "_PATIENCE", 0.5)
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    with running(command, cwd=tmp_path, env=os.environ, log=tmp_path / "log") as process:
        process._waitpid_lock.acquire()
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)
