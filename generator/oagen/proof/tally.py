"""Counts what the fuzzer reports, event by event, as its ndjson report grows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from oagen.proof.curl import curl
from oagen.proof.events import Progress
from oagen.proof.result import Failure, Links

_STATEFUL = "stateful"


@dataclass(slots=True)
class Tally:
    """Running totals over one or more runs. `operations` are the labels of the contract, `METHOD /path`."""

    operations: Collection[str]
    cases: Counter[str] = field(default_factory=Counter)
    failures: dict[tuple[str, str, str], Failure] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    links_total: int = 0
    links_taken: set[str] = field(default_factory=set)
    _phase: str = ""
    _done: int = 0

    def feed(self, event: Mapping[str, Any]) -> Progress | None:
        """Take one event in; the progress made, if that is worth telling."""
        for kind, data in event.items():
            if kind == "LoadingFinished":
                transitions = data.get("statistic", {}).get("transitions", {})
                self.links_total = max(self.links_total, transitions.get("selected", 0))
            elif kind == "PhaseStarted" and data.get("payload"):
                self.links_total = max(self.links_total, data["payload"].get("transitions_selected", 0))
            elif kind == "SuiteStarted":
                self._phase, self._done = data["phase"], 0
            elif kind in ("NonFatalError", "FatalError"):
                self.errors.append(_error_text(data))
            elif kind == "ScenarioFinished":
                self._scenario(data["recorder"])
                self._done += 1
                return self._progress()
        return None

    @property
    def links(self) -> Links:
        """Links that the contract has, or the engine infers as it goes, and those that were taken."""
        taken = len(self.links_taken)
        return Links(max(self.links_total, taken), taken)

    def _progress(self) -> Progress:
        total = 0 if self._phase == _STATEFUL else len(self.operations)
        return Progress(self._phase, self._done, total, self.cases.total(), len(self.failures))

    def _scenario(self, recorder: Mapping[str, Any]) -> None:
        cases: Mapping[str, Any] = recorder.get("cases", {})
        for node in cases.values():
            self.cases[self._label(node["value"], recorder["label"])] += 1
            if node.get("is_transition_applied") and node.get("transition"):
                self.links_taken.add(node["transition"]["id"])
        for case_id, checks in recorder.get("checks", {}).items():
            for check in checks:
                if "failure_info" in check:
                    self._failure(check["name"], check["failure_info"]["failure"], case_id, recorder)

    def _label(self, case: Mapping[str, Any], scenario: str) -> str:
        own = f"{case['method']} {case['path']}"
        return own if own in self.operations else scenario

    def _failure(self, check: str, failure: Mapping[str, Any], case_id: str, recorder: Mapping[str, Any]) -> None:
        operation = failure.get("operation") or recorder["label"]
        message = failure.get("message", "")
        key = (operation, check, failure.get("title", ""))
        known = self.failures.get(key)
        requests = list(_requests(case_id, recorder))
        response = (recorder.get("interactions", {}).get(case_id) or {}).get("response") or {}
        fresh = Failure(
            operation,
            check,
            failure.get("code", ""),
            failure.get("title", ""),
            message,
            response.get("status_code"),
            (known.count if known else 0) + 1,
            tuple(curl(request) for request in requests),
        )
        if known and (not fresh.curl or (known.curl and _size(known) <= _size(fresh))):
            fresh = replace(known, count=fresh.count)
        self.failures[key] = fresh


def _size(failure: Failure) -> int:
    """The shortest example is the clearest."""
    return sum(len(line) for line in failure.curl)


def _requests(case_id: str, recorder: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The requests that lead to a case, oldest first."""
    chain: list[str] = []
    current: str | None = case_id
    while current is not None and current not in chain:
        chain.append(current)
        current = (recorder["cases"].get(current) or {}).get("parent_id")
    for link in reversed(chain):
        interaction = recorder.get("interactions", {}).get(link)
        if interaction:
            yield interaction["request"]


def _error_text(data: Mapping[str, Any]) -> str:
    value = data.get("value") or data.get("exception") or {}
    where = f"{data['label']}: " if data.get("label") else ""
    return f"{where}{value.get('type', 'error')}: {value.get('message', '')}".strip()
