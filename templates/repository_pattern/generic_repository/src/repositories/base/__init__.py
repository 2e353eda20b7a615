"""What all repositories share."""

from src.models.entities.base.codec import AnyRow
from src.repositories.base.criteria import Criteria, Filter, Rows
from src.repositories.base.cursors import LONGEST, Neighbours, Seek
from src.repositories.base.repository import Repository, drawn_number
from src.repositories.base.transactions import attempt

__all__ = [
    "LONGEST",
    "AnyRow",
    "Criteria",
    "Filter",
    "Neighbours",
    "Repository",
    "Rows",
    "Seek",
    "attempt",
    "drawn_number",
]
