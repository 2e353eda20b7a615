"""What all services share."""

from src.repositories.base import Filter
from src.services.base.paging import Page, Window
from src.services.base.rules import Rules, new_id, new_text_key, timestamp
from src.services.base.service import ResourceService, Saved, document_of
from src.services.base.views import View

__all__ = [
    "Filter",
    "Page",
    "ResourceService",
    "Rules",
    "Saved",
    "View",
    "Window",
    "document_of",
    "new_id",
    "new_text_key",
    "timestamp",
]
