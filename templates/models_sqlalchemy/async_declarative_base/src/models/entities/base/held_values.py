"""How one column holds JSON values: what it can hold exactly, and the nearest thing where it cannot."""

from __future__ import annotations

import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import JSON, Boolean, Column, Date, Double, Enum, Integer, Numeric, String, UniqueConstraint, Uuid

from src.models.entities.base.column_types import UtcDateTime

KEY = "key"  # in what a column says of itself: paths name rows by it
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:)(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_CANONICAL_INTEGER = re.compile(r"-?[1-9][0-9]{0,29}|0")
_CANONICAL_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_INT64_MIN, _INT64_MAX = -(2**63), 2**63 - 1
_MICROSECOND_DIGITS = 6
_DIGEST = "sha256:"
_DIGEST_LENGTH = len(_DIGEST) + 64
# PostgreSQL indexes no entry above some 2,700 bytes; a key may be one of several in its index.
_KEY_BYTES = 512
_INDEXED_BYTES = 2000


class HeldValues(ABC):
    """The values of one column."""

    @abstractmethod
    def encode(self, value: Any) -> tuple[Any, bool]:
        """Give what the column shall hold for a JSON value that is not null, and whether that says everything."""

    def decode(self, stored: Any) -> Any:
        """Give the JSON value of what the column holds."""
        return stored

    def restored(self, value: Any) -> Any | None:
        """Give what the column holds whose JSON value this is; None if it can hold no such thing."""
        held, exact = self.encode(value)
        return held if exact else None

    def spelled(self, key: Any) -> Any:
        """Give the JSON value that a path's key stands for."""
        return str(key) if isinstance(key, UUID) else key

    def sought(self, value: Any) -> Any | None:
        """Give what to compare the column with to find a JSON value; None if no row can hold it."""
        held, exact = self.encode(value)
        return held if exact else None

    def span(self, value: Any) -> tuple[Any, Any] | None:
        """Give the first value of the column that a JSON value means, and the first behind; None if it means one."""
        return None


class Text(HeldValues):
    """Strings without NUL, up to a length; `most_bytes` is the most that an index takes."""

    def __init__(self, length: int | None, most_bytes: int | None) -> None:
        self._length = length or sys.maxsize
        self._most_bytes = most_bytes or sys.maxsize

    def encode(self, value: Any) -> tuple[Any, bool]:
        if not isinstance(value, str):
            return "", False
        held = value
        if "\0" in held or not held.isascii():
            held = held.replace("\0", "\ufffd").encode(errors="replace").decode()
        held = held[: self._length]
        if len(held) * 4 > self._most_bytes:
            held = held.encode()[: self._most_bytes].decode(errors="ignore")
        return held, held == value


class TextKey(Text):
    """Strings that rows are found by. One that cannot be indexed as it is, is held as its digest."""

    def __init__(self, length: int | None) -> None:
        super().__init__(length, _KEY_BYTES)
        self._digests = length is None or length >= _DIGEST_LENGTH

    def encode(self, value: Any) -> tuple[Any, bool]:
        held, exact = super().encode(value)
        if exact and not value.startswith(_DIGEST):
            return held, True
        if self._digests and isinstance(value, str):
            return _DIGEST + sha256(value.encode(errors="replace")).hexdigest(), False
        return held, exact

    def restored(self, value: Any) -> Any | None:
        held, exact = super().encode(value)  # a digest stands for itself
        return held if exact else None

    def spelled(self, key: Any) -> Any:
        """Give the text of a path's key, which may be read as a number: 7 and 7.0 are the same one."""
        if isinstance(key, bool) or not isinstance(key, int | float):
            return super().spelled(key)
        return str(int(key)) if key == key // 1 else str(key)

    def sought(self, value: Any) -> Any | None:
        value = self.spelled(value)
        held, exact = self.encode(value)
        return held if exact or (self._digests and isinstance(value, str)) else None


class Choice(HeldValues):
    """One of a few strings."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values = dict.fromkeys(values)
        self._first = values[0]

    def encode(self, value: Any) -> tuple[Any, bool]:
        known = isinstance(value, str) and value in self._values
        return value if known else self._first, known


class Identifier(HeldValues):
    """UUIDs; other text is held as a UUID made from it."""

    def encode(self, value: Any) -> tuple[Any, bool]:
        if isinstance(value, UUID):
            return value, True
        if isinstance(value, str) and _CANONICAL_UUID.fullmatch(value):
            held = UUID(value)
            return held, str(held) == value
        return uuid5(NAMESPACE_OID, ascii(value)), False

    def decode(self, stored: Any) -> Any:
        return str(stored)

    def sought(self, value: Any) -> Any | None:
        return self.encode(value)[0]


class Whole(HeldValues):
    """Integers of 64 bits; a float without a fraction is one too."""

    def encode(self, value: Any) -> tuple[Any, bool]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return 0, False
        whole = int(value)
        held = min(max(whole, _INT64_MIN), _INT64_MAX)
        return held, held == value


class WholeKey(Whole):
    """Integers that rows are found by. A bigger one is held as a negative digest."""

    def encode(self, value: Any) -> tuple[Any, bool]:
        held, exact = super().encode(value)
        if exact:
            return held, True
        return -1 - (int.from_bytes(sha256(ascii(value).encode()).digest()[:8], "big") >> 1), False

    def spelled(self, key: Any) -> Any:
        return int(key) if isinstance(key, str) and _CANONICAL_INTEGER.fullmatch(key) else key

    def sought(self, value: Any) -> Any | None:
        value = self.spelled(value)
        return None if isinstance(value, str) else self.encode(value)[0]


class Truth(HeldValues):
    """Booleans."""

    def encode(self, value: Any) -> tuple[Any, bool]:
        return value is True, isinstance(value, bool)


class Number(HeldValues):
    """Numbers that a double holds exactly; `as_decimal` when the column counts in decimals."""

    def __init__(self, *, as_decimal: bool) -> None:
        self._as_decimal = as_decimal

    def encode(self, value: Any) -> tuple[Any, bool]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return self._stored(0.0), False
        try:
            held = float(value)
        except OverflowError:
            held = sys.float_info.max if value > 0 else -sys.float_info.max
        return self._stored(held), held == value

    def _stored(self, value: float) -> float | Decimal:
        return Decimal(repr(value)) if self._as_decimal else value


class Days(HeldValues):
    """Dates from year 1 to year 9999. Of a date-time, the day in UTC."""

    def encode(self, value: Any) -> tuple[Any, bool]:
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value), True
            except ValueError:
                return date.min, False
        return instant_of(value)[0].date(), False

    def decode(self, stored: Any) -> Any:
        return stored.isoformat()


class Instants(HeldValues):
    """Points in time, to the microsecond. A date means all of that day in UTC; its first moment stands for it."""

    def encode(self, value: Any) -> tuple[Any, bool]:
        return instant_of(value)

    def decode(self, stored: Any) -> Any:
        return stored.astimezone(UTC).isoformat()[:-6] + "Z"

    def sought(self, value: Any) -> Any | None:
        held, exact = self.encode(value)
        return held if exact or (isinstance(value, str) and _DAY.fullmatch(value)) else None

    def span(self, value: Any) -> tuple[Any, Any] | None:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            return None
        first = self.encode(value)[0]
        is_last = first.date() == date.max
        return first, datetime.max.replace(tzinfo=UTC) if is_last else first + timedelta(days=1)


class Anything(HeldValues):
    """Objects, arrays and values of several types."""

    def encode(self, value: Any) -> tuple[Any, bool]:
        # SQLite takes JSON text that is nothing but a number for one: it knows whole ones of 64 bits, and reads the
        # digits of others nearly
        return value, not isinstance(value, float | int) or (value == int(value) and _INT64_MIN <= value <= _INT64_MAX)


def instant_of(value: Any) -> tuple[datetime, bool]:
    """Read an RFC 3339 date-time or date: the nearest instant Python knows, and whether it is the same instant."""
    nowhere = datetime.min.replace(tzinfo=UTC)
    text = value.upper() if isinstance(value, str) else ""
    if _DAY.fullmatch(text):
        try:
            return datetime.combine(date.fromisoformat(text), time.min, UTC), False
        except ValueError:
            return nowhere, False
    match = _INSTANT.fullmatch(text)
    if match is None:
        return nowhere, False
    minutes, seconds, fraction, zone = match.groups(default="")
    leap = seconds == "60"
    try:
        held = datetime.fromisoformat(f"{minutes}{'59' if leap else seconds}{fraction}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        return nowhere, False
    return held, not leap and len(fraction) - 1 <= _MICROSECOND_DIGITS


def _is_unlike(column: Column[Any]) -> bool:
    """Whether no two rows share its value, or only under other ones."""
    return any(isinstance(rule, UniqueConstraint) and column.name in rule.columns for rule in column.table.constraints)


def held_values(column: Column[Any]) -> HeldValues:
    """Choose how a column holds its values, by its type and by whether rows are found by it."""
    kind = column.type
    is_key = bool(
        column.primary_key or _is_unlike(column) or column.foreign_keys or not column.info or column.info.get(KEY)
    )
    if isinstance(kind, Uuid):
        return Identifier()
    if isinstance(kind, Enum):
        return Choice(kind.enums)
    if isinstance(kind, String):
        return TextKey(kind.length) if is_key else Text(kind.length, _INDEXED_BYTES if column.index else None)
    simple: tuple[tuple[type, HeldValues], ...] = (
        (Boolean, Truth()),
        (Integer, WholeKey() if is_key else Whole()),
        (Double, Number(as_decimal=False)),
        (Numeric, Number(as_decimal=True)),
        (Date, Days()),
        (UtcDateTime, Instants()),
        (JSON, Anything()),
    )
    return next(values for wanted, values in simple if isinstance(kind, wanted))
