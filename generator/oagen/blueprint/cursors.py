"""Cursors: which parameters of a list tell the place to go on from, and what such a place looks like.

It is a token of the service's own making where the contract has room for one. Where it has not, or speaks of the last
document seen, it is the key of a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oagen.blueprint.model import LONGEST_CURSOR, Field
from oagen.blueprint.naming import normal
from oagen.blueprint.shapes import Raw, Shapes
from oagen.blueprint.values import admits_text, is_comparable
from oagen.contract.model import Parameter

_AFTER = frozenset(
    "cursor pagetoken after marker nexttoken continuation nextpagetoken pagecursor continuationtoken nextcursor"
    " pageafter aftercursor skiptoken scrollid".split()
)
_BEFORE = frozenset("before pagebefore beforecursor prevcursor previouscursor prevpagetoken previouspagetoken".split())
# the identity of the last document that a client has seen, or of the first
_AFTER_KEYS = frozenset({"startingafter", "startafter", "afterid"})
_BEFORE_KEYS = frozenset({"endingbefore", "endbefore", "beforeid"})
SINCE_KEYS = frozenset({"sinceid"}) | _AFTER_KEYS
# what tokens look like: base64 for URLs, without padding
_SAMPLES = (
    "WzQwMzAxNzg4NDcsdHJ1ZV0",
    "WzQwMzAxNzg4NDcsZmFsc2Vd",
    "WzQwMzAxNzg4NDcsZmFsc2UsIj8-fl8iXQ",
    "W-" * 50 + "_",
)
_AROUND = 20  # characters of a token's text beside the values that it tells
_ROOM = {"uuid": 39, "integer": 21, "numeric": 26, "double": 26, "boolean": 6, "date": 13, "datetime": 30}
_ROOM_OF_TEXT = 60


@dataclass(frozen=True, slots=True)
class CursorParameters:
    """The parameters of a list that take cursors: names. `key` is the column whose values they are, "" for tokens."""

    after: str
    before: str = ""
    key: str = ""
    longest: int = LONGEST_CURSOR


def cursor_parameters(
    shapes: Shapes, parameters: Sequence[Parameter], fields: Sequence[Field], *, numbered: bool
) -> CursorParameters | None:
    """How a list is read by cursors; None if it is not. One whose pages are `numbered` too has no keys for cursors."""

    def token(parameter: Parameter) -> int:
        return longest_token(shapes, parameter.schema.raw, fields)

    after = next((p for p in parameters if normal(p.name) in _AFTER and token(p)), None)
    if after is not None:
        before = next((p for p in parameters if normal(p.name) in _BEFORE and token(p)), None)
        return CursorParameters(
            after.name, before.name if before else "", longest=min(token(p) for p in (after, before) if p)
        )
    key = None if numbered else _key(fields)
    keys = [p for p in parameters if key and _takes_keys(shapes, p, key)]
    after = next((p for p in keys if normal(p.name) in _AFTER | _AFTER_KEYS), None)
    if after is None or key is None:
        return None
    before = next((p for p in keys if normal(p.name) in _BEFORE | _BEFORE_KEYS), None)
    return CursorParameters(after.name, before.name if before else "", key.column.name)


def longest_token(shapes: Shapes, raw: Raw, fields: Sequence[Field]) -> int:
    """How long a token may be that a schema admits; 0 if it admits none that names a row."""
    keys = [field.column.type for field in fields if field.column.primary_key]
    room = (_AROUND + sum(_ROOM.get(kind, _ROOM_OF_TEXT) for kind in keys)) * 4 // 3
    most = shapes.annotation(raw, "maxLength")
    if most is not None and most < room:
        return 0
    samples = (text for text in _SAMPLES if most is None or len(text) <= most)
    fits = shapes.types(raw) - {"null"} == {"string"} and all(admits_text(shapes, raw, text) for text in samples)
    return min(LONGEST_CURSOR, int(most or LONGEST_CURSOR)) if fits else 0


def admits_keys(shapes: Shapes, raw: Raw, column: str, fields: Sequence[Field]) -> bool:
    """Whether a schema admits what the documents have in a column for their cursor."""
    return any(shapes.compatible(each.schema.raw, raw) for each in fields if each.column.name == column)


def _key(fields: Sequence[Field]) -> Field | None:
    keys = [field for field in fields if field.column.primary_key and field.property]
    return keys[0] if len(keys) == 1 else None


def _takes_keys(shapes: Shapes, parameter: Parameter, key: Field) -> bool:
    raw = parameter.schema.raw
    if not is_comparable(shapes, raw, key.column):
        return False
    is_about_keys = normal(parameter.name) in _AFTER_KEYS | _BEFORE_KEYS
    return is_about_keys or "string" not in shapes.types(raw) or shapes.compatible(key.schema.raw, raw)
