"""A pattern that is spelled without its flags finds what it found with them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oagen.document.pattern_flags import without_flags

PLAIN = r"a K 5 _ . ^ $ \d \w \. \b m+ n? e{1,2}"
GROUPS = r"(?:b) (x|Y) (?=o) (?!p) (?P<name>v)"
CLASSES = r"[a-c] [^Q-T] [A-z] [0-9f] [\dk-] [-k] []u]"
PIECES = st.sampled_from(f"{PLAIN} {GROUPS} {CLASSES}".split())
TEXTS = st.text("abcdefkKmnNopqQRsStTuUvVxXyYzZ059_-.[]^ \n", max_size=12)


@given(
    st.lists(PIECES, max_size=6).filter(lambda pieces: pieces.count("(?P<name>v)") < 2),
    TEXTS,
    st.sampled_from(["i", "s", "is"]),
)
def test_it_finds_the_same(pieces: list[str], text: str, flags: str) -> None:
    pattern = "".join(pieces)
    flagged = re.compile(f"(?{flags})(?a:{pattern})")
    spelled = without_flags(f"(?{flags}){pattern}")
    assert spelled is not None
    assert bool(re.search(f"(?a:{spelled})", text)) == bool(flagged.search(text))


@given(st.lists(PIECES, max_size=3), st.lists(PIECES, max_size=3), TEXTS, st.sampled_from(["({})", "(?:{})", "{}"]))
def test_flags_hold_to_the_end_of_their_group(before: list[str], after: list[str], text: str, group: str) -> None:
    pieces = [piece.replace("?P<name>", "") for piece in (*before, "(?i)", *after)]
    rest = "".join(pieces[len(before) + 1 :])
    spelled = without_flags(group.format("".join(pieces)) + "k")
    last = "k" if group != "{}" else "(?i:k)"
    scoped = group.format("".join(pieces[: len(before)]) + f"(?i:{rest})") + last
    assert spelled is not None
    assert bool(re.search(f"(?a:{spelled})", text)) == bool(re.search(f"(?a:{scoped})", text))


@pytest.mark.parametrize(
    "pattern", ["^a$", "^(?=a)(b)$", "(?m)^a$", "(?x) a", r"(?i)\x41", r"(?i)[\u0041]", "(?i)(?>a)", "(?i)(?#b)"]
)
def test_what_has_no_flags_or_others_is_left_alone(pattern: str) -> None:
    assert without_flags(pattern) is None


def test_properties_of_characters_keep_their_names() -> None:
    assert without_flags(r"(?i)\p{Lu}[\p{Nd}x]") == r"\p{Lu}[\p{Nd}xX]"
