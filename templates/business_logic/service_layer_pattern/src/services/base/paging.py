"""Pages: which part of a list is asked for, and what to tell about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from src.models.entities.base.codec import Document
from src.repositories.base import LONGEST, Neighbours, Rows, Seek

_FURTHEST = 2**62
# How many documents a list shows that knows no pages.
UNPAGED = 1000


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a list: `size` documents after the first `offset`, or beside the cursor that it is to `seek`.

    Clients call the first page `first_page`, and the first document `first_offset`.
    """

    size: int = UNPAGED
    offset: int = 0
    first_page: int = 1
    first_offset: int = 0
    seek: Seek | None = None

    @classmethod
    def after(
        cls,
        offset: float | None,
        size: float | None,
        *,
        default: int,
        maximum: int,
        minimum: int = 0,
        first: int = 0,
    ) -> Self:
        """Begin with a document by its number; the first one has the number `first`."""
        skipped = 0 if offset is None else offset - first
        return cls(_size(size, default, maximum, minimum), _within(skipped), first_offset=first)

    @classmethod
    def of_page(
        cls, page: float | None, size: float | None, *, first: int, default: int, maximum: int, minimum: int = 0
    ) -> Self:
        """Show a page by its number."""
        length = _size(size, default, maximum, minimum)
        number = _within(first if page is None else page)
        return cls(length, _within((number - first) * length), first)

    @classmethod
    def from_cursor(
        cls,
        cursor: Any,
        size: float | None,
        *,
        default: int,
        maximum: int,
        minimum: int = 0,
        before: Any = None,
        key: str = "",
        longest: int = LONGEST,
    ) -> Self:
        """Go on where another page ended, or back to what lies `before` one. A cursor that no page gave starts anew.

        Cursors are tokens of at most `longest` characters, or where the contract says so values of the column `key`.
        Who asks for no documents gets as many as usual: behind an empty page the next one would be the same.
        """
        size = None if size is None or size < 1 else size
        return cls(_size(size, default, maximum, minimum), seek=Seek(cursor, before, key, longest))

    def last(self, found: Rows) -> Self:
        """Show the last page of a list, where this one lies outside of it."""
        if self.seek is not None and found.cursors is not None:
            return replace(self, seek=replace(self.seek, after=found.cursors.last, before=None))
        return replace(self, offset=((found.total or 1) - 1) // self.size * self.size)

    @property
    def page(self) -> int:
        """The number of the page."""
        return self.first_page + (self.offset // self.size if self.size else 0)


@dataclass(frozen=True, slots=True)
class Page:
    """The documents in a window of a list; `total` counts all of the list, if that was asked for.

    Where pages follow cursors, these lead to the others.
    """

    documents: Sequence[Document]
    window: Window
    more: bool = False
    total: int | None = None
    earlier: bool = False
    cursors: Neighbours | None = None

    @property
    def previous(self) -> int | None:
        """Where the page before begins, which is the last one for a page behind it; None for the first."""
        window = self.window
        if not window.offset:
            return None
        before = max(0, window.offset - window.size)
        return before if self.last is None else min(before, self.last)

    @property
    def last(self) -> int | None:
        """Where the last page begins; None where nobody counted."""
        size = self.window.size
        return max(0, self.total - 1) // size * size if self.total is not None and size else None

    def facts(self) -> dict[str, Any]:
        """Give what answers tell about a page; None where there is nothing to tell."""
        window, total, cursors = self.window, self.total, self.cursors or Neighbours()
        has_previous = self.earlier or bool(window.offset)
        return {
            "total": total,
            "count": len(self.documents),
            "limit": window.size,
            "size": window.size,
            "offset": window.first_offset + window.offset,
            "page": window.page,
            "pages": None if total is None else -(-total // max(window.size, 1)),
            "is_empty": not self.documents,
            "has_more": self.more,
            "has_previous": has_previous,
            "is_first": not has_previous,
            "is_last": not self.more,
            "next_page": window.page + 1 if self.more else None,
            "previous_page": None if self.previous is None else replace(window, offset=self.previous).page,
            "previous_cursor": cursors.previous,
            "next_cursor": cursors.next,
        }


def _size(asked: float | None, default: int, maximum: int, minimum: int) -> int:
    return max(minimum, min(int(default if asked is None else asked), maximum))


def _within(number: float) -> int:
    return max(0, min(int(number), _FURTHEST))
