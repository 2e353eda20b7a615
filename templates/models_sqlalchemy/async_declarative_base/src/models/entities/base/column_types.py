"""Column types that mean the same on PostgreSQL and on SQLite."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Integer, Numeric
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

# Names for annotations that no column can hide: a column called `date` is common, one called `Day` is not.
Day = date
Instant = datetime

# SQLite counts up only in INTEGER columns, which hold 64 bits there.
BigInt: TypeEngine[int] = BigInteger().with_variant(Integer(), "sqlite")
# `json`, not `jsonb`: it keeps `\u0000` and big numbers as they were written.
Nested: TypeEngine[Any] = JSON(none_as_null=True)
# Exact decimals where the database has them; every value put in is exact as a float as well.
Decimals: TypeEngine[float] = Numeric(asdecimal=False)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware point in time, in UTC. SQLite knows no zones, so there it is kept without one and gets it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring an aware value to UTC."""
        if value is None or dialect.name == "postgresql":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Make the stored value aware."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)
