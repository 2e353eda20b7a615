"""Given lists: whether the rows below a resource can be kept by what clients give in its own documents.

An order that is created with its lines stores rows of `/orders/{id}/lines`. Because of that nothing may be refused for
a reason that the order's operations do not document, nothing may get lost, and rows get what the server makes of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oagen.blueprint.candidates import Candidate
from oagen.blueprint.documents import WRITING
from oagen.blueprint.making import PartField
from oagen.blueprint.model import Field, Resource
from oagen.blueprint.resources import Tools, sources_of
from oagen.blueprint.shapes import Shape, Shapes

Pair = tuple[Candidate, Resource]
_MADE = frozenset("uuid text_key created_at updated_at created_by updated_by now filler example".split())
_DANGLING = "dangling_reference"
_KEYS = frozenset({"uuid", "text_key", "sequence"})  # the database counts sequences


@dataclass(frozen=True, slots=True)
class Giving:
    """How clients give a list of rows: what the server adds to each."""

    parts: tuple[PartField, ...] = ()


def giving_of(field: Field, above: Pair, below: Pair, pairs: Sequence[Pair], tools: Tools) -> Giving | str:
    """How the rows below are given as a list, or why they had better not be."""
    candidate, resource = below
    given = _given_items(field, above[0], tools)
    key = _own_key(resource)
    if not given:
        return "clients give something else than rows"
    if key is None or candidate.contents or _is_needed_elsewhere(resource, pairs):
        return "rows could not be told apart, or taken away, by what a list gives"
    declared = given[0].names
    refusing = [f for f in resource.fields if f.property in declared and _may_refuse(f, resource)]
    if refused := [f.property for f in refusing if not _documents_refusals(f, above[0], tools)]:
        return f"{', '.join(refused)} of an item could be refused, and no operation that gives them documents that"
    closed = resource.open or all(each.closed for each in given)  # else answers have no room for what nobody declares
    known = {f.property for f in resource.fields if f.property}
    parts = [_part(f, f is key, given, resource, tools.shapes) for f in resource.fields if f.property]
    if None in parts or not closed or not declared <= known or any(each.names != declared for each in given):
        return "clients could give what rows may not have, or leave out what they must have"
    return Giving(tuple(part for each in parts if each is not None for part in each))


def _given_items(field: Field, candidate: Candidate, tools: Tools) -> list[Shape]:
    """The shapes of the items in every request that brings the list; none where some request brings something else."""
    shapes = tools.shapes
    read = shapes.shape(candidate.read)
    assert read is not None  # a candidate without an object is not kept
    sources = sources_of(candidate, read, tools)
    if any(field.property in shape.properties for shape in sources.actions):
        return []
    lists = [shape.properties[field.property] for shape in sources.writes if field.property in shape.properties]
    items = [shapes.items(raw) for raw in lists if shapes.types(raw) == {"array"}]
    found = [shapes.shape(raw) for raw in items if raw is not None and not shapes.alternatives(raw)]
    whole = [shape for shape in found if shape is not None]
    return whole if len(whole) == len(lists) else []


def _own_key(resource: Resource) -> Field | None:
    """The one key that tells rows apart, which documents show and the server makes; None if it is anything else."""
    keys = [f for f in resource.fields if f.column.primary_key]
    primary = [column for column in resource.columns if column.primary_key]
    if len(keys) != 1 or len(primary) != 1 or len(resource.identity) != 1:
        return None
    (key,) = keys
    is_own = key.column.name == resource.identity[0].column and key.read_only and bool(key.property)
    return key if is_own and key.generated in _KEYS else None


def _is_needed_elsewhere(resource: Resource, pairs: Sequence[Pair]) -> bool:
    """Whether something could be in the way when a row is taken from a list."""
    others = [other for _, other in pairs]
    keys = (column.foreign_key for other in others for column in other.columns)
    return any(key and key.table == resource.table and not (key.cascade or key.clears) for key in keys) or any(
        other.parent == resource.name and other.holds_parent for other in others
    )


def _may_refuse(field: Field, resource: Resource) -> bool:
    """Whether the table could refuse what clients give of a row."""
    is_scope = field.column.name in {key.column for key in resource.scope}
    return field.column.unique or (field.column.foreign_key is not None and not is_scope and not field.read_only)


def _documents_refusals(field: Field, candidate: Candidate, tools: Tools) -> bool:
    """Whether the author documents the refusal of a property's value wherever documents are stored."""
    writing = [tools.operation(name) for name, role in candidate.roles.items() if role in WRITING]
    missing = "" if field.column.unique else _DANGLING  # a 404 that is about what the body refers to
    return all(
        missing in each.refusals or any(r.status in ("409", "4XX") and not r.added for r in each.responses)
        for each in writing
    )


def _part(
    field: Field, is_key: bool, given: Sequence[Shape], resource: Resource, shapes: Shapes
) -> tuple[PartField, ...] | None:
    """What the server adds to an item for one property of its row; None where the row could not be kept."""
    made = field.generated if field.generated in _MADE else ""
    part = PartField(field.property, made, field.filler, field.key_format, field.unit)
    of_row = PartField(field.property, made, field.filler, field.key_format, field.unit, of_row=True, is_key=is_key)
    if is_key or field.counted or field.shown:
        return (of_row,)
    is_scope = field.column.name in {key.column for key in resource.scope}
    is_made = bool(made) or field.numbering is not None or is_scope
    if field.read_only or field.property not in given[0].names:
        return (of_row,) if is_made or not field.required else None
    written = [shape.properties[field.property] for shape in given]
    fits = all(shapes.compatible(raw, wanted.raw) for raw in written for wanted in (field.schema, field.kept))
    if not fits:
        return None
    if all(field.property in shape.required for shape in given):
        return ()
    if made:
        return (part,)
    return None if field.required else ()
