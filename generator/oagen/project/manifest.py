"""`.oagen/`: what the last build wrote.

    .oagen/manifest.json      {"format": 1, "fingerprint": …, "files": {path: {"sha256": …, "class": …}}}
    .oagen/base.json          {path: [line, …]}, the texts as generated: bases of the next three-way merge

The bases are one file, so that no linter, type checker, test runner or search takes them for the project's code, and
one line of it a line of theirs, so that a change of it can be read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from oagen.project.classes import FileClass

FOLDER = ".oagen"
MANIFEST = f"{FOLDER}/manifest.json"
BASES = f"{FOLDER}/base.json"
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


def dump_bases(files: Mapping[str, bytes]) -> bytes:
    """The texts among these files, as deterministic JSON."""
    texts = {path: text.split("\n") for path, text in _texts(files)}
    return (json.dumps(texts, ensure_ascii=False, sort_keys=True, separators=(",\n", ": ")) + "\n").encode()


def _texts(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for path, content in files.items():
        with suppress(UnicodeDecodeError):
            yield path, content.decode()


class Bases:
    """The texts as the last build generated them; read when the first of them is asked for."""

    def __init__(self, target: Path) -> None:
        self._path = target / BASES

    def find(self, path: str, entry: Entry) -> bytes | None:
        """The generated text of `path`, None if it is none, is lost or was tampered with."""
        lines = self._lines.get(path)
        try:
            content = "\n".join(lines or ()).encode()
        except (TypeError, UnicodeEncodeError):
            return None
        return content if digest(content) == entry.sha256 else None

    @cached_property
    def _lines(self) -> Mapping[str, list[str]]:
        try:
            data = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}
