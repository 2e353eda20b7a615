"""Documents in normal form, written by hand."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from oagen.diagnostics import Span


@dataclass(frozen=True)
class FakeDocument:
    """What the contract stage reads of a document."""

    authored: dict[str, Any]
    normal: dict[str, Any]
    source_version: str
    path: str = "openapi.yaml"

    def span(self, pointer: str) -> Span:
        """Some place."""
        return Span(self.path, len(pointer), 1)


MakeDocument = Callable[..., FakeDocument]


@pytest.fixture
def make_document() -> MakeDocument:
    """Makes a document whose normal form is what its author wrote."""

    def make(paths: dict[str, Any], *, version: str = "3.1.0", **rest: Any) -> FakeDocument:
        raw = {"openapi": version, "info": {"title": "Test", "version": "1"}, "paths": paths, **rest}
        return FakeDocument(copy.deepcopy(raw), raw, version)

    return make
