"""Other rows: the rows of other resources that documents list (`held_lists`) and show (`shown_rows`)."""

from __future__ import annotations

from collections.abc import Sequence

from oagen.blueprint.candidates import Candidate
from oagen.blueprint.held_lists import with_held_lists
from oagen.blueprint.model import Resource
from oagen.blueprint.reads import Reads
from oagen.blueprint.resources import Tools
from oagen.blueprint.shown_rows import with_shown_rows

Pair = tuple[Candidate, Resource]


def with_other_rows(pairs: Sequence[Pair], tools: Tools) -> list[Pair]:
    """The pairs, whose documents list rows that may show others.

    Where the two would lead in a circle, lists are rows, for those have a place of their own to be stored in: what is
    read with such a list is settled before anything is shown.
    """
    reads = Reads()
    with_held_lists(with_shown_rows(pairs, tools, Reads()), tools, reads)
    return with_held_lists(with_shown_rows(pairs, tools, reads), tools, reads)
