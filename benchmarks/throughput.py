"""Requests a second: a generated service beside the same API by hand in the usual style, and beside the bare limit.

All run at once on one PostgreSQL server, each with a database of its own; they are measured in turn, round by round,
so that whatever else the machine does hits all of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.correctness import BASE, Client, differences
from benchmarks.services import BenchmarkError, Service, build, migrate, serve
from contract_tests.postgres import PostgresServer

HERE = Path(__file__).parent
DOCUMENT = HERE.parent / "specs" / "simple_task_api.yaml"
GENERATED, USUAL, BARE = "oagen", "usual style", "bare limit"
TASKS = 500  # in every database before the measurement
CONNECTIONS = 32

Request = tuple[str, str, object]


@dataclass(frozen=True, slots=True)
class Throughput:
    """Requests a second by operation and service, one number a round."""

    rounds: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    def ratio(self, operation: str, service: str, reference: str) -> float:
        """Median over the rounds of `service` ÷ `reference`."""
        pairs = zip(self.rounds[operation][service], self.rounds[operation][reference], strict=True)
        return median(one / other for one, other in pairs)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "requests_per_second": self.rounds,
            "ratios": {
                operation: {
                    "to_usual_style": round(self.ratio(operation, GENERATED, USUAL), 3),
                    "to_bare_limit": round(self.ratio(operation, GENERATED, BARE), 3),
                }
                for operation in self.rounds
            },
        }

    def table(self) -> str:
        """For people."""
        services = (GENERATED, USUAL, BARE)
        lines = [f"{'requests/s, median':20}{''.join(f'{name:>13}' for name in services)}{'÷ usual':>10}{'÷ bare':>9}"]
        for operation, by_service in self.rounds.items():
            rates = "".join(f"{median(by_service[name]):13.0f}" for name in services)
            usual, bare = (self.ratio(operation, GENERATED, other) for other in (USUAL, BARE))
            lines.append(f"{operation:20}{rates}{usual:10.2f}{bare:9.2f}")
        return "\n".join(lines)


@contextmanager
def services(scratch: Path) -> Iterator[dict[str, Service]]:
    """The three services, running; one that answers differently from the others is an error."""
    build(DOCUMENT, scratch / "generated")
    folders = {GENERATED: scratch / "generated", USUAL: HERE / "task_list_style", BARE: HERE / "bare_limit"}
    with ExitStack() as stack:
        server = stack.enter_context(PostgresServer())
        running = {}
        for name, folder in folders.items():
            url = server.create_database(name.replace(" ", "_"))
            if name == GENERATED:
                migrate(folder, url)
            # the generated service counts requests, and never so many that it refuses one
            env = {"DATABASE_URL": url, "ENVIRONMENT": "production", "RATE_LIMIT": "1000000/second"}
            running[name] = stack.enter_context(serve(name, folder, env))
        for name in (GENERATED, BARE):
            wrong = differences(running[name].port, running[USUAL].port, whole=name == GENERATED)
            if wrong:
                raise BenchmarkError(f"{name} and {USUAL} answer differently:\n  " + "\n  ".join(wrong))
            _clear(running[USUAL])
        yield running


def measure(scratch: Path, *, rounds: int, seconds: float) -> Throughput:
    """Measure reading one task, listing twenty and creating one."""
    result = Throughput()
    with services(scratch) as running:
        workloads = {name: dict(_workloads(service)) for name, service in running.items()}
        for operation, expected in (("get", 200), ("list 20", 200), ("post", 201)):
            result.rounds[operation] = {name: [] for name in running}
            for number in range(rounds):
                # every other round the other way round: nobody always goes first
                for name in list(running)[:: -1 if number % 2 else 1]:
                    rate = load(running[name].port, workloads[name][operation], expected, seconds)
                    result.rounds[operation][name].append(round(rate, 1))
    return result


def load(port: int, requests: list[Request], expected: int, seconds: float) -> float:
    """Requests a second that a service answers; any other status than the expected one is an error."""
    command = [sys.executable, "-m", "benchmarks.load", str(port), str(CONNECTIONS), str(seconds), str(expected)]
    done = subprocess.run(
        command, input=json.dumps(requests), capture_output=True, text=True, check=False, cwd=HERE.parent
    )
    if done.returncode != 0:
        raise BenchmarkError(f"the load generator failed: {done.stderr[-1000:]}")
    outcome = json.loads(done.stdout)
    if outcome["unexpected"] or not outcome["requests_per_second"]:
        raise BenchmarkError(f"not {expected} only: {outcome}")
    return float(outcome["requests_per_second"])


def _workloads(service: Service) -> Iterator[tuple[str, list[Request]]]:
    """Requests by operation; fills the database."""
    client = Client(service.port)
    identities = []
    for number in range(TASKS):
        status, task = client.send("POST", BASE, _task(number))
        if status != 201:
            raise BenchmarkError(f"{service.name} does not create tasks: {status} {task}")
        identities.append(task["id"])
    yield "get", [("GET", f"{BASE}/{identity}", None) for identity in identities]
    yield "list 20", [("GET", f"{BASE}?limit=20&offset={offset}", None) for offset in range(0, 100, 20)]
    yield "post", [("POST", BASE, _task(number)) for number in range(100)]


def _task(number: int) -> dict[str, object]:
    return {
        "title": f"Task {number}",
        "description": "Figures are in the shared folder; the summary goes to everybody on the list.",
        "priority": ("low", "medium", "high")[number % 3],
        "dueDate": f"2030-03-{number % 28 + 1:02}",
    }


def _clear(service: Service) -> None:
    client = Client(service.port)
    while tasks := client.send("GET", f"{BASE}?limit=100")[1]:
        for task in tasks:
            client.send("DELETE", f"{BASE}/{task['id']}")
