"""Bytes with their media type: what clients upload, and what they get back."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from mmap import mmap
from typing import TypeAlias
from urllib.parse import quote

PIECE = 1024 * 1024  # bytes that are in memory at once; what is longer comes, lies and goes in pieces

Received: TypeAlias = bytes | mmap  # the bytes of a body; a long one is a file, mapped into memory


class ContentReplaced(Exception):  # noqa: N818 - the connection ends before the content does, which tells the client
    """A content was replaced, or deleted, while it was given."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Bytes that are fetched while they go out. `fetch` gives those from `start` to before `stop`.

    It raises `ContentReplaced` if they are not there any more.
    """

    fetch: Callable[[int, int], AsyncIterator[bytes]] = field(repr=False)
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    def __getitem__(self, part: slice) -> Pieces:
        start, stop, _ = part.indices(len(self))
        return Pieces(self.fetch, self.start + start, self.start + max(start, stop))

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self.fetch(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes, and what they are. `known_digest` is their digest, where it was kept with them; `name` is the client's.

    `data` is a view where many bytes were uploaded, and pieces where many are stored.
    """

    data: bytes | memoryview | Pieces = field(repr=False)
    media_type: str
    known_digest: str = field(default="", repr=False, compare=False)
    name: str = field(default="", compare=False)

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return len(self.data)

    @property
    def digest(self) -> str:
        """A digest, in hexadecimal; equal bytes have equal ones."""
        if isinstance(self.data, Pieces):
            return self.known_digest
        return self.known_digest or blake2b(self.data, digest_size=16).hexdigest()

    @property
    def headers(self) -> dict[str, str]:
        """The entity tag of the bytes."""
        return {"ETag": f'"{self.digest}"'}

    @property
    def attachment(self) -> dict[str, str]:
        """What the file is called, where it has a name."""
        return {"Content-Disposition": _disposition(self.name)} if self.name else {}


_UNQUOTED = re.compile(r'[^ !#$&+\-.0-9A-Z^_`a-z{}~()\[\],;=@]')  # what older clients may misread in a quoted name


def _disposition(name: str) -> str:
    """That a content is a file, and what it is called (RFC 6266): in ASCII, and as it is."""
    return f"attachment; filename=\"{_UNQUOTED.sub('_', name)}\"; filename*=UTF-8''{quote(name, safe='')}"


def release(body: Received, files: Files) -> None:
    """Let go of a mapped body once its request is answered, instead of when garbage is collected next."""
    if isinstance(body, mmap):
        with suppress(BufferError):  # somebody is still reading, and lets go when done
            for file in files.values():
                if isinstance(file.data, memoryview):
                    file.data.release()
            body.close()


Files: TypeAlias = Mapping[str, Content]  # by the name of their part in a multipart body; "" is a body as a whole
