"""What a proof says while it runs. It never prints: the command line consumes these."""

from __future__ import annotations

from dataclasses import dataclass

from oagen.proof.result import Proof


@dataclass(frozen=True, slots=True)
class Step:
    """A step begins: preparing the database, migrating, starting the service, a run of the fuzzer."""

    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run of the fuzzer is: `done` of `total` operations in `phase`, or scenarios when `total` is 0."""

    phase: str
    done: int
    total: int
    cases: int
    failures: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The end, with the result."""

    proof: Proof


Event = Step | Progress | Finished


class ProofError(Exception):
    """The proof could not be carried out. `log` is the end of what the failing program wrote."""

    def __init__(self, message: str, log: str = "") -> None:
        super().__init__(message)
        self.log = log
