"""What `tests/contract/cases.json` says: for every operation a valid request, what to expect, and mistakes to make."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

import pytest

from src.core.contract.loader import load_contract
from src.core.contract.model import Operation

T = TypeVar("T")
JSON = Any
CONTRACT = load_contract()
OPERATIONS: Mapping[str, Operation] = {operation.id: operation for operation in CONTRACT.operations}
_FILE = Path(__file__).parents[1] / "contract" / "cases.json"


@dataclass(frozen=True, slots=True)
class Request:
    """The values of a request; `filled` are places in the body for keys: [place, resource or "" for its own, column]."""

    path: Mapping[str, JSON] = field(default_factory=dict)
    query: Mapping[str, JSON] = field(default_factory=dict)
    headers: Mapping[str, JSON] = field(default_factory=dict)
    cookies: Mapping[str, JSON] = field(default_factory=dict)
    media_type: str | None = None
    body: JSON = None
    filled: Sequence[tuple[Sequence[str | int], str, str]] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A success: its status, and where in its body the document, or the list of them, stands."""

    status: int = 200
    media_type: str | None = None
    wrapper: Sequence[str] = ()
    is_json: bool = False
    is_list: bool = False
    made: Sequence[str] = ()  # properties of a document that are no part of what is stored: links to itself


@dataclass(frozen=True, slots=True)
class Case:
    """One operation. `request` is None if no valid one could be made from the contract."""

    id: str
    method: str
    path: str
    function: str  # its method in the service
    # create | list | read | replace | update | transition | upsert | delete | clear | upload | download | discard | custom
    # read_property | replace_property | update_property | delete_property
    role: str
    service: str  # module.Class
    answer: Answer
    arguments: Mapping[str, str] = field(default_factory=dict)  # parameter of that method → parameter of the contract
    body_argument: str = ""  # its parameter for the body
    guarded: bool = False  # it looks first whether the rows in its path are there
    resource: str = ""
    members: str = ""  # of a membership: the resource whose documents it shows
    needs: str = ""  # rows that must be there: item | scope (what the item lies below)
    keys: Mapping[str, str] = field(default_factory=dict)  # path parameter → column of the resource
    named: Mapping[str, str] = field(default_factory=dict)  # the same, of a query parameter or a property of its body
    open: bool = False  # no refusal is documented for rows that are not there
    refuses: bool = False  # it is at odds with rows that are in some states …
    within: bool = False  # … whatever it would make of them
    slot: str = ""  # which bytes of a row it takes or gives
    place: Sequence[str] = ()  # where its row has the property that it is about
    brought: JSON = None  # what that property holds afterwards
    any_media: bool = False  # no media type is refused
    request: Request | None = None
    mistakes: Sequence[Mapping[str, JSON]] = ()
    echoed: Mapping[str, JSON] = field(default_factory=dict)  # what answers show as the request has it
    shows: str = ""  # lists: the property by which rows are told apart
    paging: Mapping[str, JSON] | None = None
    filters: Sequence[Mapping[str, JSON]] = ()

    @property
    def operation(self) -> Operation:
        """The operation as the service has loaded it."""
        return OPERATIONS[self.id]

    @property
    def columns(self) -> set[str]:
        """The columns by which the operation finds its row."""
        return {*self.keys.values(), *self.named.values()}

    @property
    def is_named_by_body(self) -> bool:
        """Whether it is the body that says which row the operation is about."""
        return self.request is not None and bool(self.named.keys() - self.request.query.keys())

    def status_of(self, refusal: str) -> int:
        """The status with which the operation refuses for a reason."""
        return (self.operation.refusals.get(refusal) or CONTRACT.refusals[refusal]).status


@dataclass(frozen=True, slots=True)
class Row:
    """A document as clients give it, and the values of columns that only paths know."""

    document: dict[str, JSON]
    keys: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModelCase:
    """The model of a body: a document that it takes, and mistakes that it refuses. `partial`: nothing is required."""

    model: str
    valid: dict[str, JSON]
    partial: bool = False
    mistakes: Sequence[Mapping[str, JSON]] = ()


def _known(kind: Callable[..., T], entry: Mapping[str, JSON]) -> T:
    names = {each.name for each in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in entry.items() if name in names})


def _case(entry: Mapping[str, JSON]) -> Case:
    request = _known(Request, entry["request"]) if "request" in entry else None
    return _known(Case, {**entry, "answer": _known(Answer, entry["answer"]), "request": request})


_CONTENT = json.loads(_FILE.read_text(encoding="utf-8"))
CASES: Sequence[Case] = [_case(entry) for entry in _CONTENT["operations"]]
ROWS: Mapping[str, Sequence[Row]] = {
    name: [_known(Row, {"document": {}, **entry}) for entry in rows] for name, rows in _CONTENT["rows"].items()
}
MODELS: Sequence[ModelCase] = [_known(ModelCase, entry) for entry in _CONTENT["models"]]


def each(wanted: Callable[[Case], Any], name: str = "case") -> pytest.MarkDecorator:
    """Run a test for every operation that can be called and is wanted."""
    found = [case for case in CASES if case.request is not None and wanted(case)]
    return pytest.mark.parametrize(name, found, ids=lambda case: case.id)


def each_mistake(cases: Sequence[Any]) -> pytest.MarkDecorator:
    """Run a test for every mistake of every case."""
    found = [
        pytest.param(case, mistake, id=f"{getattr(case, 'id', None) or case.model}-{mistake['why']}")
        for case in cases
        for mistake in case.mistakes
    ]
    return pytest.mark.parametrize(("case", "mistake"), found)


def spoiled(body: JSON, mistake: Mapping[str, JSON]) -> JSON:
    """A valid body with a mistake in it."""
    if "body" in mistake:
        return mistake["body"]
    if "without" in mistake:
        return {name: value for name, value in body.items() if name != mistake["without"]}
    return {**body, **mistake["with"]} if "with" in mistake else body
