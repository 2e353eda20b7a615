"""The document stage: from text to a `Document` with positions, references resolved, in one dialect."""

from oagen.document.loading import load_document
from oagen.document.model import Document

__all__ = ["Document", "load_document"]
