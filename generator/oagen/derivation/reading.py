"""Reads schemas as a person does: which are objects, with which properties, and which hold which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from oagen.document.grammar import OPENAPI, walk
from oagen.document.pointers import escape, split

Raw = Mapping[str, Any] | bool
PREFIX = "#/components/schemas/"

_MAX_DEPTH = 12
_BRANCHES = ("allOf", "oneOf", "anyOf")
# what an object-wide keyword says cannot be said property by property
_CONDITIONS = ("if", "then", "else", "not", "dependentRequired", "dependentSchemas")
_WIDE = frozenset(_CONDITIONS) | frozenset(
    ("oneOf", "anyOf", "patternProperties", "propertyNames", "minProperties", "maxProperties", "unevaluatedProperties")
)


@dataclass(frozen=True, slots=True)
class ObjectView:
    """An object schema with `allOf` merged; of alternatives, what they have in common."""

    properties: Mapping[str, Raw]
    required: frozenset[str]
    parts: frozenset[str]  # the components it is made of, its own included
    closed: bool = False  # some part admits no other properties
    wide: bool = False  # something is said of the object that cannot be said property by property
    conditions: frozenset[str] = (
        frozenset()
    )  # names of properties whose values decide about others, or that they decide
    branches: frozenset[str] = field(default=frozenset())  # components that are alternatives of it


class Reader:
    """Reads the components of one document. Every reference leads to a component."""

    def __init__(self, components: Mapping[str, Raw]) -> None:
        self.components = components
        self._views: dict[str, ObjectView | None] = {}

    def target(self, raw: Raw) -> str:
        """The component that a schema is, be it nullable or described anew; "" if it is none."""
        if not isinstance(raw, Mapping):
            return ""
        if isinstance(raw.get("$ref"), str):
            return split("/" + raw["$ref"].removeprefix(PREFIX))[0]
        for keyword in _BRANCHES:
            branches = [branch for branch in _listed(raw, keyword) if branch != {"type": "null"}]
            if len(branches) == 1 and "properties" not in raw:
                return self.target(branches[0])
        return ""

    def is_nullable(self, raw: Raw) -> bool:
        """Whether a property may be null, as far as it says so itself."""
        return isinstance(raw, Mapping) and (
            "null" in kinds_of(raw) or any(b == {"type": "null"} for word in _BRANCHES for b in _listed(raw, word))
        )

    def resolve(self, raw: Raw) -> Raw:
        """What a schema stands for once it is followed to where something is said."""
        for _ in range(_MAX_DEPTH):
            name = self.target(raw)
            if not name:
                return raw
            raw = self.components.get(name, True)
        return True

    def items(self, raw: Raw) -> Raw | None:
        """The items of an array; None when it is none."""
        resolved = self.resolve(raw)
        if isinstance(resolved, Mapping) and kinds_of(resolved) - {"null"} == {"array"}:
            items = resolved.get("items", True)
            return items if "prefixItems" not in resolved else None
        return None

    def scalar(self, raw: Raw) -> str:
        """`string`, `integer`, `number` or `boolean`, for what is nothing else; null does not count."""
        resolved = self.resolve(raw)
        kinds = kinds_of(resolved) - {"null"}
        if not kinds and isinstance(resolved, Mapping) and isinstance(values := resolved.get("enum"), list):
            return "string" if values and all(isinstance(value, str) for value in values if value is not None) else ""
        kind = next(iter(kinds)) if len(kinds) == 1 else ""
        return kind if kind in ("string", "integer", "number", "boolean") else ""

    def says(self, raw: Raw, keyword: str) -> Any:
        """What a schema, or what it refers to, says under a keyword; None if nothing."""
        if isinstance(raw, Mapping) and keyword in raw:
            return raw[keyword]
        resolved = self.resolve(raw)
        return resolved.get(keyword) if isinstance(resolved, Mapping) else None

    def view(self, name: str) -> ObjectView | None:
        """A component as an object; None when it may be something else."""
        if name not in self._views:
            self._views[name] = None  # for schemas that contain themselves
            self._views[name] = self._view(self.components.get(name, True), name, 0)
        return self._views[name]

    def _view(self, raw: Raw, name: str, depth: int) -> ObjectView | None:
        if not isinstance(raw, Mapping) or depth > _MAX_DEPTH or not kinds_of(raw) <= {"object", "null"}:
            return None
        merged = [view for branch in _listed(raw, "allOf") if (view := self._inner(branch, depth))]
        if isinstance(raw.get("$ref"), str) and (meant := self._view_of_reference(raw, depth)):
            merged.append(meant)
        alternatives, choices = self._alternatives(raw, depth)
        if not (kinds_of(raw) or "properties" in raw or merged or alternatives):
            return None
        properties: dict[str, Raw] = {}
        required: set[str] = set()
        for view in (*merged, *alternatives):
            properties |= view.properties
            required |= view.required
        properties |= _properties(raw)
        required |= {name for name in _listed(raw, "required") if isinstance(name, str)}
        shut = raw.get("additionalProperties") is False or raw.get("unevaluatedProperties") is False
        inside = (*merged, *alternatives)
        return ObjectView(
            properties=properties,
            required=frozenset(required),
            parts=frozenset({name} if name else ()).union(*(view.parts for view in inside)),
            closed=shut or any(view.closed for view in inside),
            wide=not _WIDE.isdisjoint(raw) or any(view.wide for view in inside),
            conditions=_names_in([raw.get(word) for word in _CONDITIONS]).union(*(view.conditions for view in inside)),
            branches=choices,
        )

    def _view_of_reference(self, raw: Mapping[str, Any], depth: int) -> ObjectView | None:
        target = self.target({"$ref": raw["$ref"]})
        return self._view(self.components.get(target, True), target, depth + 1)

    def _inner(self, branch: Raw, depth: int) -> ObjectView | None:
        return self._view(branch, "", depth + 1)

    def _alternatives(self, raw: Mapping[str, Any], depth: int) -> tuple[list[ObjectView], frozenset[str]]:
        """For every list of alternatives, what all of them have; and the components among them."""
        common: list[ObjectView] = []
        choices: set[str] = set()
        for keyword in ("oneOf", "anyOf"):
            branches = [branch for branch in _listed(raw, keyword) if branch != {"type": "null"}]
            views = [self._inner(branch, depth) for branch in branches]
            if not views or not all(views):
                continue
            known = [view for view in views if view]
            shared = set.intersection(*(set(view.properties) for view in known))
            common.append(
                ObjectView(
                    properties={name: known[0].properties[name] for name in known[0].properties if name in shared},
                    required=frozenset.intersection(*(view.required for view in known)),
                    parts=frozenset().union(*(view.parts for view in known)),
                    closed=any(view.closed for view in known),
                    wide=True,
                    conditions=frozenset().union(*(view.conditions for view in known)),
                )
            )
            choices |= {name for branch in branches if (name := self.target(branch))}
        return common, frozenset(choices)

    def references(self) -> Iterator[tuple[str, str, bool]]:
        """(holder, held, as a part) for every reference from one component to another; parts are `allOf` branches."""
        for holder, raw in self.components.items():
            for node in walk(raw, OPENAPI, "schema"):
                if isinstance(node.value, dict) and isinstance(node.value.get("$ref"), str):
                    trail = node.trail
                    as_part = trail is None or (trail[0] is not None and trail[0] == (None, "allOf"))
                    yield holder, self.target({"$ref": node.value["$ref"]}), as_part


def kinds_of(raw: Raw) -> frozenset[str]:
    """The types that a schema names."""
    named = raw.get("type") if isinstance(raw, Mapping) else None
    return frozenset([named] if isinstance(named, str) else named if isinstance(named, list) else ())


def reference_to(name: str) -> dict[str, str]:
    """A reference to a component."""
    return {"$ref": PREFIX + escape(name)}


def _names_in(value: Any) -> frozenset[str]:
    """Every text in a value that could be the name of a property."""
    if isinstance(value, dict):
        return frozenset(value).union(*map(_names_in, value.values()))
    if isinstance(value, list):
        return frozenset().union(*map(_names_in, value))
    return frozenset([value] if isinstance(value, str) else ())


def _listed(raw: Mapping[str, Any], keyword: str) -> list[Any]:
    value = raw.get(keyword)
    return value if isinstance(value, list) else []


def _properties(raw: Mapping[str, Any]) -> Mapping[str, Raw]:
    properties = raw.get("properties")
    return properties if isinstance(properties, dict) else {}
