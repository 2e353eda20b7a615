"""A pattern: a small, named set of template files that contributes one concern to a generated project."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

CATEGORIES = (
    "core_config",
    "database_async",
    "observability",
    "models_pydantic",
    "models_sqlalchemy",
    "repository_pattern",
    "business_logic",
    "api_routes",
    "contract_admission",
    "security_hardening",
    "test_infrastructure",
    "docker_infrastructure",
    "project_config",
)
SECURITY_LEVELS = ("none", "standard", "high", "critical")


class Scope(StrEnum):
    """How often the files of a pattern are rendered."""

    PROJECT = "project"  # once
    RESOURCE = "resource"  # once a resource of the blueprint
    GROUP = "group"  # once a group of custom operations


@dataclass(frozen=True, slots=True)
class PatternFile:
    """One file of a pattern.

    `source` is the template's name in the bank (`category/pattern/src/core/config.py.j2`), `target` its place in the
    generated project, where `__module__` stands for the resource's or group's module.
    """

    source: str
    target: str

    @property
    def is_template(self) -> bool:
        """Whether it is rendered; other files are copied byte for byte."""
        return self.source.endswith(".j2")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of the bank, as its `pattern.toml` describes it."""

    name: str
    category: str
    purpose: str
    domain: str
    scope: Scope
    folder: Path
    files: tuple[PatternFile, ...]
    requires: tuple[str, ...] = ()
    feature: str = ""  # contributes only where it is on; "" means always
    security_level: str = "standard"
    tags: tuple[str, ...] = ()
