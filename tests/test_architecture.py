"""The rules of ARCHITECTURE.md, held by reading the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import oagen
import pytest
from jinja2 import Environment, nodes
from oagen.resources import TEMPLATES

PACKAGE = Path(oagen.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
STAGES = ["settings", "document", "derivation", "contract", "blueprint", "patterns", "render", "pipeline", "project"]
STAGES += ["proof", "readiness", "evolution", "cli"]
COMMON = {"diagnostics", "english", "problem_details", "resources", "reporting", "__version__"}
# stages that stand apart: what the others make reaches them as plain values
INDEPENDENT = {"project": COMMON, "proof": COMMON, "readiness": COMMON | {"proof"}}
# patterns: the bank of templates
READERS = {"settings", "document", "project", "proof", "readiness", "cli", "patterns", "resources"}
FILE_CALLS = {"open", ".read_text", ".read_bytes", ".write_text", ".write_bytes", ".mkdir", ".unlink", ".rmtree"}
# the engine reads the bank's files; its environment keeps them compiled, like Python its own; the formatter works
# on files, so it gets a folder of its own
RENDERERS = {PACKAGE / "render" / f"{name}.py" for name in ("engine", "environment", "python_style")}
MAX_LINES = 500


def stage_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def label(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            yield f".{function.attr}" if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_a_stage_imports_only_earlier_ones(path: Path) -> None:
    stage = stage_of(path)
    if stage not in STAGES:
        return
    allowed = INDEPENDENT.get(stage, COMMON | set(STAGES[: STAGES.index(stage)])) | {stage}
    used = {name.split(".")[1] for name in imports(tree_of(path)) if name.startswith("oagen.")}
    assert used <= allowed


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_only_the_command_line_prints_or_exits(path: Path) -> None:
    if stage_of(path) == "cli":
        return
    used = list(calls(tree_of(path)))
    assert not {"print", ".print", ".echo", "exit", ".exit", "._exit"} & set(used)
    assert "click" not in {name.partition(".")[0] for name in imports(tree_of(path))}


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_only_render_knows_datamodel_code_generator(path: Path) -> None:
    known = any(name.startswith("datamodel_code_generator") for name in imports(tree_of(path)))
    assert not known or stage_of(path) == "render"


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_only_the_ends_of_the_pipeline_touch_files(path: Path) -> None:
    if stage_of(path) not in READERS and path not in RENDERERS:
        assert not FILE_CALLS & set(calls(tree_of(path)))


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_modules_are_short_and_documented(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MAX_LINES
    tree = ast.parse(text)
    assert not text.strip() or ast.get_docstring(tree), "the module has no docstring"
    public = [
        node
        for owner in (tree, *(inner for inner in tree.body if isinstance(inner, ast.ClassDef)))
        for node in owner.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not (isinstance(owner, ast.ClassDef) and owner.name.startswith("_"))
    ]
    undocumented = [
        node.name
        for node in public
        if not ast.get_docstring(node) and not any("override" in ast.dump(d) for d in node.decorator_list)
    ]
    assert undocumented == []


# --- templates decide nothing


TEMPLATE_FILES = sorted(TEMPLATES.rglob("*.j2"))
_LOGIC = (nodes.And, nodes.Or, nodes.Not)
_COMPUTING = (nodes.AssignBlock, nodes.CallBlock, nodes.BinExpr)
# fields, and facts that the context computes by name: `fact(resource)`
_PLAIN = (nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.Call, *_LOGIC)


def is_plain(node: nodes.Node) -> bool:
    """Whether an expression reads what is there; a field may be compared with a constant, to pick a fragment."""
    if isinstance(node, nodes.Compare):
        (operand,) = node.ops
        return operand.op == "eq" and isinstance(operand.expr, nodes.Const) and is_plain(node.expr)
    return isinstance(node, _PLAIN) and all(is_plain(child) for child in node.iter_child_nodes())


@pytest.mark.parametrize("path", TEMPLATE_FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_templates_decide_nothing(path: Path) -> None:
    tree = Environment(extensions=["jinja2.ext.do"], autoescape=False).parse(path.read_text(encoding="utf-8"))
    computing = [node for kind in _COMPUTING for node in tree.find_all(kind)]
    assert [node for node in computing if not isinstance(node, _LOGIC)] == []
    assigned = [node.node for node in tree.find_all(nodes.Assign)]
    conditions = [node.test for kind in (nodes.If, nodes.CondExpr) for node in tree.find_all(kind)]
    assert [node for node in (*assigned, *conditions) if not is_plain(node)] == []
