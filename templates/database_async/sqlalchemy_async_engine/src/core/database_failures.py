"""What it means for a request when the database fails."""

from __future__ import annotations

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from src.core import metrics
from src.core.errors import Refused, TimedOut, Unavailable

DATABASE_FAILURES = (DBAPIError, PoolTimeout)
RETRY_AFTER = {"Retry-After": "1"}

_QUERY_CANCELED = "57014"  # by `statement_timeout`
# SQLSTATE: connection, resources, shutdown, storage; a deadlock or a lock that is waited for too long
_AWAY = ("08", "53", "57", "58", "40", "55P03", "28")
# SQLite's primary result codes: busy, locked, I/O error, full, cannot open, locking protocol
_SQLITE_AWAY = frozenset({5, 6, 10, 13, 14, 15})

logger = structlog.get_logger(__name__)


def refusal_of(error: Exception) -> Refused | None:
    """The refusal that tells a client to come back; None if the database is not to blame."""
    if isinstance(error, PoolTimeout):
        return _unavailable("pool_exhausted", error)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return _unavailable("unreachable", error)
    cause = getattr(error, "orig", None)
    state = str(getattr(cause, "sqlstate", None) or "")
    if state == _QUERY_CANCELED:
        _note("statement_timeout", error)
        return TimedOut(headers=RETRY_AFTER)
    if state.startswith(_AWAY) or getattr(cause, "sqlite_errorcode", 0) & 0xFF in _SQLITE_AWAY:
        return _unavailable(state or "sqlite", error)
    return None


def _unavailable(reason: str, error: Exception) -> Refused:
    _note(reason, error)
    return Unavailable(headers=RETRY_AFTER)


def _note(reason: str, error: Exception) -> None:
    logger.error("database_failed", reason=reason, error=str(getattr(error, "orig", None) or error))
    metrics.database_failures_total.labels(reason).inc()
