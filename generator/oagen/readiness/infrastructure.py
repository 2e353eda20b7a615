"""Points that the files of the infrastructure settle: image, Compose, monitoring, Kubernetes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from oagen.readiness.files import load_yaml, read
from oagen.readiness.model import Finding, judged

_SERVICES = ("app", "postgres", "redis", "prometheus", "grafana")
_PLAIN_SECRET = re.compile(r"(?i)password|secret|token")
_CHART = {
    "a deployment": r"kind: Deployment",
    "an autoscaler": r"kind: HorizontalPodAutoscaler",
    "a disruption budget": r"kind: PodDisruptionBudget",
    "a network policy": r"kind: NetworkPolicy",
    "a migration job": r"kind: Job\b",
    "a liveness probe": r"livenessProbe:",
    "a readiness probe": r"readinessProbe:",
    "resource limits": r"resources:",
    "no root": r"runAsNonRoot: true",
    "a read-only root": r"readOnlyRootFilesystem: true",
    "no capabilities": r"drop: \[?\s*-?\s*\"?ALL",
}
_METRIC = re.compile(r"\b([a-zA-Z_:][\w:]*)\{")
_OWN_METRICS = {"up"}  # of Prometheus itself
_PANELS = ("http_requests_total", "http_request_duration_seconds", "5..", "_created_total")


def image(tree: Path) -> Finding:
    """The image is built in stages from pinned dependencies, runs without root, and knows whether it is healthy."""
    return judged(_image_problems(tree), "stages, pinned dependencies, no root, a health check without curl")


def _image_problems(tree: Path) -> Iterator[str]:
    text = read(tree / "docker" / "Dockerfile")
    if not text:
        yield "docker/Dockerfile is missing"
        return
    if len(re.findall(r"(?m)^FROM ", text)) < 2:
        yield "there is one stage only"
    users = re.findall(r"(?m)^USER (\S+)", text)
    if not users or users[-1].partition(":")[0] in ("root", "0"):
        yield "the service runs as root"
    check = re.search(r"(?m)^HEALTHCHECK (?:.*\\\n)*.*", text)
    if not check:
        yield "there is no health check"
    elif re.search(r"\b(curl|wget)\b", check[0]):
        yield "the health check needs a program that the image should not have"
    if text.startswith("# syntax="):
        yield "a # syntax= line fetches a builder from elsewhere"
    if not re.search(r"require-hashes|--frozen|--locked|poetry\.lock", text):
        yield "the versions of dependencies are not pinned"
    if not (tree / ".dockerignore").is_file():
        yield ".dockerignore is missing"


def compose(tree: Path) -> Finding:
    """The whole stack starts on one machine, every service healthy before the next needs it; no secret is in a file."""
    return judged(_compose_problems(tree), "five services with health checks, one stack for tests, no secret in a file")


def _compose_problems(tree: Path) -> Iterator[str]:
    services = load_yaml(tree / "docker" / "docker-compose.yml").get("services") or {}
    yield from (f"there is no service {name}" for name in _SERVICES if name not in services)
    has_image_check = "HEALTHCHECK" in read(tree / "docker" / "Dockerfile")
    for name, service in services.items():
        if "healthcheck" not in service and not (name == "app" and has_image_check):
            yield f"{name} has no health check"
        yield from _plain_secrets(name, service.get("environment") or {})
    if services and not any("volumes" in service for service in services.values()):
        yield "nothing is kept in volumes"
    tests = load_yaml(tree / "docker" / "docker-compose.test.yml").get("services") or {}
    if len(tests) < 2:
        yield "docker-compose.test.yml has no tests with a database of their own"


def _plain_secrets(service: str, environment: Any) -> Iterator[str]:
    """Values that look like secrets and are neither files nor variables."""
    pairs = environment.items() if isinstance(environment, dict) else (str(e).split("=", 1) for e in environment)
    for name, value in pairs:
        if _PLAIN_SECRET.search(name) and not str(value).startswith(("/run/secrets/", "${")):
            yield f"{service}: {name} stands in the file"


def kubernetes(tree: Path) -> Finding:
    """The chart or the manifests under deploy/ hold what a cluster needs to run the service safely."""
    text = "\n".join(read(path) for path in sorted((tree / "deploy").rglob("*")) if path.is_file())
    missing = [f"deploy/ lacks {name}" for name, pattern in _CHART.items() if not re.search(pattern, text)]
    return judged(missing, f"{len(_CHART)} things that a cluster needs, probes to network policy")


def monitoring(tree: Path, exported: str, metrics_path: str) -> Finding:
    """Prometheus scrapes the service, and dashboards and alerts ask for metrics that it `exported`."""
    return judged(_monitoring_problems(tree, exported, metrics_path), _monitoring_evidence(tree))


def shown(tree: Path) -> Iterator[str]:
    """Every PromQL expression of the dashboards."""
    for path in sorted((tree / "docker" / "grafana").rglob("*.json")):
        try:
            panels = json.loads(read(path)).get("panels", ())
        except ValueError:
            continue
        yield from (target["expr"] for panel in panels for target in panel.get("targets", ()) if "expr" in target)


def _alerts(tree: Path) -> list[dict[str, Any]]:
    contents = [load_yaml(path) for path in sorted((tree / "docker").rglob("*.yml"))]
    groups = [group for content in contents for group in content.get("groups") or ()]
    return [rule for group in groups for rule in group.get("rules") or () if "alert" in rule]


def _monitoring_problems(tree: Path, exported: str, metrics_path: str) -> Iterator[str]:
    scraped = load_yaml(tree / "docker" / "prometheus.yml").get("scrape_configs") or ()
    if not any(config.get("metrics_path", "/metrics") == metrics_path for config in scraped):
        yield f"docker/prometheus.yml does not scrape {metrics_path}"
    if not _alerts(tree):
        yield "there are no alert rules"
    panels = list(shown(tree))
    yield from (f"no panel shows {what}" for what in _PANELS if what not in "\n".join(panels))
    asked = [*panels, *(str(rule["expr"]) for rule in _alerts(tree))]
    known = set(re.findall(r"(?m)^# TYPE (\w+)", exported)) | _OWN_METRICS
    for name in sorted({name for text in asked for name in _METRIC.findall(text)}):
        if name not in known and name.removesuffix("_bucket").removesuffix("_sum").removesuffix("_count") not in known:
            yield f"nothing exports {name}"


def _monitoring_evidence(tree: Path) -> str:
    return (
        f"{len(list(shown(tree)))} expressions in dashboards and {len(_alerts(tree))} alerts, all of exported metrics"
    )
