"""`oagen verify`: what it asks before it starts anything, and how it shows what it found."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from oagen.cli import main
from oagen.cli.console import Report
from oagen.cli.proving import follow
from oagen.proof.events import Event, Finished, ProofError
from oagen.proof.result import OperationResult, Proof
from oagen.proof.service import require_answer
from oagen.resources import SPECS

TASKS = SPECS / "simple_task_api.yaml"


def verify(*arguments: object, environment: dict[str, str] | None = None) -> Result:
    command = ["verify", *map(str, arguments)]
    return CliRunner().invoke(main, command, env=environment, catch_exceptions=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What looks like a project, as far as usage goes."""
    (tmp_path / "openapi.yaml").write_text("openapi: 3.1.0\npaths: {}\n")
    return tmp_path


@pytest.mark.parametrize("url", ["mysql://x", "mysql+aiomysql://x/y", "localhost/app", "x"])
def test_a_database_that_is_not_understood_is_a_usage_error(project: Path, url: str) -> None:
    refused = verify(project, "--database-url", url)
    assert refused.exit_code == 2
    assert "postgresql://" in refused.stderr
    assert "sqlite://" in refused.stderr
    assert verify(project, environment={"DATABASE_URL": url}).exit_code == 2
    command = ["build", str(TASKS), "-o", str(project / "new"), "--prove"]
    assert CliRunner().invoke(main, command, env={"DATABASE_URL": url}).exit_code == 2
    assert not (project / "new").exists()


@pytest.mark.parametrize("option", ["--max-examples", "--links-seconds"])
def test_no_effort_at_all_is_a_usage_error(project: Path, option: str) -> None:
    refused = verify(project, option, "0")
    assert refused.exit_code == 2
    assert "x>=1" in refused.stderr


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "127.0.0.1:8000", "http://", "http://[::1", "http://x:99999"])
def test_a_url_that_is_none_of_http_is_a_usage_error(url: str) -> None:
    refused = verify("--url", url, "--contract", TASKS)
    assert refused.exit_code == 2
    assert "http://" in refused.stderr


def test_a_folder_that_is_no_project_is_a_usage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for refused in (verify(tmp_path), verify()):
        assert refused.exit_code == 2
        assert "is no project: it has no openapi.yaml" in refused.stderr


def test_a_service_that_cannot_be_reached_is_said_to_be_in_one_sentence() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound, and nobody listens
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/api"
        result = verify("--url", url, "--contract", TASKS)
    assert result.exit_code == 1
    assert result.stdout == f"NOT PROVEN: {url} cannot be reached: Connection refused\n"
    assert "fuzzing" not in result.stderr


class _Refusing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_whatever_answers_is_reached() -> None:
    server = HTTPServer(("127.0.0.1", 0), _Refusing)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        require_answer(f"http://127.0.0.1:{server.server_port}/api")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    with pytest.raises(ProofError):
        require_answer(f"http://127.0.0.1:{server.server_port}/api")


def test_the_table_of_a_proof_cuts_no_path_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    operation = f"GET /{'very/' * 60}long"
    rows = (OperationResult(operation, 1, 1, 1, ("check_of_a_name_that_is_long", "another_check")),)

    def events() -> Generator[Event, None, None]:
        yield Finished(Proof(rows))

    follow(Report("text"), events())
    assert any(operation in line and "another_check" in line for line in capsys.readouterr().out.splitlines())
