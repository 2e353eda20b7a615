"""Building the project that is judged."""

from __future__ import annotations

from pathlib import Path

from oagen.pipeline import Input, make_build
from oagen.project import write_tree


def build(document: Path, tree: Path) -> Path:
    """The project of a document, with every feature, in `tree`."""
    made, diagnostics = make_build(Input(str(document)))
    if made is None:
        raise SystemExit("\n".join(map(str, diagnostics)))
    write_tree(made.files, tree)
    return tree.resolve()
