"""Samples for tests: one instance of a schema, several different ones, and what else a schema admits."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from oagen.contract.branching import Branching
from oagen.contract.model import JSON, Contract
from oagen.contract.samples import NOTHING, Sampler
from oagen.contract.validators import Validators
from oagen.contract.view import REQUEST

_ALPHABETS = (string.digits, string.ascii_lowercase, string.ascii_uppercase)


class Samples:
    """Values of the requests of one contract. What cannot be found is `NOTHING`."""

    def __init__(self, contract: Contract) -> None:
        schemas = {name: schema.raw for name, schema in contract.schemas.items()}
        self._validators = Validators(schemas, contract.dialect)
        self._branching = Branching(schemas)
        self._plain = Sampler(self._validators)
        self._full = Sampler(self._validators, telling=lambda _: True)

    def one(self, raw: Any, examples: Iterable[JSON] = ()) -> JSON:
        """An instance, the author's own if there is one."""
        return deepcopy(self._plain.sample(raw, REQUEST, examples))

    def several(self, raw: Any, count: int, examples: Iterable[JSON] = ()) -> list[JSON]:
        """Up to `count` different instances: the author's own, then some with everything in them."""
        found: list[JSON] = []
        made = [self.one(raw, examples), *self._different(raw, count)]
        for value in made:
            if value is not NOTHING and value not in found:
                found.append(value)
        return found[:count]

    def _different(self, raw: Any, count: int) -> list[JSON]:
        for wanted in range(count, 0, -1):
            array = {"type": "array", "items": raw, "minItems": wanted, "uniqueItems": True}
            sample = self._full.sample(array, REQUEST)
            if sample is not NOTHING:
                return list(deepcopy(sample))
        return []

    def is_costly(self, raw: Any) -> bool:
        """Whether it may take too long to find that a value does not fit."""
        return self._branching.is_costly(raw)

    def admits(self, raw: Any, value: JSON) -> bool:
        """Whether a value is valid in a request."""
        return self._validators.is_valid(self._validators.views.of(raw, REQUEST), value)

    def unlike(self, raw: Any, value: JSON, others: Iterable[JSON]) -> JSON:
        """A value that a schema admits, spelled like `value` and none of `others`."""
        taken = list(others)
        fresh = (each for each in _variants(value) if each not in taken and self.admits(raw, each))
        return next(fresh, NOTHING)


def _variants(value: JSON) -> Iterator[JSON]:
    """The value, then others like it: `AB-19`, `AB-20`, …; 7, 8, …"""
    yield value
    for number in range(1, 12):
        if isinstance(value, str):
            yield from _spelled_like(value, number)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield value + number


def _spelled_like(text: str, number: int) -> Iterator[str]:
    """Texts with other letters and digits in the same places, counted up from ever earlier places."""
    for last in range(len(text), 0, -1):
        letters, left = list(text), number
        for place in range(last - 1, -1, -1):
            alphabet = next((each for each in _ALPHABETS if letters[place] in each), "")
            if alphabet and left:
                left, shift = divmod(left + alphabet.index(letters[place]), len(alphabet))
                letters[place] = alphabet[shift]
        yield "".join(letters)
