"""Sample values: for any schema one instance, always the same, verified by the validator that will judge it.

What the author wrote (`examples`, `default`, `const`, `enum`) comes first; where there is none, or it is not valid, the
smallest plain instance is built: required properties only, shortest arrays, the first branch of a union that works.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from oagen.contract import texts
from oagen.contract.merging import both, merge
from oagen.contract.model import JSON
from oagen.contract.numbers import number_in
from oagen.contract.validators import Validators
from oagen.contract.view import RESOURCE
from oagen.contract.walk import component_name


class _Nothing:
    """The type of `NOTHING`."""

    def __repr__(self) -> str:
        return "NOTHING"

    def __deepcopy__(self, memo: dict[int, Any]) -> _Nothing:
        """There is only one: it is compared by identity."""
        return self


NOTHING = _Nothing()  # no valid sample was found; None is a value

_STRUCTURE = {
    "object": ("properties", "required", "additionalProperties", "patternProperties", "minProperties", "propertyNames"),
    "array": ("items", "prefixItems", "minItems", "uniqueItems", "contains", "additionalItems"),
    "string": ("pattern", "minLength", "maxLength", "format"),
    "number": ("minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"),
}
_DEPTH = 40  # of nested schemas; beyond it a document only repeats itself
_ITEMS = 200  # longest array that is worth building
_MEMBERS = 5000  # values in a sample, those within others included
_CHOICES = 64  # combinations of union branches to try
_BUDGET = 5000  # schemas to visit for one sample; hopeless ones give up soon
_ANY: tuple[JSON, ...] = ("string", 0, [], {}, None)


class Sampler:
    """Makes samples of the schemas of one contract.

    With `telling` they say more: optional properties whose name it accepts are there, arrays have an item if they can,
    and what the author wrote is not repeated.
    """

    def __init__(self, validators: Validators, telling: Callable[[str], bool] | None = None) -> None:
        self._validators = validators
        self._telling = telling
        self._known: dict[str, JSON] = {}
        self._left = _BUDGET

    def sample(self, raw: Any, direction: str, examples: Iterable[JSON] = ()) -> JSON:
        """An instance of a schema of the contract that is valid in `direction`; NOTHING if none was found.

        `examples` are the author's own, from beside the schema.
        """
        view = self._validators.views.of(raw, direction)
        for example in examples:
            if self._validators.is_valid(view, example):
                return example
        self._left = _BUDGET
        return self._build(view, (), 0)

    def plainest(self, raw: Any, direction: str) -> JSON:
        """The plainest text or number a schema admits, which is what clients try first; NOTHING if it has none."""
        view = self._validators.views.of(raw, direction)
        self._left = _BUDGET
        for flat, _ in islice(self._flattened(view, ()), _CHOICES):
            for value in _plain_values(flat):
                if self._validators.is_valid(view, value):
                    return value
        return NOTHING

    def _build(self, view: Any, trail: tuple[str, ...], salt: int) -> JSON:
        """A verified instance. `trail` names the references on the way here, `salt` asks for a different instance."""
        if view is True or view == {}:
            return {} if salt == 0 else f"string{salt}"
        if not isinstance(view, Mapping) or len(trail) > _DEPTH or self._left <= 0:
            return NOTHING
        self._left -= 1
        key = f"{salt}{json.dumps(view, sort_keys=True)}"
        if key in self._known:
            return self._known[key]
        value = self._first_valid(view, trail, salt)
        if value is not NOTHING or not trail:
            self._known[key] = value
        return value

    def _first_valid(self, view: Mapping[str, Any], trail: tuple[str, ...], salt: int) -> JSON:
        for value in self._candidates(view, trail, salt):
            if value is not NOTHING and self._validators.is_valid(view, value):
                return value
        return NOTHING

    def _candidates(self, view: Mapping[str, Any], trail: tuple[str, ...], salt: int) -> Iterator[JSON]:
        by_author = salt == 0 and self._telling is None
        if by_author:
            yield from _authored(view)
        flats = []
        for flat, below in islice(self._flattened(view, trail), _CHOICES):
            flats.append((flat, below))
            if by_author:
                yield from _authored(flat)
            yield from self._instances(flat, below, salt)
        if len(flats) > 1:  # an instance so small that it fits several branches of a oneOf
            yield from self._distinct(flats, salt)

    def _distinct(self, flats: list[tuple[dict[str, Any], tuple[str, ...]]], salt: int) -> Iterator[JSON]:
        """Instances that tell the branches of a union apart: full ones, then ones that contradict the others."""
        for flat, below in flats:
            yield from self._instances(_full(flat), below, salt)
        for flat, below in flats:
            contradiction: dict[str, JSON] = {}
            for other, _ in flats:
                for name, schema in other.get("properties", {}).items():
                    if name not in flat.get("properties", {}):
                        wrong = (value for value in _ANY if not self._validators.is_valid(schema, value))
                        contradiction[name] = next(wrong, None)
            for value in self._instances(flat, below, salt):
                if isinstance(value, dict) and contradiction:
                    yield {**contradiction, **value}

    def _flattened(self, view: Any, trail: tuple[str, ...]) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
        """The schemas without references, `allOf`, unions and conditions that `view` amounts to, one a choice."""
        if not isinstance(view, Mapping):
            if view is True:
                yield {}, trail
            return
        self._left -= 1  # branches that branch again may be more than there is time for
        if self._left <= 0:
            return
        own = {k: v for k, v in view.items() if k not in ("$ref", "allOf", "anyOf", "oneOf", "if", "then", "else")}
        choices: list[list[Any]] = []
        if isinstance(view.get("$ref"), str):
            reference = view["$ref"]
            if reference in trail:
                return
            trail = (*trail, reference)
            choices.append([self._target(reference)])
        choices += [[branch] for branch in view.get("allOf", ())]
        choices += [view[keyword] for keyword in ("oneOf", "anyOf") if keyword in view]
        if "if" in view:
            choices.append([both(view["if"], view.get("then", True)), view.get("else", True)])
        yield from self._chosen(own, choices, trail, trail)

    def _chosen(
        self, start: dict[str, Any], choices: list[list[Any]], trail: tuple[str, ...], passed: tuple[str, ...]
    ) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
        """One branch of every choice together. What a branch refers to, the one beside it may refer to as well."""
        if not choices:
            yield start, passed
            return
        for branch in choices[0]:
            for flat, below in self._flattened(branch, trail):
                yield from self._chosen(merge(start, flat), choices[1:], trail, (*passed, *below[len(trail) :]))

    def _target(self, reference: str) -> Any:
        name = component_name(reference.removeprefix(f"{RESOURCE}#/"))
        return self._validators.views.components.get(name, False)

    def _instances(self, flat: Mapping[str, Any], trail: tuple[str, ...], salt: int) -> Iterator[JSON]:
        if "const" in flat:
            yield flat["const"]
        if "enum" in flat:
            entries = flat["enum"]
            yield from entries[salt % len(entries) :] if entries else ()
            return
        for kind in _kinds(flat):
            if kind == "object":
                yield from self._objects(flat, trail, salt)
            elif kind == "array":
                if self._telling is not None and flat.get("maxItems", 1) > 0:
                    yield self._array({**flat, "minItems": max(1, flat.get("minItems", 1))}, trail, salt)
                yield self._array(flat, trail, salt)
            elif kind == "string":
                yield from texts.candidates(dict(flat), salt)
            elif kind in ("integer", "number"):
                yield number_in(flat, kind, salt)
            else:
                yield salt % 2 == 0 if kind == "boolean" else None

    def _objects(self, flat: Mapping[str, Any], trail: tuple[str, ...], salt: int) -> Iterator[JSON]:
        """The object with the required and wanted properties, then one that also keeps dependent schemas."""
        value = self._object(flat, trail, salt)
        yield value
        dependent = flat.get("dependentSchemas")
        if isinstance(value, dict) and isinstance(dependent, Mapping):
            for name, schema in dependent.items():
                if name in value and isinstance(schema, Mapping):
                    flat = merge(flat, schema)
            yield self._object(flat, trail, salt)

    def _object(self, flat: Mapping[str, Any], trail: tuple[str, ...], salt: int) -> JSON:
        properties = flat.get("properties", {})
        required = list(flat.get("required", ()))
        for name in required:  # grows while it is read
            required += [other for other in flat.get("dependentRequired", {}).get(name, ()) if other not in required]
        fewest = int(flat.get("minProperties", 0))
        if fewest > _MEMBERS:
            return NOTHING
        result: dict[str, JSON] = {}
        for name in required:
            value = self._build(self._schema_of(name, flat), trail, salt)
            if value is NOTHING:
                return NOTHING
            result[name] = value
        telling = self._telling
        wanted = [name for name in properties if telling is not None and telling(name) and name not in result]
        for name in (*wanted, *(name for name in properties if name not in wanted and name not in result)):
            if name not in wanted and len(result) >= fewest:
                break
            value = self._build(properties[name], trail, salt)
            if value is not NOTHING:
                result[name] = value
        value = self._with_extra(result, fewest, flat, trail)
        return NOTHING if _is_huge(value) else value

    def _with_extra(
        self, result: dict[str, JSON], fewest: int, flat: Mapping[str, Any], trail: tuple[str, ...]
    ) -> JSON:
        """`result` with undeclared properties until it has `fewest`."""
        names = flat.get("propertyNames", True)
        salt = 0
        while len(result) < fewest and salt < fewest + _ITEMS:
            name = f"key{salt + 1}" if names is True else self._build(both({"type": "string"}, names), trail, salt)
            value = self._build(self._schema_of(name, flat), trail, 0) if isinstance(name, str) else NOTHING
            if value is NOTHING:
                return NOTHING
            result.setdefault(name, value)
            salt += 1
        return result

    def _schema_of(self, name: str, flat: Mapping[str, Any]) -> Any:
        if name in flat.get("properties", {}):
            return flat["properties"][name]
        for pattern, schema in flat.get("patternProperties", {}).items():
            if self._validators.is_valid({"pattern": pattern}, name):
                return schema
        return flat.get("additionalProperties", True)

    def _array(self, flat: Mapping[str, Any], trail: tuple[str, ...], salt: int) -> JSON:
        prefix = flat.get("prefixItems", flat["items"] if isinstance(flat.get("items"), list) else [])
        rest = flat.get("additionalItems", True) if isinstance(flat.get("items"), list) else flat.get("items", True)
        fewest = int(flat.get("minItems", 0))
        least = min(int(flat.get("minContains", 1)), _ITEMS)
        contains = [flat["contains"]] * least if "contains" in flat else []
        wanted = min(max(fewest, len(contains)), _ITEMS)
        result: list[JSON] = []
        attempt = salt
        while len(result) < wanted and attempt < salt + 4 * wanted + 8:
            place = len(result)
            schema = prefix[place] if place < len(prefix) else rest
            if place < len(contains):
                schema = both(schema, contains[place])
            value = self._build(schema, trail, attempt if flat.get("uniqueItems") else salt)
            if value is NOTHING:
                return NOTHING
            if not (flat.get("uniqueItems") and value in result):
                result.append(value)
            attempt += 1
        return NOTHING if _is_huge(result) else result


def _plain_values(flat: Mapping[str, Any]) -> Iterator[JSON]:
    if "enum" in flat or "const" in flat:
        yield from flat.get("enum", (flat.get("const"),))
        return
    for kind in _kinds(flat):
        if kind in ("integer", "number"):
            yield 0
            yield number_in(flat, kind, 0)
        elif kind == "string":
            yield from texts.plainest(dict(flat))


def _is_huge(value: JSON) -> bool:
    """Whether a value holds more others than anybody would read; parts that it shares count wherever they stand."""
    pending, count = [value], 0
    while pending and count <= _MEMBERS:
        held = pending.pop()
        count += 1
        pending.extend(held.values() if isinstance(held, dict) else held if isinstance(held, list) else ())
    return count > _MEMBERS


def _full(flat: Mapping[str, Any]) -> dict[str, Any]:
    """`flat` with all it declares required, and an item in every array."""
    full = {"minItems": 1, **flat}
    if "properties" in flat:
        full["required"] = list(flat["properties"])
    return full


def _authored(view: Mapping[str, Any]) -> Iterator[JSON]:
    examples = view.get("examples")
    if isinstance(examples, list):
        yield from examples
    if "default" in view:
        yield view["default"]


def _kinds(flat: Mapping[str, Any]) -> list[str]:
    """The types to try, null last; an untyped schema has those that its keywords speak of."""
    kinds = flat.get("type")
    if isinstance(kinds, str):
        return [kinds]
    if isinstance(kinds, list):
        return sorted(kinds, key=lambda kind: kind == "null")
    implied = [kind for kind, keywords in _STRUCTURE.items() if any(keyword in flat for keyword in keywords)]
    return [
        *implied,
        *(kind for kind in ("object", "string", "number", "array", "boolean", "null") if kind not in implied),
    ]
