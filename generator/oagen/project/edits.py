"""One generated file as its owner has it: for a file that other files are generated from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from oagen.project.manifest import Bases, Manifest, ManifestError, load_manifest
from oagen.project.plan import Conflict, Resolution, make_plan


def with_edits(target: Path, path: str, generated: bytes, resolution: Resolution) -> tuple[bytes, Conflict | None]:
    """The text that `path` will have in the project once `generated` is merged with its owner's edits.

    Nothing can be generated from a text with markers in it: with `MARKERS`, a conflict is refused as well.
    """
    manifest = _manifest(target)
    known = {path: manifest.files[path]} if path in manifest.files else {}
    if resolution is Resolution.MARKERS:
        resolution = Resolution.REFUSE
    plan = make_plan({path: generated}, Manifest(known), target, resolution)
    if plan.conflicts:
        conflict = plan.conflicts[0]
        settled_by = tuple(option for option in conflict.settled_by if option is not Resolution.MARKERS)
        return generated, replace(conflict, settled_by=settled_by)
    if path in plan.write or not (target / path).is_file():
        return plan.write.get(path, generated), None
    return (target / path).read_bytes(), None


def last_generated(target: Path, path: str) -> bytes | None:
    """What the last build generated under `path`; None if it generated nothing there."""
    entry = _manifest(target).files.get(path)
    return Bases(target).find(path, entry) if entry else None


def _manifest(target: Path) -> Manifest:
    try:
        return load_manifest(target) or Manifest()
    except ManifestError:
        return Manifest()  # writing the tree will report it
