"""Strings: one that fits a pattern, a format and length bounds."""

from __future__ import annotations

import re
import re._constants as sre  # type: ignore[import-not-found]  # the standard parser has no public face
import re._parser as parser  # type: ignore[import-not-found]
import string
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle, islice
from random import Random
from typing import Any

from oagen.contract.formats import EXAMPLES
from oagen.document.patterns import is_ambiguous, matcher

_NAMED_GROUP = re.compile(r"\(\?<(?![=!])")  # as ECMA-262 writes it
_LONGEST = 1_000_000  # a text that no service would take by default
_NIL = "00000000-0000-0000-0000-000000000000"  # the UUID of nothing (RFC 9562, section 5.9)
_PLAIN = string.digits + string.ascii_uppercase + string.ascii_lowercase
_FILLERS = "aA1bB2cC3"
_ALPHABET = _FILLERS + string.ascii_letters + string.digits + "-_.:/ @#$%&+=!?*,;~'\"()[]{}<>|\\^`\n\t" + "\u00e9\u4e2d"
_ONE_OF_MANY = (sre.NOT_LITERAL, sre.ANY, sre.IN)  # tokens that take one character
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    sre.CATEGORY_DIGIT: lambda c: c in string.digits,
    sre.CATEGORY_NOT_DIGIT: lambda c: c not in string.digits,
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_NOT_SPACE: lambda c: not c.isspace(),
    sre.CATEGORY_WORD: lambda c: c.isascii() and (c.isalnum() or c == "_"),
    sre.CATEGORY_NOT_WORD: lambda c: not (c.isascii() and (c.isalnum() or c == "_")),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a pattern: `least` to `most` characters of `alphabet`, or a text that stands for what is no such."""

    text: str
    alphabet: str = ""
    least: int = 0
    most: int = 0


def pieces(pattern: str) -> tuple[Piece, ...]:
    """The pieces of a pattern, one after the other; of alternatives the first."""
    tree = _parsed(pattern)
    return () if tree is None else tuple(_pieces(tree))


def _pieces(tree: Any) -> Iterator[Piece]:
    for operator, argument in tree:
        if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT) and len(argument[2]) == 1:
            least, most, inner = argument
            alphabet = _alphabet(*inner[0])
            yield Piece(_Writer(0, 0).write([(operator, argument)]), alphabet, least, int(most))
        elif operator is sre.SUBPATTERN:
            yield from _pieces(argument[3])
        elif operator is sre.BRANCH:
            yield from _pieces(argument[1][0])
        else:
            yield Piece(_Writer(0, 0).write([(operator, argument)]))


def _alphabet(operator: Any, argument: Any) -> str:
    """The letters and digits that a token of a pattern takes."""
    if operator is sre.ANY:
        return string.ascii_letters + string.digits
    if operator is sre.NOT_LITERAL:
        return (string.ascii_letters + string.digits).replace(chr(argument), "")
    accepts = _membership(argument) if operator is sre.IN else lambda _: False
    return "".join(filter(accepts, string.ascii_letters + string.digits))


def candidates(schema: dict[str, Any], salt: int = 0) -> Iterator[str]:
    """Strings that probably fit `schema`, the likeliest first; `salt` asks for different ones."""
    shortest = int(schema.get("minLength", 0))
    if shortest > _LONGEST:
        return
    pattern = schema.get("pattern")
    name = schema.get("format")
    if isinstance(name, str) and name in EXAMPLES:
        yield from _of_format(name, shortest, salt)
    if isinstance(pattern, str):
        for text in _of_pattern(pattern, shortest, salt):
            yield from _padded(text, shortest)
    yield from _plain(schema, salt)


def plainest(schema: dict[str, Any]) -> Iterator[str]:
    """The plainest strings that may fit `schema`: zeros wherever it leaves the choice."""
    shortest = int(schema.get("minLength", 0))
    if schema.get("format") == "uuid":
        yield _NIL
    if isinstance(schema.get("pattern"), str):
        tree = _parsed(schema["pattern"])
        yield from () if tree is None else (_Writer(extra, 0, plain=True).write(tree) for extra in range(3))
    if shortest <= _LONGEST:
        yield "0" * max(1, shortest)


def _plain(schema: dict[str, Any], salt: int) -> Iterator[str]:
    shortest, longest = int(schema.get("minLength", 0)), schema.get("maxLength")
    text = "string" if salt == 0 else f"string{salt}"
    if longest is not None and len(text) > longest:
        text = (str(salt) if salt else text)[: int(longest)]
    yield text + "x" * (shortest - len(text))


def _of_format(name: str, shortest: int, salt: int) -> Iterator[str]:
    for text in EXAMPLES[name]:
        yield from _padded(_varied(name, text, salt), shortest)


def _padded(text: str, shortest: int) -> Iterator[str]:
    missing = shortest - len(text)
    if missing <= 0:
        yield text
        return
    for filler in {text[-1:] or "a": None, "a": None}:
        yield text + filler * missing
        yield filler * missing + text


def _varied(name: str, text: str, salt: int) -> str:
    """Another text of the same format."""
    if salt == 0:
        return text
    if name == "uuid":
        return f"{text[:-4]}{salt:04x}"
    if name.startswith("date"):
        return text.replace("2024", f"{2024 + salt:04d}")
    if name in ("email", "idn-email", "hostname", "idn-hostname"):
        return f"a{salt}{text}"
    if name == "ipv4":
        return f"192.0.{2 + salt // 250}.{1 + salt % 250}"
    if name == "ipv6":
        return f"2001:db8::{1 + salt:x}"
    if name == "time":
        return f"{salt % 24:02d}:{30 + salt // 24:02d}:00Z"
    return text[:-1] + str(salt + 1) if name == "duration" else f"{text}{salt}"


@lru_cache(maxsize=4096)
def _of_pattern(pattern: str, shortest: int, salt: int) -> tuple[str, ...]:
    """Texts for `pattern` with ever more repetitions, found by reading it; by searching if none of those fits."""
    tree = _parsed(pattern)
    if tree is None:
        return ()
    given, pattern = pattern, _NAMED_GROUP.sub("(?P<", pattern)
    written = {_Writer(extra, salt).write(tree): None for extra in (*range(4), 8, shortest, 32)}
    matches = matcher(given)  # Python's own engine could take for ever
    if is_ambiguous(given) or any(len(text) >= shortest and matches(text) for text in written):
        return tuple(written)
    return (*_searched(pattern, shortest, salt), *written)


def _parsed(pattern: str) -> Any:
    """The syntax tree of a pattern; None if Python cannot read it."""
    pattern = _NAMED_GROUP.sub("(?P<", pattern)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return parser.parse(pattern)
        except (re.error, OverflowError, RecursionError):
            return None


def _searched(pattern: str, shortest: int, salt: int) -> tuple[str, ...]:
    """A text found by Hypothesis: slow, but it copes with lookarounds and backreferences."""
    from hypothesis import HealthCheck, Phase, find, settings  # noqa: PLC0415 (seldom needed, slow to import)
    from hypothesis.errors import HypothesisException  # noqa: PLC0415
    from hypothesis.strategies import from_regex  # noqa: PLC0415

    options = settings(
        max_examples=100,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    try:
        return (find(from_regex(pattern), lambda text: len(text) >= shortest, settings=options, random=Random(salt)),)
    except (HypothesisException, re.error):
        return ()


class _Writer:
    """Writes one text that a parsed pattern matches. Lookarounds are skipped: whoever asks checks the result."""

    def __init__(self, extra: int, salt: int, *, plain: bool = False) -> None:
        self._plain = plain
        self._extra = extra
        self._salt = salt
        self._drawn = salt
        self._groups: dict[int, str] = {}

    def write(self, tree: Any) -> str:
        return "".join(self._token(operator, argument) for operator, argument in tree)

    def _token(self, operator: Any, argument: Any) -> str:
        if operator is sre.LITERAL:
            return chr(argument)
        if operator in _ONE_OF_MANY:
            return self._draw(operator, argument, 1)
        if operator is sre.BRANCH:
            return self.write(argument[1][self._salt % len(argument[1])])
        if operator is sre.SUBPATTERN:
            self._groups[argument[0]] = self.write(argument[3])
            return self._groups[argument[0]]
        if operator is sre.GROUPREF:
            return self._groups.get(argument, "")
        if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            least, most, inner = argument
            times = min(least + self._extra, most) if least + self._extra < 5000 else least
            if len(inner) == 1 and inner[0][0] in _ONE_OF_MANY:
                return self._draw(inner[0][0], inner[0][1], times)
            return "".join(self.write(inner) for _ in range(times))
        if operator is sre.ATOMIC_GROUP:
            return self.write(argument)
        return ""  # anchors and lookarounds

    def _draw(self, operator: Any, argument: Any, times: int) -> str:
        """The next characters in turn, so that repetitions hold letters of either case and digits; or the plainest."""
        accepts = _accepting(operator, argument)
        if self._plain and (first := next(filter(accepts, _PLAIN), "")):
            return first * times
        fitting = [c for c in _FILLERS if accepts(c)] or list(islice((c for c in _ALPHABET if accepts(c)), 9))
        if not fitting:
            fitting = list(islice(filter(accepts, map(chr, range(0x3000))), 9)) or [""]
        start = self._drawn % len(fitting)
        self._drawn += times
        return "".join(islice(cycle(fitting), start, start + times))


def _accepting(operator: Any, argument: Any) -> Callable[[str], bool]:
    """Tells which characters a token takes that takes one of many."""
    if operator is sre.IN:
        return _membership(argument)
    return (lambda c: c != "\n") if operator is sre.ANY else lambda c: ord(c) != argument


def _membership(items: list[Any]) -> Callable[[str], bool]:
    negated: bool = items[0][0] is sre.NEGATE

    def accepts(character: str) -> bool:
        return negated != any(_is_in(character, operator, argument) for operator, argument in items)

    return accepts


def _is_in(character: str, operator: Any, argument: Any) -> bool:
    if operator is sre.LITERAL:
        return bool(ord(character) == argument)
    if operator is sre.RANGE:
        return bool(argument[0] <= ord(character) <= argument[1])
    if operator is sre.CATEGORY:
        return _CATEGORIES[argument](character)
    return False
