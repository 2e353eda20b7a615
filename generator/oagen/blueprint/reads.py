"""Reads: which resources the documents of others are read with, and what is kept apart from them instead.

A row is read with the rows that its document lists and shows, and those with theirs: a page takes as many statements as
there are such properties, whatever it has. So no row may be read with one of its own kind.
"""

from __future__ import annotations

from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from oagen.blueprint.candidates import Candidate
from oagen.blueprint.model import Evidence, Field, Resource
from oagen.blueprint.views import Shown


class Reads:
    """Resource → those that its documents are read with, by their names."""

    def __init__(self) -> None:
        self._others: dict[str, set[str]] = {}

    def lead_back(self, name: str, other: str) -> bool:
        """Whether documents that are read with others would be read with their own kind in turn."""
        others = {**self._others, name: {*self._others.get(name, ()), other}}
        try:
            TopologicalSorter(others).prepare()
        except CycleError:
            return True
        return False

    def of(self, name: str) -> list[str]:
        """What the documents of a resource are read with."""
        return sorted(self._others.get(name, ()))

    def add(self, name: str, other: str) -> None:
        """Read the documents of one resource with those of another."""
        self._others.setdefault(name, set()).add(other)


def kept_apart(resource: Resource, field: Field, other: Resource, reason: str) -> Resource:
    """The resource, one property of which has values of its own, though it is about the rows of another."""
    counting = next((f.property for f in resource.fields if f.counted and f.counted.table == other.table), "")
    told = f"{reason}; {counting} counts the {other.table}" if counting else reason
    evidence = Evidence(f"{field.property} is kept apart from {other.table}", told)
    apart = (replace(each, apart=told) if each.property == field.property else each for each in resource.fields)
    return replace(resource, fields=tuple(apart), evidence=(*resource.evidence, evidence))


def rows_of(candidate: Candidate, resource: Resource) -> Shown:
    """The rows of a resource, for others that show them. What is kept apart and set by nobody is never there."""
    keys = frozenset(f.property for f in resource.fields if f.column.primary_key and not f.write_only)
    fields = [f for f in resource.fields if not (f.apart and f.read_only and not f.generated)]
    return Shown(candidate.read, fields, candidate.subject, keys, open=resource.open)
