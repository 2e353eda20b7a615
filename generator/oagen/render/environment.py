"""The Jinja environment of the templates."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from oagen import __version__
from oagen.render.context import HELPERS
from oagen.render.quoting import FILTERS


def make_environment(root: Path) -> Environment:
    """Templates are named by their path below `root`; what is not defined is an error."""
    environment = Environment(
        loader=FileSystemLoader(root),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # nothing here is HTML: text of a document goes through the filters of `quoting`
        autoescape=False,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_CompiledTemplates(root),
    )
    environment.filters.update(FILTERS)
    environment.globals.update(HELPERS)
    return environment


class _CompiledTemplates(FileSystemBytecodeCache):
    """Keeps compiled templates where Python keeps its own bytecode, and like it only if it may and can."""

    def __init__(self, root: Path) -> None:
        super().__init__(str(root / "__pycache__"), f"%s.oagen-{__version__}.jinja-{jinja2.__version__}")

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            Path(self.directory).mkdir(exist_ok=True)
            super().dump_bytecode(bucket)
