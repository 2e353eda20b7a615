"""The one source of new identifiers. With `ID_SEED` set they repeat from run to run."""

from __future__ import annotations

from random import Random, SystemRandom
from uuid import UUID, uuid4

from src.core.config import get_settings

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_BITS_PER_CHARACTER = 5


def _source(seed: int | None) -> Random:
    # a seeded source is for tests and proofs; without a seed the operating system's randomness decides
    return SystemRandom() if seed is None else Random(seed)  # noqa: S311  # nosec B311


_random = _source(get_settings().id_seed)


def new_uuid() -> UUID:
    """A random UUID (version 4)."""
    return UUID(int=_random.getrandbits(128), version=4)


def new_key(length: int = 20) -> str:
    """A random text key of lower-case letters and digits."""
    bits = _random.getrandbits(length * _BITS_PER_CHARACTER)
    return "".join(
        _ALPHABET[bits >> shift & 31] for shift in range(0, length * _BITS_PER_CHARACTER, _BITS_PER_CHARACTER)
    )


def new_request_id() -> str:
    """An id for a request. It is never seeded: ids in logs have to differ."""
    return str(uuid4())
