"""What the revisions of a project say of themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from oagen.project import TABLES, load_history

VERSIONS = "alembic/versions"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two revisions in a row, beside the record of the tables."""
    for name, text in {
        f"{VERSIONS}/0001_initial.py": "revision = '0001'\ndown_revision = None\n",
        f"{VERSIONS}/mine.py": "revision: str = 'mine'\ndown_revision: str = '0001'\n",
        TABLES: "{}",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_the_head_is_what_none_follows(project: Path) -> None:
    history, problems = load_history(project)
    assert problems == []
    assert history is not None
    assert (history.head, history.revisions) == ("mine", {"0001", "mine"})


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (b"revision = 'zz'\n\ndef upgrade(:\n", "3:13"),
        (b"revision = 'zz'\ndown_revision = former()\n", "2:17"),
        (b"revision = 'z\0z'\n", ""),
        (b"\xff\n", ""),
    ],
)
def test_a_broken_revision_is_named_with_its_place(project: Path, source: bytes, place: str) -> None:
    broken = project / VERSIONS / "zz.py"
    broken.write_bytes(source)
    (project / VERSIONS / "zzz.py").write_bytes(source)
    history, problems = load_history(project)
    assert history is None
    assert [d.code for d in problems] == ["unreadable-revision"] * 2
    assert str(problems[0].span).startswith(f"{broken}:{place}" if place else str(broken))
    assert problems[0].hint
