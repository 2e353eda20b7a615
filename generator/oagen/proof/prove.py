"""`prove` a tree, or a service that runs already."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from oagen.proof import hooks_environment
from oagen.proof.contract_file import ContractFile, read_contract
from oagen.proof.database import fresh_database, is_postgres
from oagen.proof.events import Event, Finished, Step
from oagen.proof.fuzz import Effort, Target, auth_tables, fuzz, report
from oagen.proof.result import Dropped, OperationResult, Proof
from oagen.proof.service import migrate, require_answer, serving
from oagen.proof.tally import Tally

_USUAL_ORIGIN = "http://127.0.0.1:8000"
_MISMATCH = "response_mismatch"  # what a generated service logs when an answer of its own breaks the contract


def prove(
    tree: Path, *, database: str = "", effort: Effort | None = None, keep: Path | None = None
) -> Generator[Event, None, None]:
    """Boot the service in `tree` on a fresh database and hold it to its `openapi.yaml`.

    `database` is the URL of a PostgreSQL server to use instead of SQLite, `keep` a folder for the full reports.
    Raises ProofError when the service does not come up. Whatever was started is stopped when the iterator is closed.
    """
    tree = tree.resolve()
    contract = read_contract(tree / "openapi.yaml")
    with ExitStack() as stack:
        scratch = _scratch(stack)
        yield Step("preparing a PostgreSQL database" if is_postgres(database) else "preparing a SQLite database")
        url = stack.enter_context(fresh_database(database, scratch))
        yield Step("migrating: alembic upgrade head")
        migrate(tree, url, scratch)
        yield Step("starting the service")
        log = scratch / "service.log"
        origin = stack.enter_context(serving(tree, url, log))
        target = Target(contract, origin + contract.base_path, auth_tables(tree / "schemathesis.toml"))
        for event in _prove(target, effort or Effort(), scratch, keep, log):
            yield Finished(_moved(event.proof, origin)) if isinstance(event, Finished) else event


def prove_url(
    url: str, contract: Path, *, config: Path | None = None, effort: Effort | None = None, keep: Path | None = None
) -> Generator[Event, None, None]:
    """Hold a running service at `url` to `contract`. `config` is a TOML file with `[auth.openapi]` tables.

    Raises ProofError when nothing answers there.
    """
    with ExitStack() as stack:
        target = Target(read_contract(contract), url, auth_tables(config) if config else "", hide=True)
        require_answer(url)
        yield from _prove(target, effort or Effort(), _scratch(stack), keep, None)


def _scratch(stack: ExitStack) -> Path:
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="oagen-proof-", ignore_cleanup_errors=True)))


def _prove(
    target: Target, effort: Effort, scratch: Path, keep: Path | None, log: Path | None
) -> Generator[Event, None, None]:
    started = time.monotonic()
    tally = Tally(frozenset(target.contract.operations))
    runs = [scratch / "reports" / "contract"]
    yield Step(f"fuzzing {len(target.contract.operations)} operations with every check")
    yield from fuzz(target, effort, tally, runs[0])
    if tally.links_total:
        runs.append(scratch / "reports" / "links")
        yield Step(f"following {tally.links_total} links between operations for {effort.links_seconds} s")
        yield from fuzz(target, effort, tally, runs[1], only_links=True)
    if keep:
        shutil.copytree(scratch / "reports", keep, dirs_exist_ok=True)
    dropped = tuple(drop for run in runs for drop in hooks_environment.dropped(run))
    proof = _result(target.contract, tally, [report(run) for run in runs], dropped, effort.seed)
    yield Finished(_with(proof, seconds=round(time.monotonic() - started, 1), keep=keep, log=log))


def _with(proof: Proof, *, seconds: float, keep: Path | None, log: Path | None) -> Proof:
    mismatches = log.read_text(errors="replace").count(_MISMATCH) if log else 0
    logged = (f"the service logged {mismatches} answers of its own that break the contract",) if mismatches else ()
    return replace(proof, seconds=seconds, reports=str(keep or ""), errors=(*proof.errors, *logged))


def _moved(proof: Proof, origin: str) -> Proof:
    """The proof with curl lines for where the service will be started next, not for the port that is gone by then."""
    failures = (replace(f, curl=tuple(line.replace(origin, _USUAL_ORIGIN) for line in f.curl)) for f in proof.failures)
    return replace(proof, failures=tuple(failures))


def _result(
    contract: ContractFile, tally: Tally, reports: list[dict[str, Any]], dropped: tuple[Dropped, ...], seed: int
) -> Proof:
    rates = [data.get("valid_rates") or {} for data in reports]
    rows = tuple(_operation(label, tally, rates) for label in contract.operations)
    warnings: dict[str, tuple[str, ...]] = {}
    for data in reports:
        for kind, labels in (data.get("warnings") or {}).items():
            if labels:
                warnings[kind] = tuple(sorted({*warnings.get(kind, ()), *map(str, labels)}))
    errors = [*tally.errors, *(line for data in reports for line in _run_errors(data))]
    return Proof(
        rows,
        failures=tuple(sorted(tally.failures.values(), key=lambda failure: (failure.operation, failure.check))),
        dropped=dropped,
        errors=tuple(dict.fromkeys(errors)),
        unauthorised=warnings.pop("missing_auth", ()),
        untested=tuple(row.operation for row in rows if not row.cases),
        warnings=warnings,
        filtered=sum(data.get("filtered") or 0 for data in reports),
        links=tally.links,
        seed=seed,
    )


def _run_errors(data: Mapping[str, Any]) -> Iterator[str]:
    """What went wrong in a run, apart from failed checks."""
    yield from (f"{error['title']} ({error['count']} times)" for error in data.get("errors") or [])
    if data.get("complete") is not True:
        yield f"a run stopped early: {data.get('stop_reason')}"
    selection = data.get("operations") or {}
    if selection.get("selected") != selection.get("total"):
        yield f"only {selection.get('selected')} of {selection.get('total')} operations were selected"


def _operation(label: str, tally: Tally, rates: list[dict[str, Any]]) -> OperationResult:
    phases = [phase for run in rates for phase in run.get(label, {}).values()]
    accepted = sum(phase["accepted"] for phase in phases)
    failed = sorted({check for operation, check, _ in tally.failures if operation == label})
    return OperationResult(
        label, tally.cases[label], sum(sum(phase.values()) for phase in phases), accepted, tuple(failed)
    )
