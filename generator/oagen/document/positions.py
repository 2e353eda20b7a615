"""From a JSON pointer in the document, as it now is, to the place in a file where its author wrote it."""

from __future__ import annotations

from oagen.diagnostics import Span
from oagen.document.sources import Source


class Positions:
    """Follows what was moved (bundled, upgraded) back to the source.

    A relocation says that what stands at one pointer came from another one: of the tree before this one, or of another
    file. The longest relocated prefix of a pointer counts.
    """

    def __init__(self, origin: Source | Positions) -> None:
        """Positions in a file's own tree, or in a tree that is rebuilt from one with the given positions."""
        self._origin = origin
        self._moved: dict[str, tuple[Source | Positions, str]] = {}

    def moved(self, new: str, old: str, origin: Source | None = None) -> None:
        """Record that what stands at `new` came from `old`, in the tree before or in another file."""
        self._moved[new] = (origin or self._origin, old)

    def span(self, pointer: str) -> Span:
        """The place of a pointer, or of the innermost value that encloses it in the source."""
        prefix = pointer
        while prefix and prefix not in self._moved:
            prefix = prefix.rpartition("/")[0]
        origin, old = self._moved.get(prefix, (self._origin, prefix))
        pointer = old + pointer[len(prefix) :]
        return origin.span(pointer)
