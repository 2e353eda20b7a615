"""The three-way merge of texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from oagen.project.merge import merge

texts = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n"]), max_size=8).map("".join)


@given(texts, texts)
def test_a_change_of_one_side_is_taken(base: str, changed: str) -> None:
    assert merge(base, changed, base).text == changed
    assert merge(base, base, changed).text == changed
    assert not merge(base, changed, changed).places
    assert merge(base, changed, changed).text == changed


@given(texts, texts, texts)
def test_both_sides_agree_on_what_conflicts(base: str, ours: str, theirs: str) -> None:
    forth, back = merge(base, ours, theirs), merge(base, theirs, ours)
    assert bool(forth.places) == bool(back.places)
    assert forth.places or forth.text == back.text


def test_changes_apart_are_both_taken() -> None:
    base = "import a\n\n\ndef f():\n    pass\n\n\ndef g():\n    pass\n"
    ours = base.replace("def f():\n    pass", "def f():\n    return 1")
    theirs = base.replace("import a\n", "import a\nimport b\n")
    result = merge(base, ours, theirs)
    assert result.text == ours.replace("import a\n", "import a\nimport b\n")
    assert result.places == ()


def test_markers_start_their_own_line_without_a_final_newline() -> None:
    result = merge("a", "b", "c")
    assert result.text == "<<<<<<< yours\nb\n=======\nc\n>>>>>>> generated\n"
    assert result.places == (1,)
