"""`write_tree`: generated files and the user's edits, together on disk, or nothing at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from oagen.diagnostics import Diagnostic, Severity, has_errors
from oagen.project.classes import FileClass, classify, is_history
from oagen.project.manifest import (
    BASES,
    FOLDER,
    MANIFEST,
    Entry,
    Manifest,
    ManifestError,
    digest,
    dump_bases,
    load_manifest,
)
from oagen.project.markers import markers_among
from oagen.project.merged_names import undefined_names
from oagen.project.paths import check_paths
from oagen.project.plan import Conflict, Plan, Resolution, make_plan, read_file
from oagen.project.swap import finish_pending, is_unfinished, swap_in
from oagen.project.syntax import syntax_problem

# what a folder may hold and still count as empty; what a killed build has left is nobody's work
_IGNORED = frozenset({".git", ".DS_Store", FOLDER})


@dataclass(frozen=True, slots=True)
class Written:
    """What a build did, or with `dry_run` would do, to the tree. With conflicts it did nothing."""

    target: Path
    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()  # the user's edits and the new text, together
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()  # the user's text stands
    orphaned: tuple[str, ...] = ()  # edited by hand, no longer generated
    unchanged: int = 0
    conflicts: tuple[Conflict, ...] = ()
    wrote: bool = False

    @property
    def changes(self) -> bool:
        """Whether there was anything to write."""
        return bool(self.created or self.updated or self.merged or self.removed)


def write_tree(
    files: Mapping[str, bytes],
    target: Path,
    *,
    conflicts: Resolution = Resolution.REFUSE,
    dry_run: bool = False,
    fingerprint: str = "",
    records: Mapping[str, bytes] | None = None,
) -> tuple[Written, list[Diagnostic]]:
    """Bring the project in `target` to `files` (relative POSIX path → content), keeping the user's edits.

    `fingerprint` identifies what the files were made from; `is_current` answers by it. `records` are what the next
    build wants to know of this one: path in `.oagen/` → content.
    """
    nothing = Written(target)
    problems = check_paths(files, target)
    if problems:
        return nothing, problems
    try:
        if not dry_run:
            finish_pending(target)
        manifest = load_manifest(target)
        problems += [*_check_target(target, manifest), *_check_generated(files, manifest), *_unfinished(target)]
        if has_errors(problems):
            return nothing, problems
        plan = make_plan(files, manifest or Manifest(), target, conflicts)
        if conflicts is not Resolution.MARKERS:
            plan.conflicts += _broken_merges(plan)
        if plan.conflicts:
            known = manifest.files if manifest else {}
            return Written(target, conflicts=tuple(plan.conflicts)), problems + markers_among(known, {}, target)
        write = _with_manifest(plan, files, manifest, fingerprint)
        problems += markers_among(_entries(files, manifest), {} if dry_run else plan.write, target)
        problems += undefined_names({path: plan.write[path] for path in plan.merged}, files, target)
        write |= {path: content for path, content in (records or {}).items() if read_file(target / path) != content}
        wrote = bool(write or plan.remove) and not dry_run
        if wrote:
            swap_in(target, write, plan.remove)
    except ManifestError as error:
        return nothing, [*problems, _error("damaged-manifest", str(error), "restore .oagen/ from version control")]
    except OSError as error:
        return nothing, [*problems, _unwritable(target, error)]
    return _summary(plan, target, len(files), wrote), [*problems, *_remarks(plan)]


def finish_build(target: Path) -> list[Diagnostic]:
    """Complete a build that was killed while it changed the tree."""
    try:
        finish_pending(target)
    except OSError as error:
        return [_unwritable(target, error)]
    return []


def is_current(target: Path, fingerprint: str) -> bool:
    """Whether a build from the same source would change nothing.

    That is: the same fingerprint, no contract file lost or edited, no revision lost, no build killed half-way.
    """
    try:
        manifest = load_manifest(target)
        if manifest is None or not fingerprint or manifest.fingerprint != fingerprint or is_unfinished(target):
            return False
        contract = ((p, e) for p, e in manifest.files.items() if e.file_class is FileClass.CONTRACT)
        unedited = all(digest((target / path).read_bytes()) == entry.sha256 for path, entry in contract)
        return unedited and all((target / path).is_file() for path in manifest.files if is_history(path))
    except (ManifestError, OSError):
        return False


def _with_manifest(
    plan: Plan, files: Mapping[str, bytes], manifest: Manifest | None, fingerprint: str
) -> dict[str, bytes]:
    """What to write, the manifest and the bases of the next merge included."""
    entries = _entries(files, manifest)
    write = dict(plan.write)
    if entries != (manifest.files if manifest else {}):
        write[BASES] = dump_bases(files)
    renewed = Manifest(entries, fingerprint)
    if renewed != manifest:
        write[MANIFEST] = renewed.dump()
    return write


def _entries(files: Mapping[str, bytes], manifest: Manifest | None) -> dict[str, Entry]:
    """What the next manifest says of every file."""
    known = manifest.files if manifest else {}
    entries = {path: Entry(digest(content), classify(path)) for path, content in files.items()}
    return entries | {path: entry for path, entry in known.items() if path not in files and is_history(path)}


def _check_target(target: Path, manifest: Manifest | None) -> list[Diagnostic]:
    for folder in (target, *target.parents):
        if folder.exists() and not folder.is_dir():
            message = f"{folder} is a file" if folder == target else f"{target} cannot be made: {folder} is a file"
            return [_error("target-not-a-folder", message, "choose another folder with -o")]
    if manifest is not None or is_unfinished(target):
        return []
    if target.is_dir() and any(entry.name not in _IGNORED for entry in target.iterdir()):
        message = f"{target} is not empty and was not built by oagen"
        return [_error("target-not-empty", message, "choose a new or an empty folder with -o")]
    return []


def _unwritable(target: Path, error: OSError) -> Diagnostic:
    """Named as the user named it: where a tree is staged is nobody's business."""
    hint = "choose another folder with -o, or see to this one's permissions and its room"
    reason = (error.strerror or str(error)).lower()
    return _error("not-writable", f"{_place(target, error)} cannot be written: {reason}", hint)


def _place(target: Path, error: OSError) -> Path:
    """The file of the project that an error speaks of, or else the whole project."""
    whole = target.resolve()
    for name in (error.filename2, error.filename):
        file = Path(str(name or "")).resolve()
        if file.is_relative_to(whole) and not file.is_relative_to(whole / FOLDER):
            return target / file.relative_to(whole)
    return target


def _unfinished(target: Path) -> list[Diagnostic]:
    """Only a dry run finds one: what it says is of the halves that are there."""
    if not is_unfinished(target):
        return []
    message = f"a build of {target} was killed half-way; the next one that writes finishes it first"
    return [Diagnostic("unfinished-build", Severity.WARNING, message)]


def _check_generated(files: Mapping[str, bytes], manifest: Manifest | None) -> list[Diagnostic]:
    """New generated data have to parse: what does not never reaches the disk. Python was compiled when it was made."""
    known = manifest.files if manifest else {}
    data = (path for path in sorted(files) if not path.endswith(".py"))
    fresh = [path for path in data if path not in known or digest(files[path]) != known[path].sha256]
    broken = ((path, syntax_problem(path, files[path])) for path in fresh)
    hint = "this is a defect of oagen; please report it with the document"
    return [_error("broken-output", f"{path} does not parse: {why}", hint) for path, why in broken if why]


def _broken_merges(plan: Plan) -> list[Conflict]:
    broken = ((path, syntax_problem(path, plan.write[path])) for path in plan.merged)
    reason = "merges into something that does not parse"
    return [Conflict(path, f"{reason}: {why}", settled_by=(Resolution.MARKERS,)) for path, why in broken if why]


def _summary(plan: Plan, target: Path, total: int, wrote: bool) -> Written:
    touched = len(plan.write) + len(plan.kept) + len(plan.absent)
    return Written(
        target,
        tuple(plan.created),
        tuple(plan.updated),
        tuple(plan.merged),
        tuple(plan.remove),
        tuple(plan.kept),
        tuple(plan.orphaned),
        total - touched,
        wrote=wrote,
    )


def _remarks(plan: Plan) -> list[Diagnostic]:
    orphans = [
        Diagnostic("orphaned-file", Severity.WARNING, f"{path} is no longer generated; it was edited by hand and stays")
        for path in plan.orphaned
    ]
    absent = [
        Diagnostic(
            "deleted-file",
            Severity.WARNING,
            f"{path} was deleted by hand, and stays away",
            hint="take it back from version control if something still needs it",
        )
        for path in plan.absent
    ]
    history = [
        Diagnostic(
            "rewritten-revision",
            Severity.WARNING,
            f"{path} has changed; a database that ran the former revision has to be migrated by hand or made anew",
        )
        for path in plan.rewritten_history
    ]
    return [*orphans, *absent, *history]


def _error(code: str, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, hint=hint)
