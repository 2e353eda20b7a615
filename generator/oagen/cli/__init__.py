"""The command line: the only code of oagen that prints or exits.

Exit codes: 0 done, 1 the document or the service fell short, 2 usage, 3 conflicts. Command modules import the stages
only when they run, so that `oagen --help` costs next to nothing.
"""

from __future__ import annotations

import gc

import click

from oagen import __version__
from oagen.cli.build import build
from oagen.cli.check import check
from oagen.cli.explain import explain
from oagen.cli.readiness import readiness
from oagen.cli.verify import verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="oagen")
def main() -> None:
    """Turn an OpenAPI document into a running service, and prove that it keeps its contract."""
    gc.disable()  # a command keeps what it makes until its end: to look for garbage costs a build a tenth of its time


for _command in (build, check, explain, verify, readiness):
    main.add_command(_command)
