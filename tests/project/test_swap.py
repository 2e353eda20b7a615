"""A kill at any moment leaves a whole tree; a folder somebody works in keeps its identity."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from oagen.project import finish_build, is_current, swap, write_tree

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


def killed_in_place(
    target: Path, files: dict[str, bytes], moves: int, monkeypatch: pytest.MonkeyPatch, **options: str
) -> None:
    """A build that changes `target` in place and dies after as many renames."""
    replace, moved = os.replace, []

    def dying_replace(source: Path, destination: Path) -> None:
        if len(moved) == moves:
            raise KeyboardInterrupt
        moved.append(destination)
        replace(source, destination)

    with monkeypatch.context() as patched:
        patched.setattr(swap, "_can_exchange", lambda target: False)
        patched.setattr(os, "replace", dying_replace)
        with pytest.raises(KeyboardInterrupt):
            write_tree(files, target, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("moves", range(1, 6))
def test_a_project_is_current_only_when_a_killed_swap_is_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    new = {"a.txt": b"2", "b.txt": b"2", "openapi.yaml": b"2"}
    write_tree(dict.fromkeys(new, b"1"), tmp_path, fingerprint="1")
    killed_in_place(tmp_path, new, moves, monkeypatch, fingerprint="2")
    assert not is_current(tmp_path, "1")
    assert not is_current(tmp_path, "2")
    assert [d.code for d in write_tree(new, tmp_path, fingerprint="2", dry_run=True)[1]] == ["unfinished-build"]
    assert not is_current(tmp_path, "2")
    assert finish_build(tmp_path) == []
    assert is_current(tmp_path, "2")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == new
    assert not (tmp_path / ".oagen/pending").exists()


def test_the_manifest_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = {"a.txt": b"2", "b.txt": b"2"}
    write_tree(dict.fromkeys((*new, "c.txt"), b"1"), tmp_path)
    before = (tmp_path / ".oagen/manifest.json").read_bytes()
    killed_in_place(tmp_path, new, 4, monkeypatch)  # the commit, two files, their bases
    assert (tmp_path / "b.txt").read_bytes() == b"2"
    assert not (tmp_path / "c.txt").exists()
    assert (tmp_path / ".oagen/manifest.json").read_bytes() == before


@pytest.mark.parametrize("moves", range(5))
def test_a_first_build_in_place_that_was_killed_is_completed_or_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    target = tmp_path / "app"
    target.mkdir()
    files = {"a.txt": b"1", "b.txt": b"1"}
    killed_in_place(target, files, moves, monkeypatch)
    assert not any(d.severity == "error" for d in write_tree(files, target, dry_run=True)[1])
    written, diagnostics = write_tree(files, target)
    assert diagnostics == []
    assert written.wrote == (moves == 0)
    assert sorted(path.name for path in target.iterdir()) == [".oagen", "a.txt", "b.txt"]
    assert sorted(path.name for path in (target / ".oagen").iterdir()) == ["base.json", "manifest.json"]


@pytest.mark.parametrize("name", [".", "../app"])
def test_an_empty_folder_that_is_worked_in_is_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    target = tmp_path / "app"
    target.mkdir()
    monkeypatch.chdir(target)
    written, diagnostics = write_tree({"a.txt": b"1"}, Path(name))
    assert (written.wrote, diagnostics) == (True, [])
    assert sorted(os.listdir()) == [".oagen", "a.txt"]
    assert os.stat(".").st_ino == target.stat().st_ino
    assert [path.name for path in tmp_path.iterdir()] == ["app"]


def test_a_folder_is_filled_in_place_where_nothing_can_be_made_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(**_: object) -> str:
        raise PermissionError

    monkeypatch.setattr(swap.tempfile, "mkdtemp", refusing)
    for target in (tmp_path / "new", tmp_path / "there"):
        target.with_name("there").mkdir(exist_ok=True)
        for text in (b"1", b"2"):
            written, diagnostics = write_tree({"a.txt": text}, target)
            assert (written.wrote, diagnostics) == (True, [])
            assert (target / "a.txt").read_bytes() == text


@pytest.mark.parametrize("in_place", [False, True])
@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("name", ["app", "new/sub/app"])
def test_a_build_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_place: bool, failure: BaseException, name: str
) -> None:
    (tmp_path / "app").mkdir()

    def failing(folder: Path, write: object) -> None:
        folder.mkdir(parents=True)
        (folder / "half.txt").write_bytes(b"1")
        raise failure

    if in_place:
        monkeypatch.setattr(swap, "_can_exchange", lambda target: False)
    monkeypatch.setattr(swap, "_write_all", failing)
    with contextlib.suppress(KeyboardInterrupt):
        written, diagnostics = write_tree({"a.txt": b"1"}, tmp_path / name)
        assert not written.wrote
        assert [d.code for d in diagnostics] == ["not-writable"]
    assert list(tmp_path.rglob("*")) == [tmp_path / "app"]
