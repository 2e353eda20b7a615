"""`oagen verify`: hold a project, or a service that runs already, to its contract."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import click

from oagen.cli.console import Exit, OrderlyCommand, Report, format_option, require_project
from oagen.cli.proving import follow, prove_tree, require_database

_AT_LEAST_ONE = click.IntRange(min=1)


@click.command(cls=OrderlyCommand)
@click.argument(
    "folder", metavar="[DIR]", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--url", help="A running service, base path included, instead of a project.")
@click.option("--contract", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The contract of --url.")
@click.option(
    "--auth",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file with [auth.openapi.<scheme>] tables, for --url.",
)
@click.option("--database-url", envvar="DATABASE_URL", default="", help="A PostgreSQL server for a fresh database.")
@click.option(
    "--max-examples", type=_AT_LEAST_ONE, default=50, show_default=True, help="Examples an operation and phase."
)
@click.option(
    "--links-seconds", type=_AT_LEAST_ONE, default=15, show_default=True, help="Time for the links between operations."
)
@click.option("--seed", default=1, show_default=True, help="Same seed, same requests.")
@click.option("--report", "keep", type=click.Path(file_okay=False, path_type=Path), help="Keep the full reports here.")
@format_option
def verify(
    folder: Path | None,
    url: str | None,
    contract: Path | None,
    auth: Path | None,
    database_url: str,
    max_examples: int,
    links_seconds: int,
    seed: int,
    keep: Path | None,
    form: str,
) -> None:
    """Prove that the service in DIR, or the one at --url, keeps its contract."""
    from oagen.proof.fuzz import Effort
    from oagen.proof.prove import prove_url

    if (url is None) != (contract is None) or (url and folder) or (auth and not url):
        raise click.UsageError("give DIR, or --url together with --contract (and --auth)")
    if url:
        _require_http(url)
    else:
        require_database(database_url)
        require_project(folder or Path())
    report = Report(form)
    effort = Effort(max_examples, seed, links_seconds)
    if url and contract:
        follow(report, prove_url(url, contract, config=auth, effort=effort, keep=keep))
    else:
        prove_tree(report, folder or Path(), database=database_url, effort=effort, keep=keep)
    report.end(Exit.DONE)


def _require_http(url: str) -> None:
    try:
        parts = urlsplit(url)
        understood = parts.scheme in ("http", "https") and parts.hostname is not None and parts.port != 0
    except ValueError:
        understood = False
    if not understood:
        raise click.UsageError(f"--url takes http:// and https:// with a host, not {url}")
