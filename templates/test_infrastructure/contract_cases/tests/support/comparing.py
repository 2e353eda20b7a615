"""Comparing JSON values."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any


def shows(shown: Any, wanted: Any) -> bool:
    """Whether everything that is wanted is shown. Objects may hold more: defaults, and what the server sets."""
    if isinstance(wanted, dict):
        return isinstance(shown, dict) and all(
            name in shown and shows(shown[name], value) for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        same_length = isinstance(shown, list) and len(shown) == len(wanted)
        return same_length and all(map(shows, shown, wanted))
    return bool(shown == wanted) and isinstance(shown, bool) == isinstance(wanted, bool)


def common(document: dict[str, Any], shown: dict[str, Any], made: Collection[str] = ()) -> dict[str, Any]:
    """The part of a document whose properties an answer shows at all, without those that answers make."""
    return {name: value for name, value in document.items() if name in shown and name not in made}
