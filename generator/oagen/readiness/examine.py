"""Examine a project: what its files say, what its tools say, what it does when it runs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from oagen.proof.events import ProofError
from oagen.readiness import files, infrastructure, running, tools
from oagen.readiness.model import POINTS, Finding, Point, Status

_FILES: Mapping[str, Callable[[Path], Finding]] = {
    "structure": files.structure,
    "image": infrastructure.image,
    "compose": infrastructure.compose,
    "kubernetes": infrastructure.kubernetes,
    "automation and documentation": files.automation_and_documentation,
}
_TOOLS: Mapping[str, Callable[[Path, Path], Finding]] = {
    "strictness": tools.strictness,
    "sanitising": tools.sanitising,
}


def examine(tree: Path, *, pylint_score: float = tools.PYLINT_SCORE) -> Iterator[tuple[Point, Finding]]:
    """Every point with what was found about it, in order; what takes long is looked at when its turn comes."""
    with tempfile.TemporaryDirectory(prefix="oagen-readiness-", ignore_cleanup_errors=True) as name:
        scratch = Path(name)
        observed = _observed(tree, scratch)
        for point in POINTS:
            if point.name in _FILES:
                yield point, _FILES[point.name](tree)
            elif point.name == "tests":
                yield point, tools.tests(tree, scratch)
            elif point.name == "code":
                yield point, tools.code(tree, scratch, pylint_score)
            elif point.name in _TOOLS:
                yield point, _TOOLS[point.name](tree, scratch)
            else:
                yield point, observed[point.name]


def _observed(tree: Path, scratch: Path) -> Mapping[str, Finding]:
    """What the running service shows; all of it fails if the service does not start."""
    try:
        return running.observe(tree, scratch)
    except ProofError as error:
        last = error.log.splitlines()[-1:] or [""]
        failed = Finding(Status.FAILS, f"{error} {last[0][:200]}".strip())
        return {point.name: failed for point in POINTS}
