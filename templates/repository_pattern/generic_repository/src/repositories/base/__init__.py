"""What all repositories share."""

from src.models.entities.base.codec import AnyRow
from src.repositories.base.criteria import Criteria, Filter, Rows
from src.repositories.base.repository import Repository, drawn_number
from src.repositories.base.transactions import attempt

__all__ = ["AnyRow", "Criteria", "Filter", "Repository", "Rows", "attempt", "drawn_number"]
