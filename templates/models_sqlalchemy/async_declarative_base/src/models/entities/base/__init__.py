"""What all entities share: the declarative base, the column types, and the codec between documents and rows."""

from src.models.entities.base.codec import Document, DocumentCodec, RowsOf, holds, lies_below, repeats
from src.models.entities.base.declarative import Base, codec_of, table_of

__all__ = ["Base", "Document", "DocumentCodec", "RowsOf", "codec_of", "holds", "lies_below", "repeats", "table_of"]
