"""Leaving in order: first the service says that it is not ready, then the server stops and finishes what it began."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import structlog

logger = structlog.get_logger(__name__)
_leaving = threading.Event()


def is_leaving() -> bool:
    """Whether the process was told to stop: nobody should send it new requests."""
    return _leaving.is_set()


@contextmanager
def leaving_slowly(delay: float) -> Iterator[None]:
    """Hand SIGTERM on to the server only after `delay` seconds, in which load balancers can notice."""
    _leaving.clear()
    server = signal.getsignal(signal.SIGTERM)
    if not delay or not callable(server) or threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()

    def leave(number: int, frame: FrameType | None) -> None:
        if is_leaving():  # told twice: at once
            server(number, frame)
            return
        _leaving.set()
        loop.call_soon_threadsafe(loop.call_later, delay, server, number, frame)

    signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, server)
