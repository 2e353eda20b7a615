"""Rows without a database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Table

from src.models.entities.base import Document, DocumentCodec


def row_of(table: Table, document: Document, missing: Any = None) -> tuple[Any, ...]:
    """The row of a document as a database gives it back: decimals are read as floats."""
    values = DocumentCodec(table).from_document(document)
    row = (values.get(column.name, missing) for column in table.columns)
    return tuple(float(value) if isinstance(value, Decimal) else value for value in row)
