"""What an operation says of what is not there, or is there already."""

from __future__ import annotations

from oagen.contract.model import Operation

_MISSING = frozenset({"404", "410", "4XX", "default"})


def refuses_missing(operation: Operation) -> bool:
    """Whether the author documents what happens when something in the path does not exist."""
    return any(response.status in _MISSING and not response.added for response in operation.responses)


def may_be_missing(operation: Operation) -> bool:
    """Whether an operation can answer that something is not there: the author says so, or a build does."""
    return any(response.status in _MISSING for response in operation.responses)


def documents_conflict(operation: Operation) -> bool:
    """Whether the author documents a conflict."""
    return any(response.status == "409" and not response.added for response in operation.responses)
