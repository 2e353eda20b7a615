"""Tools that need the running service: its tests on PostgreSQL, a Prometheus that scrapes it, a browser."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from oagen.proof.contract_file import read_contract
from oagen.proof.processes import running
from oagen.proof.service import migrate, serving
from oagen.readiness.asking import calls, signed_in
from oagen.readiness.infrastructure import shown

from contract_tests.postgres import PostgresServer
from production_check.judging import Judgement, fails, holds, judge, not_run, program

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_SCRAPES = 6.0  # seconds between the first and the last requests, with a scrape every second


def judge_behaviour(tree: Path, scratch: Path) -> Iterator[Judgement]:
    """What the tools say about the service on PostgreSQL."""
    with PostgresServer() as server:
        yield _tests(tree, scratch, server.create_database("tests"))
        url = server.create_database("service")
        migrate(tree, url, scratch)
        with serving(tree, url, scratch / "service.log", settings={"ENVIRONMENT": "test"}) as origin:
            yield _dashboards(tree, scratch, origin)
        with serving(tree, url, scratch / "pages.log", settings={"ENVIRONMENT": "development"}) as origin:
            yield _pages(origin, scratch)


def _tests(tree: Path, scratch: Path, url: str) -> Judgement:
    migrate(tree, url, scratch)
    settings = {**os.environ, "ENVIRONMENT": "test", "DATABASE_URL": url, "COVERAGE_FILE": str(scratch / ".coverage")}
    command = (Path(sys.executable).name, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--cov")
    started = time.monotonic()
    judgement = judge("tests", command, tree, "", settings)
    seconds = time.monotonic() - started
    passed = f"on PostgreSQL in {seconds:.0f} s"
    return holds("tests", passed) if judgement.finding.status == "holds" else judgement


def _dashboards(tree: Path, scratch: Path, origin: str) -> Judgement:
    """Every expression of the dashboards, asked of a Prometheus that has scraped the service."""
    if program("prometheus") is None:
        return not_run("monitoring", "prometheus is not installed")
    with _prometheus(tree, scratch, origin) as prometheus:
        _traffic(tree, origin)
        asked = [text.replace("$__rate_interval", "30s") for text in shown(tree)]
        empty = [text for text in asked if not _answers(prometheus, text)]
    if empty:
        return fails("monitoring", f"Prometheus has no answer to {len(empty)} expressions, e.g. {empty[0]}")
    return holds("monitoring", f"Prometheus answers all {len(asked)} expressions of the dashboards")


@contextmanager
def _prometheus(tree: Path, scratch: Path, origin: str) -> Iterator[str]:
    """The project's own configuration, with a shorter interval and the service where it really is."""
    config = yaml.safe_load((tree / "docker" / "prometheus.yml").read_text())
    config["global"] = {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"}
    config["rule_files"] = [str(tree / "docker" / "alerts.yml")]
    config["scrape_configs"][0]["static_configs"][0]["targets"] = [urllib.parse.urlsplit(origin).netloc]
    file = scratch / "prometheus.yml"
    file.write_text(yaml.safe_dump(config))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [str(program("prometheus")), f"--config.file={file}", f"--storage.tsdb.path={scratch / 'tsdb'}"]
    command.append(f"--web.listen-address={address}")
    with running(command, cwd=scratch, env=dict(os.environ), log=scratch / "prometheus.log"):
        deadline = time.monotonic() + 60
        while not _up(f"http://{address}") and time.monotonic() < deadline:
            time.sleep(0.2)
        yield f"http://{address}"


def _traffic(tree: Path, origin: str) -> None:
    client = signed_in(tree, origin)
    base_path = read_contract(tree / "openapi.yaml").base_path
    until = time.monotonic() + _SCRAPES
    while time.monotonic() < until:
        for call in calls(tree, base_path):
            client.ask(call.method, call.path)
        time.sleep(0.5)
    time.sleep(2)  # one more scrape


def _up(prometheus: str) -> bool:
    try:
        return bool(_answers(prometheus, "up == 1"))
    except OSError:
        return False


def _answers(prometheus: str, expression: str) -> list[Any]:
    url = f"{prometheus}/api/v1/query?{urllib.parse.urlencode({'query': expression})}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=10) as answer:
        result: list[Any] = json.loads(answer.read())["data"]["result"]
    return result


def _pages(origin: str, scratch: Path) -> Judgement:
    """A browser opens the pages: no error on its console, nothing asked of anybody else."""
    point = "automation and documentation"
    chromium = next((found for name in _CHROMIUM if (found := program(name))), None)
    if chromium is None:
        return not_run(point, "Chromium is not installed")
    script = Path(__file__).with_name("browser.py")
    command = [sys.executable, str(script), chromium, origin, str(scratch / "docs.png")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if "No module named 'playwright'" in done.stderr:
        return not_run(point, "playwright is not installed")
    if done.returncode != 0:
        return fails(point, f"browser: {(done.stdout + done.stderr).strip().splitlines()[-1]}")
    return holds(point, "the pages open in Chromium under their policy without a message or a request elsewhere")
