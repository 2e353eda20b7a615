"""Held lists: properties that show the rows of another resource (`Cart.items` beside `/carts/{cartId}/items`).

The rows of the table below are the one store; a list has no column of its own. Where clients give lists too, giving one
is storing rows (see `given_lists`). Whatever could make an answer invalid, or refuse a request for a reason that nobody
documents, leaves the list what it is: a value of its document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from oagen.blueprint.candidates import Candidate
from oagen.blueprint.counts import indexed
from oagen.blueprint.given_lists import Giving, giving_of
from oagen.blueprint.making import HeldList
from oagen.blueprint.model import Column, Evidence, Field, Resource
from oagen.blueprint.naming import Names, normal
from oagen.blueprint.resources import Tools
from oagen.blueprint.shapes import Raw
from oagen.blueprint.views import Shown, shown_without
from oagen.contract.walk import EACH

Pair = tuple[Candidate, Resource]
_PLACE = "list_place"
# what says of a list as a whole that operations on its rows could undo
_OF_THE_WHOLE = ("minItems", "maxItems", "uniqueItems", "contains", "prefixItems", "enum", "const", "default")


@dataclass(frozen=True, slots=True)
class _Match:
    """A list, the resource whose rows it shows, and the properties of those that it may not show."""

    field: Field
    below: Pair
    untold: tuple[str, ...]


def with_held_lists(pairs: Sequence[Pair], tools: Tools) -> list[Pair]:
    """The pairs, where lists of what lies below a row are the rows there."""
    lying = {
        above: [pair for pair in pairs if pair[1].parent == above] for above in {r.parent for _, r in pairs} - {""}
    }
    found = {r.name: _matches((c, r), lying.get(r.name, ()), tools) for c, r in pairs}
    holding = {name for name, matches in found.items() if matches}
    asked: set[tuple[str, str]] = set()
    placed: set[str] = set()
    done = []
    for candidate, resource in pairs:
        made = resource
        for match in found[resource.name]:
            below, is_given = match.below[1], not match.field.read_only
            if is_given and (match.untold or below.name in holding):
                continue
            giving = giving_of(match.field, (candidate, resource), match.below, pairs, tools) if is_given else Giving()
            if giving is None:
                continue
            placed |= {below.name} if is_given else set()
            asked |= {(below.table, key.column) for key in below.scope}
            made = _holding(made, match, giving)
        done.append((candidate, made))
    return [(c, indexed(_placed(r) if r.name in placed else r, asked)) for c, r in done]


def _matches(pair: Pair, lying: Sequence[Pair], tools: Tools) -> list[_Match]:
    """The lists of a resource with whose rows they show: what can be told of no two lists, and of no two resources."""
    below = [other for other in lying if _has_place(other, pair)]
    shown = ((field, other, _untold(field, other, tools)) for field in pair[1].fields for other in below)
    fitting = [_Match(field, other, untold) for field, other, untold in shown if untold is not None]
    lists, tables = ([id(match.field) for match in fitting], [id(match.below) for match in fitting])
    return [m for m in fitting if lists.count(id(m.field)) == tables.count(id(m.below)) == 1]


def _has_place(other: Pair, pair: Pair) -> bool:
    """Whether each row of a resource has a place of its own for rows of one that lies below."""
    (_, below), (above, resource) = other, pair
    is_full = not (below.member or below.singleton or resource.member)
    if not is_full or not below.scope:
        return False
    identity = {key.column for key in resource.identity}
    chosen = above.has("upsert") or any(f.column.name in identity and not f.read_only for f in resource.fields)
    # rows that lie below nothing yet would be there before what is made above them
    return len(below.scope) == len(resource.path_keys) and not (below.open_scope and chosen)


def _untold(field: Field, other: Pair, tools: Tools) -> tuple[str, ...] | None:
    """What a list may not show of the other resource's rows; None where it could not show the rest of every row."""
    shapes, raw = tools.shapes, field.schema.raw
    items = shapes.items(raw)
    candidate, resource = other
    if items is None or not field.property or field.write_only or resource.kinds:
        return None
    component = shapes.component(items)
    same = bool(component) and component == shapes.component(candidate.read)
    if not (same or _looks_the_same(items, field, other, tools)) or not _is_any_list(raw, tools):
        return None
    keys = frozenset(f.property for f in resource.fields if f.column.primary_key and not f.write_only)
    return shown_without(
        items, Shown(candidate.read, resource.fields, candidate.subject, keys, open=resource.open), tools
    )


def _looks_the_same(items: Raw, field: Field, other: Pair, tools: Tools) -> bool:
    """Whether a list is called like what lies below, and shows nothing that is not there."""
    candidate, resource = other
    shape = tools.shapes.shape(items)
    known = {f.property for f in resource.fields if f.property}
    return shape is not None and normal(field.property) == normal(candidate.noun) and shape.names <= known


def _is_any_list(raw: Raw, tools: Tools) -> bool:
    """Whether nothing is said of a list but what its items are."""
    free = all(tools.shapes.annotation(raw, keyword) in (None, 0, False, []) for keyword in _OF_THE_WHOLE)
    return free and not tools.shapes.alternatives(raw) and tools.admits(raw, [])


def _holding(resource: Resource, match: _Match, giving: Giving) -> Resource:
    """The resource, one property of which lists the rows of another."""
    field, below = match.field, match.below[1]
    keys = tuple((own.column, above.column) for own, above in zip(below.scope, resource.path_keys, strict=True))
    place = "" if field.read_only else _place_in(below)
    stays = field.required and field.generated == "" and bool(place)
    held = HeldList(below.name, keys, place, match.untold, stays)
    listed = replace(field, generated="list", filler=None, held=held, kept=field.schema)
    path = (field.property, EACH)
    parts = {each: fields for each, fields in resource.parts.items() if each[0] != field.property}
    if place:
        inner = {each: fields for each, fields in resource.parts.items() if each[:2] == path and each != path}
        parts |= {path: giving.parts, **inner} if giving.parts else inner
    evidence = Evidence(f"{field.property} lists {below.table}", _reason(field, below))
    return replace(
        resource,
        columns=tuple(column for column in resource.columns if column.name != field.column.name),
        fields=tuple(listed if each is field else each for each in resource.fields),
        parts=parts,
        evidence=(*resource.evidence, evidence),
    )


def _reason(field: Field, below: Resource) -> str:
    given = "" if field.read_only else "; what clients give there is stored as rows"
    return f"it shows the documents of {below.name}, which lie below{given}"


def _place_in(below: Resource) -> str:
    return Names({column.name for column in below.columns}).take(_PLACE)


def _placed(below: Resource) -> Resource:
    """The resource with a column for the places that clients gave its rows in a list."""
    return replace(below, columns=(*below.columns, Column(_place_in(below), "integer", nullable=True)))
