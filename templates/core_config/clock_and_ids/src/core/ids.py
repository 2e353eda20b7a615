"""The one source of new identifiers. With `ID_SEED` set they repeat from run to run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random, SystemRandom
from time import time_ns
from uuid import UUID, uuid4

from src.core.config import get_settings

_FIRST_INSTANT = 1_700_000_000 * 1_000_000_000


def _source(seed: int | None) -> Random:
    # a seeded source is for tests and proofs; without a seed the operating system's randomness decides
    return SystemRandom() if seed is None else Random(seed)  # noqa: S311  # nosec B311


def _instants(seed: int | None) -> Iterator[int]:
    """Nanoseconds since 1970: the time, or with a seed one millisecond after the other."""
    return iter(time_ns, -1) if seed is None else count(_FIRST_INSTANT, 1_000_000)


_random = _source(get_settings().id_seed)
_times = _instants(get_settings().id_seed)


def new_uuid() -> UUID:
    """A new UUID (RFC 9562, version 7): later ones are greater, so that rows sort in the order they were made in."""
    milliseconds, rest = divmod(next(_times), 1_000_000)
    fraction = (rest << 12) // 1_000_000
    number = milliseconds << 80 | 7 << 76 | fraction << 64 | 2 << 62 | random_bits(62)
    return UUID(int=number)


def random_bits(size: int) -> int:
    """A random number of so many bits."""
    return _random.getrandbits(size)


def new_request_id() -> str:
    """An id for a request. It is never seeded: ids in logs have to differ."""
    return str(uuid4())
