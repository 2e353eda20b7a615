"""Dates and date-times of RFC 3339, without loss.

Nearly all of them are plain `date` and aware `datetime` values. The few that Python cannot hold (the year 0000, a leap
second, more than six digits of a second) become the nearest value it can, which remembers its text and is written
back as it came.
"""

import re
from datetime import date, datetime, timedelta, timezone
from typing import Annotated, Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_DATE = r"(\d{4})-(\d\d)-(\d\d)"
_TIME = r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?"
_FULL_DATE = re.compile(_DATE, re.ASCII)
_DATE_TIME = re.compile(rf"{_DATE}[Tt]{_TIME}(?:[Zz]|([+-])(\d\d):(\d\d))", re.ASCII)
_FIRST_LEAP_YEAR = 4  # stands in for the year 0, which was one as well


class InexactDate(date):
    """The nearest date to one that Python cannot hold."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `text`, a full date of RFC 3339."""
        match = _FULL_DATE.fullmatch(text)
        if match is None:
            raise ValueError("Input should be a date, such as 2026-01-31")
        year, month, day = (int(part) for part in match.groups())
        value = cls(year or _FIRST_LEAP_YEAR, month, day)
        value.text = text
        return value


class InexactDateTime(datetime):
    """The nearest aware date-time to one that Python cannot hold."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `text`, a date-time of RFC 3339."""
        match = _DATE_TIME.fullmatch(text)
        if match is None:
            raise ValueError("Input should be a date-time with a time zone, such as 2026-01-31T12:00:00Z")
        *clock, fraction, sign, hours, minutes = match.groups()
        year, month, day, hour, minute, second = (int(part) for part in clock)
        offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        zone = timezone(-offset if sign == "-" else offset)
        microsecond = int((fraction or "0").ljust(6, "0")[:6])
        value = cls(year or _FIRST_LEAP_YEAR, month, day, hour, minute, min(second, 59), microsecond, tzinfo=zone)
        value.text = text
        return value


class _Rfc3339Date:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        inexact = core_schema.no_info_after_validator_function(InexactDate.parse, core_schema.str_schema(strict=True))
        return core_schema.json_or_python_schema(
            json_schema=core_schema.union_schema([core_schema.date_schema(strict=True), inexact], mode="left_to_right"),
            python_schema=core_schema.date_schema(strict=True),
            serialization=core_schema.plain_serializer_function_ser_schema(_date_text, when_used="json"),
        )


class _Rfc3339DateTime:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        aware = core_schema.datetime_schema(strict=True, tz_constraint="aware", microseconds_precision="error")
        inexact = core_schema.no_info_after_validator_function(
            InexactDateTime.parse, core_schema.str_schema(strict=True)
        )
        return core_schema.json_or_python_schema(
            json_schema=core_schema.union_schema([aware, inexact], mode="left_to_right"),
            python_schema=core_schema.datetime_schema(strict=True, tz_constraint="aware"),
            serialization=core_schema.plain_serializer_function_ser_schema(_date_time_text, when_used="json"),
        )


def _date_text(value: date) -> str:
    return value.text if isinstance(value, InexactDate) else value.isoformat()


def _date_time_text(value: datetime) -> str:
    return value.text if isinstance(value, InexactDateTime) else value.isoformat().replace("+00:00", "Z")


Date = Annotated[date, _Rfc3339Date()]
DateTime = Annotated[datetime, _Rfc3339DateTime()]
