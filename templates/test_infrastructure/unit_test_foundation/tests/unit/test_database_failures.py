"""Failures of the database: which of them a client can wait out, and what it is told."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from src.core.database_failures import RETRY_AFTER, refusal_of
from src.core.errors import Refused, TimedOut, Unavailable


class DriverError(Exception):
    """An error of a driver, with the codes that its database gives."""

    def __init__(self, **codes: Any) -> None:
        super().__init__("it failed")
        self.__dict__.update(codes)


def _raised(invalidated: bool = False, **codes: Any) -> DBAPIError:
    return DBAPIError("SELECT 1", None, DriverError(**codes), connection_invalidated=invalidated)


@pytest.mark.parametrize(
    ("error", "refusal"),
    [
        (PoolTimeout(), Unavailable),
        (_raised(invalidated=True), Unavailable),
        (_raised(sqlstate="57014"), TimedOut),  # a statement that took too long
        (_raised(sqlstate="08006"), Unavailable),  # the connection broke
        (_raised(sqlstate="53300"), Unavailable),  # too many connections
        (_raised(sqlstate="57P01"), Unavailable),  # the server shuts down
        (_raised(sqlstate="40P01"), Unavailable),  # a deadlock
        (_raised(sqlstate="55P03"), Unavailable),  # a lock that somebody else keeps
        (_raised(sqlite_errorcode=sqlite3.SQLITE_BUSY), Unavailable),
        (_raised(sqlite_errorcode=sqlite3.SQLITE_BUSY_SNAPSHOT), Unavailable),
        (_raised(sqlite_errorcode=sqlite3.SQLITE_FULL), Unavailable),
    ],
)
def test_a_database_that_is_away_asks_to_come_back(error: Exception, refusal: type[Refused]) -> None:
    """When, and not why."""
    refused = refusal_of(error)
    assert type(refused) is refusal
    assert refused.headers == RETRY_AFTER
    assert "it failed" not in refused.detail


@pytest.mark.parametrize(
    "error",
    [
        _raised(sqlstate="42P01"),  # there is no such table
        _raised(sqlite_errorcode=sqlite3.SQLITE_ERROR),
        _raised(),
        ValueError(),
    ],
)
def test_an_error_of_the_service_is_no_excuse(error: Exception) -> None:
    """Coming back would not help."""
    assert refusal_of(error) is None
