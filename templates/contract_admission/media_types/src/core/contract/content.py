"""Bytes with their media type: what clients upload, and what they get back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes, and what they are. `known_digest` is their digest, where it was kept with them; `name` is the client's."""

    data: bytes = field(repr=False)
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
        return self.known_digest or blake2b(self.data, digest_size=16).hexdigest()

    @property
    def headers(self) -> dict[str, str]:
        """The entity tag of the bytes."""
        return {"ETag": f'"{self.digest}"'}


Files: TypeAlias = Mapping[str, Content]  # by the name of their part in a multipart body
