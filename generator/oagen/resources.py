"""Where the shipped files are: below the package in a wheel, at the repository's root in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent


def _shipped(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _CHECKOUT / name


TEMPLATES = _shipped("templates")
SPECS = _shipped("specs")
