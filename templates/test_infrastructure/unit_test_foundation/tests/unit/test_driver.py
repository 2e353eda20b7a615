"""Statements on the driver itself: they do what a session of SQLAlchemy does, on one connection with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Date,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    insert,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from src.core.driver import AUTOCOMMIT, DriverSession, fetch

THINGS = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("title", String),
    Column("made", Date),
)
ADD = (
    insert(THINGS)
    .values(id=bindparam("key"), title=bindparam("text"), made=bindparam("day", type_=Date))
    .returning(THINGS)
)
FIND = select(THINGS).where(THINGS.c.id == bindparam("key"))
ALL = select(THINGS.c.id).order_by(THINGS.c.id)
DAY = date(2024, 2, 29)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database of the test's own."""
    created = create_engine(f"sqlite:///{tmp_path / 'things.db'}")
    THINGS.metadata.create_all(created)
    yield created
    created.dispose()


def _keys(engine: Engine) -> list[int]:
    """What another connection sees."""
    with Session(engine) as session:
        return [key for (key,) in fetch(session, ALL, {})]


def _add(session: Session, key: int, **values: Any) -> Any:
    (row,) = fetch(session, ADD, {"key": key, "text": "t", "day": DAY, **values})
    return tuple(row)


@pytest.mark.parametrize("kind", [Session, DriverSession])
def test_rows_have_the_values_of_their_columns(engine: Engine, kind: type[Session]) -> None:
    """On the way in and on the way out, first time and later."""
    with kind(engine) as session:
        assert [_add(session, key) for key in (1, 2)] == [(1, "t", DAY), (2, "t", DAY)]
        assert tuple(fetch(session, FIND, {"key": 2})[0]) == (2, "t", DAY)
        assert list(fetch(session, FIND, {"key": 3})) == []


def test_all_statements_share_a_transaction(engine: Engine) -> None:
    """Those of the driver and those of SQLAlchemy: it is kept as a whole."""
    with DriverSession(engine) as session:
        _add(session, 1)
        session.execute(text("INSERT INTO things (id) VALUES (2)"))
        assert [*map(tuple, fetch(session, ALL, {}))] == [(1,), (2,)]
        session.commit()
    assert _keys(engine) == [1, 2]


def test_a_transaction_of_sqlalchemy_keeps_what_the_driver_did(engine: Engine) -> None:
    """And takes it back if it fails."""
    with DriverSession(engine) as session:
        with session.begin():
            _add(session, 1)
        with suppress(ZeroDivisionError), session.begin():
            _add(session, 2)
            raise ZeroDivisionError
    assert _keys(engine) == [1]


@pytest.mark.parametrize("joined", [False, True])
def test_what_is_not_committed_is_taken_back(engine: Engine, joined: bool) -> None:
    """By a rollback, and by leaving."""
    with DriverSession(engine) as session:
        if joined:
            session.execute(text("SELECT 1"))
        _add(session, 1)
        session.rollback()
        assert list(fetch(session, ALL, {})) == []
        _add(session, 2)
    assert _keys(engine) == []


def test_reads_may_stand_alone(engine: Engine) -> None:
    """And the connection goes back to the pool as it came."""
    with DriverSession(engine, info={"isolation_level": AUTOCOMMIT}) as session:
        _add(session, 1)
    assert _keys(engine) == [1]
    with DriverSession(engine) as session:
        _add(session, 2)
    assert _keys(engine) == [1]


def test_a_list_of_values_is_left_to_sqlalchemy(engine: Engine) -> None:
    """Its SQL depends on how many there are."""
    some = select(THINGS.c.id).where(THINGS.c.id.in_(bindparam("keys", expanding=True)))
    with DriverSession(engine) as session:
        for key in (1, 2, 3):
            _add(session, key)
        assert sorted(key for (key,) in fetch(session, some, {"keys": [1, 3]})) == [1, 3]


def test_errors_are_those_of_sqlalchemy(engine: Engine) -> None:
    """So that nobody has to know which way a statement went."""
    with DriverSession(engine) as session:
        _add(session, 1)
        with pytest.raises(IntegrityError):
            _add(session, 1)
        missing = select(Table("absent", MetaData(), Column("id", Integer)))
        with pytest.raises(DBAPIError, match="no such table") as caught:
            fetch(session, missing, {})
        assert not caught.value.connection_invalidated
        with pytest.raises(TypeError):  # a value that is no date
            fetch(session, ADD, {"key": 2, "text": "t", "day": "today"})


def test_a_lost_connection_is_not_used_again(engine: Engine) -> None:
    """The next session gets a new one."""
    with closing(DriverSession(engine)) as session:
        fetch(session, ALL, {})
        session.get_bind().connection.driver_connection.close()  # type: ignore[union-attr]
        with pytest.raises(DBAPIError) as caught:
            fetch(session, ALL, {})
        assert caught.value.connection_invalidated
    assert _keys(engine) == []


def test_a_statement_that_is_cancelled_costs_its_connection(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody knows what state it is in."""

    def cancel(_sql: str) -> Any:
        raise KeyboardInterrupt

    with closing(DriverSession(engine)) as session:
        _add(session, 1)
        with monkeypatch.context() as patched:
            patched.setattr("src.core.driver.around_statement", cancel)
            with pytest.raises(KeyboardInterrupt):
                fetch(session, ALL, {})
    assert _keys(engine) == []


def test_a_server_that_cannot_be_reached_is_a_lost_connection() -> None:
    """Also where the driver raises what no database does."""

    def refuse(*_arguments: Any, **_options: Any) -> Any:
        raise ConnectionRefusedError

    with closing(DriverSession(create_engine("sqlite://", creator=refuse))) as session:
        with pytest.raises(OperationalError) as caught:
            fetch(session, ALL, {})
        assert caught.value.connection_invalidated
