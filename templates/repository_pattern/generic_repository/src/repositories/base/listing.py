"""Lists: statements for their pages and for how many rows they have, with the values that they need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable

from src.models.entities.base import Base
from src.repositories.base.cursors import Place
from src.repositories.base.statements import Conditions, Keys, Ordering, count_rows, select_page

BEGINNING = Place()
Bound = tuple[Executable, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of a table that have some keys and meet some conditions, in an order; `sought` are values for both."""

    entity: type[Base]
    keys: Keys
    conditions: Conditions
    order: Ordering
    sought: Mapping[str, Any]

    def page(self, limit: int, offset: int = 0, place: Place = BEGINNING) -> Bound:
        """Select rows; what lies before a place comes in the order of how near it is."""
        statement = select_page(self.entity, self.keys, self.conditions, self.order, place.beside)
        return statement, {**self.sought, **place.bindings(self.order), "_limit": limit, "_offset": offset}

    def count(self, place: Place = BEGINNING) -> Bound:
        """Count the rows, or those on one side of a place."""
        if not place.values:
            return count_rows(self.entity, self.keys, self.conditions), self.sought
        statement = count_rows(self.entity, self.keys, self.conditions, self.order, place.beside)
        return statement, {**self.sought, **place.bindings(self.order)}
