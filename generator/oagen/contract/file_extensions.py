"""Paths like those of files: `/tickets.json`, `/tickets/{id}.json`, as Rails and Twilio have them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

# What is read as one format of the documents there. An image or a CSV file is something else than the row.
_FORMAT = re.compile(r"(?<=[^/.])\.(json|xml|ya?ml)$")
_PARAMETER = re.compile(r"\{[^{}]*\}")


def file_extensions(paths: Iterable[str]) -> dict[str, str]:
    """Path template → the end of it that only names a format, "" where it has none.

    Where paths would be the same without it (`/tickets` beside `/tickets.json`), it is what tells them apart.
    """
    found = {path: match.group() if (match := _FORMAT.search(path)) else "" for path in paths}
    places = {path: _PARAMETER.sub("{}", path.removesuffix(extension)) for path, extension in found.items()}
    there = Counter(places.values())
    return {path: extension if there[places[path]] == 1 else "" for path, extension in found.items()}
