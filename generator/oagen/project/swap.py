"""Bring a plan to disk so that a kill at any moment leaves a whole tree.

The new tree is staged in a sibling folder: untouched and foreign files as hard links, the rest written. Then the two
folders trade places in one system call. Where that cannot be done (no such call, a mount point, a folder that some
process works in and that must keep its identity) the new files are staged inside `.oagen/pending/`, committed by one
rename, and moved in one by one; a kill in between is made good by the next build.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from oagen.project.manifest import FOLDER

_PENDING = f"{FOLDER}/pending"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def swap_in(target: Path, write: Mapping[str, bytes], remove: Iterable[str]) -> None:
    """Write and remove files below `target`, all or none. The folder is made if it is missing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    remove = sorted(remove)
    if target.is_dir() and any(target.iterdir()):
        if not (_can_exchange(target) and _exchange(target, write, remove)):
            _apply_in_place(target, write, remove)
        return
    staging = _staging(target)
    _write_all(staging, write)
    os.replace(staging, target)


def finish_pending(target: Path) -> None:
    """Complete a swap that was killed after its commit; drop one that was killed before."""
    pending = target / _PENDING
    commit = pending / "commit.json"
    if commit.exists():
        plan = json.loads(commit.read_bytes())
        for path in plan["write"]:
            staged = pending / "files" / path
            if staged.exists():
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                os.replace(staged, target / path)
        _remove_all(target, plan["remove"])
    if pending.exists():
        commit.unlink(missing_ok=True)
        shutil.rmtree(pending)


def _apply_in_place(target: Path, write: Mapping[str, bytes], remove: list[str]) -> None:
    pending = target / _PENDING
    _write_all(pending / "files", write)
    draft = pending / "commit.json.draft"
    draft.write_text(json.dumps({"write": sorted(write), "remove": remove}))
    os.replace(draft, pending / "commit.json")
    finish_pending(target)


def _exchange(target: Path, write: Mapping[str, bytes], remove: list[str]) -> bool:
    """Stage the whole new tree and trade places with the old one. False: not possible here, nothing has changed."""
    staging = _staging(target)
    try:
        linked = _link_tree(target, staging, skip=set(write))
        _remove_all(staging, remove)
        _write_all(staging, write)
        _rename_exchange(staging, target)
    except OSError:
        shutil.rmtree(staging, ignore_errors=True)
        return False
    for late in _files(staging):  # what came into the old tree while the new one was staged
        if late not in linked and late not in write and not (target / late).exists():
            (target / late).parent.mkdir(parents=True, exist_ok=True)
            os.replace(staging / late, target / late)
    shutil.rmtree(staging, ignore_errors=True)
    return True


def _link_tree(source: Path, copy: Path, skip: set[str]) -> set[str]:
    """Rebuild `source` in `copy` with hard links, all but the paths in `skip`; returns what was linked."""
    linked = set()
    for folder, subfolders, names in os.walk(source):
        here = Path(folder).relative_to(source)
        links = [name for name in subfolders if (source / here / name).is_symlink()]
        (copy / here).mkdir(exist_ok=True)
        shutil.copystat(folder, copy / here)
        for name in [*names, *links]:
            path = (here / name).as_posix()
            if path not in skip:
                os.link(source / path, copy / path, follow_symlinks=False)
                linked.add(path)
    return linked


def _files(folder: Path) -> Iterator[str]:
    for inner, _, names in os.walk(folder):
        for name in names:
            yield (Path(inner) / name).relative_to(folder).as_posix()


def _write_all(folder: Path, write: Mapping[str, bytes]) -> None:
    for inner in sorted({folder, *((folder / path).parent for path in write)}):
        inner.mkdir(parents=True, exist_ok=True)
    for path, content in write.items():
        place = folder / path
        place.write_bytes(content)
        if content.startswith(b"#!"):
            place.chmod(0o755)


def _remove_all(folder: Path, paths: Iterable[str]) -> None:
    """Remove files, and the folders that this leaves empty."""
    for path in paths:
        (folder / path).unlink(missing_ok=True)
        for parent in (folder / path).parents:
            if parent == folder or not parent.is_dir() or any(parent.iterdir()):
                break
            parent.rmdir()


def _staging(target: Path) -> Path:
    staging = Path(tempfile.mkdtemp(prefix=_staging_prefix(target) + f"{os.getpid()}-", dir=target.parent))
    staging.chmod(0o777 & ~_umask())
    return staging


def _staging_prefix(target: Path) -> str:
    return f".{target.name}.oagen-"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sweep(target: Path) -> None:
    """Remove the staging folders of builds that were killed."""
    prefix = _staging_prefix(target)
    for leftover in target.parent.glob(f"{prefix}*"):
        owner = leftover.name.removeprefix(prefix).partition("-")[0]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(leftover, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _can_exchange(target: Path) -> bool:
    return (
        sys.platform == "linux" and not target.is_symlink() and not os.path.ismount(target) and not _worked_in(target)
    )


def _worked_in(target: Path) -> bool:
    """Whether a process (a shell, a development server) has its working directory in the folder."""
    inside = str(target.resolve())
    for process in Path("/proc").glob("[0-9]*"):
        try:
            cwd = os.readlink(process / "cwd")
        except OSError:
            continue
        if cwd == inside or cwd.startswith(inside + "/"):
            return True
    return False


def _rename_exchange(one: Path, other: Path) -> None:
    rename: Callable[..., int] = ctypes.CDLL(None, use_errno=True).renameat2
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(other))
