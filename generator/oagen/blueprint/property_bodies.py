"""Where the value of a row's property stands in a body, if it plainly does: bare, wrapped, or in the row's document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from oagen.blueprint.candidates import Candidate
from oagen.blueprint.documents import ENVELOPES, Subject, answer_media, find_document, is_structured, structured_media
from oagen.blueprint.naming import normal
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.contract.media import essence
from oagen.contract.model import AnswerMedia, Contract, MediaType, Operation

_WRAPPERS = frozenset({"data", "item", "payload", "result"})
_BESIDE = ENVELOPES | {"included", "jsonapi"}  # what an envelope has besides
_TEXT = "text/plain"
_SAME = "has the schema of the property"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a value stands in a body, and what tells that it is that value. `in_row`: the body shows the whole row."""

    wrapper: tuple[str, ...]
    because: str
    in_row: bool = False


@dataclass(frozen=True, slots=True)
class ValueReader:
    """Finds the value of one property in bodies."""

    shapes: Shapes
    schema: Raw  # of the property, as the row shows it
    place: tuple[str, ...]  # where the row has it
    row: Raw  # the schema that shows the row
    about: Subject  # of the row

    def shown_by(self, operation: Operation) -> Standing | None:
        """Where an answer shows it; None where it shows something else, or nothing."""
        raw = schema_shown(operation, self.shapes)
        return None if raw is None else self._standing(raw, self._is_shown_as)

    def given_by(self, operation: Operation) -> Standing | None:
        """Where a request brings it, or for a PATCH some of it; None where it brings something else."""
        raw, is_partial = schema_given(operation, self.shapes), operation.method == "PATCH"
        return None if raw is None else self._standing(raw, lambda each: self._is_given_as(each, is_partial=is_partial))

    def _standing(self, raw: Raw, explain: Callable[[Raw], str]) -> Standing | None:
        shapes, component = self.shapes, self.shapes.component(self.row)
        place = find_document(shapes, raw, self.about, shown=True)
        is_row = place is not None and bool(component) and shapes.component(place.schema) == component
        if place and is_row and shapes.component(self.schema) != component:
            return Standing((*place.wrapper, *self.place), "is the row, which has the property", in_row=True)
        because = explain(raw)
        if because:
            return Standing((), because)
        shape = shapes.shape(raw)
        for name, inner in shape.properties.items() if shape else ():
            others = {normal(other) for other in shape.names - {name}} if shape else set()
            is_named = normal(name) == normal(self.place[-1]) and shapes.is_object(self.schema)
            is_wrapper = is_named or normal(name) in _WRAPPERS  # a plain value by its name is a part of the row
            because = explain(inner) if is_wrapper and others <= _BESIDE else ""
            if because:
                return Standing((name,), because)
        return None

    def _is_shown_as(self, raw: Raw) -> str:
        """Why an answer of a schema shows the property; "" where it may not."""
        if self._is_same(raw):
            return _SAME
        shapes, kinds = self.shapes, self._kinds(raw)
        shown, own = shapes.shape(raw), shapes.shape(self.schema)
        has_same_names = shown is None or (own is not None and own.names == shown.names)
        fits = has_same_names and shapes.compatible(shapes.without_null(self.schema), raw)
        return "shows any value of the property" if fits and kinds == self._kinds(self.schema) else ""

    def _is_given_as(self, raw: Raw, *, is_partial: bool) -> str:
        """Why a body of a schema brings the property; "" where it may not."""
        if self._is_same(raw):
            return _SAME
        shapes = self.shapes
        if self._kinds(raw) != self._kinds(self.schema):
            return ""
        given, own = shapes.shape(raw), shapes.shape(self.schema)
        if given is None or own is None:
            return "brings such values as the property has" if given is own else ""
        needed = frozenset() if is_partial else self._needed(own)
        is_part = (bool(given.names) or not own.names) and needed <= given.names <= own.names
        fit = all(self._meet(given.properties[name], own.properties[name]) for name in given.names & own.names)
        return "brings what the property holds" if is_part and fit else ""

    def _is_same(self, raw: Raw) -> bool:
        shapes, component = self.shapes, self.shapes.component(raw)
        if component or self.shapes.component(self.schema):
            return component == shapes.component(self.schema)
        return shapes.without_null(raw) == shapes.without_null(self.schema)

    def _needed(self, own: Shape) -> frozenset[str]:
        """What a value must have and clients give."""
        read_only = {name for name, raw in own.properties.items() if self.shapes.annotation(raw, "readOnly") is True}
        return own.required - read_only

    def _meet(self, one: Raw, other: Raw) -> bool:
        kinds = self._kinds(one), self._kinds(other)
        return not all(kinds) or not kinds[0].isdisjoint(kinds[1])

    def _kinds(self, raw: Raw) -> frozenset[str]:
        return self.shapes.types(raw) - {"null"}


def properties_brought(candidate: Candidate, contract: Contract, shapes: Shapes) -> Iterator[Shape]:
    """What requests bring of a row that put one of its properties there as a whole, as if they brought the row."""
    for operation in contract.operations:
        use = candidate.properties.get(operation.id)
        is_whole = use is not None and use.role == "replace_property" and len(use.place) == 1
        raw = schema_given(operation, shapes) if is_whole else None
        if use and raw is not None:
            yield Shape({use.place[0]: value_schema(shapes, raw, use.given)}, frozenset(), closed=False)


def value_schema(shapes: Shapes, raw: Raw, place: Sequence[str]) -> Raw:
    """The schema of what stands in a place of a body or a document."""
    for name in place:
        shape = shapes.shape(raw)
        raw = shape.properties.get(name, True) if shape else True
    return raw


def schema_given(operation: Operation, shapes: Shapes) -> Raw | None:
    """The schema of a request's body, in whatever form it comes; None where not every form of it is one value."""
    media, best = operation.body.media if operation.body else (), structured_media(operation.body)
    if best and all(is_structured(each.name) and not each.name.lower().startswith("multipart/") for each in media):
        return best.schema.raw if best.schema else None
    return _schema_of_text(shapes, media)


def schema_shown(operation: Operation, shapes: Shapes) -> Raw | None:
    """The schema of the value that is an answer, or None."""
    answer = operation.answers[0]
    best = answer_media(answer)
    return best.schema.raw if best and best.schema else _schema_of_text(shapes, answer.media)


def _schema_of_text(shapes: Shapes, media: Sequence[MediaType | AnswerMedia]) -> Raw | None:
    """The schema of a body that is plain text; None for any other."""
    if len(media) != 1 or essence(media[0].name) != _TEXT:
        return None
    raw: Raw = media[0].schema.raw if media[0].schema else {"type": "string"}
    return raw if shapes.types(raw) == {"string"} else None
