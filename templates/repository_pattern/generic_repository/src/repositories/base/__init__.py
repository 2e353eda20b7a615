"""What all repositories share."""

from src.repositories.base.criteria import Criteria, Filter, Rows
from src.repositories.base.repository import AnyRow, Repository, drawn_number
from src.repositories.base.transactions import attempt

__all__ = ["AnyRow", "Criteria", "Filter", "Repository", "Rows", "attempt", "drawn_number"]
