"""Names that clash, modules that need each other, and text that tries to be code."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from schema_package import Package, rendered, want

PAYLOADS = (
    '"""\nimport os; os.system("id")\n"""',
    "'''\nraise SystemExit\n'''",
    'x"); raise SystemExit  # ',
    "x')\nraise SystemExit\n#",
    "\\",
    '\\"""',
    'ends with "',
    "a\nclass Fake(StrictModel):\n    model_config = ConfigDict(\n        arbitrary_types_allowed=True,\n    )",
    "line\u2028separator\u2029and\x85next\x0b\x0c\x1c",
    "nul\x00 bell\x07 bidi\u202e\u2066",
    "lone \ud800 surrogate",
    "{{ 7 * 7 }}{% raise %} %s {} \\N{DIGIT ONE}",
    "# noqa # type: ignore",
)


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize("text", PAYLOADS)
def test_text_of_a_document_never_becomes_code(tmp_path: Path, text: str) -> None:
    plain = text.encode("utf-8", "replace").decode()
    thing = {
        "type": "object",
        "title": text,
        "description": text,
        "properties": {
            plain: {"type": "string", "description": text, "default": plain},
            "pattern": {"type": "string", "pattern": text, "title": text},
            "constant": {"enum": [plain], "description": text},
            "choice": {"type": "string", "enum": [plain, f"{plain}2", "b"], "default": plain, "description": text},
            "union": {
                "description": text,
                "oneOf": [ref(plain), {"title": text, "type": "object", "properties": {"a": {}}}],
            },
        },
    }
    schemas = {"Thing": thing, plain: {"anyOf": [{"type": "string"}, ref("Thing")], "description": text}}
    texts, references = rendered(schemas, [want("ThingCreate", "Thing", "create"), want(plain, "Thing")])
    for module in texts.values():
        tree = ast.parse(module)
        assert all(
            isinstance(node, ast.Import | ast.ImportFrom | ast.ClassDef | ast.Assign | ast.Expr) for node in tree.body
        )
        assert "SystemExit" not in {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == "Fake"]
    package = Package(tmp_path, texts)
    adapter = package.adapter(references[1])
    sent = {plain: "x", "constant": plain, "choice": plain, "union": "u"}
    assert json.loads(adapter.dump_json(adapter.validate_json(json.dumps(sent), strict=True))) == sent


def test_classes_never_hide_what_a_module_uses(tmp_path: Path) -> None:
    taken = [
        "Any",
        "Field",
        "UUID",
        "Date",
        "DateTime",
        "StrictModel",
        "object",
        "int",
        "list",
        "None",
        "class",
        "MISSING",
    ]
    odd = [
        "task.v1",
        "Task v1",
        "task-v1",
        "TASKV1",
        "1st",
        "日本",
        "",
        "_",
        "Tag",
        "Collection",
        "Enum",
        "Model",
        "Type",
    ]
    schemas = {
        name: {"type": "object", "properties": {f"p{place}": {"type": "string", "format": "date"}}}
        for place, name in enumerate([*taken, *odd])
    }
    texts, references = rendered(schemas, [want("Wanted", name) for name in schemas])
    names = [reference.annotation for reference in references]
    assert len({name.lower() for name in names}) == len(schemas)
    assert all(name.isidentifier() and name.isascii() for name in names)
    package = Package(tmp_path, texts)
    for place, reference in enumerate(references):
        read = package.adapter(reference).validate_json(json.dumps({f"p{place}": "2026-01-31"}))
        assert type(read).__name__ == reference.annotation
        assert json.loads(read.model_dump_json()) == {f"p{place}": "2026-01-31"}


def test_properties_keep_their_names_in_json(tmp_path: Path) -> None:
    names = [
        "class",
        "model_dump",
        "model_config",
        "model_fields",
        "json",
        "kwargs",
        "copy",
        "self",
        "__init__",
        "_private",
        "é",
        "a-b",
    ]
    names += [
        "a_b",
        "aB",
        "A_B",
        "",
        " ",
        "1",
        "$ref",
        "str",
        "date",
        "None",
        "default",
        "__pydantic_extra__",
        "root",
        "cls",
    ]
    schemas = {"Thing": {"type": "object", "properties": {name: {"type": "integer"} for name in names}}}
    texts, (reference,) = rendered(schemas, [want("Thing", "Thing")])
    thing = Package(tmp_path, texts)["Thing"]
    sent = {name: place for place, name in enumerate(names)}
    assert json.loads(thing.model_validate_json(json.dumps(sent)).model_dump_json()) == sent
    assert len(thing.model_fields) == len(names)
    assert reference.imports == (("shared", "Thing"),)


def test_modules_never_need_each_other(tmp_path: Path) -> None:
    def thing(**references: str) -> dict[str, Any]:
        return {"type": "object", "properties": {name: ref(target) for name, target in references.items()}}

    schemas = {
        "Order": thing(customer="CustomerSummary", parts="Part"),
        "Customer": thing(orders="Order"),
        "CustomerSummary": thing(best="Customer"),
        "Part": thing(next="Part"),
        "Page": {"type": "array", "items": ref("Order")},
        "Lonely": thing(),
    }
    modules = {"Order": "orders", "Customer": "customers", "CustomerSummary": "customers"}
    wanted = [want("x", "Order"), want("y", "Customer"), want("z", "Lonely", module="orders"), want("w", "Page")]
    texts, references = rendered(schemas, wanted, modules)
    Package(tmp_path, texts)
    needs = {
        name: {other for other in texts if f"from src.models.schemas.{other} " in text} for name, text in texts.items()
    }
    while bottom := [name for name, used in needs.items() if not used & needs.keys()]:
        for name in bottom:
            del needs[name]
    assert not needs
    assert [reference.annotation for reference in references] == [
        "Order",
        "Customer",
        "dict[str, JsonValue]",
        "list[Order]",
    ]


EXPECTED = '''\
class TaskStatus(StrEnum):
    OPEN = "open"
    DONE = "done"


class TaskBase(StrictModel):
    """What `Task` and `TaskCreate` have in common."""

    title: Annotated[str, Field(min_length=1)]
    """Shown in lists."""
    note: str | MISSING | None = MISSING
    status: TaskStatus = TaskStatus.OPEN


class TaskCreate(TaskBase):
    """The body that creates a task."""

    secret: str
    owner: UserInput | MISSING = MISSING


class TaskUpdate(StrictModel):
    """The body that updates a task."""

    title: Annotated[str, Field(min_length=1)]
    """Shown in lists."""
    note: str | MISSING | None = MISSING
    status: TaskStatus | MISSING = MISSING
    secret: str
    owner: UserInput | MISSING = MISSING


class Task(TaskBase):
    """Something to do."""

    id: UUID
    owner: User | MISSING = MISSING
'''


def test_request_and_response_classes() -> None:
    task = {
        "type": "object",
        "description": "Something to do.",
        "required": ["id", "title", "secret"],
        "properties": {
            "id": {"type": "string", "format": "uuid", "readOnly": True},
            "title": {"type": "string", "minLength": 1, "description": "Shown in lists. Not in mails."},
            "note": {"type": ["string", "null"]},
            "status": {"type": "string", "enum": ["open", "done"], "default": "open"},
            "secret": {"type": "string", "writeOnly": True},
            "owner": ref("User"),
        },
    }
    user = {"type": "object", "properties": {"name": {"type": "string"}, "since": {"type": "string", "readOnly": True}}}
    wanted = [want("TaskCreate", "Task", "create"), want("TaskUpdate", "Task", "update"), want("Any", "Task")]
    texts, references = rendered({"Task": task, "User": user}, wanted, {"Task": "things", "User": "users"})
    assert [reference.annotation for reference in references] == ["TaskCreate", "TaskUpdate", "Task"]
    assert texts["users"].split("\n\n\n", 1)[1] == (
        "class UserInput(StrictModel):\n    name: str | MISSING = MISSING\n\n\n"
        "class User(StrictModel):\n    name: str | MISSING = MISSING\n    since: str | MISSING = MISSING\n"
    )
    assert texts["things"].split("\n\n\n", 1)[1] == EXPECTED
