"""Documents that must be refused: every folder here holds one, and what is to be said about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from oagen.diagnostics import Span
from oagen.document import load_document
from oagen.reporting import as_text

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/openapi.*"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_invalid_document(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case)
    (root,) = Path().glob("openapi.*")
    document, found = load_document(root)

    def line(span: Span) -> str:
        return Path(span.file).read_text(encoding="utf-8").split("\n")[span.line - 1]

    assert document is None
    assert as_text(found, line) == Path("expected.txt").read_text(encoding="utf-8").rstrip("\n")
