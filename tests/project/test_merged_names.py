"""Imports that a merge leaves out are told where they are missed."""

from __future__ import annotations

from pathlib import Path

import pytest
from oagen.diagnostics import Diagnostic, Severity
from oagen.project import Resolution, write_tree

WAS = b"from a import One\n\n\ndef f():\n    return One\n\n\nX = 1\n"
OURS = WAS.replace(b"import One", b"import One, Mine  # both").replace(b"X = 1", b"X = Mine")
NEW = WAS.replace(b"import One", b"import One, Two").replace(b"return One", b"return One, Two")


def build(target: Path, text: bytes, **options: Resolution) -> list[Diagnostic]:
    return write_tree({"src/main.py": text}, target, **options)[1]


def test_what_a_merge_does_not_import_is_told_with_its_import(tmp_path: Path) -> None:
    build(tmp_path, WAS)
    (tmp_path / "src/main.py").write_bytes(OURS)
    (found,) = build(tmp_path, NEW, conflicts=Resolution.OURS)
    assert (found.code, found.severity) == ("undefined-name", Severity.WARNING)
    assert str(found.span) == f"{tmp_path / 'src/main.py'}:5:17"
    assert found.message.startswith("Two is used here and defined nowhere")
    assert found.hint == "Add `from a import Two`."
    assert b"return One, Two" in (tmp_path / "src/main.py").read_bytes()


def test_so_is_an_edit_that_uses_what_the_build_imports_no_more(tmp_path: Path) -> None:
    build(tmp_path, WAS)
    (tmp_path / "src/main.py").write_bytes(WAS.replace(b"X = 1", b"X = One"))
    new = b"from b import Two\n\n\ndef f():\n    return Two\n\n\nX = 1\n"
    (found,) = build(tmp_path, new)
    assert (found.message.split()[0], found.hint) == ("One", "Import it, or take the use of it back.")


@pytest.mark.parametrize("text", [OURS, WAS + b"Y = nowhere\n"])
def test_files_that_were_not_merged_are_their_owner_s(tmp_path: Path, text: bytes) -> None:
    build(tmp_path, WAS)
    (tmp_path / "src/main.py").write_bytes(text)
    assert build(tmp_path, WAS) == []


def test_a_merge_that_lacks_nothing_says_nothing(tmp_path: Path) -> None:
    build(tmp_path, WAS)
    (tmp_path / "src/main.py").write_bytes(WAS.replace(b"X = 1", b"X = 2"))
    assert build(tmp_path, NEW) == []
