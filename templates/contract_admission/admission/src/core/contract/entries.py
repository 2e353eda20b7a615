"""The operations of a contract, ready to serve."""

from __future__ import annotations

from src.core.contract.answers import AnswerWriter
from src.core.contract.finishing import Finish, finisher_of
from src.core.contract.gates import Gate, credential_names
from src.core.contract.model import LoadedContract, Operation
from src.core.contract.outcomes import must_be_checked, shows_for
from src.core.contract.readings import Readers
from src.core.contract.route import Around, ContractRoute


class Entry:
    """One operation, ready to serve. What is costly is made when it is first asked for."""

    __slots__ = (
        "_contract",
        "_gate",
        "_readers",
        "_validate",
        "_writer",
        "around",
        "checked",
        "finish",
        "operation",
        "query_credentials",
        "reading",
        "route",
    )

    def __init__(
        self,
        operation: Operation,
        contract: LoadedContract,
        readers: Readers,
        route: ContractRoute | None,
        *,
        validate: bool,
        around: Around | None = None,
    ) -> None:
        self.operation = operation
        self.route = route
        self.around = around
        self.checked = must_be_checked(operation, operation, readers.shapes)
        self.reading: Entry | None = None  # what a change is seen by, if not by its own answer
        self.finish: Finish | None = finisher_of(operation)
        self.query_credentials = bool(credential_names(operation, contract, "query"))
        self._contract = contract
        self._readers = readers
        self._validate = validate
        self._gate: Gate | None = None
        self._writer: AnswerWriter | None = None

    def be_shown_by(self, reading: Entry) -> None:
        """Check what the operation comes to as another of its path reads it, where its own answer does not show it."""
        if reading.route is not None and shows_for(reading.operation, self.operation):
            self.reading = reading
            self.checked = must_be_checked(self.operation, reading.operation, self._readers.shapes)

    @property
    def gate(self) -> Gate:
        """What the operation admits."""
        if self._gate is None:
            self._gate = Gate(self.operation, self._contract, self._readers)
        return self._gate

    @property
    def writer(self) -> AnswerWriter:
        """How the operation answers."""
        if self._writer is None:
            status = self.route.status_code if self.route else None
            self._writer = AnswerWriter(self.operation, self._readers, validate=self._validate, status=status)
        return self._writer
