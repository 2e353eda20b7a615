"""JSON Schemas on the command line: the derived contract is the user's, and no edit of it is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from oagen.cli import main
from oagen.resources import SPECS

NOTE = {"type": "object", "properties": {"id": {"type": "integer"}, "text": {"type": "string"}}}


def oagen(*arguments: object, text: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=text, catch_exceptions=False)


def write(path: Path, **properties: object) -> Path:
    note = NOTE | {"properties": NOTE["properties"] | properties}  # type: ignore[operator]
    path.write_text(json.dumps({"title": "Notes", "$defs": {"Note": note}}))
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project built from `notes.json` beside it."""
    target = tmp_path / "notes"
    result = oagen("build", write(tmp_path / "notes.json"), "-o", target)
    assert result.exit_code == 0, result.output
    assert "derived the contract" in result.stdout
    return target


def edit(project: Path, old: str, new: str) -> None:
    contract = project / "contract.yaml"
    text = contract.read_text()
    assert old in text
    contract.write_text(text.replace(old, new))


def test_a_rebuild_follows_edits_and_merges_what_the_schemas_say(project: Path, tmp_path: Path) -> None:
    schemas = tmp_path / "notes.json"
    assert "up to date" in oagen("build", schemas, "-o", project).stdout
    edit(project, "summary: List notes", "summary: List all there is")
    result = oagen("build", schemas, "-o", project)
    assert "has edits" in result.stdout
    assert "List all there is" in (project / "openapi.yaml").read_text()
    assert "up to date" in oagen("build", schemas, "-o", project).stdout
    write(schemas, urgent={"type": "boolean"})
    assert oagen("build", schemas, "-o", project).exit_code == 0
    served = (project / "openapi.yaml").read_text()
    assert "List all there is" in served
    assert "urgent" in served


def test_where_edits_and_schemas_disagree_nothing_is_written(project: Path, tmp_path: Path) -> None:
    edit(project, "maximum: 100\n", "maximum: 50\n")
    edit(project, "title: Notes", "title: My notes")
    schemas = write(tmp_path / "notes.json")
    schemas.write_text(schemas.read_text().replace('"Notes"', '"Memos"'))
    before = (project / "contract.yaml").read_bytes()
    result = oagen("build", schemas, "-o", project, "--conflicts", "markers")
    assert result.exit_code == 3
    assert "contract.yaml:" in result.stdout
    assert (project / "contract.yaml").read_bytes() == before
    assert oagen("build", schemas, "-o", project, "--conflicts", "ours").exit_code == 0
    assert "title: My notes" in (project / "openapi.yaml").read_text()


@pytest.mark.parametrize(("option", "title"), [("ours", "My notes"), ("theirs", "Memos")])
def test_options_decide_only_where_edits_and_schemas_disagree(
    project: Path, tmp_path: Path, option: str, title: str
) -> None:
    edit(project, "summary: List notes", "summary: List all there is")
    edit(project, "title: Notes", "title: My notes")
    schemas = write(tmp_path / "notes.json", urgent={"type": "boolean"})
    schemas.write_text(schemas.read_text().replace('"Notes"', '"Memos"'))
    result = oagen("build", schemas, "-o", project)
    assert result.exit_code == 3
    assert "--conflicts=ours" in result.stdout
    assert "--conflicts=markers" not in result.stdout
    assert oagen("build", schemas, "-o", project, "--conflicts", option).exit_code == 0
    for path in ("contract.yaml", "openapi.yaml"):
        text = (project / path).read_text()
        assert f"title: {title}" in text
        assert "List all there is" in text
        assert "urgent" in text


def test_a_project_is_built_from_its_own_contract_and_keeps_it(project: Path) -> None:
    edit(project, "summary: List notes", "summary: List all there is")
    assert oagen("build", project / "contract.yaml", "-o", project).exit_code == 0
    assert "List all there is" in (project / "openapi.yaml").read_text()
    assert "List all there is" in (project / "contract.yaml").read_text()


def test_check_and_explain_schemas() -> None:
    shop = SPECS / "json_schema" / "shop.schema.json"
    assert "a service with 24 operations" in oagen("check", shop).stdout
    data = json.loads(oagen("explain", "-", "--format", "json", text=shop.read_bytes()).stdout)
    decisions = {each["schema"]: each for each in data["derivation"]}
    assert decisions["Order"]["decision"] == "resource"
    assert decisions["Address"]["reason"]
    assert {resource["name"] for resource in data["resources"]} == {"customer", "product", "order", "order_item"}
    assert "What the schemas describe" in oagen("explain", shop).stdout


def test_schemas_without_a_thing_to_serve() -> None:
    result = oagen("check", "-", text=b'{"$defs": {"Name": {"type": "string"}}}')
    assert result.exit_code == 1
    assert "error[no-entity]" in result.stderr
