"""Loading the pattern bank: `<root>/<category>/<pattern>/{pattern.toml, files laid out as in the project}`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oagen.diagnostics import Diagnostic, Severity, Span
from oagen.patterns.model import CATEGORIES, SECURITY_LEVELS, Pattern, PatternFile, Scope
from oagen.settings import FEATURES, REQUIRES

MANIFEST = "pattern.toml"
MODULE = "__module__"
_TEXT_KEYS = ("purpose", "domain", "category", "scope", "security_level", "feature")
_LIST_KEYS = ("requires", "tags")
_IGNORED_FOLDERS = {"__pycache__"}


@dataclass(frozen=True, slots=True)
class Bank:
    """The patterns by name, in the order of their categories and names."""

    root: Path
    patterns: Mapping[str, Pattern]

    def closure(self, names: Iterable[str]) -> tuple[Pattern, ...]:
        """The named patterns and everything they require, in the bank's order. KeyError for an unknown name."""
        wanted: set[str] = set()
        pending = list(names)
        while pending:
            name = pending.pop()
            if name not in wanted:
                wanted.add(name)
                pending += self.patterns[name].requires
        return tuple(pattern for name, pattern in self.patterns.items() if name in wanted)


def load_bank(root: Path) -> tuple[Bank, list[Diagnostic]]:
    """Read every pattern below `root`. A broken one is left out and reported."""
    diagnostics: list[Diagnostic] = []
    found: dict[str, Pattern] = {}
    for folder in _pattern_folders(root):
        pattern, problems = _read_pattern(root, folder)
        diagnostics += problems
        if pattern is None:
            continue
        if pattern.name in found:
            problem = f"pattern {pattern.name!r} exists twice, also in {found[pattern.name].category}"
            diagnostics.append(_broken(folder / MANIFEST, problem))
            continue
        found[pattern.name] = pattern
    diagnostics += _broken_requirements(found)
    return Bank(root, found), diagnostics


def _pattern_folders(root: Path) -> Iterator[Path]:
    for category in CATEGORIES:
        folders = sorted(root.joinpath(category).glob(f"*/{MANIFEST}"))
        yield from (manifest.parent for manifest in folders)


def _read_pattern(root: Path, folder: Path) -> tuple[Pattern | None, list[Diagnostic]]:
    manifest = folder / MANIFEST
    try:
        table = tomllib.loads(manifest.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return None, [_broken(manifest, str(error))]
    problems = [_broken(manifest, problem) for problem in _problems(table, folder)]
    if problems:
        return None, problems
    scope = Scope(table["scope"])
    files = tuple(_files(root, folder))
    problems = [
        _broken(manifest, f"{file.target}: a path holds {MODULE} if and only if the scope is resource or group")
        for file in files
        if (MODULE in file.target) is (scope is Scope.PROJECT)
    ]
    pattern = Pattern(
        name=folder.name,
        category=folder.parent.name,
        purpose=table["purpose"],
        domain=table["domain"],
        scope=scope,
        folder=folder,
        files=files,
        requires=tuple(table.get("requires", ())),
        feature=table.get("feature", ""),
        security_level=table.get("security_level", "standard"),
        tags=tuple(table.get("tags", ())),
    )
    return pattern, problems


def _problems(table: Mapping[str, Any], folder: Path) -> Iterator[str]:
    for key in ("purpose", "domain", "category", "scope"):
        if key not in table:
            yield f"{key!r} is missing"
    for key, value in table.items():
        if key in _TEXT_KEYS:
            if not isinstance(value, str):
                yield f"{key!r} must be a string"
        elif key in _LIST_KEYS:
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                yield f"{key!r} must be a list of strings"
        else:
            yield f"unknown key {key!r}"
    if table.get("category", folder.parent.name) != folder.parent.name:
        yield f"'category' is {table['category']!r}, but it lies in {folder.parent.name!r}"
    if table.get("scope", Scope.PROJECT) not in list(Scope):
        yield f"'scope' must be one of {', '.join(Scope)}"
    if table.get("security_level", "standard") not in SECURITY_LEVELS:
        yield f"'security_level' must be one of {', '.join(SECURITY_LEVELS)}"
    if "feature" in table and table["feature"] not in FEATURES:
        yield f"'feature' must be one of {', '.join(FEATURES)}"


def _files(root: Path, folder: Path) -> Iterator[PatternFile]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if not path.is_file() or inside.name == MANIFEST or _IGNORED_FOLDERS & set(inside.parts):
            continue
        yield PatternFile(path.relative_to(root).as_posix(), inside.as_posix().removesuffix(".j2"))


def _broken_requirements(found: Mapping[str, Pattern]) -> Iterator[Diagnostic]:
    """Requirements of patterns that do not exist, or that may be left out while the pattern itself is there."""
    for pattern in found.values():
        for name in pattern.requires:
            required = found.get(name)
            if required is None:
                yield _broken(pattern.folder / MANIFEST, f"requires the unknown pattern {name!r}")
            elif required.feature not in ("", pattern.feature, REQUIRES.get(pattern.feature)):
                problem = f"requires {name!r}, which belongs to the feature {required.feature!r}"
                yield _broken(pattern.folder / MANIFEST, problem)


def _broken(manifest: Path, problem: str) -> Diagnostic:
    place = "/".join(manifest.parts[-3:])
    return Diagnostic("broken-pattern", Severity.ERROR, f"{place}: {problem}", Span(place))
