"""Patterns in the words of Java and PCRE."""

from __future__ import annotations

import pytest
from oagen.document.foreign_patterns import is_foreign, native
from oagen.document.patterns import matcher


@pytest.mark.parametrize(
    ("pattern", "fitting", "other"),
    [
        (r"^[\w*\h-]+$", "a\u00a0*-", "a\n"),
        (r"^[\h-x]$", "-", "y"),
        (r"^\h+\H$", " \ta", "  "),
        (r"\Aab\Z", "ab", "abc"),
        (r"\Ab\hc\z", "b c", "xb c"),
        (r"^\Q[a.b]*\E$", "[a.b]*", "[axb]*"),
        (r"^\Qa|b", "a|b", "b"),
        (r"^a\Rb$", "a\r\nb", "ab"),
        (r"^\V\N$", "ab", "a\n"),
        (r"^[\e\a]$", "\x07", "e"),
    ],
)
def test_they_mean_the_same_in_other_words(pattern: str, fitting: str, other: str) -> None:
    spelled = native(pattern)
    assert spelled is not None
    assert [matcher(spelled)(text) for text in (fitting, other)] == [True, False]


@pytest.mark.parametrize("pattern", ["^a++b$", r"^\p{Alpha}+$", "^(?i:a)b$", "^[a-z", "^a(?i)b$", r"^[\H]$", r"\Ga"])
def test_what_needs_no_help_or_has_none_stays(pattern: str) -> None:
    assert native(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "foreign"),
    [
        (r"\Ga", True),
        ("(?|a|b)", True),
        (r"\p{javaLowerCase}", True),
        (r"[\H]", True),
        ("^[a-z", False),
        ("[(?R)]", False),
    ],
)
def test_some_have_no_other_words(pattern: str, foreign: bool) -> None:
    assert is_foreign(pattern) is foreign
