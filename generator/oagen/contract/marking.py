"""Marks: whatever the served contract adds to the authored document can be told, and taken away again.

`x-oagen-added` is `true` on an object that is an addition as a whole, and a list of keys on an authored object that got
these keys.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from oagen.contract.placeholders import with_authored_names
from oagen.document import pointers

MARK = "x-oagen-added"
Keywords = Mapping[str, Mapping[str, Any]]  # JSON pointer of a schema → the keywords that it gets


def with_keywords(document: Mapping[str, Any], keywords: Keywords) -> dict[str, Any]:
    """A document with these keywords, each marked. What leads to none of them is shared with the original."""
    result = dict(document)
    for pointer, added in keywords.items():
        node: Any = result
        for part in pointers.split(pointer):
            key = int(part) if isinstance(node, list) else part
            node[key] = copy.copy(node[key])
            node = node[key]
        node |= added
        node[MARK] = [*node.get(MARK, ()), *added]
    return result


def strip_additions(served: Mapping[str, Any]) -> dict[str, Any]:
    """The document without what is marked: as its author wrote it."""
    return _stripped(with_authored_names(served))  # type: ignore[no-any-return]


def _stripped(node: Any) -> Any:
    if isinstance(node, list):
        return [_stripped(child) for child in node]
    if not isinstance(node, Mapping):
        return node
    added = node.get(MARK, ())
    dropped = {MARK, *(added if isinstance(added, list) else ())}
    return {
        key: _stripped(child)
        for key, child in node.items()
        if key not in dropped and not (isinstance(child, Mapping) and child.get(MARK) is True)
    }
