"""The twenty points: what is found in a project as built, and in one whose owner broke something."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from oagen.cli import main
from oagen.pipeline import Input, make_build
from oagen.readiness import POINTS, Finding, Status, files, infrastructure, running, tools
from oagen.readiness.model import judged
from oagen.resources import SPECS

ROOT = Path(__file__).parents[2]
METRICS = "/metrics/metrics"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of a contract."""
    made, diagnostics = make_build(Input(str(SPECS / "simple_task_api.yaml")))
    assert made is not None, diagnostics
    folder = tmp_path_factory.mktemp("readiness") / "tasks"
    for path, content in made.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


@pytest.fixture
def changed(built: Path, tmp_path: Path) -> Path:
    """A copy of the project that a test may break."""
    return Path(shutil.copytree(built, tmp_path / "changed"))


def _exported(tree: Path) -> str:
    """What Prometheus would read: the names of the metrics that the code declares, and those of the process."""
    text = (tree / "src" / "core" / "metrics.py").read_text()
    names = [*re.findall(r'(?:Counter|Gauge|Histogram)\(\s*"(\w+)"', text), "process_resident_memory_bytes"]
    return "\n".join(f"# TYPE {name} counter" for name in [*names, "process_cpu_seconds_total"])


def _monitoring(tree: Path) -> Finding:
    return infrastructure.monitoring(tree, _exported(tree), METRICS)


STATIC: dict[str, Callable[[Path], Finding]] = {
    "structure": files.structure,
    "image": infrastructure.image,
    "compose": infrastructure.compose,
    "monitoring": _monitoring,
    "kubernetes": infrastructure.kubernetes,
    "automation and documentation": files.automation_and_documentation,
}


@pytest.mark.parametrize("name", STATIC)
def test_the_files_of_a_project_as_built_hold(built: Path, name: str) -> None:
    assert STATIC[name](built).status is Status.HOLDS, STATIC[name](built)


@pytest.mark.parametrize(
    ("name", "path", "old", "new", "said"),
    [
        ("image", "docker/Dockerfile", "USER 10001:10001", "USER root", "runs as root"),
        (
            "image",
            "docker/Dockerfile",
            'CMD ["python", "docker/healthcheck.py"]',
            "CMD curl -f localhost",
            "health check",
        ),
        ("image", "docker/Dockerfile", "--require-hashes ", "", "not pinned"),
        ("image", "docker/Dockerfile", "# Built", "# syntax=docker/dockerfile:1\n# Built", "syntax"),
        ("compose", "docker/docker-compose.yml", "/run/secrets/postgres_password", "hunter2", "stands in the file"),
        ("compose", "docker/docker-compose.yml", "  grafana:", "  graphite:", "no service grafana"),
        ("monitoring", "docker/prometheus.yml", METRICS, "/metrics", "does not scrape"),
        ("monitoring", "docker/alerts.yml", "http_requests_total", "requests_total", "nothing exports requests_total"),
        ("kubernetes", "deploy/chart/templates/_helpers.tpl", "runAsNonRoot: true", "runAsNonRoot: false", "no root"),
        ("structure", "alembic.ini", None, None, "alembic.ini is missing"),
        ("automation and documentation", ".github/workflows/ci.yml", "@08c6903", "@v5 # ", "not pinned"),
        ("automation and documentation", ".env.example", "LOG_JSON", "LOG_JASON", "does not name LOG_JSON"),
        ("automation and documentation", "README.md", "`LOG_JSON`", "`LOG_JASON`", "does not name LOG_JSON"),
        ("automation and documentation", "README.md", "## Deployment", "## Shipping", "no section Deployment"),
    ],
)
def test_what_an_owner_breaks_is_found(
    changed: Path, name: str, path: str, old: str | None, new: str | None, said: str
) -> None:
    target = changed / path
    if old is None or new is None:
        target.unlink()
    else:
        assert old in target.read_text()
        target.write_text(target.read_text().replace(old, new))
    finding = STATIC[name](changed)
    assert finding.status is Status.FAILS
    assert said in finding.evidence


def test_models_that_coerce_are_found(changed: Path, tmp_path: Path) -> None:
    assert tools.strictness(changed, tmp_path).status is Status.HOLDS
    base = changed / "src" / "models" / "base.py"
    base.write_text(base.read_text().replace("strict=True", "strict=False"))
    assert "is not strict" in tools.strictness(changed, tmp_path).evidence


def test_what_runs_is_observed(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_contract", lambda _: Finding(Status.HOLDS, "proven elsewhere"))
    monkeypatch.setattr(running, "_START_SECONDS", 90.0)  # the tests may run on a busy machine
    found = running.observe(built, tmp_path)
    expected = {"start", "endpoints", "health and metrics", "logs", "migrations", "contract", "monitoring", "headers"}
    expected |= {"cors", "errors and secrets", "rate limits"}
    assert set(found) == expected
    assert {name: finding for name, finding in found.items() if finding.status is not Status.HOLDS} == {}


def test_a_project_that_does_not_start_fails_and_is_still_examined(
    changed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for look in ("tests", "code"):
        monkeypatch.setattr(tools, look, lambda *_: Finding(Status.NOT_RUN, "slow"))
    (changed / "alembic" / "env.py").write_text("raise SystemExit(7)\n")
    result = CliRunner().invoke(main, ["readiness", str(changed), "--format", "json"])
    data = json.loads(result.stdout)
    assert result.exit_code == data["exit"] == 1
    status = {point["point"]: point["status"] for point in data["points"]}
    assert status["endpoints"] == status["migrations"] == "fails"
    assert status["image"] == "holds"
    assert len(data["points"]) == data["of"] == 20


def test_a_folder_without_a_contract_is_a_usage_error(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["readiness", str(tmp_path)]).exit_code == 2


def test_every_point_is_explained() -> None:
    text = (ROOT / "docs" / "readiness.md").read_text()
    assert re.findall(r"^\| (\d+) \| ([a-z ]+) \|", text, re.MULTILINE) == [
        (str(point.number), point.name) for point in POINTS
    ]


def test_many_problems_are_counted() -> None:
    assert judged([], "all well") == Finding(Status.HOLDS, "all well")
    assert judged(["a", "b", "c", "d", "e", "f"], "").evidence == "a; b; c; d (and 2 more)"
