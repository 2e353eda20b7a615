"""What is done once a transaction is certain: nobody is told of changes that were taken back."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncSession

_WAITING = "after_commit"


def after_commit(session: AsyncSession, do: Callable[[], None]) -> None:
    """Do something when the session's changes are kept, or not at all."""
    session.info.setdefault(_WAITING, []).append(do)


def run_after_commit(session: AsyncSession) -> None:
    """Do what was waiting for the commit."""
    for do in session.info.pop(_WAITING, ()):
        do()
