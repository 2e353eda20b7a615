"""Is a generated project ready for production? Twenty points, each held, failed, or not run on this machine."""

from oagen.readiness.examine import examine
from oagen.readiness.model import POINTS, Finding, Point, Status

__all__ = ["POINTS", "Finding", "Point", "Status", "examine"]
