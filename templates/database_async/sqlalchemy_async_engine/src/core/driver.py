"""Statements on the driver itself: compiled once by SQLAlchemy, run without its Session and Connection.

Those cost three times what PostgreSQL's driver does. `fetch` goes past them in a `DriverSession`, on the pool's own
connection; whatever else asks that session for something meets the same connection, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import Any, Literal, NoReturn, cast

from sqlalchemy import Connection, Engine, Executable, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

from src.core import metrics

Convert = Callable[[Any], Any]
Rows = Sequence[Sequence[Any]]
# what every statement runs in: tracing puts a span there
around_statement: Callable[[str], AbstractContextManager[Any]] = nullcontext

AUTOCOMMIT: Literal["AUTOCOMMIT"] = "AUTOCOMMIT"


def fetch(session: Session, statement: Executable, values: Mapping[str, Any]) -> Rows:
    """Run a statement that was built once, and give its rows; for `AsyncSession.run_sync`."""
    if isinstance(session, DriverSession):
        return session.fetch(statement, values)
    return session.connection().execute(statement, dict(values)).all()


class DriverSession(Session):
    """A session that holds one connection of the pool from its first statement to its end.

    `info["isolation_level"]` may be AUTOCOMMIT: every statement then stands alone.
    """

    _lease: PoolProxiedConnection | None = None
    _joined: Connection | None = None

    def fetch(self, statement: Executable, values: Mapping[str, Any]) -> Rows:
        """Run a statement that was built once, and give its rows."""
        engine = self._engine()
        prepared = _prepare(statement, engine.dialect)
        if prepared is None:
            return self.connection().execute(statement, dict(values)).all()
        lease = self._leased()
        try:
            with around_statement(prepared.sql):
                cursor = lease.cursor()
                cursor.execute(prepared.sql, prepared.bind(values))
                return prepared.read(cursor)
        except BaseException as error:
            self._fail(error, prepared.sql)

    def get_bind(self, *_arguments: Any, **_options: Any) -> Connection:
        """The connection that the driver's statements use, for all that SQLAlchemy does itself."""
        if self._joined is None:
            self._joined = Connection(self._engine(), self._leased())
        return self._joined

    def begin(self, nested: bool = False) -> SessionTransaction:
        """Begin a transaction that SQLAlchemy ends: its connection is that of the driver's statements from here on."""
        transaction = super().begin(nested)
        self.connection()
        return transaction

    def commit(self) -> None:
        """Make what was done last."""
        if self._joined is not None:
            super().commit()
        if self._lease is not None:
            try:
                self._lease.commit()
            except BaseException as error:
                self._fail(error, "COMMIT")

    def rollback(self) -> None:
        """Take back what was done."""
        if self._joined is not None:
            super().rollback()
        if self._lease is not None:
            self._lease.rollback()

    def close(self) -> None:
        """Give the connection back; what was not committed is taken back."""
        try:
            if self._joined is not None:
                super().close()
        finally:
            lease, self._lease, self._joined = self._lease, None, None
            if lease is not None:
                if self._stands_alone and lease.is_valid:
                    self._engine().dialect.reset_isolation_level(_connection_of(lease))
                lease.close()

    @property
    def _stands_alone(self) -> bool:
        return self.info.get("isolation_level") == AUTOCOMMIT

    def _engine(self) -> Engine:
        return cast("Engine", self.bind)  # that is how `src.core.database` makes sessions

    def _leased(self) -> PoolProxiedConnection:
        if self._lease is None:
            engine = self._engine()
            started = perf_counter()
            try:
                self._lease = engine.raw_connection()
            except SQLAlchemyError:
                raise
            except Exception as error:  # the driver's, or the network's
                raise OperationalError("CONNECT", None, error, connection_invalidated=True) from error
            metrics.database_pool_wait_seconds.observe(perf_counter() - started)
            if self._stands_alone:
                engine.dialect.set_isolation_level(_connection_of(self._lease), AUTOCOMMIT)
        return self._lease

    def _fail(self, error: BaseException, sql: str) -> NoReturn:
        """Raise what SQLAlchemy would, and never use a connection again whose state nobody knows."""
        dialect = self._engine().dialect
        if not isinstance(error, dialect.loaded_dbapi.Error):
            if self._lease is not None and not isinstance(error, Exception):  # cancelled half way
                self._lease.invalidate(error)
            raise error
        is_lost = dialect.is_disconnect(error, self._lease, None)
        if self._lease is not None and is_lost:
            self._lease.invalidate(error)
        kind = IntegrityError if isinstance(error, dialect.loaded_dbapi.IntegrityError) else DBAPIError
        raise kind(sql, None, error, connection_invalidated=is_lost) from error


@dataclass(slots=True)
class _Prepared:
    """A statement as the driver takes it."""

    sql: str
    parameters: tuple[tuple[str, Any, Convert | None], ...]  # name, default, conversion
    types: tuple[TypeEngine[Any], ...]  # of the columns of its rows
    dialect: Dialect
    columns: tuple[tuple[int, Convert], ...] | None = None  # that need a conversion; known after the first run

    def bind(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Put values in the order of the parameters."""
        bound = []
        for name, default, convert in self.parameters:
            value = values.get(name, default)
            bound.append(value if convert is None else convert(value))
        return tuple(bound)

    def read(self, cursor: DBAPICursor) -> Rows:
        """Take the rows from a cursor, with the values that their columns' types promise."""
        if self.columns is None:
            self.columns = tuple(self._conversions(cursor.description or ()))
        rows: Rows = cursor.fetchall()
        cursor.close()
        if not self.columns:
            return rows
        return [self._converted(row, self.columns) for row in rows]

    def _conversions(self, description: Sequence[Any]) -> Iterator[tuple[int, Convert]]:
        for index, (kind, (_, code, *_rest)) in enumerate(zip(self.types, description, strict=True)):
            convert = kind.dialect_impl(self.dialect).result_processor(self.dialect, code)
            if convert is not None:
                yield index, convert

    def _converted(self, row: Sequence[Any], columns: tuple[tuple[int, Convert], ...]) -> Sequence[Any]:
        values = [*row]
        for index, convert in columns:
            values[index] = convert(values[index])
        return values


@lru_cache(maxsize=4096)
def _prepare(statement: Executable, dialect: Dialect) -> _Prepared | None:
    """Compile a statement; None if its SQL depends on its values, as that of `IN` does."""
    built = cast("Select[Any] | UpdateBase", statement)
    compiled = built.compile(dialect=dialect)
    if compiled.post_compile_params:
        return None
    parameters = tuple(
        (name, bind.effective_value, bind.type.dialect_impl(dialect).bind_processor(dialect))
        for name, bind in ((name, compiled.binds[name]) for name in compiled.positiontup or ())
    )
    types = tuple(column.type for column in built.exported_columns)
    return _Prepared(compiled.string, parameters, types, dialect)


def _connection_of(lease: PoolProxiedConnection) -> DBAPIConnection:
    return cast("DBAPIConnection", lease.dbapi_connection)  # only a lease that was given back has none
