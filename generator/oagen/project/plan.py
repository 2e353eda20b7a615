"""What a build does to each file: compare the generated text with the last one and with what lies on disk.

Nothing is written here; see `swap`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import unified_diff
from enum import StrEnum
from pathlib import Path

from oagen.project.classes import FileClass, classify, is_history
from oagen.project.manifest import BASES, Bases, Entry, Manifest, digest
from oagen.project.merge import Merge, merge
from oagen.project.syntax import syntax_problem


class Resolution(StrEnum):
    """What to do where the user and the build changed the same place."""

    REFUSE = "refuse"
    MARKERS = "markers"
    OURS = "ours"  # the user's text
    THEIRS = "theirs"  # the generated text


@dataclass(frozen=True, slots=True)
class Conflict:
    """A file that the build cannot write without losing the user's work.

    `lines` are lines of the file on disk, `diff` is what the user has in these places instead of the generated text;
    `settled_by` are the resolutions that would let the build write.
    """

    path: str
    reason: str
    lines: tuple[int, ...] = ()
    diff: str = ""
    settled_by: tuple[Resolution, ...] = ()


@dataclass(slots=True)
class Plan:
    """The actions of a build. `write` maps paths to content; the lists name paths for the summary."""

    write: dict[str, bytes] = field(default_factory=dict)
    remove: list[str] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)  # deleted by hand
    orphaned: list[str] = field(default_factory=list)
    rewritten_history: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _File:
    """One path as the last build, the user and this build have it; None where it is absent."""

    path: str
    known: Entry | None
    bases: Bases
    disk: bytes | None
    new: bytes

    @property
    def base(self) -> bytes | None:
        return self.bases.find(self.path, self.known) if self.known else None

    @property
    def file_class(self) -> FileClass:
        return classify(self.path)

    @property
    def untouched(self) -> bool:
        return self.known is not None and self.disk is not None and digest(self.disk) == self.known.sha256

    @property
    def regenerated(self) -> bool:
        """Whether the generated text differs from the last one."""
        return self.known is None or digest(self.new) != self.known.sha256


def make_plan(files: Mapping[str, bytes], manifest: Manifest, target: Path, resolution: Resolution) -> Plan:
    """The actions that bring `target`, last built as `manifest` says, to `files`."""
    plan = Plan()
    bases = Bases(target)
    for path in sorted(files):
        file = _File(path, manifest.files.get(path), bases, read_file(target / path), files[path])
        _plan_file(plan, file, resolution)
    for path in sorted(set(manifest.files) - set(files)):
        if not is_history(path):
            _plan_gone(plan, path, manifest.files[path], read_file(target / path))
    return plan


def _plan_file(plan: Plan, file: _File, resolution: Resolution) -> None:
    if file.disk == file.new:
        return
    if file.disk is None and (file.known is None or file.file_class is not FileClass.MERGED):
        _write(plan, file, plan.created)
    elif file.untouched:
        if file.file_class is FileClass.APPEND:
            plan.rewritten_history.append(file.path)
        _write(plan, file, plan.updated)
    elif file.file_class is FileClass.CONTRACT:
        _refuse_edit(plan, file, resolution)
    elif not file.regenerated:
        (plan.absent if file.disk is None else plan.kept).append(file.path)
    elif file.disk is None:
        _settle(plan, file, "was deleted by hand, and its generated text has changed", resolution)
    else:
        _merge(plan, file, file.disk, resolution)


def _plan_gone(plan: Plan, path: str, entry: Entry, disk: bytes | None) -> None:
    if disk is None:
        return
    if digest(disk) == entry.sha256:
        plan.remove.append(path)
    else:
        plan.orphaned.append(path)


def _write(plan: Plan, file: _File, listed: list[str], content: bytes | None = None) -> None:
    plan.write[file.path] = file.new if content is None else content
    listed.append(file.path)


def _refuse_edit(plan: Plan, file: _File, resolution: Resolution) -> None:
    """A contract file edited by hand: only `theirs` gives the edit up, nothing keeps it."""
    if resolution is Resolution.THEIRS:
        _write(plan, file, plan.updated)
        return
    reason = "was edited by hand, but belongs to the contract: change the document instead"
    try:
        was, now = ((text or b"").decode() for text in (file.new if file.base is None else file.base, file.disk))
        diff = _diff(file.path, generated=was, yours=now)
    except UnicodeDecodeError:
        diff = ""
    plan.conflicts.append(Conflict(file.path, reason, diff=diff, settled_by=(Resolution.THEIRS,)))


def _settle(plan: Plan, file: _File, reason: str, resolution: Resolution) -> None:
    """A conflict with nothing to merge: the user's file or the generated one."""
    if resolution is Resolution.REFUSE:
        settled_by = (Resolution.MARKERS, Resolution.OURS, Resolution.THEIRS)
        plan.conflicts.append(Conflict(file.path, reason, settled_by=settled_by))
    elif resolution is Resolution.OURS:
        plan.kept.append(file.path)
    else:
        _write(plan, file, plan.updated)


def _merge(plan: Plan, file: _File, disk: bytes, resolution: Resolution) -> None:
    try:
        base, ours, theirs = ((text or b"").decode() for text in (file.base, disk, file.new))
    except UnicodeDecodeError:
        _settle(plan, file, "is not text and was changed by hand and by the build", resolution)
        return
    merged = merge(base, ours, theirs)
    if merged.places and resolution is Resolution.REFUSE:
        diff = _diff(file.path, generated=merged.disputed, yours=ours)
        plan.conflicts.append(Conflict(file.path, _reason(file), merged.places, diff, _settling(file.path, merged)))
    else:
        _take(plan, file, _settled(merged, resolution).encode())


def _reason(file: _File) -> str:
    """Why a file with places in conflict has them."""
    if file.known is None:
        return "exists and did not come from a build"
    if file.base is None:
        return f"was changed by hand, and what to merge that with is lost: restore {BASES} from version control"
    return "was changed by hand and by the build"


def _settled(merged: Merge, resolution: Resolution) -> str:
    """The merged text; `resolution` decides no more than the places in conflict."""
    match resolution:
        case Resolution.OURS:
            return merged.with_ours
        case Resolution.THEIRS:
            return merged.with_theirs
        case _:
            return merged.text


def _settling(path: str, merged: Merge) -> tuple[Resolution, ...]:
    """Markers always do; one side's text does unless what it makes with the rest is refused for not parsing."""
    sides = (Resolution.OURS, Resolution.THEIRS)
    whole = (side for side in sides if not syntax_problem(path, _settled(merged, side).encode()))
    return (Resolution.MARKERS, *whole)


def _take(plan: Plan, file: _File, merged: bytes) -> None:
    if merged == file.disk:
        plan.kept.append(file.path)
    elif merged == file.new:
        _write(plan, file, plan.updated)
    else:
        _write(plan, file, plan.merged, merged)


def _diff(path: str, *, generated: str, yours: str) -> str:
    was, now = generated.splitlines(), yours.splitlines()
    return "\n".join(unified_diff(was, now, f"generated/{path}", f"yours/{path}", lineterm=""))


def read_file(path: Path) -> bytes | None:
    """The content of a file, None where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
