"""The latest document of a collection, where a path below it gives one (`GET /devices/{id}/readings/latest`).

It is the first of the list in the order `newest first`; where there is none, it is the 404 that the author documents.
Below a row that was just created there is none: fuzzers take that 404 for the row's, where no query asks for anything,
so that such an operation is left to be written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from oagen.blueprint.absence import refuses_missing
from oagen.blueprint.asking import asked_of
from oagen.blueprint.candidates import ROLE_KEY, Candidate, shows_the_same
from oagen.blueprint.model import Resource
from oagen.blueprint.naming import Names, normal
from oagen.blueprint.paths import Path
from oagen.blueprint.shapes import Shapes
from oagen.contract.model import Contract, Operation

Pair = tuple[Candidate, Resource]

_LATEST = frozenset({"latest", "newest", "last", "mostrecent"})
# what may be something else, such as the one in use
_DOUBTFUL = frozenset({"current"})
_SAID = re.compile(r"\b(latest|newest|most recent|last)\b", re.IGNORECASE)


def add_latest(contract: Contract, shapes: Shapes, pairs: Sequence[Pair]) -> None:
    """Operations that answer with the latest document of a collection, if its rows tell which one that is."""
    taken = {operation_id for c, _ in pairs for operation_id in (*c.roles, *c.contents)}
    collections: Mapping[tuple[str, ...], Pair] = {c.collection.key: (c, r) for c, r in pairs if not c.singleton}
    for operation in contract.operations:
        found = collections.get(Path.to(operation).parent.key)
        is_free = operation.id not in taken and ROLE_KEY not in operation.extensions
        if found and is_free and _asks_for_latest(operation) and _may_be_refused(operation):
            candidate, resource = found
            listed = asked_of(operation, candidate, resource, Names(), contract, shapes)
            is_plain = not listed.unmapped and all(each.use in ("filter", "header") for each in listed.arguments)
            if is_plain and listed.newest_by and shows_the_same(candidate, operation, shapes):
                candidate.roles[operation.id] = "latest"


def _asks_for_latest(operation: Operation) -> bool:
    said = normal(Path.to(operation).segments[-1])
    is_said = bool(_SAID.search(operation.summary) or _SAID.search(operation.description))
    is_called = said in _LATEST or (said in _DOUBTFUL and is_said)
    return is_called and operation.method == "GET" and operation.body is None


def _may_be_refused(operation: Operation) -> bool:
    """Whether a 404 is documented, and is no word about the row above."""
    is_asked = any(parameter.location == "query" for parameter in operation.parameters)
    return refuses_missing(operation) and (is_asked or "{" not in operation.path)
