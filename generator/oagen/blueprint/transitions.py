"""Transitions: operations that put one row into another state (`POST /orders/{id}/cancel`, `DELETE /posts/{id}/like`).

What a verb does to a document is read from its schema: a state is the value of an `enum`, a boolean, or a time, that is
called what the verb leads to (`cancelled`, `is_locked`, `archivedAt`), or what its operation says of itself. A body may
bring more of what the row has (`{"reason": …}` for `cancel_reason`). A verb that leads to nothing of the kind is
understood if it is about properties of the row, and they are all that is asked for; else its operation is left to be
written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from oagen.blueprint.absence import documents_conflict
from oagen.blueprint.candidates import ROLE_KEY, Candidate, answers_with
from oagen.blueprint.changes import Change, Guard
from oagen.blueprint.effects import Effects, changing_part, written
from oagen.blueprint.given_values import Given, are_remarks, body_of, takes_files
from oagen.blueprint.guards import guard_of
from oagen.blueprint.model import Field
from oagen.blueprint.naming import normal, singular, words
from oagen.blueprint.paths import Path
from oagen.blueprint.shapes import Raw, Shapes
from oagen.blueprint.states import state_property, states_of
from oagen.blueprint.undoing import Action, without_traces
from oagen.blueprint.verbs import names_part_of
from oagen.contract.model import Contract, Operation

_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# What these do is to give a row other values, whatever they are.
_PLAIN = frozenset(
    "amend annotate assign assignment change configure customise customize describe edit label modify move prioritise"
    " prioritize reassign relabel rename reorder replace reschedule retitle save schedule set tag update".split()
)


def add_transitions(contract: Contract, shapes: Shapes, candidates: Sequence[Candidate]) -> None:
    """Operations on one row whose verb leads to a state that its documents know."""
    taken = {operation_id for c in candidates for operation_id in (*c.roles, *c.contents)}
    free = [o for o in contract.operations if o.id not in taken and ROLE_KEY not in o.extensions]
    for candidate in candidates:
        row = _row(candidate, contract, shapes)
        on_rows = [(o, said) for o in free if o.method in _METHODS and (said := _said(o, candidate))]
        made: dict[str, Change | None] = {}  # verb → what it does, for a DELETE that takes it back
        actions: dict[str, Action] = {}
        for operation, said in sorted(on_rows, key=lambda pair: pair[0].method == "DELETE"):
            if row is None or not answers_with(candidate, operation, shapes):
                continue
            deletes, verb = operation.method == "DELETE", normal(said)
            change = None if deletes and verb not in made else row.change(operation, said)
            if deletes and change is None:
                change = row.emptied(made.get(verb), operation)
            if not deletes:
                made[verb] = change
            if change is not None:
                guard = guard_of(operation, change, candidate, shapes)
                actions[operation.id] = Action(said, deletes, _refusing_once(change, guard), guard)
        if row:
            candidate.roles |= dict.fromkeys(actions, "transition")
            candidate.guards |= {name: action.guard for name, action in actions.items() if action.guard}
            candidate.changes |= without_traces(actions, row.effects, row.elsewhere)


def keep_changes_of_values(candidate: Candidate, fields: Sequence[Field], keys: set[str]) -> None:
    """What would change by which a row is found is left to be written. `keys` are the columns of the path."""
    found_by = {f.property for f in fields if f.column.primary_key or f.column.name in keys}
    for operation_id, change in list(candidate.changes.items()):
        if candidate.roles[operation_id] == "transition" and found_by & {*change.values, *change.given.values()}:
            del candidate.roles[operation_id], candidate.changes[operation_id]


def given_by(operation: Operation, change: Change, shapes: Shapes) -> Mapping[str, Raw]:
    """Property → the schema of what a transition's body brings for it; null at its top level only takes away."""
    body = body_of(operation, shapes)
    properties = body.properties if body else {}
    return {name: shapes.without_null(properties[spelled]) for spelled, name in change.given.items()}


def entered_by_verbs(candidate: Candidate, contract: Contract, shapes: Shapes) -> frozenset[str]:
    """The properties that rows have only once something was done to them."""
    elsewhere = set(written(candidate, contract, shapes))
    found = (name for change in candidate.changes.values() for name in (*change.since, *change.given.values()))
    return frozenset(name for name in found if normal(name) not in elsewhere)


def _said(operation: Operation, candidate: Candidate) -> str:
    """What the path of an operation on one row says beyond the row; "" for any other path."""
    path, item = Path.to(operation), candidate.item
    if item is None or item.is_mixed:
        return ""
    said = path.verb if path.row.key == item.key else ""
    if path.starts_with(item) and len(path.segments) == len(item.segments) + 1:
        said = path.segments[-1]
    *verb, last = words(said) or [""]
    if "{" in said or not last:
        return ""
    return "-".join(verb) if verb and last in candidate.subject.names else said  # `cancelOrder`


def _row(candidate: Candidate, contract: Contract, shapes: Shapes) -> _Row | None:
    inside, document = changing_part(candidate, shapes)
    if document is None:
        return None
    elsewhere = frozenset(written(candidate, contract, shapes))
    return _Row(Effects(document, shapes, is_whole=not inside), inside, candidate.subject.names, elsewhere)


@dataclass(frozen=True, slots=True)
class _Row:
    """What the operations of a resource are about."""

    effects: Effects
    inside: str  # the object of the document that they change; "" for the document itself
    subject: frozenset[str]
    elsewhere: frozenset[str]  # properties that clients create or change at will, normalised

    def change(self, operation: Operation, said: str) -> Change | None:
        """What an operation does; None where that is not understood, or not all of it."""
        shapes = self.effects.shapes
        body = body_of(operation, shapes)
        reads = body and not self.inside and operation.method != "DELETE" and not takes_files(operation)
        brought = Given(said, body, self.effects, self.subject, self.elsewhere) if body and reads else None
        given = brought.values() if brought else {}
        told = self.effects.told(said, operation, given.values())
        change = self.effects.change(said, told, takes_back=operation.method == "DELETE")
        if _is_told_by_body(change, given, operation, shapes):
            change = Change()
        if brought and change.is_state:
            change = replace(change, since=tuple(dict.fromkeys((*change.since, *brought.moments()))))
        # what a PUT sets may be there already: it can be sent again
        refuses = documents_conflict(operation) and (change.is_state or operation.method == "POST")
        ignored = tuple(name for name in body.properties if name not in given) if body else ()
        change = replace(change, given=given, inside=self.inside, refuses=refuses, ignored=ignored)
        if told and body and not are_remarks(ignored, body, shapes):
            return None  # its words tell of more than the state
        if change.is_state:
            return None if _asks_for_more(operation, change, shapes) else change
        return change if self._sets_all(operation, said, change) or self._is_told(operation, change) else None

    def emptied(self, made: Change | None, operation: Operation) -> Change | None:
        """What deleting leaves of properties that the same path sets: `PUT` and `DELETE /cards/{id}/assignee`."""
        if self.inside or made is None or made.is_state or operation.body:
            return None
        may_go = all(self.effects.may_go(name) for name in made.given.values())
        return Change(values=dict.fromkeys(made.given.values())) if may_go else None

    def _sets_all(self, operation: Operation, said: str, change: Change) -> bool:
        """Whether an operation does nothing but set what it is given: it shows the row, or puts what its path says."""
        answer, brought = operation.answers[0] if operation.answers else None, list(change.given.values())
        if not brought or change.ignored or answer is None or not _is_about(operation, said, brought):
            return False
        if not answer.media:
            return operation.method == "PUT" and all(normal(to).startswith(normal(said)) for to in brought)
        properties, shapes = self.effects.document.properties, self.effects.shapes
        lists = [to for to in brought if shapes.items(properties[to]) is not None]
        adds = operation.method == "POST" and any(normal(to).startswith(singular(normal(said))) for to in lists)
        return answer.status == 200 and not adds

    def _is_told(self, operation: Operation, change: Change) -> bool:
        """Whether every request says itself which state it leads to, and brings nothing that the row does not have."""
        shapes, document = self.effects.shapes, self.effects.document
        body, state = body_of(operation, shapes), state_property(document, shapes)
        spelled = next((name for name, to in change.given.items() if to == state), "")
        if change.ignored or body is None or spelled not in body.required or not operation.body:
            return False
        reached, known = (states_of(raw, shapes) for raw in (body.properties[spelled], document.properties[state]))
        is_plain = operation.answers[0].status in (200, 204)
        return operation.body.required and is_plain and bool(reached) and set(reached) <= set(known)


def _refusing_once(change: Change, guard: Guard | None) -> Change:
    """A change that need not look whether a row is in its state already, where its guard does."""
    if guard is None:
        return change
    reached, (left, _) = change.values.get(guard.property), change.leaves.get(guard.property, ("", ""))
    looks = reached not in guard.states if reached else set(guard.states) <= {left}
    return replace(change, refuses=change.refuses and not looks)


def _is_about(operation: Operation, said: str, brought: Sequence[str]) -> bool:
    """Whether an operation is about properties of the row: by a plain word for changing them, or by their names.

    A PUT or a PATCH of anything that is no verb of its own is, too.
    """
    verb = words(said)[0]
    spoken = [*words(operation.id)[:1], *words(operation.summary)[:1]]
    if not _PLAIN.isdisjoint((verb, *spoken)):
        return True
    names = [words(name) for name in brought]
    if any(verb.removeprefix("re") in name or verb in name or names_part_of(name[0], said) for name in names):
        return True
    return operation.method in ("PUT", "PATCH") and not any(word.startswith(verb) for word in spoken)


def _is_told_by_body(change: Change, given: Mapping[str, str], operation: Operation, shapes: Shapes) -> bool:
    """Whether every request says itself what the verb would: `PUT /lamps/{id}/activation` with `{"active": false}`."""
    body = body_of(operation, shapes)
    if body is None or not (operation.body and operation.body.is_expected):
        return False
    told = {*change.values, *change.leaves}
    return any(to in told and name in body.required for name, to in given.items())


def _asks_for_more(operation: Operation, change: Change, shapes: Shapes) -> bool:
    """Whether a request must bring something that is no property of the row, and more than a remark."""
    if operation.body is None:
        return False
    body = body_of(operation, shapes)
    if body and not body.names and Path.to(operation).verb:
        return False  # every custom method of gRPC takes an object, be it empty (AIP-136)
    is_needed = body is None or operation.body.is_expected or bool(body.required)
    return is_needed and not (body and body.names and are_remarks(change.ignored, body, shapes))
