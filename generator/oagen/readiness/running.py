"""Points that only the running service settles: it is booted, asked, and held to its contract."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from oagen.proof.contract_file import read_contract
from oagen.proof.database import fresh_database
from oagen.proof.events import Finished, ProofError
from oagen.proof.fuzz import Effort
from oagen.proof.processes import run
from oagen.proof.prove import prove
from oagen.proof.service import environment, migrate, serving
from oagen.readiness import infrastructure
from oagen.readiness.asking import Answer, Client, calls, signed_in
from oagen.readiness.model import Finding, Status, judged

_START_SECONDS = 10.0
_EFFORT = Effort(max_examples=5, seed=1, links_seconds=5)
_FRIEND, _STRANGER = "https://app.example.com", "https://evil.example.com"
_REQUEST_ID = "readiness-4711"
_LIMIT = 3
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src",
    "Referrer-Policy": "",
}
_METRICS = ("http_requests_total", "http_request_duration_seconds", "process_resident_memory_bytes")
_TRACES = ("Traceback", 'File "', "site-packages", "sqlalchemy")


def observe(tree: Path, scratch: Path) -> dict[str, Finding]:
    """What a running service shows, by the names of the points. Raises ProofError when it does not start."""
    base_path = read_contract(tree / "openapi.yaml").base_path
    with fresh_database("", scratch) as url:
        migrate(tree, url, scratch)
        found = {"migrations": _migrations(tree, url, scratch)}
        log = scratch / "service.log"
        started = time.monotonic()
        with serving(tree, url, log, settings={"CORS_ORIGINS": json.dumps([_FRIEND])}) as origin:
            found["start"] = _start(time.monotonic() - started)
            found |= _asked(signed_in(tree, origin), tree, base_path)
        found["logs"] = _logs(log)
        found["rate limits"] = _or_failed(lambda: _rate_limits(tree, url, scratch, base_path))
    return found | {"contract": _or_failed(lambda: _contract(tree))}


def _or_failed(look: Callable[[], Finding]) -> Finding:
    """A finding of its own for a service that does not start this time."""
    try:
        return look()
    except ProofError as error:
        return Finding(Status.FAILS, str(error))


def _asked(client: Client, tree: Path, base_path: str) -> dict[str, Finding]:
    """What the answers of a service show."""
    endpoints = _endpoints(client, tree, base_path)
    live = client.ask("GET", "/health/health", {"X-Request-ID": _REQUEST_ID})
    ready = client.ask("GET", "/health/ready")
    metrics = client.ask("GET", "/metrics/metrics")
    unknown = client.ask("GET", f"{base_path}/there-is-nothing-here")
    return {
        "endpoints": endpoints,
        "health and metrics": _health_and_metrics(live, ready, metrics),
        "monitoring": infrastructure.monitoring(tree, metrics.text, "/metrics/metrics"),
        "headers": _headers(live),
        "cors": _cors(client, tree),
        "errors and secrets": _errors_and_secrets(unknown, tree),
    }


def _start(seconds: float) -> Finding:
    return judged([f"ready after {seconds:.1f} s"] * (seconds > _START_SECONDS), f"ready after {seconds:.1f} s")


def _migrations(tree: Path, url: str, scratch: Path) -> Finding:
    """The migrations build just the tables that the entities mean."""
    command = [sys.executable, "-m", "alembic", "check"]
    try:
        run(command, "alembic check", cwd=tree, env=environment(url), log=scratch / "check.log", timeout=60)
    except ProofError as error:
        return Finding(Status.FAILS, f"{error}: {error.log.splitlines()[-1:]}")
    return Finding(Status.HOLDS, "alembic upgrade head, and the entities have nothing that it lacks")


def _endpoints(client: Client, tree: Path, base_path: str) -> Finding:
    """Every operation answers with something that its contract documents."""
    problems, asked = [], 0
    for call in calls(tree, base_path):
        asked += 1
        body = b"{}" if call.method in ("POST", "PUT", "PATCH") else None
        answer = client.ask(call.method, call.path, {"Content-Type": "application/json"} if body else {}, body)
        if answer.status >= 500 or not call.allows(answer.status):
            problems.append(f"{call.method} {call.path} answers {answer.status}")
    return judged(problems, f"{asked} operations answer as documented")


def _health_and_metrics(live: Answer, ready: Answer, metrics: Answer) -> Finding:
    problems = [f"liveness answers {live.status}"] * (live.status != 200)
    problems += [f"readiness answers {ready.status}"] * (ready.status != 200)
    problems += [f"{name} is not exported" for name in _METRICS if f"# TYPE {name}" not in metrics.text]
    return judged(problems, f"live, ready, {metrics.text.count('# TYPE ')} metrics")


def _headers(answer: Answer) -> Finding:
    problems = [
        f"{name} is {answer.headers.get(name)!r}"
        for name, value in _HEADERS.items()
        if value not in (answer.headers.get(name) or "") or name not in answer.headers
    ]
    return judged(problems, ", ".join(_HEADERS))


def _cors(client: Client, tree: Path) -> Finding:
    """Origins are admitted by name only."""

    def allowed(origin: str) -> str | None:
        asking = {"Origin": origin, "Access-Control-Request-Method": "GET"}
        return client.ask("OPTIONS", "/health/health", asking).headers.get("Access-Control-Allow-Origin")

    problems = [f"{_FRIEND} is in CORS_ORIGINS and is not allowed"] * (allowed(_FRIEND) != _FRIEND)
    problems += ["an origin that is not in CORS_ORIGINS is allowed"] * (allowed(_STRANGER) is not None)
    everyone = {"CORS_ORIGINS": '["*"]', "DATABASE_URL": "postgresql+asyncpg://app:x@localhost/app"}
    problems += ["production starts with CORS_ORIGINS=*"] * _starts_in_production(tree, everyone)
    return judged(problems, "origins by name, never * in production")


def _errors_and_secrets(unknown: Answer, tree: Path) -> Finding:
    """Errors tell clients what they need and no more, and nothing runs in production with secrets missing."""
    problems = [f"an unknown path answers {unknown.status}"] * (unknown.status != 404)
    problems += ["an error is no JSON"] * ("json" not in unknown.media_type)
    problems += ["an answer has no X-Request-ID"] * ("X-Request-ID" not in unknown.headers)
    problems += [f"an error shows {trace!r}" for trace in _TRACES if trace in unknown.text]
    problems += ["production starts without DATABASE_URL"] * _starts_in_production(tree, {})
    return judged(problems, "errors are JSON with a request id; production refuses to start without its settings")


def _starts_in_production(tree: Path, settings: Mapping[str, str]) -> bool:
    """Whether the settings of a process in production are taken."""
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-c", "from src.core.config import get_settings; get_settings()"]
    surroundings = {**own, "ENVIRONMENT": "production", "PYTHONDONTWRITEBYTECODE": "1", **settings}
    done = subprocess.run(command, cwd=tree, env=surroundings, capture_output=True, check=False)
    return done.returncode == 0


def _logs(log: Path) -> Finding:
    """Every line is a JSON object, and those of a request carry its id."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    entries = list(_objects(lines))
    problems = [f"{len(lines) - len(entries)} lines are no JSON"] * (len(entries) < len(lines))
    known = any(entry.get("request_id") == _REQUEST_ID for entry in entries)
    return judged([*problems, *["no line carries the request's id"] * (not known)], f"{len(entries)} lines of JSON")


def _objects(lines: list[str]) -> Iterator[dict[str, object]]:
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield entry


def _rate_limits(tree: Path, url: str, scratch: Path, base_path: str) -> Finding:
    """A client that asks too often is told to wait."""
    settings = {"RATE_LIMIT": f"{_LIMIT}/minute"}
    with serving(tree, url, scratch / "limited.log", settings=settings) as origin:
        client = signed_in(tree, origin)
        call = min(calls(tree, base_path), key=lambda call: (call.method != "GET", "1" in call.path, call.path))
        answers = [client.ask(call.method, call.path) for _ in range(_LIMIT + 2)]
    refused = [answer for answer in answers if answer.status == 429]
    problems = [f"{len(answers)} requests a moment pass a limit of {_LIMIT} a minute"] * (not refused)
    problems += ["a refusal does not say Retry-After"] * any("Retry-After" not in answer.headers for answer in refused)
    problems += ["requests below the limit are refused"] * (len(refused) > len(answers) - _LIMIT)
    return judged(problems, f"429 with Retry-After after {_LIMIT} requests")


def _contract(tree: Path) -> Finding:
    """A short proof finds nothing."""
    for event in prove(tree, effort=_EFFORT):
        if isinstance(event, Finished):
            proof = event.proof
            checked = f"{len(proof.operations)} operations, {proof.cases} requests, no check failed"
            # few examples cannot open every operation: what they found counts, not what they could not reach
            failures = [f"{failure.operation}: {failure.title}" for failure in proof.failures]
            return judged([*failures, *proof.errors], checked)
    return Finding(Status.FAILS, "the proof did not end")
