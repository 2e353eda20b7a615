"""The revision of a build: the first one makes all tables, a later one what has changed since the one before."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from oagen.blueprint.model import Blueprint
from oagen.diagnostics import Diagnostic
from oagen.evolution import wording
from oagen.evolution.history import Former, dump_tables
from oagen.evolution.narrowing import Comparison
from oagen.evolution.steps import Difference, difference, steps
from oagen.render import FIRST_REVISION, render_revision
from oagen.render.database import tables_of
from oagen.render.revisions import Revision


def with_revision(
    files: Mapping[str, bytes], blueprint: Blueprint, former: Former | None
) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """The files of a build for a project that has `former` revisions: at most one more, and never the first again."""
    if former is None:
        return dict(files), []
    kept = {path: content for path, content in files.items() if path != FIRST_REVISION}
    tables = tables_of(blueprint)
    found = difference(former.tables, tables)
    narrower = list(wording.narrowings(found, Comparison(former.schemas, _schemas(blueprint))))
    revision = _revision(found, difference(tables, former.tables), former)
    if not revision.upgrade:
        return kept, narrower
    path = f"alembic/versions/{revision.id}_follow_the_contract.py"
    return {**kept, path: render_revision(revision, path)}, [*wording.warnings(found, path), *narrower]


def record_of(blueprint: Blueprint) -> bytes:
    """What the next build compares its own tables with."""
    return dump_tables(tables_of(blueprint), _schemas(blueprint))


def _schemas(blueprint: Blueprint) -> dict[str, Any]:
    return {name: schema.raw for name, schema in blueprint.contract.schemas.items()}


def _revision(found: Difference, back: Difference, former: Former) -> Revision:
    numbers = (f"{number:04}" for number in count(len(former.revisions) + 1))
    return Revision(
        id=next(number for number in numbers if number not in former.revisions),
        down=former.head,
        title="Follow the contract.",
        upgrade=steps(found),
        downgrade=steps(back, lenient=True),
        upgrading="Bring the tables to what the contract says now.",
        downgrading=_downgrading(found),
        notes=tuple(wording.notes(found)),
    )


def _downgrading(found: Difference) -> str:
    takes = any(change.taken_in for change in found.changes)
    return f"Bring them back. What was dropped comes back empty{', and what columns took in goes with them' * takes}."
