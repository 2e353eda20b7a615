"""Tools that read the files of a project: linters of images, Compose files, workflows, rules and charts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from production_check.judging import Judgement, fails, holds, judge, not_run

_PASSWORDS = {"POSTGRES_PASSWORD": "a", "GRAFANA_PASSWORD": "b"}
_OUT_OF_REACH = re.compile(r"ConnectionError|Failed to establish|Max retries|Temporary failure|ServiceError|Not Found")


def judge_files(tree: Path, scratch: Path) -> Iterator[Judgement]:
    """What every tool says about the files."""
    yield judge("image", ("hadolint", "docker/Dockerfile"), tree, "hadolint finds nothing")
    yield from _compose(tree)
    workflow = ("check-jsonschema", "--builtin-schema", "vendor.github-workflows", ".github/workflows/ci.yml")
    yield judge("automation and documentation", workflow, tree, "the workflow fits its schema")
    zizmor = ("zizmor", "--offline", "--quiet", ".github")
    yield judge("automation and documentation", zizmor, tree, "zizmor finds nothing")
    for command in (
        ("check", "config", "prometheus.yml"),
        ("check", "rules", "alerts.yml"),
        ("test", "rules", "alerts.test.yml"),
    ):
        yield judge("monitoring", ("promtool", *command), tree / "docker", f"promtool {' '.join(command)}")
    yield from _chart(tree, scratch)
    yield _audit(tree)


def _compose(tree: Path) -> Iterator[Judgement]:
    settings = {**os.environ, **_PASSWORDS}
    for name in ("docker-compose.yml", "docker-compose.test.yml"):
        command = ("docker-compose", "--file", f"docker/{name}", "config", "--quiet")
        yield judge("compose", command, tree, f"{name} is understood", settings)
        schema = ("check-jsonschema", "--builtin-schema", "vendor.compose-spec", f"docker/{name}")
        yield judge("compose", schema, tree, "and fits its schema")


def _chart(tree: Path, scratch: Path) -> Iterator[Judgement]:
    """The chart as Helm's own library renders it, against the schemas of Kubernetes."""
    try:
        import helm_python
    except ImportError:
        yield not_run("kubernetes", "Helm's library is not installed")
        return
    chart = tree / "deploy" / "chart"
    report = helm_python.lint(chart, strict=True)
    complaints = [message["error"] for message in report["messages"] if message["severity"] > 1] + report["errors"]
    yield fails("kubernetes", f"helm lint: {complaints[0]}") if complaints else holds("kubernetes", "helm lint")
    folder = scratch / "chart"
    folder.mkdir()
    with helm_python.Chart.load(chart) as loaded:
        manifests = loaded.render({}, name="service", namespace="production")
    for name, text in manifests.items():
        if text.strip():
            folder.joinpath(Path(name).name).write_text(text)
    files = sorted(path.name for path in folder.iterdir())
    command = ("kubernetes-validate", "--strict", "--quiet", *files)
    yield judge("kubernetes", command, folder, f"{len(files)} manifests fit Kubernetes' schemas")


def _audit(tree: Path) -> Judgement:
    """Known weaknesses of the pinned dependencies, if the database of them can be reached."""
    command = ("pip-audit", "--require-hashes", "--disable-pip", "--progress-spinner", "off", "-r", "constraints.txt")
    judgement = judge("code", command, tree, "pip-audit finds nothing")
    if _OUT_OF_REACH.search(judgement.finding.evidence):
        return not_run("code", "pip-audit cannot reach its database")
    return judgement
