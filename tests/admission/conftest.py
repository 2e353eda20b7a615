"""Lays the admission layer's modules out as a generated project has them, and makes applications on top of it."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from pathlib import Path

from oagen.resources import TEMPLATES

_LAYOUT = Path(tempfile.mkdtemp(prefix="admission-"))
atexit.register(shutil.rmtree, _LAYOUT, ignore_errors=True)
for _pattern in sorted((TEMPLATES / "contract_admission").iterdir()):
    shutil.copytree(_pattern / "src", _LAYOUT / "src", dirs_exist_ok=True)
sys.path.insert(0, str(_LAYOUT))
