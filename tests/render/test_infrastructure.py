"""What is generated around the service: files that tools read, and what leaving features out leaves out."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from oagen.pipeline import Input, make_build
from oagen.resources import SPECS, TEMPLATES
from oagen.settings import Features, Profile, Settings
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
EVERY_SCHEME = str(Path(__file__).parent / "generated" / "secured.yaml")
WEBHOOKS = str(ROOT / "tests" / "features" / "webhooks.yaml")
CONSTRAINTS = TEMPLATES / "project_config" / "constraints" / "constraints.txt"
_PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


@cache
def files_with(features: Features, document: str = "ecommerce_api.yaml") -> Mapping[str, bytes]:
    """The files of a project with some features."""
    made, diagnostics = make_build(Input(str(SPECS / document)), Settings(Profile.PRODUCTION, features))
    assert made is not None, diagnostics
    return made.files


def _compose(files: Mapping[str, bytes], name: str = "docker-compose.yml") -> Mapping[str, Any]:
    services = yaml.safe_load(files[f"docker/{name}"])["services"]
    assert isinstance(services, dict)
    return services


def test_every_yaml_file_is_one() -> None:
    files = files_with(Features())
    assert {".github/workflows/ci.yml", ".pre-commit-config.yaml"} <= set(files)
    paths = [path for path in files if path.endswith((".yml", ".yaml")) and "/chart/templates/" not in path]
    assert {"docker/prometheus.yml", "docker/alerts.yml", "deploy/chart/values.yaml"} <= set(paths)
    assert all(isinstance(yaml.safe_load(files[path]), dict) for path in paths)


def test_compose_has_what_the_features_need() -> None:
    everything = _compose(files_with(Features()))
    assert list(everything) == ["app", "postgres", "redis", "prometheus", "grafana"]
    assert list(_compose(files_with(Features(rate_limiting=False, monitoring=False)))) == ["app", "postgres"]
    assert all("healthcheck" in service for name, service in everything.items() if name != "app")  # the image has one
    assert list(_compose(files_with(Features()), "docker-compose.test.yml")) == ["postgres-test", "test"]


@pytest.mark.parametrize(
    ("feature", "module"),
    [("rate_limiting", "rate_limiting"), ("html_sanitizing", "html"), ("tracing", "tracing"), ("tracing", "spans")],
)
def test_a_module_and_its_test_come_and_go_together(feature: str, module: str) -> None:
    test = f"tests/unit/test_{feature.removesuffix('_sanitizing')}.py"
    assert {f"src/core/{module}.py", test} <= set(files_with(Features()))
    assert {f"src/core/{module}.py", test}.isdisjoint(files_with(Features(**{feature: False})))


def test_no_secret_stands_in_a_compose_file() -> None:
    services = _compose(files_with(Features())).values()
    settings = {name: text for service in services for name, text in service.get("environment", {}).items()}
    assert settings["DATABASE_URL"].startswith("postgresql+asyncpg://app:${POSTGRES_PASSWORD:?")
    assert all(text.startswith("/run/secrets/") for name, text in settings.items() if "PASSWORD" in name)


def test_without_features_nothing_of_them_is_there() -> None:
    files = files_with(Profile.MINIMAL.features)
    assert [path for path in files if path.startswith(("docker/", "deploy/", ".github/", "tests/"))] == []
    assert ".dockerignore" not in files


def test_everything_that_the_image_copies_is_there_and_not_ignored() -> None:
    files = files_with(Features())
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", files["docker/Dockerfile"].decode(), re.MULTILINE)
    wanted = {path for paths in copied for path in paths.split() if path != "."}
    assert {"src", "alembic", "openapi.yaml", "constraints.txt"} <= wanted
    assert all(path in files or any(name.startswith(f"{path}/") for name in files) for path in wanted)
    assert wanted <= {line.removeprefix("!") for line in files[".dockerignore"].decode().splitlines()}


def test_the_image_for_tests_has_what_configures_them() -> None:
    files = files_with(Features())
    configuration = {"pytest.ini", ".coveragerc", "schemathesis.toml"}
    assert configuration <= set(files)
    assert configuration <= {line.removeprefix("!") for line in files[".dockerignore"].decode().splitlines()}


def test_a_database_that_is_being_created_is_not_healthy() -> None:
    """It answers on its socket meanwhile, and then stops once more."""
    files = files_with(Features())
    asked = [
        line
        for path, content in files.items()
        if path.endswith(".yml")
        for line in content.decode().splitlines()
        if "pg_isready" in line
    ]
    assert len(asked) == 4
    assert all("--host=127.0.0.1" in line for line in asked)


def expressions(files: Mapping[str, bytes]) -> list[str]:
    """Every PromQL expression of the dashboard and the alerts."""
    board = json.loads(files["docker/grafana/dashboards/service.json"])
    shown = [target["expr"] for panel in board["panels"] for target in panel.get("targets", ())]
    groups = yaml.safe_load(files["docker/alerts.yml"])["groups"]
    return shown + [rule["expr"] for group in groups for rule in group["rules"]]


@pytest.mark.parametrize("document", ["ecommerce_api.yaml", "media_api.yaml"])
def test_expressions_ask_for_metrics_that_the_service_has(document: str) -> None:
    files = files_with(Features(), document)
    declared = set(re.findall(r'(?:Counter|Gauge|Histogram)\(\s*"(\w+)"', files["src/core/metrics.py"].decode()))
    standard = {"up", "process_resident_memory_bytes", "process_cpu_seconds_total"}
    asked = {name for text in expressions(files) for name in re.findall(r"(\w+)\{", text)}
    assert {name.removesuffix("_bucket") for name in asked} <= declared | standard


def test_panels_of_the_dashboard_do_not_overlap() -> None:
    panels = json.loads(files_with(Features())["docker/grafana/dashboards/service.json"])["panels"]
    places = [panel["gridPos"] for panel in panels]
    cells = [(x, y) for p in places for x in range(p["x"], p["x"] + p["w"]) for y in range(p["y"], p["y"] + p["h"])]
    assert len(cells) == len(set(cells))
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert {"Categories", "Cart items"} <= {panel["title"] for panel in panels}


def test_every_action_is_pinned_and_every_target_of_the_workflow_exists() -> None:
    files = files_with(Features())
    workflow = files[".github/workflows/ci.yml"].decode()
    makefile = files["Makefile"].decode()
    actions = re.findall(r"uses: (\S+)", workflow)
    assert actions
    assert [action for action in actions if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action)] == []
    assert yaml.safe_load(workflow)["permissions"] == {"contents": "read"}
    targets = set(re.findall(r"run: make ([a-z-]+)", workflow))
    assert targets <= set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))


def test_the_makefile_has_help_for_every_target() -> None:
    for features in (Features(), Profile.MINIMAL.features):
        makefile = files_with(features)["Makefile"].decode()
        phony = set(re.findall(r"^\.PHONY: (\S+)$", makefile, re.MULTILINE))
        assert phony == set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
        assert ("docker-up" in phony) is features.docker


@pytest.mark.parametrize("document", ["ecommerce_api.yaml", EVERY_SCHEME, WEBHOOKS])
def test_people_are_told_of_every_setting(document: str) -> None:
    files = files_with(Features(), document)
    fields = re.findall(r"^    ([a-z]\w+): .*= ", files["src/core/config.py"].decode(), re.MULTILINE)
    settings = {field.upper() for field in fields} - {"VERSION"}
    assert {"DATABASE_URL", "ACCEPT_TEST_CREDENTIALS"} <= settings
    for path in ("README.md", ".env.example"):
        assert {name for name in settings if name not in files[path].decode()} == set(), path


@pytest.mark.parametrize(
    ("document", "reached"), [("ecommerce_api.yaml", True), (WEBHOOKS, True), ("simple_task_api.yaml", False)]
)
def test_pods_reach_issuers_of_tokens_and_receivers_of_webhooks(document: str, reached: bool) -> None:
    values = yaml.safe_load(files_with(Features(), document)["deploy/chart/values.yaml"])
    (rule,) = values["networkPolicy"]["to"]
    assert ({"protocol": "TCP", "port": 443} in rule["ports"]) is reached


# --- pins


def test_constraints_are_those_of_the_lock_file() -> None:
    command = ["export", "--quiet", "--frozen", "--only-group=generated", "--no-annotate", "--no-header"]
    done = subprocess.run([sys.executable, "-m", "uv", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert CONSTRAINTS.read_text() == done.stdout, "run `make constraints`"


@pytest.mark.parametrize("document", ["ecommerce_api.yaml", "simple_task_api.yaml"])
def test_every_dependency_is_pinned_to_a_version_it_allows(document: str) -> None:
    project = tomllib.loads(files_with(Features(), document)["pyproject.toml"].decode())
    pins = dict(_PIN.findall(CONSTRAINTS.read_text()))
    wanted = [Requirement(text) for text in (*project["project"]["dependencies"], *project["dependency-groups"]["dev"])]
    assert [str(r) for r in wanted if not r.specifier.contains(pins.get(r.name.lower(), "0"))] == []
