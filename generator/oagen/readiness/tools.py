"""Points that programs settle: the project's own tests, its linters, and a look at its modules from within."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from oagen.proof.processes import running
from oagen.proof.service import environment
from oagen.readiness.model import Finding, Status, judged

_COVERAGE = 80.0  # percent
_TEST_SECONDS = 120.0
_PATIENCE = 1200.0  # seconds: on a busy machine, being slow is a finding, not the end
_TOO_LONG = 124  # exit status, as timeout(1) has it
PYLINT_SCORE = 8.0
_SCORE = re.compile(r"rated at (-?[\d.]+)/10")
_LINTERS: Mapping[str, Sequence[str]] = {
    "ruff": ("check", "--no-cache", "."),
    "mypy": ("--cache-dir", "/dev/null"),
    "bandit": ("--quiet", "--recursive", "src", "alembic"),
    "pylint": ("--persistent=no", "src"),
}
_LOOK_AT_MODELS = """
import importlib, json, pkgutil
from pydantic import BaseModel
import src.models.schemas as package
modules = [importlib.import_module(m.name) for m in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
models = {c for m in modules for c in vars(m).values() if isinstance(c, type) and issubclass(c, BaseModel)}
own = [c for c in models if c.__module__.startswith(package.__name__)]
print(json.dumps({"models": len(own), "loose": sorted(c.__name__ for c in own if not c.model_config.get("strict"))}))
"""
_SANITISERS = re.compile(r"^\s*(?:import|from) (?:nh3|bleach)\b", re.MULTILINE)


def tests(tree: Path, scratch: Path) -> Finding:
    """The project's own tests pass, in time, and cover its code."""
    missing = _missing("pytest", "pytest_cov")
    if missing:
        return missing
    report = scratch / "coverage.json"
    settings = {"COVERAGE_FILE": str(scratch / ".coverage")}
    command = ("pytest", "-q", "-p", "no:cacheprovider", "--cov", f"--cov-report=json:{report}")
    started = time.monotonic()
    code, text = _run(tree, scratch, command, settings)
    seconds = time.monotonic() - started
    covered = json.loads(report.read_text())["totals"]["percent_covered"] if report.is_file() else 0.0
    last = text.strip().splitlines()[-1:] or [""]
    problems = [f"pytest exits with {code}: {last[0]}"] * (code != 0)
    problems += [f"coverage is {covered:.1f} %"] * (covered < _COVERAGE)
    problems += [f"the tests take {seconds:.0f} s"] * (seconds > _TEST_SECONDS)
    return judged(problems, f"{_summary(text)}, coverage {covered:.1f} %, {seconds:.0f} s")


def strictness(tree: Path, scratch: Path) -> Finding:
    """No model turns one type into another."""
    code, text = _run(tree, scratch, ("-c", _LOOK_AT_MODELS))
    try:
        seen: dict[str, Any] = json.loads(text.strip().splitlines()[-1])
    except (ValueError, IndexError):
        return Finding(Status.FAILS, f"the models cannot be imported: exit status {code}")
    loose = [f"{name} is not strict" for name in seen["loose"]]
    return judged(loose, f"all {seen['models']} models are strict")


def sanitising(tree: Path, _scratch: Path) -> Finding:
    """Text that clients send as HTML is cleaned by a library made for it."""
    sources = {path: path.read_text(encoding="utf-8") for path in sorted((tree / "src").rglob("*.py"))}
    cleaners = [path for path, text in sources.items() if _SANITISERS.search(text)]
    if not cleaners:
        return Finding(Status.FAILS, "no module uses a sanitiser")
    names = {path.stem for path in cleaners}
    users = [p for p, text in sources.items() if p not in cleaners and any(f"{name} import" in text for name in names)]
    evidence = f"{cleaners[0].relative_to(tree)}, used by {len(users)} modules"
    return judged(["nothing uses the sanitiser"] * (not users), evidence)


def code(tree: Path, scratch: Path, pylint_score: float = PYLINT_SCORE) -> Finding:
    """Linters and the type checker find nothing that matters."""
    absent = [name for name in _LINTERS if importlib.util.find_spec(name) is None]
    problems, shown = [], []
    for name, options in _LINTERS.items():
        if name in absent:
            continue
        status, text = _run(tree, scratch, (name, *options))
        score = _SCORE.search(text) if name == "pylint" else None
        if score is None and status != 0:
            problems.append(f"{name}: {(text.strip().splitlines() or [''])[-1]}")
        elif score is not None and float(score[1]) < pylint_score:
            problems.append(f"pylint: {score[1]}")
        shown.append(f"{name} {score[1]}" if score else name)
    if absent and not problems:
        return Finding(Status.NOT_RUN, f"not installed here: {', '.join(absent)}; found nothing: {', '.join(shown)}")
    return judged(problems, f"{', '.join(shown)}: nothing found")


def _run(
    tree: Path, scratch: Path, command: Sequence[str], settings: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Exit status and output of a module, or of code, in the project."""
    arguments = [sys.executable, *([] if command[0] == "-c" else ["-m"]), *command]
    log = scratch / f"{command[0].strip('-')}.log"
    surroundings = environment(f"sqlite+aiosqlite:///{scratch / 'tools.db'}") | dict(settings or {})
    with running(arguments, cwd=tree, env=surroundings | {"PYTHONPATH": str(tree)}, log=log) as process:
        try:
            status = process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            status = _TOO_LONG
    return status, log.read_text(errors="replace")


def _missing(*modules: str) -> Finding | None:
    absent = [name for name in modules if importlib.util.find_spec(name) is None]
    return Finding(Status.NOT_RUN, f"not installed here: {', '.join(absent)}") if absent else None


def _summary(text: str) -> str:
    found = re.findall(r"\d+ passed[^\n]*? in [\d.]+s", text)
    return found[-1].partition(" in ")[0] if found else "passed"
