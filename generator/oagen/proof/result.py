"""The result of a proof, and the gate that it has to pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

# of the operations, so many have to answer a valid request with success
_LEAST_ANSWERED = 0.5


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that failed, with one example. `curl` holds the requests that lead there, the failing one last."""

    operation: str
    check: str
    code: str  # Schemathesis' own, `st explain <code>`
    title: str
    message: str
    status: int | None
    count: int
    curl: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OperationResult:
    """One operation: cases sent, valid requests among those with a clear answer, how many of them were accepted."""

    operation: str
    cases: int
    valid: int
    accepted: int
    failed_checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A failure that the judge dropped, and its proof (see `judge`)."""

    operation: str
    check: str
    why: str
    proof: str


@dataclass(frozen=True, slots=True)
class Links:
    """Links between operations: how many the contract has, and how many the stateful run took."""

    total: int = 0
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything that was found. `passed` only when `problems` has nothing to say."""

    operations: tuple[OperationResult, ...]
    failures: tuple[Failure, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    errors: tuple[str, ...] = ()  # of the runs themselves, the service's log included
    unauthorised: tuple[str, ...] = ()  # operations that the credentials at hand did not open
    untested: tuple[str, ...] = ()
    warnings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # listed, not failing
    filtered: int = 0
    links: Links = Links()
    seed: int = 0
    seconds: float = 0.0
    reports: str = ""  # folder of the full reports, "" when they were not kept

    @property
    def silent(self) -> tuple[str, ...]:
        """Operations that never answered a valid request with success."""
        return tuple(row.operation for row in self.operations if not row.accepted)

    @property
    def answered(self) -> float:
        """Share of the operations that answered a valid request with success."""
        return 1 - len(self.silent) / len(self.operations) if self.operations else 0.0

    @property
    def cases(self) -> int:
        """Requests sent."""
        return sum(row.cases for row in self.operations)

    @property
    def problems(self) -> tuple[str, ...]:
        """Why the proof fails, one line a reason; empty when it passed."""
        return tuple(self._problems())

    @property
    def passed(self) -> bool:
        """Whether the service keeps its contract, as far as this proof can tell."""
        return not self.problems

    def dump(self) -> dict[str, Any]:
        """The proof as JSON values."""
        summary = {"passed": self.passed, "problems": list(self.problems), "cases": self.cases}
        return summary | {"answered": round(self.answered, 3), "silent": list(self.silent)} | asdict(self)

    def _problems(self) -> Iterator[str]:
        if self.failures:
            yield f"{_count(len(self.failures), 'check')} failed"
        yield from self.errors
        if self.unauthorised:
            yield f"{_count(len(self.unauthorised), 'operation')} not opened by the credentials at hand"
        if self.untested:
            yield f"{_count(len(self.untested), 'operation')} not tested"
        if self.filtered != len(self.dropped):
            yield f"{self.filtered} failures were dropped, but {len(self.dropped)} proofs for that are on record"
        if self.answered < _LEAST_ANSWERED:
            yield f"{_count(len(self.silent), 'operation')} never answered a valid request with success"
        if self.links.total and not self.links.taken:
            yield "no link between operations was taken"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
