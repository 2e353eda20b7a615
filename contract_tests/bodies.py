"""Request bodies made from the contract: as many different ones as a test asks for."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from oagen.blueprint.model import BodyUse, OperationPlan
from oagen.contract.media import is_json
from oagen.contract.model import Contract, MediaType, Operation
from oagen.contract.samples import NOTHING, Sampler
from oagen.contract.validators import Validators
from oagen.contract.view import REQUEST

ALPHABETS = (string.digits, string.ascii_lowercase, string.ascii_uppercase)
BATCH = 40  # different bodies an operation has at most; beyond it they repeat


class Bodies:
    """Samples of the request schemas of one contract."""

    def __init__(self, contract: Contract) -> None:
        self._operations = {operation.id: operation for operation in contract.operations}
        schemas = {name: schema.raw for name, schema in contract.schemas.items()}
        self._validators = Validators(schemas, contract.dialect)
        self._sampler = Sampler(self._validators, telling=lambda _: True)
        self._made: dict[str, list[Any]] = {}
        self._used: Counter[str] = Counter()

    def operation(self, plan: OperationPlan) -> Operation:
        """The operation that a plan is for."""
        return self._operations[plan.operation_id]

    def media(self, plan: OperationPlan) -> MediaType:
        """The media type to send: JSON if the operation takes it."""
        body = self.operation(plan).body
        assert body is not None, f"{plan.operation_id} takes no body"
        return next((media for media in body.media if is_json(media.name)), body.media[0])

    def next(self, resource: str, plan: OperationPlan) -> Any:
        """A body unlike those that the resource's operations were given before, with every property it may have."""
        schema = self.media(plan).schema
        return self._next(resource, f"{plan.operation_id} body", True if schema is None else schema.raw)

    def next_key(self, resource: str, plan: OperationPlan, parameter: str) -> Any:
        """A value of a path parameter, unlike those before."""
        found = next(each for each in self.operation(plan).parameters if each.name == parameter)
        return self._next(resource, f"{plan.operation_id} {parameter}", found.schema.raw)

    def _next(self, resource: str, what: str, raw: Any) -> Any:
        if what not in self._made:
            self._made[what] = self.several(raw, BATCH)
        self._used[resource] += 1
        made = self._made[what]
        return deepcopy(made[self._used[resource] % len(made)])

    def several(self, raw: Any, count: int) -> list[Any]:
        """Up to `count` different instances of a schema; at least one."""
        for wanted in (count, 3, 2, 1):
            schema = {"type": "array", "items": raw, "minItems": wanted, "uniqueItems": True}
            sample = self._sampler.sample(schema, REQUEST)
            if sample is not NOTHING:
                return list(sample)
        raise AssertionError(f"no sample of {raw}")

    def unlike(self, raw: Any, value: str, number: int) -> str:
        """Another text that a schema admits, spelled like `value`; `value` itself if there is none."""
        return next((text for text in variants(value, number) if self.admits(raw, text)), value)

    def admits(self, raw: Any, value: Any) -> bool:
        """Whether a value is valid in a request."""
        return self._validators.is_valid(self._validators.views.of(raw, REQUEST), value)


def variants(text: str, number: int) -> Iterator[str]:
    """Texts with other letters and digits in the same places: `AB-19` and 2 give `AB-21`, then others."""
    for last in range(len(text), 0, -1):
        letters, left = list(text), number
        for place in range(last - 1, -1, -1):
            alphabet = next((each for each in ALPHABETS if letters[place] in each), "")
            if alphabet:
                left, shift = divmod(left + alphabet.index(letters[place]), len(alphabet))
                letters[place] = alphabet[shift]
        yield "".join(letters)


def inside(body: Any, use: BodyUse) -> Any:
    """The resource's document in a request body."""
    for name in use.wrapper:
        body = body[name]
    return body[0] if use.is_list else body
