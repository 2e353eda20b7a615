"""What changes of state leave behind of others: what took a row somewhere else is not told of it any more.

`reopen` takes away what only `close` sets, and a course that is published again was not archived. Times of states that
come before stay: what was shipped was paid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from oagen.blueprint.changes import Change, Guard
from oagen.blueprint.effects import Effects
from oagen.blueprint.naming import normal
from oagen.blueprint.states import states_of
from oagen.blueprint.verbs import takes_back


@dataclass(frozen=True, slots=True)
class Action:
    """A change of state, and the verb that names it."""

    said: str
    deletes: bool  # it is the opposite of what the same path does
    change: Change
    guard: Guard | None

    @property
    def sets(self) -> frozenset[str]:
        """The properties that nothing but its request and its time tell."""
        return frozenset({*self.change.since, *self.change.given.values()})

    def undoes(self, other: Action) -> bool:
        """Whether it takes another one back."""
        if other.deletes or not self.change.is_state:
            return False
        return normal(self.said) == normal(other.said) if self.deletes else takes_back(self.said, other.said)


def without_traces(actions: Mapping[str, Action], effects: Effects, elsewhere: frozenset[str]) -> dict[str, Change]:
    """The changes, by operation, with what each takes away of the others; anyone may set the properties `elsewhere`."""
    changes = {}
    for operation_id, action in actions.items():
        others = [other for other in actions.values() if other is not action]
        own = {*action.change.values, *action.change.leaves, *action.sets}
        stale = [*_taken_back(action, others), *_of_later_states(action, others, effects)]
        gone = [name for name in stale if name not in own and normal(name) not in elsewhere and effects.may_go(name)]
        changes[operation_id] = replace(action.change, values={**action.change.values, **dict.fromkeys(gone)})
    return changes


def _taken_back(action: Action, others: Sequence[Action]) -> Iterator[str]:
    """What only actions set that this one takes back."""
    undone = [other for other in others if action.undoes(other)]
    kept = {name for other in others if other not in undone for name in other.sets}
    yield from dict.fromkeys(name for other in undone for name in sorted(other.sets - kept))


def _of_later_states(action: Action, others: Sequence[Action], effects: Effects) -> Iterator[str]:
    """Times at which others entered states that come after the one that this leads to.

    The order of an `enum` that is sorted by its letters says nothing of what comes after what.
    """
    times = {name for other in others for name in other.change.since}
    for name, value in action.change.values.items():
        states = list(states_of(effects.document.properties[name], effects.shapes))
        if value in states and states != sorted(states):
            left = states if action.guard is None else action.guard.states
            later = frozenset(normal(state) for state in states[states.index(value) + 1 :] if state in left)
            yield from (time for time in effects.times(later) if time in times)
