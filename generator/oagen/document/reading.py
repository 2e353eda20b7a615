"""Reads files: from a path, a folder, or standard input. What reads from the network is `fetching`."""

from __future__ import annotations

import codecs
import sys
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import NoReturn

from oagen.diagnostics import Span
from oagen.document.problems import unreadable

MAX_BYTES = 50_000_000

_ROOT_NAMES = tuple(f"{stem}.{suffix}" for stem in ("openapi", "swagger", "api") for suffix in ("yaml", "yml", "json"))
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file as text. `path` is where relative references start from, `name` what the user calls it."""

    name: str
    path: Path
    text: str
    url: str = ""  # where it was fetched; "" for a local file

    @property
    def key(self) -> str:
        """The same for every way to name the file."""
        return self.url or str(self.path.absolute().resolve())


def read_root(source: str | Path, text: bytes | None = None) -> TextFile:
    """Read the root document: a file, the root document of a folder, `-` for standard input, or the given bytes."""
    name = str(source)
    if text is not None:
        return TextFile(name, Path(name), decode(name, text))
    if name == "-":
        return TextFile("<stdin>", Path("stdin"), decode("<stdin>", sys.stdin.buffer.read()))
    if "://" in name:
        hint = "Download it first, or give --allow-remote."
        raise unreadable("remote-document", f"{name} is not a local file", Span(name), hint)
    path = Path(name)
    return read_file(find_root(path) or _no_root(path) if path.is_dir() else path)


def read_file(path: Path) -> TextFile:
    """Read one file of the local file system."""
    name = str(path)
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):  # a pipe or a device may never end
            hint = "Give a file or a folder; `-` reads a document from standard input."
            raise unreadable("unreadable-file", f"{name} is no regular file", Span(name), hint)
        if status.st_size > MAX_BYTES:
            raise unreadable("too-large", f"{name} is larger than {MAX_BYTES // 1_000_000} MB", Span(name))
        data = path.read_bytes()
    except FileNotFoundError:
        raise unreadable("file-not-found", f"there is no file {name}", Span(name)) from None
    except (OSError, ValueError) as error:
        raise unreadable("unreadable-file", f"{name} cannot be read: {error}", Span(name)) from None
    return TextFile(name, path, decode(name, data))


def decode(name: str, data: bytes) -> str:
    """Decode a file: UTF-8, unless a byte order mark says otherwise."""
    mark, encoding = next(((m, e) for m, e in _BYTE_ORDER_MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(encoding, "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise unreadable(
            "not-utf-8",
            f"byte 0x{error.object[error.start]:02x} is not {encoding.upper()}",
            Span(name, line, column),
            "Save the file as UTF-8.",
        ) from None


def find_root(folder: Path) -> Path | None:
    """The root document of a folder, if there is one."""
    return next((folder / name for name in _ROOT_NAMES if (folder / name).is_file()), None)


def _no_root(folder: Path) -> NoReturn:
    raise unreadable(
        "no-root-document",
        f"the folder {folder} holds no {_ROOT_NAMES[0]} or {_ROOT_NAMES[2]}, and no JSON Schemas",
        Span(str(folder)),
        "Name the root document itself.",
    )
