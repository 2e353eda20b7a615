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


def alembic(project: Path, *command: str, fails: bool = False) -> None:
    environment = {
        **os.environ,
        "ENVIRONMENT": "test",
        "DATABASE_URL": f"sqlite+aiosqlite:///{project}/app.db",
        # Python takes a module for unchanged if its size and second are, and these builds follow each other at once
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "alembic", *command],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode != 0) == fails, done.stdout + done.stderr


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
    assert "books.pages is read as integer, and was text" in done.output
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


def test_the_revision_says_what_the_build_warns_of(project: Path) -> None:
    path = f"{VERSIONS}/0002_follow_the_contract.py"
    done = build("after.yaml", project)
    warned = [line.partition(f"{path}: ")[2] for line in done.output.splitlines() if line.startswith("warning")]
    revision = (project / path).read_text()
    assert [sentence for sentence in warned if f"- {sentence}\n" not in revision] == []
    assert 'books.language has to be there, and is "de" in rows from before' in warned
    path = f"{VERSIONS}/0003_follow_the_contract.py"
    assert f"{path}: books.state takes no other values than new, read" in build("before.yaml", project).output
    assert "- books.state takes no other values than new, read\n" in (project / path).read_text()


def test_what_stops_a_revision_leaves_everything_as_it_was(project: Path) -> None:
    alembic(project, "upgrade", "head")
    with sqlite3.connect(project / "app.db") as database:
        database.execute("INSERT INTO books (id, title, pages) VALUES (?, 'Faust', 'many')", [BOOK])
    build("after.yaml", project)
    alembic(project, "upgrade", "head", fails=True)
    with sqlite3.connect(project / "app.db") as database:
        assert database.execute("SELECT pages FROM books").fetchall() == [("many",)]
        database.execute("UPDATE books SET pages = '1'")
    alembic(project, "upgrade", "head")
    alembic(project, "check")


def test_what_was_undeclared_is_declared(tmp_path: Path) -> None:
    project = tmp_path / "pets"
    build("pets.yaml", project)
    alembic(project, "upgrade", "head")
    with sqlite3.connect(project / "app.db") as database:
        for overflow in ('{"age": 7, "nick": null}', '{"age": "old", "else": 1}', None):
            database.execute("INSERT INTO pets (name, weight, overflow) VALUES ('Rex', 7.0, ?)", [overflow])
    text = (HERE / "pets.yaml").read_text()
    text = text.replace('[string, "null"]}', "string}\n        age: {type: integer}").replace("number", "integer")
    (tmp_path / "later.yaml").write_text(text)
    done = build(str(tmp_path / "later.yaml"), project)
    sentence = "pets.age takes what rows hold of it undeclared, and drops what is not an integer"
    assert f"{VERSIONS}/0002_follow_the_contract.py: {sentence}" in done.output
    revision = (project / VERSIONS / "0002_follow_the_contract.py").read_text()
    assert f"- {sentence}\n" in revision
    assert "What was dropped comes back empty, and what columns took in goes with them." in revision
    alembic(project, "upgrade", "head")
    alembic(project, "check")
    with sqlite3.connect(project / "app.db") as database:
        found = database.execute("SELECT age, weight, overflow FROM pets ORDER BY id").fetchall()
    assert found == [(7, 7, None), (None, 7, '{"else": 1}'), (None, 7, None)]
    alembic(project, "downgrade", "0001")
    with sqlite3.connect(project / "app.db") as database:
        found = database.execute("SELECT weight, overflow FROM pets ORDER BY id").fetchall()
    assert found == [(7.0, None), (7.0, '{"else": 1}'), (7.0, None)]


def test_what_is_called_otherwise_keeps_its_values(project: Path, tmp_path: Path) -> None:
    """Columns have the names of properties, and numbers where two would have the same."""
    alembic(project, "upgrade", "head")
    text = (HERE / "before.yaml").read_text()
    field = "        title: {type: string, maxLength: 40}\n"
    first, second = field.replace("title", "noteId"), field.replace("title", "noteID")
    for number, fields in enumerate((first + second, second + first, second)):
        document = tmp_path / f"{number}.yaml"
        document.write_text(text.replace(field, field + fields))
        assert build(str(document), project).exit_code == 0
        alembic(project, "upgrade", "head")
        alembic(project, "check")
        names = json.loads((project / ".oagen/tables.json").read_bytes())["tables"]
        (books,) = (table for table in names if table["name"] == "books")
        column = {each["property"]: each["name"] for each in books["columns"]}
        with sqlite3.connect(project / "app.db") as database:
            if number == 0:
                both = f"{column['noteId']}, {column['noteID']}"
                insert = f"INSERT INTO books (id, title, {both}) VALUES (?, 'Faust', 'first', 'second')"
                database.execute(insert, [BOOK])
            found = database.execute(f"SELECT {column['noteID']} FROM books").fetchall()
        assert found == [("second",)]


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
        (".oagen/manifest.json", "{", "damaged-manifest"),
        (f"{VERSIONS}/0001_initial.py", "revision = ", "unreadable-revision"),
    ],
)
def test_what_cannot_be_read_stops_the_build(project: Path, path: str, content: str, code: str) -> None:
    (project / path).write_text(content)
    done = build("after.yaml", project)
    assert done.exit_code == 1
    assert f"error[{code}]" in done.output
    assert not (project / "src/services/loans.py").exists()


def test_what_is_missing_is_named(project: Path) -> None:
    build("after.yaml", project)
    kept = (project / ".oagen/tables.json").read_bytes()
    (project / ".oagen/tables.json").unlink()
    assert "error[missing-record]" in build("before.yaml", project).output
    (project / ".oagen/tables.json").write_bytes(kept)
    (project / VERSIONS / "0002_follow_the_contract.py").unlink()
    assert "error[missing-revision]" in build("after.yaml", project).output


def test_without_revisions_the_first_one_is_made_anew(project: Path) -> None:
    (project / VERSIONS / "0001_initial.py").unlink()
    build("after.yaml", project)
    assert revisions(project) == ["0001_initial.py"]
    assert "loans" in (project / VERSIONS / "0001_initial.py").read_text()
