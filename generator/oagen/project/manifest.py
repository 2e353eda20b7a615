"""`.oagen/`: what the last build wrote.

    .oagen/manifest.json      {"format": 1, "fingerprint": …, "files": {path: {"sha256": …, "class": …}}}
    .oagen/base/<path>.txt    the text as generated, base of the next three-way merge

The base files end in `.txt` so that no linter, type checker or test runner takes them for the project's code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from oagen.project.classes import FileClass

FOLDER = ".oagen"
MANIFEST = f"{FOLDER}/manifest.json"
_FORMAT = 1


def digest(content: bytes) -> str:
    """SHA-256 of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """One generated file: the digest of its generated text and its class."""

    sha256: str
    file_class: FileClass


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of the last build. `fingerprint` identifies what they were built from, "" when that is unknown."""

    files: Mapping[str, Entry] = field(default_factory=dict)
    fingerprint: str = ""

    def dump(self) -> bytes:
        """The manifest as deterministic JSON."""
        files = {path: {"class": entry.file_class.value, "sha256": entry.sha256} for path, entry in self.files.items()}
        data = {"format": _FORMAT, "fingerprint": self.fingerprint, "files": files}
        return (json.dumps(data, indent=1, sort_keys=True) + "\n").encode()


class ManifestError(ValueError):
    """The manifest on disk is not one that this version can read."""


def load_manifest(target: Path) -> Manifest | None:
    """The manifest of a project, None if the folder is none. Raises ManifestError when it is damaged."""
    try:
        data = json.loads((target / MANIFEST).read_bytes())
        if data["format"] != _FORMAT:
            raise ManifestError(f"{MANIFEST} has format {data['format']!r}, this version of oagen reads {_FORMAT}")
        files = {path: Entry(entry["sha256"], FileClass(entry["class"])) for path, entry in data["files"].items()}
        return Manifest(files, data["fingerprint"])
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, ManifestError):
            raise
        raise ManifestError(f"{MANIFEST} is damaged: {error!r}") from error


def base_path(path: str) -> str:
    """Where the generated text of `path` is kept."""
    return f"{FOLDER}/base/{path}.txt"


def read_base(target: Path, path: str, entry: Entry) -> bytes | None:
    """The generated text of `path`, None if it is lost or was tampered with."""
    try:
        content = (target / base_path(path)).read_bytes()
    except OSError:
        return None
    return content if digest(content) == entry.sha256 else None
