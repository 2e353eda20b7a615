"""What the hooks module is told by environment variables, since it runs inside Schemathesis' process."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from oagen.proof.result import Dropped

MEDIA_TYPES = "OAGEN_PROOF_MEDIA_TYPES"  # of request bodies, one a line
DROPPED = "OAGEN_PROOF_DROPPED"  # file that gets a JSON line for every failure that was dropped


def variables(media_types: Iterable[str], folder: Path) -> dict[str, str]:
    """The environment variables for a run whose record goes to `folder`."""
    return {MEDIA_TYPES: "\n".join(media_types), DROPPED: str(_record(folder))}


def dropped(folder: Path) -> tuple[Dropped, ...]:
    """What the judge dropped in a run."""
    record = _record(folder)
    if not record.exists():
        return ()
    return tuple(Dropped(**json.loads(line)) for line in record.read_text(encoding="utf-8").splitlines())


def _record(folder: Path) -> Path:
    return folder / "dropped.jsonl"
