"""A kill at any moment leaves a whole tree; a folder somebody works in keeps its identity."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from oagen.project import swap, write_tree

BUILD = """
import sys
from pathlib import Path
from oagen.project import write_tree
target, text = Path(sys.argv[1]), sys.argv[2].encode()
print("ready", flush=True)
written, diagnostics = write_tree({f"folder{n % 20}/file{n}.txt": text for n in range(400)}, target)
assert written.wrote, diagnostics
"""


def generation(target: Path) -> set[bytes]:
    return {path.read_bytes() for path in target.glob("folder*/*.txt")}


def start(target: Path, text: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", BUILD, str(target), text], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a killed swap is completed by the next build")
def test_a_kill_leaves_the_old_tree_or_the_new_one(tmp_path: Path) -> None:
    target = tmp_path / "app"
    started = time.perf_counter()
    assert start(target, "0").wait() == 0
    duration = time.perf_counter() - started
    dice = random.Random(1)
    for attempt in range(1, 7):
        process = start(target, str(attempt))
        time.sleep(dice.uniform(0, duration))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert len(generation(target)) == 1
        assert len(list(target.glob("folder*/*.txt"))) == 400
    assert start(target, "last").wait() == 0
    assert generation(target) == {b"last"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["app"]


def test_a_folder_that_is_worked_in_keeps_its_identity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "app"
    write_tree({"a.txt": b"1", "b.txt": b"1"}, target)
    monkeypatch.chdir(target)
    inode = target.stat().st_ino
    written, _ = write_tree({"a.txt": b"2"}, target)
    assert written.removed == ("b.txt",)
    assert os.stat(".").st_ino == target.stat().st_ino == inode
    assert sorted(path.name for path in target.iterdir()) == [".oagen", "a.txt"]


def test_a_swap_killed_after_its_commit_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree({"a.txt": b"1", "b.txt": b"1", "c.txt": b"1"}, tmp_path)
    monkeypatch.setattr(swap, "_can_exchange", lambda target: False)
    replace, moved = os.replace, []

    def dying_replace(source: Path, destination: Path) -> None:
        moved.append(destination)
        if len(moved) == 3:
            raise KeyboardInterrupt
        replace(source, destination)

    monkeypatch.setattr(os, "replace", dying_replace)
    with pytest.raises(KeyboardInterrupt):
        write_tree({"a.txt": b"2", "b.txt": b"2"}, tmp_path)
    monkeypatch.setattr(os, "replace", replace)
    swap.finish_pending(tmp_path)
    assert [(tmp_path / name).read_bytes() for name in ("a.txt", "b.txt")] == [b"2", b"2"]
    assert not (tmp_path / "c.txt").exists()
    assert not (tmp_path / ".oagen/pending").exists()
