"""Relations: what rows of one resource refer to, what refers to them, by paths below a row; and what holds what.

`GET /authors/{id}/books` beside `/books`, whose documents have an `authorId`, lists the books of that author;
`GET /books/{id}/author` gives their author. Both have a collection of their own; the path says which of them are meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from oagen.blueprint.absence import refuses_missing
from oagen.blueprint.candidates import (
    ID_SUFFIXES,
    ROLE_KEY,
    Candidate,
    answers_with,
    lists_the_same,
    referring_property,
    shows_the_same,
)
from oagen.blueprint.keys import may_refer
from oagen.blueprint.making import RowReference
from oagen.blueprint.model import PathKey, Resource
from oagen.blueprint.naming import normal, singular, snake, words
from oagen.blueprint.paths import Path
from oagen.blueprint.shapes import Shapes
from oagen.contract.model import Contract, Operation

Pair = tuple[Candidate, Resource]

# Words for some of the documents, or for those of others.
_SOME = frozenset(
    "bookmark collaboration contribution draft favorite favourite feed follower friend highlight history like match"
    " participation recent recommendation share star subscription suggestion timeline top trend vote watch watchlist"
    " wishlist".split()
)
# who is referred to within one resource, and what those that do so are called
_WITHIN = {"parent": frozenset({"child", "reply"}), "manager": frozenset({"report", "subordinate"})}


def add_relations(contract: Contract, shapes: Shapes, pairs: Sequence[Pair]) -> None:
    """Operations that answer with what a row refers to, or with what refers to it."""
    taken = {operation_id for c, _ in pairs for operation_id in (*c.roles, *c.contents)}
    rows = {c.item.key: (c, r) for c, r in pairs if c.item and not c.singleton and len(r.path_keys) == 1}
    for operation in contract.operations:
        path = Path.to(operation)
        row = rows.get(path.parent.key)
        is_free = operation.id not in taken and ROLE_KEY not in operation.extensions
        if row is None or not is_free or operation.method != "GET" or operation.body or "{" in path.segments[-1]:
            continue
        if not _add_related(operation, path, row[1], pairs, shapes):
            _add_referred(operation, path, row, pairs, shapes)


def with_held_parents(contract: Contract, pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs, where rows hold what they lie below if its deletion documents a conflict that names them."""
    documented = {c.collection.key: _conflicts(contract, c) for c, _ in pairs}
    by_name = {resource.name: documented[candidate.collection.key] for candidate, resource in pairs}

    def holds(candidate: Candidate, resource: Resource) -> bool:
        told = by_name.get(resource.parent, frozenset())
        return bool(resource.parent_key) and singular(snake(candidate.noun)) in told

    return [(c, replace(r, holds_parent=holds(c, r))) for c, r in pairs]


def _conflicts(contract: Contract, candidate: Candidate) -> frozenset[str]:
    """The words, in the singular, of the conflicts that the deletion of a row documents."""
    deleting = {operation_id for operation_id, role in candidate.roles.items() if role == "delete"}
    told = (
        response.description
        for operation in contract.operations
        for response in operation.responses
        if operation.id in deleting and response.status == "409" and not response.added
    )
    return frozenset(singular(word) for description in told for word in words(description))


def _add_related(operation: Operation, path: Path, above: Resource, pairs: Sequence[Pair], shapes: Shapes) -> bool:
    """Whether an operation lists what refers to a row."""
    for candidate, resource in pairs:
        reference = _reference_to_own(resource, path) if resource is above else _reference(resource, above)
        is_of = resource is above or _is_of(candidate, path)
        if reference and is_of and lists_the_same(candidate, operation, shapes):
            candidate.roles[operation.id] = "related"
            candidate.through[operation.id] = reference
            return True
    return False


def _is_of(candidate: Candidate, path: Path) -> bool:
    """Whether a path ends in what the documents are called, or in another word for all of them (`/publications`).

    Some of them are meant where it is more than their name (`/recommended-books`), or tells what was done to them.
    """
    said, noun = words(path.segments[-1]), words(candidate.noun)
    if candidate.member or not said or not noun:
        return False
    called, named = singular(said[-1]), singular(noun[-1])
    is_another = len(said) == 1 and called != named and called not in _SOME and not called.endswith(("ed", "ing"))
    return is_another or singular(snake(path.segments[-1])) == singular(snake(candidate.noun))


def _reference(resource: Resource, above: Resource) -> PathKey | None:
    """The key of a row above, as the one column that refers to it; None if there is none, or more than one."""
    (key,) = above.path_keys
    referring = [c for c in resource.columns if c.foreign_key and c.foreign_key.table == above.table]
    named = [column for column in referring if normal(column.property).startswith(normal(above.name))]
    found = referring if len(referring) == 1 else named
    if len(found) != 1 or found[0].foreign_key is None or found[0].foreign_key.column != key.column:
        return None
    return replace(key, column=found[0].name, parent=above.name)


def _reference_to_own(resource: Resource, path: Path) -> PathKey | None:
    """The same within one resource: `/categories/{id}/children` by a `parentId`."""
    last, name = singular(snake(path.segments[-1]).rpartition("_")[2]), normal(resource.name)
    called = normal(singular(snake(path.segments[-1])))
    heads = [who for who, whose in _WITHIN.items() if last in whose or (who == "parent" and called == f"sub{name}")]
    wanted = {f"{who}{kind}{suffix}" for who in heads for kind in ("", name) for suffix in ID_SUFFIXES}
    (key,) = resource.path_keys
    own = next(column for column in resource.columns if column.name == key.column)
    found = [c for c in resource.columns if normal(c.property) in wanted and may_refer(c, own)]
    return replace(key, column=found[0].name, parent=resource.name) if len(found) == 1 else None


def _add_referred(operation: Operation, path: Path, row: Pair, pairs: Sequence[Pair], shapes: Shapes) -> None:
    """An operation that gives what a row refers to by the property that its path is called after."""
    candidate, resource = row
    name = referring_property(shapes.shape(candidate.read), path.segments[-1])
    column = next((c for c in resource.columns if name and c.property == name), None)
    if column is None or not refuses_missing(operation) or not operation.answers[0].media:
        return
    by_table: Mapping[str, Pair] = {r.table: (c, r) for c, r in pairs}
    other = by_table[column.foreign_key.table] if column.foreign_key else row
    if other is row and not shows_the_same(candidate, operation, shapes):
        return
    keys = [key for key in other[1].path_keys if not key.parent]
    own = next((c for c in other[1].columns if len(keys) == 1 and c.name == keys[0].column), None)
    if own is None or not may_refer(column, own) or not answers_with(other[0], operation, shapes):
        return
    candidate.roles[operation.id] = "referred"
    candidate.references[operation.id] = RowReference(other[1].name, name, own.name)
