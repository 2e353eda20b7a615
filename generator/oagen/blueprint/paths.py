"""Paths, read as a tree: collections, items below them, actions below those."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oagen.contract.model import Operation

_PARAMETER = re.compile(r"^\{([^{}]+)\}$")


@dataclass(frozen=True, slots=True)
class Path:
    """A path template in segments; a parameter that fills a whole segment is kept apart from the text around it."""

    segments: tuple[str, ...]
    extension: str = field(default="", compare=False)  # what follows the last segment in the template: `.json`

    @classmethod
    def of(cls, template: str) -> Path:
        """Split a template; empty segments (a trailing slash) are dropped."""
        return cls(_segments(template))

    @classmethod
    def to(cls, operation: Operation) -> Path:
        """The path of an operation, without an extension that only names a format."""
        return cls(_segments(operation.place), operation.file_extension)

    @property
    def key(self) -> tuple[str, ...]:
        """The same for templates that differ in the names of their parameters only."""
        return _key(self.segments)

    @property
    def parameter(self) -> str:
        """Name of the parameter that is the last segment, "" when that is something else."""
        match = _PARAMETER.match(self.segments[-1]) if self.segments else None
        return match.group(1) if match else ""

    @property
    def parent(self) -> Path:
        """The path without its last segment."""
        return Path(self.segments[:-1])

    @property
    def noun(self) -> str:
        """The last segment that is plain text, "" when there is none."""
        return next((s for s in reversed(self.segments) if "{" not in s), "")

    @property
    def parameters(self) -> tuple[str, ...]:
        """The whole-segment parameters, in order."""
        return tuple(m.group(1) for m in map(_PARAMETER.match, self.segments) if m)

    @property
    def row(self) -> Path:
        """The path without the verb of `/orders/{id}:cancel`."""
        last, colon, _ = self.segments[-1].partition("}:") if self.segments else ("", "", "")
        return Path((*self.segments[:-1], f"{last}}}")) if colon else self

    @property
    def verb(self) -> str:
        """The verb of `/orders/{id}:cancel`, "" where there is none."""
        return self.segments[-1].partition("}:")[2] if self.segments else ""

    @property
    def is_mixed(self) -> bool:
        """Whether a segment holds a parameter beside other text: no key of a row stands for it."""
        return any("{" in segment and not _PARAMETER.match(segment) for segment in self.segments)

    def starts_with(self, other: Path) -> bool:
        """Whether this path lies below the other, or is it."""
        return self.key[: len(other.key)] == other.key

    def __str__(self) -> str:
        return "/" + "/".join(self.segments) + self.extension


@lru_cache(maxsize=4096)
def _segments(template: str) -> tuple[str, ...]:
    return tuple(segment for segment in template.split("/") if segment)


@lru_cache(maxsize=4096)  # paths are compared with each other, every one with every other
def _key(segments: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("{}" if _PARAMETER.match(segment) else segment for segment in segments)
