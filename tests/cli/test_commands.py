"""The commands: what they print, what they write, how they exit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from oagen.cli import main
from oagen.resources import SPECS

TASKS = SPECS / "simple_task_api.yaml"


def oagen(*arguments: object, text: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=text, catch_exceptions=False)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project built from the task list's contract."""
    target = tmp_path_factory.mktemp("build") / "tasks"
    result = oagen("build", TASKS, "-o", target)
    assert result.exit_code == 0, result.output
    assert "1 resource: tasks" in result.stdout
    assert "added to the contract" in result.stdout
    assert "uvicorn src.main:app" in result.stdout.replace(" -m ", " ")
    return target


def test_a_second_build_writes_nothing(project: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*")}
    assert "up to date" in oagen("build", TASKS, "-o", project).stdout
    assert oagen("build", "-", "-o", project, "--check", text=TASKS.read_bytes()).exit_code == 0
    assert {path: path.stat().st_mtime_ns for path in project.rglob("*")} == before


def test_a_build_that_was_killed_is_finished_first_but_by_no_dry_run(project: Path) -> None:
    readme = (project / "README.md").read_bytes()
    pending = project / ".oagen/pending"
    (pending / "files").mkdir(parents=True)
    (pending / "files/README.md").write_bytes(readme)
    (project / "README.md").write_text("a former one")
    (pending / "commit.json").write_text(json.dumps({"write": ["README.md"], "remove": []}))
    assert "unfinished-build" in oagen("build", TASKS, "-o", project, "--check").stderr
    assert pending.is_dir()
    assert "up to date" in oagen("build", TASKS, "-o", project).stdout
    assert (project / "README.md").read_bytes() == readme
    assert not pending.exists()


def test_markers_that_are_left_are_named_though_all_is_up_to_date(project: Path) -> None:
    readme = project / "README.md"
    text = readme.read_text()
    readme.write_text("mine\n<<<<<<< yours\na\n=======\nb\n>>>>>>> generated\n")
    for option in ("--dry-run", "--check"):
        result = oagen("build", TASKS, "-o", project, option)
        assert result.exit_code == 0
        assert "up to date" in result.stdout
        assert f"{readme}:2:1: warning[conflict-markers]" in result.stderr
    readme.write_text(text)


def test_the_folder_that_one_is_in_is_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "app"
    target.mkdir()
    monkeypatch.chdir(target)
    assert oagen("build", TASKS, "-o", ".").exit_code == 0
    assert Path("src/main.py").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["app"]


def test_an_edited_contract_file_is_a_conflict(project: Path) -> None:
    contract = project / "openapi.yaml"
    text = contract.read_text()
    contract.write_text(text.replace("title:", "title: Better", 1))
    result = oagen("build", TASKS, "-o", project)
    assert result.exit_code == 3
    assert "openapi.yaml" in result.stdout
    assert "Nothing was written" in result.stdout
    assert "--conflicts=theirs" in result.stdout
    assert "--conflicts=ours" not in result.stdout
    assert "--conflicts=markers" not in result.stdout
    assert oagen("build", TASKS, "-o", project, "--conflicts", "theirs").exit_code == 0
    assert contract.read_text() == text


def test_check_only_says_what_would_change(tmp_path: Path) -> None:
    result = oagen("build", TASKS, "-o", tmp_path / "new", "--check")
    assert result.exit_code == 1
    assert "would be created" in result.stdout
    assert not (tmp_path / "new").exists()
    assert oagen("build", TASKS, "-o", tmp_path / "new", "--check", "--prove").exit_code == 2


def test_the_folder_is_named_after_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = oagen("build", TASKS, "--dry-run", "--format", "json")
    data = json.loads(result.stdout)
    assert result.exit_code == data["exit"] == 0
    assert data["target"] == "simple-task-api"
    assert data["wrote"] is False
    assert data["roles"]["create"] == 1
    assert "openapi.yaml" in data["created"]
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    result = oagen("build", TASKS, "-o", tmp_path)
    assert result.exit_code == 2
    assert "not empty" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


BROKEN = b"openapi: 3.1.0\ninfo: {title: T}\npaths:\n  /a:\n    get:\n      responses: {'200': {$ref: '#/nowhere'}}\n"


@pytest.mark.parametrize("command", ["check", "build", "explain"])
def test_a_broken_document_is_diagnosed_with_its_place(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = oagen(command, "-", text=BROKEN)
    assert result.exit_code == 1
    assert "error[" in result.stderr
    assert " | info: {title: T}" in result.stderr
    data = json.loads(oagen(command, "-", "--format", "json", text=BROKEN).stdout)
    assert data["exit"] == 1
    assert {"code", "severity", "message", "line"} <= set(data["diagnostics"][0])
    assert list(tmp_path.iterdir()) == []


def test_check_and_explain_a_good_document() -> None:
    assert "a service with 6 operations" in oagen("check", TASKS).stdout
    data = json.loads(oagen("explain", TASKS, "--format", "json").stdout)
    (resource,) = data["resources"]
    assert resource["identity"] == [{"parameter": "taskId", "column": "id"}]
    assert {column["name"] for column in resource["columns"]} >= {"id", "title", "due_date"}
    assert all(operation["evidence"] for operation in data["operations"])
    assert "tasks" in oagen("explain", TASKS).stdout


def test_explain_tells_what_filters_compare_and_how_lists_are_sorted() -> None:
    document = Path(__file__).parents[1] / "features" / "filters.yaml"
    data = json.loads(oagen("explain", document, "--format", "json").stdout)
    told = {each["id"]: (each["filters"], each["order"]) for each in data["operations"]}
    assert told["listPeople"][0]["search"] == "contains in first_name, last_name, email"
    assert told["listMeasurements"] == ({"from": "ge in timestamp"}, "-timestamp")
    assert told["listIssues"][0]["effort.gt"] == "gt in effort_hours"
    assert told["addPerson"] == ({}, "")
    assert "listMeasurements: from: ge in timestamp; order: -timestamp" in oagen("explain", document).stdout


def test_settings_are_read_beside_the_document_or_where_config_says(tmp_path: Path) -> None:
    document = tmp_path / "openapi.yaml"
    document.write_bytes(TASKS.read_bytes())
    (tmp_path / "oagen.toml").write_text('profile = "minimal"\n')
    config = tmp_path / "other.toml"
    config.write_text("[features]\ntracing = false\n")
    beside = json.loads(oagen("explain", document, "--format", "json").stdout)
    given = json.loads(oagen("explain", document, "--config", config, "--format", "json").stdout)
    assert beside["features"] == []
    assert "docker" in given["features"]
    assert "tracing" not in given["features"]


def test_a_change_of_the_settings_builds_again(tmp_path: Path) -> None:
    config = tmp_path / "oagen.toml"
    config.touch()
    assert oagen("build", TASKS, "-o", tmp_path / "out", "--config", config).exit_code == 0
    assert "up to date" in oagen("build", TASKS, "-o", tmp_path / "out", "--config", config).stdout
    config.write_text('profile = "minimal"\n')
    assert "0 features: -" in oagen("build", TASKS, "-o", tmp_path / "out", "--config", config).stdout


def test_broken_settings_are_a_usage_error(tmp_path: Path) -> None:
    config = tmp_path / "oagen.toml"
    config.write_text("[features]\ndokker = true\n")
    result = oagen("build", TASKS, "-o", tmp_path / "out", "--config", config)
    assert result.exit_code == 2
    assert f"{config}:2:1: error[unknown-setting] there is no feature 'dokker'" in result.stderr
    assert " | dokker = true" in result.stderr


def test_usage_errors() -> None:
    assert oagen("build", "no-such-file.yaml").exit_code == 2
    assert oagen("verify", "--url", "http://127.0.0.1:1").exit_code == 2
    assert oagen("verify", "no-such-folder").exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "no-such-file.yaml"),
        ("explain", "no-such-file.yaml"),
        ("build", "no-such-file.yaml"),
        ("build", TASKS, "--overlay", "no-such-file.yaml"),
        ("build", TASKS, "--check", "--prove"),
        ("verify", "no-such-folder"),
        ("verify", "--url", "http://127.0.0.1:1"),
        ("readiness", SPECS),
    ],
)
def test_usage_errors_are_json_where_that_is_asked_for(arguments: tuple[object, ...]) -> None:
    result = oagen(*arguments, "--format", "json")
    data = json.loads(result.stdout)
    assert result.exit_code == data["exit"] == 2
    assert [d["code"] for d in data["diagnostics"]] == ["usage"]
    assert "Usage:" in oagen(*arguments).stderr


def test_a_target_that_cannot_be_made_is_named_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("mine")
    for target in ("file/sub", "file/sub/deeper"):
        result = oagen("build", TASKS, "-o", target)
        assert result.exit_code == 2
        assert f"error[target-not-a-folder] {target} cannot be made: file is a file" in result.stderr
        assert "hint: " in result.stderr


def test_warnings_are_of_a_revision_that_is_written(tmp_path: Path) -> None:
    contract, target = tmp_path / "tasks.yaml", tmp_path / "tasks"
    contract.write_bytes(TASKS.read_bytes())
    assert oagen("build", contract, "-o", target).exit_code == 0
    contract.write_text(contract.read_text().replace("dueDate", "deadline").replace("maxLength: 200", "maxLength: 20"))
    served = target / "openapi.yaml"
    text = served.read_text()
    served.write_text(text + "# mine\n")
    refused = oagen("build", contract, "-o", target)
    assert refused.exit_code == 3
    assert "warning" not in refused.stderr
    assert json.loads(oagen("build", contract, "-o", target, "--format", "json").stdout)["diagnostics"] == []
    served.write_text(text)
    assert "0002_follow_the_contract.py" in oagen("build", contract, "-o", target).stderr


def test_what_is_no_document_comes_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").touch()
    for document in (tmp_path / "empty.yaml", "/dev/null"):
        result = oagen("check", document)
        assert result.exit_code == 1
        assert "hint: " in result.stderr


def test_a_project_that_does_not_start_is_not_proven(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text("openapi: 3.1.0\npaths: {}\n")
    result = oagen("verify", tmp_path, "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["proof"]["passed"] is False


def test_help_imports_no_stage() -> None:
    code = "import sys, oagen.cli; print(sorted(sys.modules))"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "oagen.cli.build" in modules
    assert all(name not in modules for name in ("oagen.document", "oagen.render", "oagen.proof", "fastapi", "rich"))


def test_an_overlay_is_part_of_what_a_build_is_made_from(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    head = "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions:\n"
    overlay.write_text(head + "  - {target: $.info, update: {title: Renamed}}\n")
    target = tmp_path / "tasks"
    assert oagen("build", TASKS, "--overlay", overlay, "-o", target).exit_code == 0
    assert "title: Renamed" in (target / "openapi.yaml").read_text()
    assert "up to date" in oagen("build", TASKS, "--overlay", overlay, "-o", target).stdout
    overlay.write_text(head + "  - {target: $.paths.*.delete, remove: true}\n")
    assert "a service with 5 operations" in oagen("check", TASKS, "--overlay", overlay).stdout
    assert oagen("build", TASKS, "--overlay", overlay, "-o", target, "--check").exit_code == 1


def test_a_build_that_is_told_to_end_leaves_nothing_behind(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-m", "oagen.cli", "build", str(TASKS), "-o", str(tmp_path / "app")]
    with subprocess.Popen(command, env={**os.environ, "TMPDIR": str(scratch)}, stderr=subprocess.PIPE) as process:
        assert process.stderr
        while process.poll() is None and not list(scratch.iterdir()):
            time.sleep(0.001)
        process.terminate()
        assert process.stderr.read() == b""
        assert process.wait() == 128 + signal.SIGTERM
    assert list(tmp_path.rglob("*")) == [scratch]
