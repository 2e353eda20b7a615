"""Leaving: a process that is told to stop says so first, and stops later."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator

import pytest

from src.core.lifecycle import is_leaving, leaving_slowly

DELAY = 0.05
LONG = 60.0


@pytest.fixture
def stopped() -> Iterator[list[int]]:
    """The signals that reach a server in place of the one that runs the tests."""
    signals: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: signals.append(number))
    yield signals
    signal.signal(signal.SIGTERM, before)
    with leaving_slowly(0):  # whoever starts has not been told to stop
        pass


async def test_the_server_hears_of_it_later(stopped: list[int]) -> None:
    """When load balancers have had the time to notice."""
    with leaving_slowly(DELAY):
        assert not is_leaving()
        signal.raise_signal(signal.SIGTERM)
        assert is_leaving()
        assert stopped == []
        await asyncio.sleep(4 * DELAY)
    assert stopped == [signal.SIGTERM]


async def test_whoever_says_it_twice_means_at_once(stopped: list[int]) -> None:
    """The first delay may be as long as it likes."""
    with leaving_slowly(LONG):
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)
        assert stopped == [signal.SIGTERM]


async def test_without_delay_the_server_is_on_its_own(stopped: list[int]) -> None:
    """Nothing stands between it and the signal."""
    with leaving_slowly(0):
        signal.raise_signal(signal.SIGTERM)
        assert stopped == [signal.SIGTERM]
        assert not is_leaving()
