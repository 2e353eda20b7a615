"""Seeds fill empty tables, once."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from src.repositories.base import Criteria
from src.seeds import SEEDED, plant_seeds


@pytest.mark.parametrize("name", SEEDED)
async def test_seeds_are_planted_once(db_session: AsyncSession, name: str) -> None:
    """A table that holds something is left alone."""
    counts = []
    for _ in range(2):
        await plant_seeds(db_session)
        repository = SEEDED[name].repository(db_session)
        counts.append((await repository.list(Criteria(counted=True))).total)
    assert counts[0]
    assert counts[0] == counts[1]
