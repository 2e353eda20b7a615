"""`write_tree`: first builds, rebuilds, edits of the user, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from oagen.diagnostics import has_errors
from oagen.project import Resolution, Written, is_current, left_markers, swap, write_tree

FILES = {
    "README.md": b"# Tasks\n\nFirst.\n\nSecond.\n",
    "openapi.yaml": b"openapi: 3.1.0\n",
    "src/main.py": b"A = 1\n\n\nB = 2\n\n\nC = 3\n",
    "scripts/start.sh": b"#!/bin/sh\n",
}


def build(target: Path, files: dict[str, bytes], **options: object) -> Written:
    written, diagnostics = write_tree(files, target, **options)  # type: ignore[arg-type]
    assert not has_errors(diagnostics), diagnostics
    return written


def snapshot(target: Path) -> dict[str, tuple[bytes, int]]:
    """Content and modification time of every file."""
    return {
        str(path.relative_to(target)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(target.rglob("*"))
        if path.is_file()
    }


def codes(target: Path, files: dict[str, bytes]) -> list[str]:
    return [d.code for d in write_tree(files, target)[1]]


def test_a_first_build_writes_everything(tmp_path: Path) -> None:
    written = build(tmp_path / "app", FILES)
    assert written.created == tuple(sorted(FILES))
    assert (tmp_path / "app/src/main.py").read_bytes() == FILES["src/main.py"]
    assert (tmp_path / "app/scripts/start.sh").stat().st_mode & 0o111
    manifest = json.loads((tmp_path / "app/.oagen/manifest.json").read_text())
    assert manifest["files"]["openapi.yaml"]["class"] == "contract"
    assert [entry.name for entry in tmp_path.iterdir()] == ["app"]


def test_an_unchanged_rebuild_writes_nothing(tmp_path: Path) -> None:
    build(tmp_path, FILES, fingerprint="f")
    before = snapshot(tmp_path)
    written = build(tmp_path, FILES, fingerprint="f")
    assert not written.wrote
    assert not written.changes
    assert written.unchanged == len(FILES)
    assert snapshot(tmp_path) == before
    assert is_current(tmp_path, "f")
    assert not is_current(tmp_path, "g")


def test_only_what_changed_is_written_and_foreign_files_stay(tmp_path: Path) -> None:
    target = tmp_path / "app"
    build(target, FILES)
    (target / "app.db").write_bytes(b"rows")
    (target / "link").symlink_to("app.db")
    before = snapshot(target)
    written = build(target, FILES | {"openapi.yaml": b"openapi: 3.2.0\n"})
    assert written.updated == ("openapi.yaml",)
    after = snapshot(target)
    assert after["app.db"] == before["app.db"]
    assert after["README.md"] == before["README.md"]
    assert (target / "link").is_symlink()


def test_edits_and_new_text_are_merged(tmp_path: Path) -> None:
    build(tmp_path, FILES)
    main = tmp_path / "src/main.py"
    main.write_text(main.read_text().replace("A = 1", "A = 100"))
    new = FILES | {"src/main.py": b"A = 1\n\n\nB = 2\n\n\nC = 33\n"}
    assert build(tmp_path, new).merged == ("src/main.py",)
    assert main.read_text() == "A = 100\n\n\nB = 2\n\n\nC = 33\n"
    assert not build(tmp_path, new).changes


@pytest.fixture
def clash(tmp_path: Path) -> tuple[Path, dict[str, bytes]]:
    """A project where the user and the build changed the same line; another file changes as well."""
    build(tmp_path, FILES)
    (tmp_path / "src/main.py").write_text("A = 1\n\n\nB = 'mine'\n\n\nC = 3\n")
    return tmp_path, FILES | {"src/main.py": b"A = 1\n\n\nB = 22\n\n\nC = 3\n", "openapi.yaml": b"openapi: 3.2.0\n"}


def test_a_conflict_changes_nothing_and_names_the_place(clash: tuple[Path, dict[str, bytes]]) -> None:
    target, files = clash
    before = snapshot(target)
    (conflict,) = build(target, files).conflicts
    assert (conflict.path, conflict.lines) == ("src/main.py", (4,))
    assert "B = 'mine'" in conflict.diff
    assert snapshot(target) == before


@pytest.mark.parametrize(
    ("resolution", "expected"),
    [
        (Resolution.OURS, "B = 'mine'\n"),
        (Resolution.THEIRS, "B = 22\n"),
        (Resolution.MARKERS, "<<<<<<< yours\nB = 'mine'\n=======\nB = 22\n>>>>>>> generated\n"),
    ],
)
def test_a_conflict_is_resolved_as_told(
    clash: tuple[Path, dict[str, bytes]], resolution: Resolution, expected: str
) -> None:
    target, files = clash
    build(target, files, conflicts=resolution)
    assert (target / "src/main.py").read_text() == f"A = 1\n\n\n{expected}\n\nC = 3\n"
    assert (target / "openapi.yaml").read_bytes() == b"openapi: 3.2.0\n"
    assert not build(target, files).conflicts


@pytest.fixture
def partial(tmp_path: Path) -> tuple[Path, dict[str, bytes]]:
    """A file where user and build changed B, and each of them something else as well."""
    build(tmp_path, FILES)
    (tmp_path / "src/main.py").write_text("A = 'mine'\n\n\nB = 'mine'\n\n\nC = 3\n")
    return tmp_path, FILES | {"src/main.py": b"A = 1\n\n\nB = 22\n\n\nC = 33\n"}


def test_markers_that_are_left_are_named_by_every_build(partial: tuple[Path, dict[str, bytes]]) -> None:
    target, files = partial
    assert write_tree(files, target, conflicts=Resolution.MARKERS, dry_run=True)[1] == []
    for _ in range(2):
        _, warnings = write_tree(files, target, conflicts=Resolution.MARKERS, fingerprint="f")
        assert [str(d).partition(" ")[0] for d in warnings] == [f"{target}/src/main.py:4:1:"]
        assert [d.code for d in warnings] == ["conflict-markers"]
        assert left_markers(target) == warnings
    assert [d.code for d in write_tree(FILES, target)[1]] == ["conflict-markers"]
    main = target / "src/main.py"
    main.write_text("\n".join(line for line in main.read_text().splitlines() if not line.startswith("<<<<<<<")))
    assert [d.span.line for d in left_markers(target) if d.span] == [7]
    main.write_text("A = 1\n")
    assert left_markers(target) == []


def test_markers_that_a_build_made_are_none_of_a_merge(tmp_path: Path) -> None:
    build(tmp_path, FILES | {"docs/merging.md": b"<<<<<<< yours\n"})
    assert left_markers(tmp_path) == []


@pytest.mark.parametrize(
    ("resolution", "expected"),
    [
        (Resolution.OURS, "A = 'mine'\n\n\nB = 'mine'\n\n\nC = 33\n"),
        (Resolution.THEIRS, "A = 'mine'\n\n\nB = 22\n\n\nC = 33\n"),
    ],
)
def test_a_resolution_decides_only_the_places_in_conflict(
    partial: tuple[Path, dict[str, bytes]], resolution: Resolution, expected: str
) -> None:
    target, files = partial
    assert build(target, files, conflicts=resolution).merged == ("src/main.py",)
    assert (target / "src/main.py").read_text() == expected
    assert not build(target, files).changes


def test_the_diff_of_a_conflict_shows_the_places_in_conflict_and_whose_text_is_whose(
    partial: tuple[Path, dict[str, bytes]],
) -> None:
    target, files = partial
    (conflict,) = build(target, files).conflicts
    assert conflict.diff.splitlines()[:2] == ["--- generated/src/main.py", "+++ yours/src/main.py"]
    changed = [line for line in conflict.diff.splitlines()[2:] if line[0] in "+-"]
    assert changed == ["-B = 22", "+B = 'mine'"]


def test_where_there_are_no_lines_to_merge_a_resolution_decides_the_file(tmp_path: Path) -> None:
    first = FILES | {"logo.png": b"\x89PNG"}
    second = FILES | {"logo.png": b"\x89PNG2", "README.md": b"# New\n"}
    for resolution, logo in ((Resolution.OURS, b"\x89MINE"), (Resolution.THEIRS, b"\x89PNG2")):
        target = tmp_path / resolution
        build(target, first)
        (target / "logo.png").write_bytes(b"\x89MINE")
        (target / "README.md").unlink()
        assert [conflict.path for conflict in build(target, second).conflicts] == ["README.md", "logo.png"]
        build(target, second, conflicts=resolution)
        assert (target / "logo.png").read_bytes() == logo
        assert (target / "README.md").exists() == (resolution is Resolution.THEIRS)


def test_a_conflict_says_what_settles_it(partial: tuple[Path, dict[str, bytes]]) -> None:
    target, files = partial
    (conflict,) = build(target, files).conflicts
    assert conflict.settled_by == (Resolution.MARKERS, Resolution.OURS, Resolution.THEIRS)
    (target / "src/main.py").write_text("A = 1\n\n\nB = (\n\n\nC = 3\n")
    (conflict,) = build(target, files).conflicts
    assert conflict.settled_by == (Resolution.MARKERS, Resolution.THEIRS)
    assert build(target, files, conflicts=Resolution.OURS).conflicts
    assert not build(target, files, conflicts=Resolution.THEIRS).conflicts
    (target / "openapi.yaml").write_text("mine\n")
    assert [each.settled_by for each in build(target, FILES).conflicts] == [(Resolution.THEIRS,)]


def test_an_edited_contract_file_is_refused_with_a_diff(tmp_path: Path) -> None:
    build(tmp_path, FILES, fingerprint="f")
    (tmp_path / "openapi.yaml").write_text("openapi: 3.0.0\n")
    assert not is_current(tmp_path, "f")
    (conflict,) = build(tmp_path, FILES).conflicts
    assert "+openapi: 3.0.0" in conflict.diff
    assert build(tmp_path, FILES, conflicts=Resolution.OURS).conflicts
    assert build(tmp_path, FILES, conflicts=Resolution.THEIRS).updated == ("openapi.yaml",)


def test_a_lost_contract_file_comes_back_and_a_deleted_merged_one_stays_away(tmp_path: Path) -> None:
    build(tmp_path, FILES)
    (tmp_path / "openapi.yaml").unlink()
    (tmp_path / "README.md").unlink()
    written, diagnostics = write_tree(FILES, tmp_path)
    assert (written.created, written.kept) == (("openapi.yaml",), ())
    assert [(d.code, d.message) for d in diagnostics] == [
        ("deleted-file", "README.md was deleted by hand, and stays away")
    ]
    assert build(tmp_path, FILES | {"README.md": b"new\n"}).conflicts


def test_files_no_longer_generated_go_unless_edited(tmp_path: Path) -> None:
    files = FILES | {"src/api/tasks.py": b"T = 1\n", "src/mine.py": b"M = 1\n"}
    build(tmp_path, files)
    (tmp_path / "src/mine.py").write_text("M = 2\n")
    written, diagnostics = write_tree(FILES, tmp_path)
    assert (written.removed, written.orphaned) == (("src/api/tasks.py",), ("src/mine.py",))
    assert [d.code for d in diagnostics] == ["orphaned-file"]
    assert not (tmp_path / "src/api").exists()
    assert (tmp_path / "src/mine.py").exists()
    assert "src/mine.py" not in json.loads((tmp_path / ".oagen/base.json").read_bytes())


def test_a_line_of_the_kept_texts_is_a_line_of_a_file(tmp_path: Path) -> None:
    build(tmp_path, FILES | {"logo.png": b"\x89PNG"})
    kept = (tmp_path / ".oagen/base.json").read_text()
    texts = {path: "\n".join(lines).encode() for path, lines in json.loads(kept).items()}
    assert texts == FILES
    assert len(kept.splitlines()) == sum(content.count(b"\n") + 1 for content in FILES.values())


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"src/main.py": 1}', '{"src/main.py": ["\\ud800"]}', '{"src/main.py": []}']
)
def test_without_its_base_an_edit_is_a_conflict(tmp_path: Path, text: str) -> None:
    build(tmp_path, FILES)
    (tmp_path / "src/main.py").write_text("mine\n")
    (tmp_path / ".oagen/base.json").write_text(text)
    (conflict,) = build(tmp_path, FILES | {"src/main.py": b"generated\n"}).conflicts
    assert conflict.path == "src/main.py"
    assert "restore .oagen/base.json from version control" in conflict.reason


def test_a_file_in_the_way_is_a_conflict(tmp_path: Path) -> None:
    build(tmp_path, FILES)
    (tmp_path / "new.md").write_text("mine\n")
    (conflict,) = build(tmp_path, FILES | {"new.md": b"generated\n"}).conflicts
    assert conflict.path == "new.md"


def test_a_merge_that_does_not_parse_is_a_conflict(tmp_path: Path) -> None:
    build(tmp_path, FILES)
    (tmp_path / "src/main.py").write_text("if 1:\n    A = 1\n\n\nB = 2\n\n\nC = 3\n")
    files = FILES | {"src/main.py": b"A = 1\n\n\nB = 2\n\n\nC = 3\nD = 4\n"}
    assert not build(tmp_path, files).conflicts
    (tmp_path / "src/main.py").write_text("x = (\nA = 1\n\n\nB = 2\n\n\nC = 3\nD = 4\n")
    assert build(tmp_path, FILES).conflicts


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    written = build(tmp_path / "app", FILES, dry_run=True)
    assert written.created
    assert not written.wrote
    assert not (tmp_path / "app").exists()


def test_a_foreign_folder_is_refused_but_a_fresh_repository_is_not(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert codes(tmp_path, FILES) == []
    (tmp_path / "other").mkdir()
    (tmp_path / "other/thesis.txt").write_text("years of work")
    assert codes(tmp_path / "other", FILES) == ["target-not-empty"]
    assert codes(tmp_path / "other/thesis.txt", FILES) == ["target-not-a-folder"]
    (tmp_path / ".oagen/manifest.json").write_text("{")
    assert codes(tmp_path, FILES) == ["damaged-manifest"]


@pytest.mark.parametrize(
    "path", ["../x", "/etc/x", "a/../../x", "a//b", "", ".", "a\\b", "a\0b", "C:x", ".oagen/manifest.json", "a/./b"]
)
def test_unsafe_paths_are_refused(tmp_path: Path, path: str) -> None:
    assert codes(tmp_path / "app", {path: b""}) == ["unsafe-path"]
    assert not (tmp_path / "app").exists()


def test_clashing_paths_are_refused(tmp_path: Path) -> None:
    assert codes(tmp_path, {"a": b"", "a/b": b""}) == ["path-clash"]
    assert codes(tmp_path, {"Task.py": b"", "task.py": b""}) == ["path-clash"]


def test_links_out_of_the_target_are_not_followed(tmp_path: Path) -> None:
    target, outside = tmp_path / "app", tmp_path / "outside"
    outside.mkdir()
    build(target, {"README.md": b"x"})
    (target / "src").symlink_to(outside)
    assert codes(target, FILES) == ["linked-folder"]
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("path", ["x.toml", "x.json"])
def test_broken_output_never_reaches_the_disk(tmp_path: Path, path: str) -> None:
    assert codes(tmp_path / "app", {path: b"a = = {"}) == ["broken-output"]
    assert not (tmp_path / "app").exists()


def test_a_rewritten_revision_is_reported(tmp_path: Path) -> None:
    build(tmp_path, {"alembic/versions/0001_initial.py": b"A = 1\n"})
    assert codes(tmp_path, {"alembic/versions/0001_initial.py": b"A = 2\n"}) == ["rewritten-revision"]


@pytest.mark.parametrize("given", ["app", "../{}/app", "there"])
def test_what_cannot_be_written_is_named_as_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    def refusing(folder: Path, write: object) -> None:
        raise PermissionError(13, "Permission denied", str(folder / "README.md"))

    monkeypatch.chdir(tmp_path)
    Path("there").mkdir()
    target = Path(given.format(tmp_path.name))
    with monkeypatch.context() as patched:
        patched.setattr(swap, "_write_all", refusing)
        ((problem),) = write_tree(FILES, target)[1]
    assert (problem.code, problem.message) == ("not-writable", f"{target} cannot be written: permission denied")
    assert problem.hint


def test_a_folder_in_the_way_of_a_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    build(Path("app"), FILES)
    Path("app/NEW.md/inner").mkdir(parents=True)
    (problem,) = write_tree(FILES | {"NEW.md": b"new\n"}, Path("app"))[1]
    assert problem.message == "app/NEW.md cannot be written: is a directory"
