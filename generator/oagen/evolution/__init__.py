"""Two builds → what has to change in a database that the former one made: one more revision of Alembic."""

from oagen.evolution.history import Former, dump_tables, load_tables
from oagen.evolution.revising import with_revision

__all__ = ["Former", "dump_tables", "load_tables", "with_revision"]
