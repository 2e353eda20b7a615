"""Lays the admission layer's modules out as a generated project has them, and makes applications on top of it."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from oagen.resources import TEMPLATES

_LAYOUT = Path(tempfile.mkdtemp(prefix="admission-"))
atexit.register(shutil.rmtree, _LAYOUT, ignore_errors=True)
for _pattern in sorted((TEMPLATES / "contract_admission").iterdir()):
    shutil.copytree(_pattern / "src", _LAYOUT / "src", dirs_exist_ok=True)
sys.path.insert(0, str(_LAYOUT))
_MODULES: dict[str, ModuleType] = {}


def _take_modules() -> dict[str, ModuleType]:
    """Take the generated code's modules out of the way of other tests', which are called the same."""
    return {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == "src"}


def pytest_collection_finish() -> None:
    """The test modules are imported: from here on their `src` is there for their own run only."""
    _MODULES.update(_take_modules())
    sys.path.remove(str(_LAYOUT))


@pytest.fixture(scope="package", autouse=True)
def _layout() -> Iterator[None]:
    """Make the laid out modules importable while the tests of this folder run."""
    others = _take_modules()
    sys.modules.update(_MODULES)
    sys.path.insert(0, str(_LAYOUT))
    yield
    sys.path.remove(str(_LAYOUT))
    _MODULES.update(_take_modules())
    sys.modules.update(others)
