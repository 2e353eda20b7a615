"""What all services share."""

from src.core.documents import value_at
from src.repositories.base import Filter
from src.services.base.asking import parts_of, sorting_of
from src.services.base.kinds import Kind
from src.services.base.links import Here, Links, page_headers, query_without
from src.services.base.masks import masked
from src.services.base.paging import Page, Window
from src.services.base.parts import AtChange, Number, OfRow
from src.services.base.preconditions import Preconditions, version_of
from src.services.base.row_properties import RowProperty
from src.services.base.rules import Rules, epoch_milliseconds, epoch_seconds, key_of_nothing, new_id, new_text_key, principal_name, timestamp
from src.services.base.service import (
    BaseService,
    Listed,
    Stored,
    document_of,
    documents_of,
    sole_document_of,
    value_of,
    values_of,
)
from src.services.base.states import State, Within
from src.services.base.views import View

__all__ = [
    "AtChange",
    "Filter",
    "Here",
    "Kind",
    "Links",
    "Listed",
    "Number",
    "OfRow",
    "Page",
    "Preconditions",
    "BaseService",
    "RowProperty",
    "Rules",
    "State",
    "Stored",
    "View",
    "Window",
    "Within",
    "document_of",
    "documents_of",
    "epoch_milliseconds",
    "epoch_seconds",
    "key_of_nothing",
    "masked",
    "new_id",
    "new_text_key",
    "page_headers",
    "parts_of",
    "principal_name",
    "query_without",
    "sole_document_of",
    "sorting_of",
    "timestamp",
    "value_at",
    "value_of",
    "values_of",
    "version_of",
]
