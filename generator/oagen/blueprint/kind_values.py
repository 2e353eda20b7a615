"""Kind values: what the server puts into documents of one kind, where an answer is a union of kinds.

`Bank` must show a `managingAccount` and `Card` its `last4`, and requests bring neither. No property of the resource is
the server's for all of its documents then, so what is made is planned for each kind, as it is for a resource.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from oagen.blueprint.candidates import Candidate
from oagen.blueprint.columns import Sources, column_type
from oagen.blueprint.documents import CREATING, WRITING, given_documents, likeness, respelled, structured_media
from oagen.blueprint.making import KindValues, PartField
from oagen.blueprint.model import Field
from oagen.blueprint.server_values import Lacking, ServerValue, server_value
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.contract.model import JSON, Contract

# what only a row has, whatever kind it is of
_OF_ROWS = frozenset({"sequence", "number", "name", "count", "list", "row"})
_STAND_INS = frozenset({"filler", "example"})


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind as answers show it, and the requests that bring documents of it."""

    raw: Raw
    shape: Shape
    created: Sequence[Shape]
    changed: Sequence[Shape]

    @property
    def only(self) -> tuple[str, ...]:
        """All that answers may show of it; nothing where they may show more."""
        return tuple(sorted(self.shape.names)) if self.shape.closed else ()

    @property
    def written(self) -> list[Shape]:
        return [*self.created, *self.changed]

    def gives(self, name: str, shapes: Shapes) -> list[Raw]:
        """How requests give a property; nothing if it is the server's."""
        if shapes.annotation(self.shape.properties.get(name, True), "readOnly") is True:
            return []
        given = [shape.properties[name] for shape in self.written if name in shape.properties]
        return [raw for raw in given if shapes.annotation(raw, "readOnly") is not True]

    def surely_has(self, name: str, shapes: Shapes) -> bool:
        """Whether whoever makes a document of the kind gives a property."""
        return bool(self.gives(name, shapes) and self.created) and all(name in each.required for each in self.created)


@dataclass(frozen=True, slots=True)
class Makers:
    """Makers of examples, that return `nothing` when they cannot, and of schemas as answers have them."""

    sampler: Callable[[Any], Any]
    nothing: Any
    shown: Callable[[Any], Any]


class KindReader:
    """Reads the kinds of a resource's documents; there are none where an answer is no union of objects."""

    def __init__(self, candidate: Candidate, contract: Contract, shapes: Shapes) -> None:
        self._shapes = shapes
        shown = _kinds(candidate.read, shapes)
        self._literals = _literals([shape for _, shape in shown], shapes)
        created = list(_given(candidate, contract, shapes, CREATING)) if shown else []
        changed = list(_given(candidate, contract, shapes, WRITING - CREATING)) if shown else []
        self._kinds = [
            _Kind(raw, shape, self._of_kind(shape, raw, created), self._of_kind(shape, raw, changed))
            for raw, shape in shown
        ]
        self._union = shapes.shape(candidate.read)

    def values(
        self, fields: Sequence[Field], keys: set[str], sources: Sources, makers: Makers
    ) -> tuple[KindValues, ...]:
        """What the server puts into documents of each kind. `keys` are columns by which rows are found."""
        apart = {f.property for f in fields if f.property and f.column.name not in keys and self._is_apart(f)}
        made = [tuple(self._made(kind, apart, sources, makers)) for kind in self._kinds]
        if not any(made) and not any(kind.shape.closed for kind in self._kinds):
            return ()
        return tuple(
            KindValues(makers.shown(self._told_by(kind)), self._has(kind), kind.only, values)
            for kind, values in zip(self._kinds, made, strict=True)
        )

    def _is_apart(self, field: Field) -> bool:
        """Whether what stands in a property is another matter in documents of each kind."""
        name = field.property
        declaring = [kind.shape for kind in self._kinds if name in kind.shape.properties]
        if not declaring or field.generated in _OF_ROWS or field.write_only:
            return False
        first = declaring[0].properties[name]
        is_same = len(declaring) == len(self._kinds) and all(each.properties[name] == first for each in declaring)
        is_due = {name in each.required for each in declaring}
        return not is_same or (len(is_due) > 1 and not field.generated)

    def of_all(self, fields: Sequence[Field], keys: set[str]) -> list[Field]:
        """The fields, without values for which documents of some kinds have no place."""
        return [self._of_all(field) if field.column.name not in keys else field for field in fields]

    def _of_all(self, field: Field) -> Field:
        is_due = self._union is not None and field.property in self._union.required
        if is_due or not field.generated or not self._is_apart(field):
            return field
        return replace(field, generated="", filler=None, key_format=None, unit="")

    def _of_kind(self, shape: Shape, raw: Raw, given: Sequence[tuple[Raw, Shape]]) -> list[Shape]:
        """The requests among some that are of a kind: by what tells kinds apart, else those that are most like it."""
        for name in self._literals:
            values = _values(shape.properties[name], self._shapes)
            told = [(each, _values(each.properties.get(name, True), self._shapes)) for _, each in given]
            if any(told_values for _, told_values in told):
                return [each for each, told_values in told if not told_values or not values.isdisjoint(told_values)]
        alike = [(likeness(self._shapes, given_raw, raw), len(each.names & shape.names)) for given_raw, each in given]
        return [each for (_, each), degree in zip(given, alike, strict=True) if degree == max(alike)]

    def _made(self, kind: _Kind, apart: set[str], sources: Sources, makers: Makers) -> Iterator[PartField]:
        shapes = self._shapes
        for name, raw in kind.shape.properties.items():
            is_due = name in kind.shape.required
            if name not in apart or kind.surely_has(name, shapes) or shapes.annotation(raw, "writeOnly") is True:
                continue
            given = kind.gives(name, shapes)
            column, is_state = column_type(shapes, raw)[0], name in sources.states
            lacking = Lacking(name, raw, given, column, bool(given), is_due, sources.others, is_state)
            value = server_value(shapes, lacking, makers.sampler, makers.nothing)
            if value.numbering:  # which rows of all kinds have, and no others
                example = makers.sampler(raw)
                value = ServerValue() if example is makers.nothing else ServerValue("example", example)
            if value.generated and (is_due or value.generated not in _STAND_INS):
                yield PartField(name, value.generated, value.filler, value.key_format, value.unit)

    def _told_by(self, kind: _Kind) -> dict[str, JSON]:
        """The schema that tells documents of a kind: by one of its values, else by all that clients give."""
        told = {name: {"enum": sorted(_values(kind.shape.properties[name], self._shapes))} for name in self._literals}
        if told:
            name = next(iter(told))
            return {"properties": {name: told[name]}, "required": [name]}
        given = {name: raw for name, raw in kind.shape.properties.items() if kind.gives(name, self._shapes)}
        return {"properties": given, "required": sorted(name for name in given if kind.surely_has(name, self._shapes))}

    def _has(self, kind: _Kind) -> tuple[str, ...]:
        """The properties that are declared for documents of a kind."""
        of_kinds = {name for each in self._kinds for name in each.shape.properties}
        common = (self._union.names if self._union else frozenset()) - of_kinds
        written = {name for each in kind.written for name in each.properties}
        return tuple(sorted(kind.shape.names | common | written))


def _kinds(raw: Raw, shapes: Shapes) -> list[tuple[Raw, Shape]]:
    """The objects that a schema is a union of; none where it is something else."""
    whole = shapes.resolve(raw)
    parts = whole.get("allOf") or () if isinstance(whole, Mapping) else ()
    for part in (whole, *map(shapes.resolve, parts)):
        branches = (part.get("oneOf") or part.get("anyOf") or ()) if isinstance(part, Mapping) else ()
        objects = [(branch, shape) for branch in branches if (shape := shapes.shape(branch)) is not None]
        if len(objects) > 1 and len(objects) == len([each for each in branches if each != {"type": "null"}]):
            return objects
    return []


def _given(
    candidate: Candidate, contract: Contract, shapes: Shapes, roles: frozenset[str]
) -> Iterator[tuple[Raw, Shape]]:
    """What requests of some roles bring: every kind that they may be of, in the spelling of answers."""
    read = shapes.shape(candidate.read)
    for operation in contract.operations:
        role, media = candidate.roles.get(operation.id, ""), structured_media(operation.body)
        if role not in roles or operation.id in candidate.properties or not media or not media.schema or read is None:
            continue
        place = given_documents(shapes, media.schema.raw, candidate.subject, role)
        shape = shapes.shape(place.schema) if place else None
        if place and shape:
            for raw, kind in _kinds(place.schema, shapes) or [(place.schema, shape)]:
                yield raw, respelled(kind, read)


def _literals(kinds: Sequence[Shape], shapes: Shapes) -> list[str]:
    """The properties by whose values alone documents of all kinds are told apart, and that they must have."""
    found = []
    for name in kinds[0].properties if kinds else ():
        values = [_values(kind.properties.get(name, True), shapes) for kind in kinds]
        is_there = all(name in kind.required for kind in kinds)
        if is_there and all(values) and len(set().union(*values)) == sum(map(len, values)):
            found.append(name)
    return found


def _values(raw: Raw, shapes: Shapes) -> set[str]:
    """The texts that a property may be, where they are listed."""
    listed = shapes.annotation(raw, "enum")
    values = listed if isinstance(listed, list) else [shapes.annotation(raw, "const")]
    return {value for value in values if isinstance(value, str)}
