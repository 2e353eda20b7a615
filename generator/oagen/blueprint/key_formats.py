"""Key formats: how a service makes text keys that the schema of an identity admits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from oagen.blueprint.making import KeyFormat
from oagen.blueprint.shapes import Raw, Shapes
from oagen.contract.texts import Piece, pieces
from oagen.document.patterns import is_enforceable, matcher

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_LENGTH = 20  # of what is free to be of any length
_REST = Piece("", _ALPHABET, 0, _LENGTH)  # what may follow where a pattern does not say that the text ends
_FREE_FORMATS = (None, "string", "uuid", "id", "ulid", "byte", "password")
# texts that are numbers, as gRPC spells those of 64 bits → how many digits behind the first one always fit
_NUMBERS = {"int64": 14, "uint64": 14, "int32": 8, "uint32": 8}
# What keys look like that somebody drew: `cus_9s6XKzkNRiz8i3`, `9XKzkNRiz8i3`.
_DRAWN = re.compile(r"(?P<prefix>[A-Za-z]{1,12}[_-])?(?P<rest>(?=[A-Za-z]*[0-9])[A-Za-z0-9]{8,})")
_CLASSES = ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789")
_ENOUGH = 12  # characters that no two keys share by chance


def key_format(shapes: Shapes, raw: Raw) -> KeyFormat | None:
    """How to make text keys that a schema admits; None when its pattern or format is beyond us."""
    shortest, longest = shapes.annotation(raw, "minLength") or 1, shapes.annotation(raw, "maxLength")
    pattern = shapes.annotation(raw, "pattern")
    if isinstance(pattern, str):
        return _of_pattern(pattern, shortest, longest)
    form = shapes.annotation(raw, "format")
    if form in _NUMBERS and longest is None and shapes.annotation(raw, "enum") is None:
        return KeyFormat("1", "0123456789", _NUMBERS[form])
    if shapes.annotation(raw, "enum") is not None or form not in _FREE_FORMATS:
        return None
    drawn = _of_example(shapes, raw)
    if drawn and shortest <= len(drawn.prefix) + drawn.length <= (longest or len(drawn.prefix) + drawn.length):
        return drawn
    length = min(max(_LENGTH, shortest), longest) if isinstance(longest, int) else max(_LENGTH, shortest)
    return KeyFormat("", _ALPHABET, length) if length > 0 else None


def are_uuids(shapes: Shapes, raw: Raw) -> bool:
    """Whether the author's example of a text shows that keys are UUIDs, and nothing else is said of them."""
    if any(shapes.annotation(raw, word) is not None for word in ("pattern", "enum", "format")):
        return False
    longest = shapes.annotation(raw, "maxLength")
    return any(_is_uuid(text) and (longest is None or longest >= len(text)) for text in _examples(shapes, raw))


def _examples(shapes: Shapes, raw: Raw) -> list[str]:
    found = shapes.annotation(raw, "examples")
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _of_example(shapes: Shapes, raw: Raw) -> KeyFormat | None:
    """Keys like the one that the author shows."""
    for example in _examples(shapes, raw):
        match = _DRAWN.fullmatch(example)
        if match:
            rest = match["rest"]
            alphabet = "".join(letters for letters in _CLASSES if set(letters) & set(rest))
            return KeyFormat(match["prefix"] or "", alphabet, max(len(rest), _ENOUGH))
    return None


def _of_pattern(pattern: str, shortest: int, longest: int | None) -> KeyFormat | None:
    """The format with the most keys among those that vary one piece of the pattern and leave the others fixed."""
    if not is_enforceable(pattern):
        return None
    read = pieces(pattern)
    for candidates in (read, (*read, _REST)):
        found = [form for form in _variations(candidates, shortest, longest) if _fits(form, pattern)]
        if found:
            return max(found, key=lambda form: len(form.alphabet) ** min(form.length, _LENGTH))
    return None


def _variations(read: tuple[Piece, ...], shortest: int, longest: int | None) -> Iterator[KeyFormat]:
    for index, piece in enumerate(read):
        before = "".join(fixed.text for fixed in read[:index])
        after = "".join(fixed.text for fixed in read[index + 1 :])
        room = piece.most if longest is None else min(piece.most, longest - len(before) - len(after))
        length = min(max(piece.least, _LENGTH, shortest - len(before) - len(after)), room)
        if len(piece.alphabet) > 1 and length >= max(piece.least, 1):
            yield KeyFormat(before, piece.alphabet, length, after)


def _fits(form: KeyFormat, pattern: str) -> bool:
    """Whether the pattern is found in keys of this format: of the same character throughout, and of all in turn."""
    turns = "".join(form.alphabet[place % len(form.alphabet)] for place in range(form.length))
    texts = [turns, *(character * form.length for character in form.alphabet)]
    matches = matcher(pattern)
    return all(matches(f"{form.prefix}{text}{form.suffix}") for text in texts)
