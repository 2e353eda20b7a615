"""Two builds → what has to change in a database that the former one made: one more revision of Alembic."""

from oagen.evolution.history import Former, dump_tables, load_schemas, load_tables
from oagen.evolution.revising import record_of, with_revision

__all__ = ["Former", "dump_tables", "load_schemas", "load_tables", "record_of", "with_revision"]
