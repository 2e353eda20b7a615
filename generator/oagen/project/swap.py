"""Bring a plan to disk so that a kill at any moment leaves a whole tree.

The new tree is staged in a sibling folder: untouched and foreign files as hard links, the rest written. Then the two
folders trade places in one system call. Where that cannot be done (no such call, a mount point, a folder beside which
nothing can be written, one that some process works in and that must keep its identity) the new files are staged inside
`.oagen/pending/`, committed by one rename, and moved in one by one; a kill in between is made good by the next build.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from oagen.project.manifest import FOLDER, MANIFEST

_PENDING = f"{FOLDER}/pending"
_COMMIT = f"{_PENDING}/commit.json"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def swap_in(target: Path, write: Mapping[str, bytes], remove: Iterable[str]) -> None:
    """Write and remove files below `target`, all or none. The folder is made if it is missing."""
    place = target if target.is_symlink() else target.resolve()  # the name and the parent of `.`
    remove = sorted(remove)
    with _made(place.parent):
        _sweep(place)
        if not (_can_exchange(place) and _put(place, write, remove)):
            _apply_in_place(place, write, remove)


def is_unfinished(target: Path) -> bool:
    """Whether a swap was killed after its commit."""
    return (target / _COMMIT).exists()


def finish_pending(target: Path) -> None:
    """Complete a swap that was killed after its commit; drop one that was killed before."""
    if is_unfinished(target):
        plan = json.loads((target / _COMMIT).read_bytes())
        _move_in(target, (path for path in plan["write"] if path != MANIFEST))
        _remove_all(target, plan["remove"])
        _move_in(target, [MANIFEST])  # it says that all the others are there
    _drop_pending(target)


def _move_in(target: Path, paths: Iterable[str]) -> None:
    for path in paths:
        staged = target / _PENDING / "files" / path
        if staged.exists():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged, target / path)


def _drop_pending(target: Path) -> None:
    if (target / _PENDING).exists():
        (target / _COMMIT).unlink(missing_ok=True)  # first: what is dropped by halves is no commit
        shutil.rmtree(target / _PENDING)
        with suppress(OSError):
            (target / FOLDER).rmdir()  # empty if there was no build before


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """A folder that is there, and was not made if what follows fails."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        with suppress(OSError):
            for each in missing:
                each.rmdir()
        raise


def _apply_in_place(target: Path, write: Mapping[str, bytes], remove: list[str]) -> None:
    with _made(target):
        try:
            _write_all(target / _PENDING / "files", write)
            draft = target / f"{_COMMIT}.draft"
            draft.write_text(json.dumps({"write": sorted(write), "remove": remove}))
            os.replace(draft, target / _COMMIT)
        except BaseException:
            with suppress(OSError):
                _drop_pending(target)
            raise
        finish_pending(target)


def _put(target: Path, write: Mapping[str, bytes], remove: list[str]) -> bool:
    """Stage the whole new tree and put it where the old one is. False: not possible here, nothing has changed."""
    try:
        staging = _staging(target)
    except OSError:
        return False
    try:
        if target.is_dir() and any(target.iterdir()):
            _exchange(target, staging, write, remove)
        else:
            _write_all(staging, write)
            os.replace(staging, target)
    except OSError:
        return False
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return True


def _exchange(target: Path, staging: Path, write: Mapping[str, bytes], remove: list[str]) -> None:
    """Complete the new tree in `staging` and let the two trade places."""
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(target))
    linked = _link_tree(target, staging, skip=set(write))
    _remove_all(staging, remove)
    _write_all(staging, write)
    _rename_exchange(staging, target)
    for late in _files(staging):  # what came into the old tree while the new one was staged
        if late not in linked and late not in write and not (target / late).exists():
            (target / late).parent.mkdir(parents=True, exist_ok=True)
            os.replace(staging / late, target / late)


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
    return not target.is_symlink() and not os.path.ismount(target) and not _worked_in(target)


def _worked_in(target: Path) -> bool:
    """Whether a process (a shell, a development server) has its working directory in the folder."""
    return any(Path(cwd).is_relative_to(target) for cwd in (os.getcwd(), *_working_directories()))


def _working_directories() -> Iterator[str]:
    """Those of other processes, as far as they can be told."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            yield os.readlink(process / "cwd")


def _rename_exchange(one: Path, other: Path) -> None:
    rename: Callable[..., int] = ctypes.CDLL(None, use_errno=True).renameat2
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(other))
