"""The Jinja environment of the templates."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

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
    )
    environment.filters.update(FILTERS)
    environment.globals.update(HELPERS)
    return environment
