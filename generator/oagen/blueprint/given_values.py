"""What a request's body brings of a row: properties that are called the same, or named after what is done.

`{"reason": …}` of `cancel` is the row's `cancellation_reason`; the `note` of a `Decision` is its `decisionNote`, and
what decides sets `decidedAt` as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oagen.blueprint.documents import structured_media
from oagen.blueprint.effects import Effects, is_time, sets
from oagen.blueprint.naming import normal, singular, words
from oagen.blueprint.shapes import Raw, Shape, Shapes
from oagen.blueprint.verbs import names_part_of
from oagen.contract.model import Operation

# what any body may be called, whatever it says
_ANY_BODY = frozenset(
    "body change command create data details dto form info input model object params parameters patch payload props"
    " request schema update".split()
)
_REMARKS = frozenset({"comment", "message", "note", "reason", "remark"})
# words behind what was done: when, and by whom
_MOMENTS = frozenset({"at", "on", "time", "date", "datetime"})
_BY = "by"
_VERSIONS = frozenset({"etag"})


@dataclass(frozen=True, slots=True)
class Given:
    """The body of an operation, beside the documents that it is about."""

    said: str  # the verb
    body: Shape
    effects: Effects
    subject: frozenset[str]  # what the documents are called
    elsewhere: frozenset[str]  # properties that are created or updated, normalised

    def values(self) -> dict[str, str]:
        """Name in the body → the property of the row that it is, each of them once."""
        found = {name: self._own(name, raw) for name, raw in self.body.properties.items()}
        own = list(found.values())
        return {name: to for name, to in found.items() if to and own.count(to) == 1}

    def moments(self) -> Iterator[str]:
        """Times of the row that are about what the body is called after: `decidedAt` of a `Decision`."""
        brought = self.values().values()
        for name, raw in self.effects.document.properties.items():
            is_free = normal(name) not in self.elsewhere and name not in brought and self.effects.may_go(name)
            *stem, last = words(name) or [""]
            if (
                stem
                and last in _MOMENTS
                and is_free
                and is_time(raw, self.effects.shapes)
                and self._is_told("-".join(stem))
            ):
                yield name

    def _own(self, name: str, raw: Raw) -> str:
        """The property of the row that one of the body is; "" for none, and for what tells which version is meant."""
        if normal(name) in _VERSIONS:
            return ""
        shown = self.effects.document.properties
        before = {own: prefix for own in shown if (prefix := _before(own, name))}
        named = [own for own, prefix in before.items() if names_part_of(prefix, self.said)]
        same = [own for own in shown if sets(self.said) and normal(own) == normal(name)]
        told = [o for o, prefix in before.items() if normal(o) not in self.elsewhere and self._is_told(prefix)]
        found = named or same or told
        own = found[0] if len(found) == 1 else ""
        return own if own and _may_be_kept(raw, shown[own], self.effects.shapes) else ""

    def _is_told(self, stem: str) -> bool:
        """Whether the beginning of a property's name is a form of what the body is called after."""
        return any(names_part_of(stem, word) or names_part_of(word, stem) for word in self._called())

    def _called(self) -> Iterator[str]:
        """What a body is called after: the last word of its schema, and what it says was done by somebody."""
        called = [word for word in words(self.body.component) if word not in _ANY_BODY][-1:]
        yield from (word for word in called if word not in self.subject)
        for name in self.body.properties:
            *stem, last = words(name) or [""]
            if stem and last == _BY:
                yield "-".join(stem)


def body_of(operation: Operation, shapes: Shapes) -> Shape | None:
    """The object that is an operation's body."""
    media = structured_media(operation.body)
    return shapes.shape(media.schema.raw) if media and media.schema else None


def takes_files(operation: Operation) -> bool:
    """Whether files may come with a request."""
    return any(media.name.startswith("multipart/") for media in operation.body.media) if operation.body else False


def are_remarks(names: Sequence[str], body: Shape, shapes: Shapes) -> bool:
    """Whether all that some properties of a body say is a remark."""
    return all(
        singular(normal(name)) in _REMARKS and shapes.types(body.properties[name]) - {"null"} == {"string"}
        for name in names
    )


def _before(own: str, name: str) -> str:
    """The words of a property before those of another: `cancellation` of `cancellationReason` and `reason`."""
    mine, theirs = words(own), words(name)
    return "-".join(mine[: -len(theirs)]) if theirs and mine[-len(theirs) :] == theirs else ""


def _may_be_kept(given: Raw, shown: Raw, shapes: Shapes) -> bool:
    """Whether a property may show what a body brings, as far as their types tell."""
    kinds = [shapes.types(raw) - {"null"} for raw in (given, shown)]
    return not all(kinds) or not kinds[0].isdisjoint(kinds[1])
