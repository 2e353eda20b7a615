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
from oagen.blueprint.reads import Reads, kept_apart, rows_of
from oagen.blueprint.resources import Tools
from oagen.blueprint.shapes import Raw
from oagen.blueprint.views import shown_without
from oagen.contract.walk import EACH

Pair = tuple[Candidate, Resource]
_PLACE = "list_place"
# what says of a list as a whole that operations on its rows could undo
_OF_THE_WHOLE = ("minItems", "maxItems", "uniqueItems", "contains", "prefixItems", "enum", "const", "default")


_BELONGING = "who belongs is kept by their keys"
_UNPLACED = "not every one of them lies below one row"
_SAID_OF_ALL = "its schema says something of the list as a whole"
_CANNOT_SHOW = "it could not show every row of them"
_SEVERAL = "another list is about them, too"
_IN_A_CIRCLE = "they are read with what would list them"
_NOT_GIVEN_BACK = "clients that give back what a list shows would lose the rest"


@dataclass(frozen=True, slots=True)
class _Match:
    """A list, the resource whose rows it is about, and the properties of those that it may not show.

    `apart` is why it does not show them; "" if it may.
    """

    field: Field
    below: Pair
    untold: tuple[str, ...] = ()
    apart: str = ""


def with_held_lists(pairs: Sequence[Pair], tools: Tools, reads: Reads) -> list[Pair]:
    """The pairs, where lists of what lies below a row are the rows there, with the lists that those have.

    What documents are read with is added to `reads`.
    """
    made = {resource.name: (candidate, resource) for candidate, resource in pairs}
    asked: set[tuple[str, str]] = set()
    placed: set[str] = set()
    for candidate, resource in _lowest_first(pairs):
        lying = [made[each.name] for _, each in pairs if each.parent == resource.name]
        holding = resource
        for match in _matches((candidate, resource), lying, tools):
            below = match.below[1]
            giving = _giving(match, (candidate, resource), pairs, reads, tools)
            if isinstance(giving, str):
                holding = kept_apart(holding, match.field, below, giving)
                continue
            reads.add(resource.name, below.name)
            placed |= set() if match.field.read_only else {below.name}
            asked |= {(below.table, key.column) for key in below.scope}
            holding = _holding(holding, match, giving)
        made[resource.name] = (candidate, holding)
    done = [made[resource.name] for _, resource in pairs]
    return [(c, indexed(_placed(r) if r.name in placed else r, asked)) for c, r in done]


def _lowest_first(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs, each behind all that lies below it."""
    above = {resource.name: resource.parent for _, resource in pairs}

    def depth(name: str) -> int:
        return 1 + depth(above[name]) if above[name] else 0

    return sorted(pairs, key=lambda pair: -depth(pair[1].name))


def _giving(match: _Match, above: Pair, pairs: Sequence[Pair], reads: Reads, tools: Tools) -> Giving | str:
    """How clients give a list of rows, or why it is none."""
    below = match.below[1]
    if match.apart or reads.lead_back(above[1].name, below.name):
        return match.apart or _IN_A_CIRCLE
    if match.field.read_only:
        return Giving()
    if match.untold or any(field.held for field in below.fields):
        return _NOT_GIVEN_BACK
    return giving_of(match.field, above, match.below, pairs, tools)


def _matches(pair: Pair, lying: Sequence[Pair], tools: Tools) -> list[_Match]:
    """The lists of a resource with the rows that they are about. No two lists show the same, and no list shows two."""
    about = [(field, other) for field in pair[1].fields for other in lying if _is_about(field, other, tools)]
    found = [_match(field, other, pair, tools) for field, other in about]
    fitting = [match for match in found if not match.apart]
    lists, tables = ([id(match.field) for match in fitting], [id(match.below) for match in fitting])
    alone = {id(m) for m in fitting if lists.count(id(m.field)) == tables.count(id(m.below)) == 1}
    shown = {id(match.field) for match in fitting if id(match) in alone}
    others = {id(m.field): m if m.apart else replace(m, apart=_SEVERAL) for m in found if id(m.field) not in shown}
    return [*(match for match in fitting if id(match) in alone), *others.values()]


def _match(field: Field, other: Pair, pair: Pair, tools: Tools) -> _Match:
    """What there is to a list that is about the rows of another resource."""
    if other[1].member:
        return _Match(field, other, apart=_BELONGING)
    if not _has_place(other, pair):
        return _Match(field, other, apart=_UNPLACED)
    if not _is_any_list(field.schema.raw, tools):
        return _Match(field, other, apart=_SAID_OF_ALL)
    untold = None if other[1].kinds else _untold(field, other, tools)
    return _Match(field, other, apart=_CANNOT_SHOW) if untold is None else _Match(field, other, untold)


def _has_place(other: Pair, pair: Pair) -> bool:
    """Whether each row of a resource has a place of its own for rows of one that lies below."""
    (_, below), (above, resource) = other, pair
    identity = {key.column for key in resource.identity}
    chosen = above.has("upsert") or any(f.column.name in identity and not f.read_only for f in resource.fields)
    # rows that lie below nothing yet would be there before what is made above them
    is_row = bool(below.scope) and not resource.member
    return is_row and len(below.scope) == len(resource.path_keys) and not (below.open_scope and chosen)


def _is_about(field: Field, other: Pair, tools: Tools) -> bool:
    """Whether a list is about the rows of another resource: its items are their documents, or look like them."""
    items = tools.shapes.items(field.schema.raw)
    candidate, resource = other
    if items is None or not field.property or field.write_only or resource.singleton:
        return False
    component = tools.shapes.component(items)
    same = bool(component) and component == tools.shapes.component(candidate.read)
    return same or _looks_the_same(items, field, other, tools)


def _untold(field: Field, other: Pair, tools: Tools) -> tuple[str, ...] | None:
    """What a list may not show of the other resource's rows; None where it could not show the rest of every row."""
    return shown_without(tools.shapes.items(field.schema.raw) or True, rows_of(*other), tools)


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
