"""The migrations make the tables that the entities describe."""

from __future__ import annotations

from alembic import command
from alembic.config import Config

from tests.support.database import ROOT


def test_no_migration_is_missing() -> None:
    """An entity that changed needs a revision: make migrate-create MESSAGE=..."""
    command.check(Config(ROOT / "alembic.ini"))
