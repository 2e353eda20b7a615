"""datamodel-code-generator as a process beside this one: started once, asked for the modules of a document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_PROGRAM = Path(__file__).with_name("model_generator.py")


class GeneratorError(Exception):
    """The generator failed: a defect, not a fault of the document. The message is its traceback, or what is known."""


def warm_up() -> None:
    """Start the generator, so that it is ready when it is needed."""
    _process(os.getpid())


def generate_modules(document: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, str]:
    """The text of every module by its name; of the only one by "". Raises GeneratorError."""
    process = _process(os.getpid())
    assert process.stdin is not None and process.stdout is not None  # noqa: PT018 - both are pipes
    try:
        process.stdin.write(json.dumps([document, options]).encode() + b"\n")
        process.stdin.flush()
        answer = process.stdout.readline()
    except OSError:
        answer = b""
    if not answer:
        _process.cache_clear()
        raise GeneratorError(f"the generator of models died with exit code {process.wait()}")
    modules = json.loads(answer)
    if isinstance(modules, str):
        raise GeneratorError(modules)
    return modules  # type: ignore[no-any-return]


@cache
def _process(_: int) -> subprocess.Popen[bytes]:
    """The generator of this process, by its id: a fork must not talk with its parent's. It ends with its input."""
    # -P: its neighbours here must not hide modules of the same names that its imports mean
    command = [sys.executable, "-P", str(_PROGRAM)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
