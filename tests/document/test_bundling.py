"""Documents of several files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from oagen.document import load_document

from .helpers import codes, openapi


def write(folder: Path, **files: Any) -> Path:
    """Write files (`a__b` is `a/b.yaml`) and return the root document."""
    for name, tree in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(tree if isinstance(tree, str) else yaml.safe_dump(tree, sort_keys=False))
    return folder / "openapi.yaml"


def test_other_files_move_into_components(tmp_path: Path) -> None:
    tree = openapi(paths={"/tasks": {"$ref": "./paths/tasks.yaml"}})
    tree["components"] = {"schemas": {"Task": {"type": "string"}}}
    item = {
        "get": {
            "responses": {
                "200": {
                    "description": "d",
                    "content": {"application/json": {"schema": {"$ref": "../schemas/all.yaml#/Task"}}},
                },
                "404": {"$ref": "../schemas/all.yaml#/Missing"},
            }
        }
    }
    schemas = {
        "Task": {"type": "object", "properties": {"parent": {"$ref": "#/Task"}, "owner": {"$ref": "user.yaml"}}},
        "Missing": {"description": "no such thing"},
    }
    root = write(tmp_path, openapi=tree, paths__tasks=item, schemas__all=schemas, schemas__user={"type": "integer"})
    document, found = load_document(root)
    assert document is not None, [d.message for d in found]
    components = document.authored["components"]
    assert components["schemas"] == {
        "Task": {"type": "string"},
        "Task_2": {
            "type": "object",
            "properties": {
                "parent": {"$ref": "#/components/schemas/Task_2"},
                "owner": {"$ref": "#/components/schemas/user"},
            },
        },
        "user": {"type": "integer"},
    }
    responses = document.authored["paths"]["/tasks"]["get"]["responses"]
    assert responses["404"] == {"$ref": "#/components/responses/Missing"}
    assert document.normal["paths"]["/tasks"]["get"]["responses"]["404"] == {"description": "no such thing"}
    place = document.span("/components/schemas/Task_2/properties/owner")
    assert str(place) == f"{tmp_path / 'schemas' / 'all.yaml'}:6:5"
    assert str(document.span("/paths/~1tasks/get")) == f"{tmp_path / 'paths' / 'tasks.yaml'}:1:1"


def test_maps_may_be_references(tmp_path: Path) -> None:
    tree = openapi(components={"schemas": {"$ref": "schemas/index.yaml"}})
    index = {"Task": {"$ref": "task.yaml"}}
    root = write(tmp_path, openapi=tree, schemas__index=index, schemas__task={"type": "object"})
    document, found = load_document(root)
    assert document is not None, [d.message for d in found]
    assert document.normal["components"]["schemas"] == {
        "Task": {"$ref": "#/components/schemas/task"},
        "task": {"type": "object"},
    }


def test_files_may_refer_to_each_other_in_circles(tmp_path: Path) -> None:
    tree = openapi(components={"schemas": {"A": {"$ref": "a.yaml"}}})
    first = {"type": "object", "properties": {"b": {"$ref": "b.yaml"}}}
    second = {
        "type": "object",
        "properties": {"a": {"$ref": "a.yaml"}, "root": {"$ref": "openapi.yaml#/components/schemas/A"}},
    }
    document, found = load_document(write(tmp_path, openapi=tree, a=first, b=second))
    assert document is not None, [d.message for d in found]
    assert document.authored["components"]["schemas"]["b"]["properties"] == {
        "a": {"$ref": "#/components/schemas/a"},
        "root": {"$ref": "#/components/schemas/A"},
    }


def test_a_mapping_of_a_discriminator_refers_to_files(tmp_path: Path) -> None:
    pet = {
        "oneOf": [{"$ref": "cat.yaml"}],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "cat.yaml"}},
    }
    cat = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    root = write(tmp_path, openapi=openapi(components={"schemas": {"Pet": pet}}), cat=cat)
    document, found = load_document(root)
    assert document is not None, [d.message for d in found]
    mapping = document.authored["components"]["schemas"]["Pet"]["discriminator"]["mapping"]
    assert mapping == {"cat": "#/components/schemas/cat"}


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("missing.yaml", "error:unresolved-reference"),
        ("openapi.yaml#/nowhere", "error:unresolved-reference"),
        ("https://example.com/a.yaml", "error:remote-reference"),
        ("/etc/passwd", "error:absolute-reference"),
        ("broken.yaml", "error:invalid-yaml"),
    ],
)
def test_what_cannot_be_bundled(reference: str, code: str, tmp_path: Path) -> None:
    tree = openapi(components={"schemas": {"A": {"$ref": reference}}})
    document, found = load_document(write(tmp_path, openapi=tree, broken="a: ["))
    assert document is None
    assert code in codes(found)
    assert all(d.span and d.span.line for d in found)


def test_a_schema_that_another_file_lacks_may_be_anything(tmp_path: Path) -> None:
    parts = {"a": {"$ref": "all.yaml#/A"}, "b": {"$ref": "all.yaml#/B"}, "c": {"$ref": "all.yaml#/C"}}
    tree = openapi(components={"schemas": {"Root": {"properties": parts}}})
    root = write(tmp_path, openapi=tree, all={"A": {"items": {"$ref": "#/B"}}, "c": {"type": "integer"}})
    document, found = load_document(root)
    assert document is not None, [d.message for d in found]
    assert document.authored["components"]["schemas"] == {
        "Root": {
            "properties": {"a": {"$ref": "#/components/schemas/A"}, "b": {}, "c": {"$ref": "#/components/schemas/c"}}
        },
        "A": {"items": {}},
        "c": {"type": "integer"},
    }
    assert {d.message: str(d.span).removeprefix(str(tmp_path)) for d in found if "leads" in d.message} == {
        "all.yaml#/B leads nowhere (and so do 1 more references to it); any value will do": "/openapi.yaml:13:11",
        "all.yaml#/C leads nowhere; /c is meant": "/openapi.yaml:15:11",
    }
    assert load_document(root, strict=True)[0] is None


def test_files_that_lack_more_schemas_than_there_are_are_refused(tmp_path: Path) -> None:
    parts = {name: {"$ref": f"all.yaml#/{name}"} for name in "ab"}
    root = write(tmp_path, openapi=openapi(components={"schemas": {"Root": {"properties": parts}}}), all={"d": {}})
    document, found = load_document(root)
    assert document is None
    assert codes(found) == ["error:unresolved-reference"] * 2


def test_a_file_of_the_same_name_elsewhere_is_meant(tmp_path: Path) -> None:
    parts = {"a": {"$ref": "schemas/all.yaml#/A"}, "b": {"$ref": "all.yaml#/B"}}
    tree = openapi(components={"schemas": {"Root": {"properties": parts}}})
    root = write(tmp_path, openapi=tree, schemas__all={"A": {}, "B": {"items": {"$ref": "#/A"}}})
    document, found = load_document(root)
    assert document is not None, [d.message for d in found]
    assert document.authored["components"]["schemas"]["Root"]["properties"]["b"] == {"$ref": "#/components/schemas/B"}
    assert document.authored["components"]["schemas"]["B"] == {"items": {"$ref": "#/components/schemas/A"}}
    assert codes(found) == ["warning:no-operations", "warning:unresolved-reference"]
    assert "there is no file" in found[1].message
    assert found[1].message.endswith("all.yaml#/B is meant")
    assert load_document(root, strict=True)[0] is None


def test_a_file_that_several_might_be_is_missing(tmp_path: Path) -> None:
    parts = [{"$ref": f"{place}.yaml#/A"} for place in ("a/all", "b/all", "all")]
    tree = openapi(components={"schemas": {"Root": {"allOf": parts}}})
    document, found = load_document(write(tmp_path, openapi=tree, a__all={"A": {}}, b__all={"A": {}}))
    assert document is None
    assert codes(found) == ["error:unresolved-reference"]
