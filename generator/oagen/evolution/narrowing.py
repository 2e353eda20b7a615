"""What values a schema admitted and a later one does not: tightenings that no column shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from oagen.contract.formats import EXAMPLES
from oagen.contract.walk import COMPONENTS, component_name

Raw = Mapping[str, Any] | bool
Parts = tuple[Mapping[str, Any], ...]  # what all hold for a value at once
Found = frozenset[tuple[str, str]]  # where inside of a value, and the keyword that is narrower

_ANYTHING: dict[str, Any] = {}
_NOTHING: dict[str, Any] = {"not": _ANYTHING}
_NONE: Found = frozenset()
_UNIONS = ("anyOf", "oneOf")
# These say nothing of their own, or are looked at elsewhere.
_PASSED_OVER = frozenset(
    "$ref allOf anyOf oneOf title description example examples default deprecated readOnly writeOnly xml externalDocs"
    " $comment discriminator contentMediaType contentEncoding contentSchema".split()
)
_FORMATS = EXAMPLES.keys() | {"int32"}  # that are held
_JSON_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}
# What takes more work, or lies deeper, is taken to fit: schemas may hold each other in any number of ways.
_MOST_WORK, _DEEPEST = 1_000_000, 40  # a second or two, for all schemas of a contract


class Comparison:
    """Compares schemas of two contracts, each with its components."""

    def __init__(self, before: Mapping[str, Raw], after: Mapping[str, Raw]) -> None:
        self._before, self._after = before, after
        self._are_same = before == after
        self._known: dict[tuple[frozenset[int], int], Found] = {}
        self._kept: list[object] = []  # what `_known` has the identity of
        self._depth, self._work = 0, 0

    def narrower(self, old: Raw, new: Raw) -> list[tuple[str, str]]:
        """Where a value of the old schema may break the new one. Null as a whole is not looked at."""
        if self._are_same and old == new:
            return []
        return sorted(self._all(self._parts(_without_null(old), self._before), new))

    def _all(self, olds: Parts, new: Raw) -> Found:
        if self._work > _MOST_WORK:
            return _NONE
        return _NONE.union(*(self._one(olds, part) for part in self._parts(new, self._after)))

    def _one(self, olds: Parts, new: Mapping[str, Any]) -> Found:
        """The same for one part; what is being compared already, further out, is taken to fit."""
        self._work += len(olds) * (len(new) + 1)
        key = (frozenset(map(id, olds)), id(new))
        if key not in self._known and self._work < _MOST_WORK and self._depth < _DEEPEST:
            self._kept += [olds, new]
            self._known[key] = _NONE
            self._depth += 1
            self._known[key] = self._compared(olds, new)
            self._depth -= 1
        return self._known.get(key, _NONE)

    def _compared(self, olds: Parts, new: Mapping[str, Any]) -> Found:
        found = frozenset(self._of_keywords(olds, new))
        union = next(((part, name) for part in olds for name in _UNIONS if part.get(name)), None)
        if not found or union is None:
            return found
        # what each of its alternatives keeps, the old schema keeps
        whole, name = union
        others = (*(part for part in olds if part is not whole), {k: v for k, v in whole.items() if k != name})
        return _NONE.union(*(self._one((*others, *self._parts(each, self._before)), new) for each in whole[name]))

    def _of_keywords(self, olds: Parts, new: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for union in _UNIONS:
            if new.get(union) and not any(not self._all(olds, branch) for branch in new[union]):
                yield "", union
        for keyword, value in new.items():
            if keyword == "properties":
                yield from self._of_properties(olds, value)
            elif keyword == "items":
                yield from self._below("[]", [part["items"] for part in olds if "items" in part] or [True], value)
            elif keyword == "required":
                given = {name for part in olds for name in part.get("required") or ()}
                yield from ((f".{name}", keyword) for name in value if name not in given)
            elif keyword == "additionalProperties":
                yield from self._of_others(olds, new, value)
            elif not _says_nothing(keyword) and not any(_implies(part, keyword, value) for part in olds):
                yield "", keyword

    def _of_properties(self, olds: Parts, properties: Mapping[str, Raw]) -> Iterator[tuple[str, str]]:
        """Properties that were declared; others are taken to be absent, though an open object may have them."""
        for name, new in properties.items():
            declared = [part["properties"][name] for part in olds if name in (part.get("properties") or ())]
            yield from self._below(f".{name}", declared, new) if declared else ()

    def _of_others(self, olds: Parts, new: Mapping[str, Any], value: Raw) -> Iterator[tuple[str, str]]:
        others = [part["additionalProperties"] for part in olds if "additionalProperties" in part]
        names = {name for part in olds for name in part.get("properties") or ()}
        if value is not False:
            yield from self._below(".*", others, value) if others and value is not True else ()
        elif False not in others or not names <= set(new.get("properties") or ()):
            yield "", "additionalProperties"

    def _below(self, place: str, olds: list[Raw], new: Raw) -> Iterator[tuple[str, str]]:
        parts = tuple(part for old in olds for part in self._parts(old, self._before))
        yield from ((place + inner, keyword) for inner, keyword in self._all(parts, new))

    def _parts(self, raw: Raw, components: Mapping[str, Raw]) -> Parts:
        """A schema, and what it refers to and adds by `allOf`, each once."""
        found: dict[int, Mapping[str, Any]] = {}
        pending = [raw]
        while pending:
            each = pending.pop()
            schema = each if isinstance(each, Mapping) else _NOTHING if each is False else _ANYTHING
            if id(schema) not in found:
                found[id(schema)] = schema
                pending += reversed(schema.get("allOf") or ())
                if str(schema.get("$ref")).startswith(COMPONENTS):
                    pending.append(components.get(component_name(schema["$ref"]), True))
        self._work += len(found)
        return tuple(schema for schema in found.values() if schema.keys() != {"$ref"})


def _says_nothing(keyword: str) -> bool:
    return keyword in _PASSED_OVER or keyword.startswith("x-")


def _implies(old: Mapping[str, Any], keyword: str, value: Any) -> bool:
    """Whether what a schema says of a value makes it keep a keyword."""
    if keyword in _IMPLIED:
        return _IMPLIED[keyword](old, value)
    return bool(old.get(keyword) == value)


def _at_least(*keywords: str) -> Callable[[Mapping[str, Any], Any], bool]:
    return lambda old, value: any(old[each] >= value for each in keywords if each in old)


def _at_least_or_none(keyword: str) -> Callable[[Mapping[str, Any], Any], bool]:
    return lambda old, value: bool(old.get(keyword, 0) >= value)


def _at_most(*keywords: str) -> Callable[[Mapping[str, Any], Any], bool]:
    return lambda old, value: any(old[each] <= value for each in keywords if each in old)


def _above(old: Mapping[str, Any], value: Any) -> bool:
    return _at_least("exclusiveMinimum")(old, value) or ("minimum" in old and old["minimum"] > value)


def _below(old: Mapping[str, Any], value: Any) -> bool:
    return _at_most("exclusiveMaximum")(old, value) or ("maximum" in old and old["maximum"] < value)


def _is_multiple(old: Mapping[str, Any], value: Any) -> bool:
    step = old.get("multipleOf", 1 if old.get("type") == "integer" else None)
    return bool(step is not None and value and step % value == 0)


def _values(old: Mapping[str, Any]) -> list[Any] | None:
    return [old["const"]] if "const" in old else old.get("enum")


def _is_one_of(old: Mapping[str, Any], values: Iterable[Any]) -> bool:
    given = _values(old)
    return given is not None and set(map(repr, given)) <= set(map(repr, values))


def _is_of_type(old: Mapping[str, Any], value: Any) -> bool:
    wanted = {value} if isinstance(value, str) else set(value)
    wanted |= {"integer"} if "number" in wanted else set()
    given = old.get("type", [_JSON_TYPES.get(type(each), "null") for each in _values(old) or ()])
    return bool(given) and ({given} if isinstance(given, str) else set(given)) <= wanted


_IMPLIED: dict[str, Callable[[Mapping[str, Any], Any], bool]] = {
    "type": _is_of_type,
    "enum": _is_one_of,
    "const": lambda old, value: _is_one_of(old, [value]),
    "minimum": _at_least("minimum", "exclusiveMinimum"),
    "maximum": _at_most("maximum", "exclusiveMaximum"),
    "exclusiveMinimum": _above,
    "exclusiveMaximum": _below,
    "multipleOf": _is_multiple,
    "format": lambda old, value: value not in _FORMATS or old.get("format") == value,
    "uniqueItems": lambda old, value: not value or bool(old.get("uniqueItems")),
    **{keyword: _at_least_or_none(keyword) for keyword in ("minLength", "minItems", "minProperties")},
    **{keyword: _at_most(keyword) for keyword in ("maxLength", "maxItems", "maxProperties")},
}


def _without_null(raw: Raw) -> Raw:
    if not isinstance(raw, Mapping):
        return raw
    changed = dict(raw)
    if isinstance(raw.get("type"), list):
        changed["type"] = [name for name in raw["type"] if name != "null"]
    if isinstance(raw.get("enum"), list):
        changed["enum"] = [value for value in raw["enum"] if value is not None]
    for union in _UNIONS:
        if raw.get(union):
            changed[union] = [branch for branch in raw[union] if branch != {"type": "null"}]
    return raw if changed == raw else changed
