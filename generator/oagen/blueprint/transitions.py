"""Transitions: operations that put one row into another state (`POST /orders/{id}/cancel`, `DELETE /posts/{id}/like`).

What a verb does to a document is read from its schema: a state is the value of an `enum`, a boolean, or a time, that is
called what the verb leads to (`cancelled`, `is_locked`, `archivedAt`). A body may bring more of what the row has
(`{"reason": …}` for `cancel_reason`). A verb that leads to nothing of the kind is understood if properties of the row
are all that is asked for; else its operation is left to be written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from oagen.blueprint.candidates import ROLE_KEY, Candidate, answers_with
from oagen.blueprint.documents import structured_media
from oagen.blueprint.model import Change, Field
from oagen.blueprint.naming import normal, singular, words
from oagen.blueprint.paths import Path
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.blueprint.verbs import done, leads_back, names_part_of, undone
from oagen.contract.model import Contract, Operation

_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_ATTRIBUTES = "attributes"  # where a resource object of JSON:API has what it is about
# What everything has been once: closing it does not take that back.
_BEGINNING = frozenset({"opened"})
# What these lead to tells of any change, or of one in the contents of a row.
_GENERAL = frozenset({"add", "change", "create", "delete", "edit", "modify", "remove", "save", "set", "update"})
# What these are given is not what the row has afterwards, unless it is named after them: it goes to a new row, is
# compared, or is a difference.
_NOT_SETTING = frozenset(
    "add adjust calculate charge check clone compare copy create credit debit decrease decrement delete deposit"
    " duplicate estimate fork increase increment instantiate preview refund remove search send simulate split subtract"
    " test transfer validate verify withdraw".split()
)


def add_transitions(contract: Contract, shapes: Shapes, candidates: Sequence[Candidate]) -> None:
    """Operations on one row whose verb leads to a state that its documents know."""
    taken = {operation_id for c in candidates for operation_id in (*c.roles, *c.contents)}
    free = [o for o in contract.operations if o.id not in taken and ROLE_KEY not in o.extensions]
    for candidate in candidates:
        on_rows = [(o, said) for o in free if o.method in _METHODS and (said := _said(o, candidate))]
        made: dict[str, Change | None] = {}  # verb → what it does, for a DELETE that takes it back
        for operation, said in sorted(on_rows, key=lambda pair: pair[0].method == "DELETE"):
            deletes, verb = operation.method == "DELETE", normal(said)
            change = None if deletes and verb not in made else _change(operation, said, candidate, shapes)
            if deletes and change is None:
                change = _emptied(made.get(verb), operation, candidate, shapes)
            if not deletes:
                made[verb] = change
            if change is not None:
                candidate.roles[operation.id] = "transition"
                candidate.changes[operation.id] = change


def keep_changes_of_values(candidate: Candidate, fields: Sequence[Field], keys: set[str]) -> None:
    """What would change by which a row is found is left to be written. `keys` are the columns of the path."""
    found_by = {f.property for f in fields if f.column.primary_key or f.column.name in keys}
    for operation_id, change in list(candidate.changes.items()):
        if candidate.roles[operation_id] == "transition" and found_by & {*change.values, *change.given.values()}:
            del candidate.roles[operation_id], candidate.changes[operation_id]


def given_by(operation: Operation, change: Change, shapes: Shapes) -> Mapping[str, Raw]:
    """Property → the schema of what a transition's body brings for it; null at its top level only takes away."""
    body = _body(operation, shapes)
    properties = body.properties if body else {}
    return {name: shapes.without_null(properties[spelled]) for spelled, name in change.given.items()}


def _said(operation: Operation, candidate: Candidate) -> str:
    """What the path of an operation on one row says beyond the row; "" for any other path."""
    path, item = Path.of(operation.path), candidate.item
    if item is None or item.is_mixed:
        return ""
    said = path.verb if path.row.key == item.key else ""
    if path.starts_with(item) and len(path.segments) == len(item.segments) + 1:
        said = path.segments[-1]
    *verb, last = words(said) or [""]
    if "{" in said or not last:
        return ""
    return "-".join(verb) if verb and last in candidate.subject.names else said  # `cancelOrder`


def _change(operation: Operation, said: str, candidate: Candidate, shapes: Shapes) -> Change | None:
    whole = shapes.shape(candidate.read)
    if whole is None or not answers_with(candidate, operation, shapes):
        return None
    part = shapes.shape(whole.properties[_ATTRIBUTES]) if {"type", _ATTRIBUTES} <= whole.names else None
    inside, document = (_ATTRIBUTES, part) if part else ("", whole)
    given = {} if inside else _given(operation, said, document, shapes)
    change = _Reading(document, shapes, is_whole=not inside).change(said, operation)
    if _is_told_by_body(change, given, operation, shapes):
        change = Change()
    # what a PUT sets may be there already: it can be sent again
    refuses = documents_conflict(operation) and (change.is_state or operation.method == "POST")
    change = replace(change, given=given, inside=inside, refuses=refuses)
    if _asks_for_more(operation, change, shapes):
        return None
    return change if change.is_state or _sets_all(operation, said, change, document, shapes) else None


def _emptied(made: Change | None, operation: Operation, candidate: Candidate, shapes: Shapes) -> Change | None:
    """What deleting leaves of properties that the same path sets: `PUT` and `DELETE /cards/{id}/assignee`."""
    document = shapes.shape(candidate.read)
    if document is None or made is None or made.is_state or operation.body:
        return None
    may_go = all(_may_be_without(document, name, shapes) for name in made.given.values())
    is_shown = answers_with(candidate, operation, shapes)
    return Change(values=dict.fromkeys(made.given.values())) if may_go and is_shown else None


def _given(operation: Operation, said: str, document: Shape, shapes: Shapes) -> dict[str, str]:
    """Name in the body → the property of the row that it is, each of them once."""
    files = any(media.name.startswith("multipart/") for media in operation.body.media) if operation.body else False
    body = _body(operation, shapes) if operation.method != "DELETE" and not files else None
    found = {name: _own(name, raw, said, document, shapes) for name, raw in (body.properties if body else {}).items()}
    own = list(found.values())
    return {name: to for name, to in found.items() if to and own.count(to) == 1}


def _own(name: str, raw: Raw, said: str, document: Shape, shapes: Shapes) -> str:
    """The property of the row that one of a body is: named after the verb too (`cancel_reason`), or called the same."""
    named = [own for own in document.names if (prefix := _before(own, name)) and names_part_of(prefix, said)]
    sets = words(said)[0] not in _NOT_SETTING
    same = [own for own in document.names if sets and normal(own) == normal(name)]
    own = (named or same or [""])[0] if len(named or same) == 1 else ""
    return own if own and _may_be_kept(raw, document.properties[own], shapes) else ""


def _before(own: str, name: str) -> str:
    """The words of a property before those of another: `cancellation` of `cancellationReason` and `reason`."""
    mine, theirs = words(own), words(name)
    return "-".join(mine[: -len(theirs)]) if theirs and mine[-len(theirs) :] == theirs else ""


def _may_be_kept(given: Raw, shown: Raw, shapes: Shapes) -> bool:
    """Whether a property may show what a body brings, as far as their types tell."""
    kinds = [shapes.types(raw) - {"null"} for raw in (given, shown)]
    return not all(kinds) or not kinds[0].isdisjoint(kinds[1])


def _is_told_by_body(change: Change, given: Mapping[str, str], operation: Operation, shapes: Shapes) -> bool:
    """Whether every request says itself what the verb would: `PUT /lamps/{id}/activation` with `{"active": false}`."""
    body = _body(operation, shapes)
    if body is None or not (operation.body and operation.body.required):
        return False
    told = {*change.values, *change.leaves}
    return any(to in told and name in body.required for name, to in given.items())


def _asks_for_more(operation: Operation, change: Change, shapes: Shapes) -> bool:
    """Whether a request must bring something that is no property of the row."""
    if operation.body is None:
        return False
    body = _body(operation, shapes)
    is_needed = body is None or operation.body.required or bool(body.required)
    return is_needed and not (body and change.given and change.given.keys() == body.names)


def _sets_all(operation: Operation, said: str, change: Change, document: Shape, shapes: Shapes) -> bool:
    """Whether an operation sets all that its body brings, and shows the row, or is a PUT of what its path says."""
    body, answer = _body(operation, shapes), operation.answers[0] if operation.answers else None
    if body is None or not change.given or change.given.keys() != body.names or answer is None:
        return False
    if not answer.media:
        return operation.method == "PUT" and all(normal(to).startswith(normal(said)) for to in change.given.values())
    lists = [to for to in change.given.values() if shapes.items(document.properties[to]) is not None]
    adds = operation.method == "POST" and any(normal(to).startswith(singular(normal(said))) for to in lists)
    return answer.status == 200 and not adds


def _body(operation: Operation, shapes: Shapes) -> Shape | None:
    media = structured_media(operation.body)
    return shapes.shape(media.schema.raw) if media and media.schema else None


def _may_be_without(document: Shape, name: str, shapes: Shapes) -> bool:
    """Whether documents may have no value for a property."""
    return name not in document.required or shapes.nullable(document.properties[name])


def documents_conflict(operation: Operation) -> bool:
    """Whether the author documents a conflict."""
    return any(response.status == "409" and not response.added for response in operation.responses)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a verb means to a document."""

    document: Shape
    shapes: Shapes
    is_whole: bool  # False: it is an object of which only the values change

    def change(self, said: str, operation: Operation) -> Change:
        """The change that a verb makes, or that deleting takes back."""
        if normal(said) in _GENERAL:
            return Change()
        takes_back = operation.method == "DELETE"
        reached = frozenset() if takes_back else done(said)
        left = done(said) if takes_back else undone(said)
        values: dict[str, Any] = dict(self._states(reached))
        values |= dict.fromkeys(self._switches(reached), True)
        values |= dict.fromkeys(self._switches(left), False)
        values |= dict.fromkeys(name for name in self._times(left - _BEGINNING) if self._may_go(name))
        states = self._states(left) if takes_back or leads_back(said) else ()
        leaves = {name: (old, new) for name, old in states if (new := self._first(name)) != old}
        return Change(
            values=values,
            since=tuple(self._times(reached)),
            leaves={name: pair for name, pair in leaves.items() if name not in values},
        )

    def _may_go(self, name: str) -> bool:
        """Whether a time may be taken away."""
        if self.is_whole:
            return _may_be_without(self.document, name, self.shapes)
        return self.shapes.nullable(self.document.properties[name])

    def _values(self, name: str) -> list[str]:
        values = self.shapes.annotation(self.document.properties[name], "enum")
        return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []

    def _first(self, name: str) -> str:
        """The state in which things begin: the first one that is listed."""
        return self._values(name)[0]

    def _states(self, forms: frozenset[str]) -> Iterator[tuple[str, str]]:
        """(property, value) where exactly one property has exactly one value that the verb leads to."""
        found = [
            (name, value) for name in self.document.properties for value in self._values(name) if normal(value) in forms
        ]
        if len(found) == 1:
            yield found[0]

    def _switches(self, forms: frozenset[str]) -> Iterator[str]:
        for name, raw in self.document.properties.items():
            if self.shapes.types(raw) - {"null"} == {"boolean"} and normal(name).removeprefix("is") in forms:
                yield name

    def _times(self, forms: frozenset[str]) -> Iterator[str]:
        moments = {f"{form}{suffix}" for form in forms for suffix in ("at", "on", "time", "date", "datetime")}
        for name, raw in self.document.properties.items():
            is_text = self.shapes.types(raw) - {"null"} == {"string"}
            if is_text and self.shapes.annotation(raw, "format") == "date-time" and normal(name) in moments:
                yield name
