"""The points of readiness, and what can be found about one. docs/readiness.md says what each means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What was found. What could not be looked at is never taken for granted."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class Point:
    """One of the twenty."""

    number: int
    area: str
    name: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about a point, and what shows it."""

    status: Status
    evidence: str


_NAMES = {
    "function": ("structure", "start", "endpoints", "health and metrics", "logs", "migrations"),
    "tests": ("tests", "contract"),
    "infrastructure": ("image", "compose", "monitoring", "kubernetes"),
    "security": ("strictness", "sanitising", "rate limits", "headers", "cors", "errors and secrets"),
    "quality": ("code", "automation and documentation"),
}
POINTS: tuple[Point, ...] = tuple(
    Point(number, area, name)
    for number, (area, name) in enumerate(((area, name) for area, names in _NAMES.items() for name in names), 1)
)

_SHOWN = 4


def judged(problems: Iterable[str], evidence: str) -> Finding:
    """A point that fails if there is any problem, and holds by `evidence` otherwise."""
    found = list(problems)
    if not found:
        return Finding(Status.HOLDS, evidence)
    more = f" (and {len(found) - _SHOWN} more)" if len(found) > _SHOWN else ""
    return Finding(Status.FAILS, "; ".join(found[:_SHOWN]) + more)
