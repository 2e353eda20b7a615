"""Files → tree on disk: staged, verified, merged with the user's edits, swapped in whole or not at all."""

from oagen.project.edits import last_generated, with_edits
from oagen.project.fingerprint import fingerprint
from oagen.project.history import TABLES, History, load_history
from oagen.project.manifest import FOLDER, MANIFEST
from oagen.project.markers import left_markers
from oagen.project.plan import Conflict, Resolution
from oagen.project.tree import Written, finish_build, is_current, write_tree

__all__ = [
    "FOLDER",
    "MANIFEST",
    "TABLES",
    "Conflict",
    "History",
    "Resolution",
    "Written",
    "fingerprint",
    "finish_build",
    "is_current",
    "last_generated",
    "left_markers",
    "load_history",
    "with_edits",
    "write_tree",
]
