"""What HTTP offers beyond content, where a contract documents it."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    "name",
    [
        "answers",
        "bodies",
        "bulk",
        "carts",
        "contents",
        "cursors",
        "deletes",
        "filters",
        "kinds",
        "lists",
        "media",
        "names",
        "omissions",
        "properties",
        "references",
        "relations",
        "rows",
        "searches",
        "singles",
        "states",
        "tokens",
        "trees",
        "values",
        "webhooks",
    ],
)
def test_feature(check: Callable[[str], None], name: str) -> None:
    check(name)
