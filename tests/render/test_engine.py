"""The engine: scopes, paths, determinism, and what it says about broken patterns."""

from __future__ import annotations

from pathlib import Path

import pytest
from oagen.blueprint.model import Blueprint, Group, Resource
from oagen.contract.model import Contract
from oagen.patterns import Bank, load_bank
from oagen.render.engine import package_markers, render_patterns
from oagen.render.python_style import BrokenPythonError, format_python
from oagen.resources import TEMPLATES
from oagen.settings import Features

MANIFEST = 'purpose = "p"\ndomain = "d"\ncategory = "{category}"\nscope = "{scope}"\n{more}'


def _blueprint() -> Blueprint:
    contract = Contract("Shop", "1", "", "3.1.0", "2020-12", "", (), {})
    resources = tuple(
        Resource(name, name.title(), f"{name}s", f"{name}s", "", (), (), (), ()) for name in ("cat", "dog")
    )
    return Blueprint(contract, "shop", resources, (Group("reports", "Reports", "", ()),), ())


def _pattern(root: Path, name: str, files: dict[str, str], scope: str = "project", more: str = "") -> None:
    folder = root / "core_config" / name
    for path, text in {
        "pattern.toml": MANIFEST.format(category="core_config", scope=scope, more=more),
        **files,
    }.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def test_scopes_decide_how_often_a_file_is_rendered(tmp_path: Path) -> None:
    _pattern(tmp_path, "a", {"x.txt.j2": "{{ contract.title }}\n", "raw.txt": "{{ }}"})
    _pattern(tmp_path, "b", {"src/__module__.txt.j2": "{{ resource.class_name }}"}, scope="resource")
    _pattern(tmp_path, "c", {"src/g/__module__.txt.j2": "{{ group.class_name }}"}, scope="group")
    bank, diagnostics = load_bank(tmp_path)
    files, more = render_patterns(bank, _blueprint(), Features())
    assert [*diagnostics, *more] == []
    assert files == {
        "x.txt": b"Shop\n",
        "raw.txt": b"{{ }}",
        "src/cats.txt": b"Cat",
        "src/dogs.txt": b"Dog",
        "src/g/reports.txt": b"Reports",
    }


def test_a_closure_holds_what_is_required(tmp_path: Path) -> None:
    _pattern(tmp_path, "a", {}, more='requires = ["b"]')
    _pattern(tmp_path, "b", {}, more='requires = ["a"]')
    _pattern(tmp_path, "c", {})
    bank, diagnostics = load_bank(tmp_path)
    assert diagnostics == []
    assert [pattern.name for pattern in bank.closure(["b"])] == ["a", "b"]


@pytest.mark.parametrize(
    ("files", "scope", "more", "said"),
    [
        ({}, "project", "purpos = 1", "unknown key 'purpos'"),
        ({}, "world", "", "'scope' must be one of"),
        ({}, "project", "tags = 1", "'tags' must be a list of strings"),
        ({}, "project", 'requires = ["z"]', "unknown pattern 'z'"),
        ({}, "project", 'feature = "speed"', "'feature' must be one of"),
        ({"a.txt": ""}, "resource", "", "if and only if"),
        ({"__module__.txt": ""}, "project", "", "if and only if"),
        ({}, "project", "= 1", "Invalid"),
        ({"a.txt.j2": "{{ nothing }}"}, "project", "", "'nothing' is undefined"),
        ({"a.txt.j2": "{% if %}"}, "project", "", "a.txt.j2"),
    ],
)
def test_what_is_broken_is_said(tmp_path: Path, files: dict[str, str], scope: str, more: str, said: str) -> None:
    _pattern(tmp_path, "a", files, scope=scope, more=more)
    bank, diagnostics = load_bank(tmp_path)
    diagnostics += render_patterns(bank, _blueprint(), Features())[1]
    assert any(said in diagnostic.message for diagnostic in diagnostics), diagnostics


def test_a_pattern_contributes_only_while_its_feature_is_on(tmp_path: Path) -> None:
    _pattern(tmp_path, "a", {"x.txt.j2": "{% if features.docker %}docker{% else %}none{% endif %}"})
    _pattern(tmp_path, "b", {"Dockerfile": "FROM scratch"}, more='feature = "docker"')
    bank, _ = load_bank(tmp_path)
    on, _ = render_patterns(bank, _blueprint(), Features())
    off, _ = render_patterns(bank, _blueprint(), Features(docker=False))
    assert on == {"x.txt": b"docker", "Dockerfile": b"FROM scratch"}
    assert off == {"x.txt": b"none"}


def test_a_pattern_may_not_require_what_can_be_left_out(tmp_path: Path) -> None:
    _pattern(tmp_path, "a", {}, more='requires = ["c"]')
    _pattern(tmp_path, "b", {}, more='requires = ["c"]\nfeature = "kubernetes"')
    _pattern(tmp_path, "c", {}, more='feature = "docker"')
    _, diagnostics = load_bank(tmp_path)
    assert [diagnostic.message for diagnostic in diagnostics] == [
        "core_config/a/pattern.toml: requires 'c', which belongs to the feature 'docker'"
    ]


def test_two_patterns_may_not_contribute_one_file(tmp_path: Path) -> None:
    _pattern(tmp_path, "a", {"x": ""})
    _pattern(tmp_path, "b", {"x": ""})
    _, diagnostics = render_patterns(load_bank(tmp_path)[0], _blueprint(), Features())
    assert [diagnostic.message for diagnostic in diagnostics] == ["two patterns contribute x"]


def test_every_package_gets_its_marker() -> None:
    markers = package_markers(["src/a/b.py", "src/__init__.py", "src/static/x.html", "alembic/env.py"])
    assert markers == {"src/a/__init__.py": b""}


def test_python_is_formatted_and_loses_unused_imports() -> None:
    files = format_python({"src/a.py": b"import os\nfrom src import b\nimport re\nx = [ re, b ]\n"})
    assert files == {"src/a.py": b"import re\n\nfrom src import b\n\nx = [re, b]\n"}


@pytest.mark.parametrize(
    "source",
    [
        "x = = 1",
        "def f(a, a): ...",
        "f(a=1, a=2)",
        "return 1",
        "x = (yield)",
        "break",
        "def f(None): ...",
        "def f():\n    print(x)\n    global x",
        "nonlocal x",
        "from __future__ import nothing",
        '"\\N{no such name}"',
    ],
)
def test_python_that_does_not_compile_is_an_error(source: str) -> None:
    with pytest.raises(SyntaxError):
        compile(source, "a.py", "exec")
    with pytest.raises(BrokenPythonError, match=r"a\.py"):
        format_python({"src/a.py": f"{source}\n".encode()})


def test_compiled_templates_are_kept_if_python_may_keep_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pattern(tmp_path, "a", {"x.txt.j2": "{{ 1 + 1 }}"})
    bank, _ = load_bank(tmp_path)
    compiled = tmp_path / "__pycache__"
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    render_patterns(bank, _blueprint(), Features())
    assert not compiled.exists()
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    first = render_patterns(bank, _blueprint(), Features())
    assert len(list(compiled.iterdir())) == 1
    assert render_patterns(load_bank(tmp_path)[0], _blueprint(), Features()) == first == ({"x.txt": b"2"}, [])


def test_where_nothing_can_be_kept_templates_are_compiled_each_time(tmp_path: Path) -> None:
    _pattern(tmp_path, "a", {"x.txt.j2": "{{ 1 + 1 }}"})
    (tmp_path / "__pycache__").write_text("in the way")
    assert render_patterns(load_bank(tmp_path)[0], _blueprint(), Features()) == ({"x.txt": b"2"}, [])


def test_the_shipped_bank_is_sound() -> None:
    bank, diagnostics = load_bank(TEMPLATES)
    assert diagnostics == []
    assert isinstance(bank, Bank)
    assert bank.patterns
