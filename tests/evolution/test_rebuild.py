"""A contract changes: the next build adds one revision, and the rows of the database come along."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from oagen.cli import main

HERE = Path(__file__).parent
BOOK = "00000000000000000000000000000001"
VERSIONS = "alembic/versions"


def build(document: str, project: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["build", str(HERE / document), "-o", str(project), *options])


def alembic(project: Path, *command: str) -> None:
    environment = {**os.environ, "ENVIRONMENT": "test", "DATABASE_URL": f"sqlite+aiosqlite:///{project}/app.db"}
    done = subprocess.run(
        [sys.executable, "-m", "alembic", *command],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of the contract as it was."""
    assert build("before.yaml", tmp_path / "app").exit_code == 0
    return tmp_path / "app"


def revisions(project: Path) -> list[str]:
    return sorted(path.name for path in (project / VERSIONS).glob("*.py"))


def test_rows_come_along(project: Path) -> None:
    alembic(project, "upgrade", "head")
    with sqlite3.connect(project / "app.db") as database:
        database.execute("INSERT INTO shelves (id, name, colour) VALUES (7, 'Poetry', 'red')")
        database.execute("INSERT INTO books (id, title, pages, shelf_id) VALUES (?, 'Faust', '12', 7)", [BOOK])
    done = build("after.yaml", project)
    assert done.exit_code == 0, done.output
    assert done.output.count("warning[drops-data]") == 2
    assert "the values of books.pages are read as integer, and were text" in done.output
    alembic(project, "upgrade", "head")
    alembic(project, "check")
    with sqlite3.connect(project / "app.db") as database:
        database.row_factory = sqlite3.Row
        (book,) = map(dict, database.execute("SELECT * FROM books"))
        (shelf,) = map(dict, database.execute("SELECT * FROM shelves"))
    assert {name: book[name] for name in ("title", "pages", "state", "language", "lent_at", "shelf_id")} == {
        "title": "Faust",
        "pages": 12,
        "state": "new",
        "language": "de",
        "lent_at": None,
        "shelf_id": 7,
    }
    assert shelf == {"id": 7, "name": "Poetry", "overflow": None}
    alembic(project, "downgrade", "0001")
    alembic(project, "upgrade", "head")


def test_what_has_run_is_not_written_again(project: Path) -> None:
    first = (project / VERSIONS / "0001_initial.py").read_bytes()
    build("after.yaml", project)
    assert revisions(project) == ["0001_initial.py", "0002_follow_the_contract.py"]
    assert (project / VERSIONS / "0001_initial.py").read_bytes() == first
    assert "up to date" in build("after.yaml", project).output
    build("before.yaml", project)
    assert revisions(project)[2:] == ["0003_follow_the_contract.py"]
    assert json.loads((project / ".oagen/manifest.json").read_bytes())["files"].keys() >= {
        f"{VERSIONS}/{name}" for name in revisions(project)
    }


def test_what_no_database_sees_is_no_revision(project: Path, tmp_path: Path) -> None:
    text = (HERE / "before.yaml").read_text()
    title = "        title: {type: string, maxLength: 40}\n"
    state = "        state: {type: string, enum: [new, read]}\n"
    assert title + state in text
    (tmp_path / "other.yaml").write_text(text.replace(title + state, state + title))
    assert build(str(tmp_path / "other.yaml"), project).exit_code == 0
    assert revisions(project) == ["0001_initial.py"]


def test_the_owners_revisions_stand_between(project: Path) -> None:
    own = 'revision = "4af1"\ndown_revision = "0001"\n\ndef upgrade():\n    pass\n\ndef downgrade():\n    pass\n'
    (project / VERSIONS / "4af1_mine.py").write_text(own)
    build("after.yaml", project)
    assert revisions(project) == ["0001_initial.py", "0003_follow_the_contract.py", "4af1_mine.py"]
    assert 'down_revision: str | None = "4af1"' in (project / VERSIONS / "0003_follow_the_contract.py").read_text()
    alembic(project, "upgrade", "head")


def test_two_heads_are_joined_first(project: Path) -> None:
    for name in ("4af1", "4af2"):
        (project / VERSIONS / f"{name}.py").write_text(f'revision = "{name}"\ndown_revision = "0001"\n')
    before = revisions(project)
    done = build("after.yaml", project)
    assert done.exit_code == 1
    assert "error[several-heads]" in done.output
    assert "alembic merge heads" in done.output
    assert revisions(project) == before


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        (".oagen/tables.json", "{", "damaged-manifest"),
        (f"{VERSIONS}/0001_initial.py", "revision = ", "unreadable-revision"),
    ],
)
def test_what_cannot_be_read_stops_the_build(project: Path, path: str, content: str, code: str) -> None:
    (project / path).write_text(content)
    done = build("after.yaml", project)
    assert done.exit_code == 1
    assert f"error[{code}]" in done.output
    assert not (project / "src/services/loans.py").exists()


def test_without_revisions_the_first_one_is_made_anew(project: Path) -> None:
    (project / VERSIONS / "0001_initial.py").unlink()
    build("after.yaml", project)
    assert revisions(project) == ["0001_initial.py"]
    assert "loans" in (project / VERSIONS / "0001_initial.py").read_text()
