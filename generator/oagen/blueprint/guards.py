"""Guards: the states in which a row may be changed or deleted, where the author's conflict says so.

"Only requested bookings can be confirmed", "Approved leave cannot be withdrawn", "The course is not a draft".
"""

from __future__ import annotations

from collections.abc import Sequence

from oagen.blueprint.candidates import Candidate
from oagen.blueprint.changes import Change, Guard
from oagen.blueprint.documents import CREATING
from oagen.blueprint.effects import changing_part, written
from oagen.blueprint.naming import normal, words
from oagen.blueprint.shapes import Shape, Shapes
from oagen.blueprint.state_words import admitted
from oagen.blueprint.states import first_state, state_property, states_of
from oagen.contract.model import Contract, Operation

_GUARDED = frozenset(
    {"delete", "replace", "update", "upsert", "delete_property", "replace_property", "update_property"}
)


def guard_rows(contract: Contract, shapes: Shapes, candidates: Sequence[Candidate]) -> None:
    """Say in which states rows may be changed by other means than verbs, and deleted."""
    for candidate in candidates:
        for operation in contract.operations:
            role = candidate.roles.get(operation.id)
            guard = guard_of(operation, Change(), candidate, shapes) if role in _GUARDED else None
            if guard is not None and (role == "delete" or _admits_new(guard, candidate, contract, shapes)):
                candidate.guards[operation.id] = guard


def guard_of(operation: Operation, change: Change, candidate: Candidate, shapes: Shapes) -> Guard | None:
    """The states in which an operation may change a row, or delete it; None where nothing tells."""
    conflict = next((each for each in operation.responses if each.status == "409" and not each.added), None)
    inside, document = changing_part(candidate, shapes)
    name = _told_by(change, document, shapes) if document else ""
    if conflict is None or document is None or not name:
        return None
    about = (*words(candidate.noun), *words(shapes.component(candidate.read)), *words(name))
    states = states_of(document.properties[name], shapes)
    found = admitted(conflict.description, states, about)
    if found is None or found.states <= {change.values.get(name)}:  # nothing could ever come to be there
        return None
    may_lack = name not in document.required or shapes.nullable(document.properties[name])
    none = (None,) if found.none and may_lack else ()
    kept = (state for state in states if state in found.states)
    return Guard(name, (*kept, *none), inside, " ".join(conflict.description.split()))


def _admits_new(guard: Guard, candidate: Candidate, contract: Contract, shapes: Shapes) -> bool:
    """Whether rows may be in one of these states when they are made: else next to nothing could ever be changed."""
    _, document = changing_part(candidate, shapes)
    if document is None or normal(guard.property) in written(candidate, contract, shapes, CREATING):
        return document is not None
    raw, changes = document.properties[guard.property], candidate.changes.values()
    begins = shapes.annotation(raw, "default")
    is_led = any(guard.property in {*change.values, *change.leaves} for change in changes)
    if begins is None and (is_led or guard.property in document.required):
        begins = first_state(states_of(raw, shapes))
    return begins in guard.states


def _told_by(change: Change, document: Shape, shapes: Shapes) -> str:
    """The property that tells the state: the one that is changed, else the only one that is called so."""
    changed = [name for name in (*change.values, *change.leaves) if states_of(document.properties[name], shapes)]
    return changed[0] if len(changed) == 1 else "" if changed else state_property(document, shapes)
