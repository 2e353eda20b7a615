"""Points that the files of a project settle: its structure, its automation, its documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from oagen.readiness.model import Finding, judged

_PLACES = (
    "src/main.py", "src/core/config.py", "src/core/database.py", "src/core/logging.py", "src/core/metrics.py",
    "src/api/routes", "src/models/schemas", "src/models/entities", "src/repositories", "src/services",
    "alembic/env.py", "alembic.ini", "openapi.yaml", "pyproject.toml",
)  # fmt: skip
_HEADINGS = ("Quick start", "API", "Settings", "Tests", "Deployment")
_TARGETS = ("help", "install", "dev", "migrate", "migrate-create", "test", "coverage", "lint", "format", "clean")
_PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40}")


def structure(tree: Path) -> Finding:
    """Layers have places of their own."""
    missing = [f"{place} is missing" for place in _PLACES if not (tree / place).exists()]
    modules = len(list((tree / "src").rglob("*.py")))
    return judged(missing, f"{modules} modules in layers")


def automation_and_documentation(tree: Path) -> Finding:
    """Whoever takes the project over finds out how to work on it, and machines check every change."""
    problems = [*_workflow_problems(tree), *_hook_problems(tree), *_people_problems(tree)]
    return judged(problems, "workflow with pinned actions, hooks, make help, README with all sections")


def _workflow_problems(tree: Path) -> Iterator[str]:
    workflows = sorted((tree / ".github" / "workflows").glob("*.y*ml"))
    if not workflows:
        yield "no workflow in .github/workflows"
    for path in workflows:
        content = load_yaml(path)
        jobs = content.get("jobs") or {}
        steps = [step for job in jobs.values() for step in job.get("steps") or ()]
        actions = [step["uses"] for step in steps if "uses" in step]
        yield from (f"{path.name}: {action} is not pinned" for action in actions if not _PINNED.fullmatch(action))
        if not content.get("permissions"):
            yield f"{path.name} does not limit its permissions"
        if not any("postgres" in str(service) for job in jobs.values() for service in (job.get("services") or {})):
            yield f"{path.name} runs nothing with PostgreSQL"


def _hook_problems(tree: Path) -> Iterator[str]:
    text = read(tree / ".pre-commit-config.yaml")
    wanted = ("trailing-whitespace", "end-of-file-fixer", "check-yaml", "ruff")
    yield from (f"no hook {name} in .pre-commit-config.yaml" for name in wanted if name not in text)


def _people_problems(tree: Path) -> Iterator[str]:
    readme = read(tree / "README.md")
    headings = re.findall(r"^#+ (.+)$", readme, re.MULTILINE)
    yield from (f"README.md has no section {name}" for name in _HEADINGS if name not in headings)
    targets = re.findall(r"^([a-z-]+):.*##", read(tree / "Makefile"), re.MULTILINE)
    yield from (f"make {name} is missing or has no help" for name in _TARGETS if name not in targets)
    if ".env" not in read(tree / ".gitignore").splitlines():
        yield ".gitignore does not cover .env"
    documents = {"README.md": readme, ".env.example": read(tree / ".env.example")}
    fields = re.findall(r"^    ([a-z]\w+): .*= ", read(tree / "src" / "core" / "config.py"), re.MULTILINE)
    for name in (field.upper() for field in fields if field != "version"):
        yield from (f"{file} does not name {name}" for file, text in documents.items() if name not in text)


def read(path: Path) -> str:
    """The text of a file; "" if there is none."""
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def load_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file; {} if there is none, or if it cannot be read."""
    try:
        content = yaml.safe_load(read(path))
    except yaml.YAMLError:
        return {}
    return content if isinstance(content, dict) else {}
