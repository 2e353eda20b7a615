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


@pytest.mark.parametrize(
    "pattern", ["^a$", "a(?i)b", "(?m)^a$", "(?x) a", r"(?i)\x41", r"(?i)[\u0041]", "(?i)(?>a)", "(?i)(?#b)"]
)
def test_what_has_no_flags_or_others_is_left_alone(pattern: str) -> None:
    assert without_flags(pattern) is None


def test_properties_of_characters_keep_their_names() -> None:
    assert without_flags(r"(?i)\p{Lu}[\p{Nd}x]") == r"\p{Lu}[\p{Nd}xX]"
