"""Properties of rows that have a path of their own: `/users/{id}/address`, where users have an `address`.

The row is the one store. What is called like a property of the row above it, and takes and shows what that holds, is
read from there and changed there, as any other property is. A list is none of these (see `held_lists`), nor is what
the row only refers to by a key (see `relations`). What is but a few plain properties of the row (`{"status": …}` below
`/status`) is the row, shown in part; its changes are changes of state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from oagen.blueprint.absence import documents_conflict, may_be_missing, refuses_missing
from oagen.blueprint.candidates import ROLE_KEY, Candidate, referring_property
from oagen.blueprint.changes import PropertyUse
from oagen.blueprint.documents import ENVELOPES, answer_media, patch_kind
from oagen.blueprint.naming import normal
from oagen.blueprint.path_table import PathTable
from oagen.blueprint.paths import Path
from oagen.blueprint.property_bodies import Standing, ValueReader
from oagen.blueprint.shapes import Raw, Shapes
from oagen.blueprint.states import states_of
from oagen.blueprint.transitions import add_transitions
from oagen.contract.model import Contract, Operation

_RELATIONSHIPS = "relationships"  # of a resource object of JSON:API, and the segment below which they have paths
_LINKAGE = "data"  # what a relationship says of the other resource; beside it are links
_BODILESS = frozenset({"GET", "HEAD", "DELETE"})
_DELETING = frozenset({"delete", "clear"})


@dataclass(frozen=True, slots=True)
class _Value:
    """What a path leads to: a row, or a value inside its document."""

    row: Candidate
    place: tuple[str, ...]  # names that lead from the document to the value; () for the document
    schema: Raw
    may_go: bool = False  # it may be absent, or null

    @property
    def is_linkage(self) -> bool:
        """Whether it tells of a relationship of JSON:API, which a PATCH replaces as a whole."""
        return self.place[:1] == (_RELATIONSHIPS,) and self.place[-1] == _LINKAGE

    def reader(self, shapes: Shapes) -> ValueReader:
        """What finds it in bodies."""
        return ValueReader(shapes, self.schema, self.place, self.row.read, self.row.subject)


def find_row_properties(contract: Contract, shapes: Shapes, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those that are but a property of a row: what is done there is done to the row."""
    table = PathTable(contract, shapes)
    kept = {candidate.collection.key: candidate for candidate in candidates}
    values = {c.item.key: _Value(c, (), c.read) for c in candidates if c.item and not c.item.is_mixed}
    for path in sorted(table.paths.values(), key=lambda path: len(path.segments)):
        above = _above(path, values, shapes)
        own = kept.get(path.key)
        if above is None or path.key in table.have_items or (own and own.item and not own.singleton):
            continue
        elsewhere = {name for candidate in kept.values() if candidate is not own for name in candidate.roles}
        here = [o for o in table.at(path).values() if o.id not in elsewhere and ROLE_KEY not in o.extensions]
        value = _named(above, path, shapes)
        found = dict(_uses(value, here, shapes)) if value else {}
        if value and _are_all(found, own):
            above.row.roles |= {name: use.role for name, use in found.items()}
            above.row.properties |= {name: use for name, use in found.items() if use.place}
            values[path.key] = value
            kept.pop(path.key, None)
        elif _is_excerpt(above, path, own, here, shapes, contract):
            above.row.roles |= {o.id: "read" for o in here if o.method in ("GET", "HEAD")}
            kept.pop(path.key, None)
            values.pop(path.key, None)
    return list(kept.values())


def _are_all(found: Mapping[str, PropertyUse], own: Candidate | None) -> bool:
    """Whether nothing that a store of its own could do is left over, but for taking away what must be there.

    A path that only shows the row, and changes nothing, may be about another one.
    """
    is_left = any(name not in found and role not in _DELETING for name, role in own.roles.items()) if own else False
    return not is_left and any(use.place for use in found.values())


def _above(path: Path, values: Mapping[tuple[str, ...], _Value], shapes: Shapes) -> _Value | None:
    """What a path lies one segment below; for those of JSON:API, the relationships of a row."""
    if not path.segments or "{" in path.segments[-1]:
        return None
    found = values.get(path.parent.key)
    if found or path.parent.segments[-1:] != (_RELATIONSHIPS,):
        return found
    row = values.get(path.parent.parent.key)
    document = shapes.shape(row.schema) if row else None
    if row is None or document is None or _RELATIONSHIPS not in document.names:
        return None
    return replace(row, place=(*row.place, _RELATIONSHIPS), schema=document.properties[_RELATIONSHIPS])


def _named(above: _Value, path: Path, shapes: Shapes) -> _Value | None:
    """The property that a path is called after, in whatever case; None for lists, and for what a key refers to."""
    document, said = shapes.shape(above.schema), path.segments[-1]
    names = [name for name in document.properties if normal(name) == normal(said)] if document else []
    if document is None or len(names) != 1 or referring_property(document, said):
        return None
    (name,) = names
    if not above.place and normal(name) in above.row.subject.identities:
        return None  # rows are found by it
    raw = document.properties[name]
    value = _Value(above.row, (*above.place, name), raw, shapes.nullable(raw) or name not in document.required)
    value = _linked(value, shapes) if path.parent.segments[-1:] == (_RELATIONSHIPS,) else value
    kinds = shapes.types(value.schema) - {"null"}
    return value if len(kinds) == 1 and kinds != {"array"} else None


def _linked(value: _Value, shapes: Shapes) -> _Value:
    """The resource linkage of a relationship of JSON:API."""
    shape = shapes.shape(value.schema)
    if shape is None or _LINKAGE not in shape.names or not shape.names <= {_LINKAGE, *ENVELOPES}:
        return value
    raw = shape.properties[_LINKAGE]
    return replace(value, place=(*value.place, _LINKAGE), schema=raw, may_go=shapes.nullable(raw))


def _uses(value: _Value, operations: Sequence[Operation], shapes: Shapes) -> Iterator[tuple[str, PropertyUse]]:
    """What the operations of a path do with a value, each that is understood."""
    known: dict[str, str] = {}
    for operation in sorted(operations, key=lambda each: (each.method != "GET", each.method == "DELETE")):
        use = _use(value, operation, shapes, known)
        if use:
            known[operation.method] = use.role
            yield operation.id, use


def _use(value: _Value, operation: Operation, shapes: Shapes, known: Mapping[str, str]) -> PropertyUse | None:
    """What an operation does with a value; None where that is not plain. `known` are methods with their roles."""
    reader = value.reader(shapes)
    shown, is_silent = reader.shown_by(operation), not operation.answers[0].media
    if (shown is None and not is_silent) or (operation.body is not None) == (operation.method in _BODILESS):
        return None
    use = PropertyUse("", value.place, shown=shown.wrapper if shown and not shown.in_row else None)
    if operation.method in ("GET", "HEAD"):
        if shown is None and (operation.method == "GET" or "GET" not in known):
            return None
        if shown is not None and shown.in_row:
            return PropertyUse("read", ())
        return replace(use, role="read_property", because=_because("answer", shown))
    if operation.method == "DELETE":
        cleared = replace(use, role="delete_property", refuses=refuses_missing(operation), because="it may be absent")
        return cleared if value.may_go and use.shown is None and known else None
    if operation.method == "PATCH" and patch_kind(shapes, operation.body) == "operations":
        is_of_value = known.get("GET") == "read_property" and not (shown and shown.in_row)
        patched = replace(use, role="update_property", because="GET of its path shows the property")
        return patched if is_of_value and shapes.is_object(value.schema) else None
    given = reader.given_by(operation)
    if given is None or not _puts(operation) or _is_guarded(value, operation, shapes):
        return None
    merges = operation.method == "PATCH" and shapes.is_object(value.schema) and not value.is_linkage
    return replace(
        use,
        role="update_property" if merges else "replace_property",
        given=given.wrapper,
        refuses=operation.method == "POST" and documents_conflict(operation),
        makes_row=value.row.singleton and not may_be_missing(operation),
        because=_because("body", given),
    )


def _because(what: str, standing: Standing | None) -> str:
    return f"its {what} {standing.because}" if standing else "GET of its path shows the property"


def _puts(operation: Operation) -> bool:
    """Whether a request puts something where its path leads; a POST does so if it says that it makes something."""
    return operation.method in ("PUT", "PATCH") or (operation.method == "POST" and operation.answers[0].status == 201)


def _is_guarded(value: _Value, operation: Operation, shapes: Shapes) -> bool:
    """Whether a value is a state that may not follow any other."""
    return bool(states_of(value.schema, shapes)) and documents_conflict(operation)


def _is_excerpt(
    above: _Value, path: Path, own: Candidate | None, here: Sequence[Operation], shapes: Shapes, contract: Contract
) -> bool:
    """Whether a path shows plain properties of the row, among them what it is called after, and changes its state."""
    reading = next((operation for operation in here if operation.method == "GET" and operation.body is None), None)
    row = shapes.shape(above.schema)
    if reading is None or row is None or above.place or referring_property(row, path.segments[-1]):
        return False
    media = answer_media(reading.answers[0])
    shown = shapes.shape(media.schema.raw) if media and media.schema else None
    is_named = shown is not None and any(normal(name) == normal(path.segments[-1]) for name in shown.names)
    if shown is None or not is_named or shown.names >= row.names:
        return False
    shared = ((row.properties.get(name), raw) for name, raw in shown.properties.items())
    plain = (kept is not None and _is_plain(kept, raw, shapes) for kept, raw in shared)
    changing = [o for o in here if own and own.roles.get(o.id) not in (None, "read", *_DELETING)]
    return all(plain) and _are_changes_of_state(above.row, changing, contract, shapes)


def _is_plain(kept: Raw, shown: Raw, shapes: Shapes) -> bool:
    """Whether an answer may show any value of a property, which is no document, no list and no link to anything."""
    is_scalar = shapes.types(kept).isdisjoint({"object", "array"}) and bool(shapes.types(kept))
    is_link = str(shapes.annotation(kept, "format")).startswith(("uri", "url"))
    return is_scalar and not is_link and shapes.types(kept) <= shapes.types(shown) and shapes.compatible(kept, shown)


def _are_changes_of_state(row: Candidate, operations: Sequence[Operation], contract: Contract, shapes: Shapes) -> bool:
    """Whether all of some operations on a row would be understood as changes of its state."""
    trial = replace(row, roles=dict(row.roles), changes={}, guards={})
    known = tuple(operation for operation in contract.operations if operation.id in row.roles)
    add_transitions(replace(contract, operations=(*known, *operations)), shapes, [trial])
    return all(operation.id in trial.changes for operation in operations)
