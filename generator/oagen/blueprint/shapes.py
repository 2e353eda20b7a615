"""What a schema looks like from afar: its type, its properties, what it refers to. Source: raw JSON Schema 2020-12."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from oagen.contract.model import Contract, Schema
from oagen.contract.pinning import mapped_kinds
from oagen.contract.walk import leading_to

_PREFIX = "#/components/schemas/"
# Keywords that describe and do not constrain.
_ANNOTATIONS = frozenset(
    "title description example examples default deprecated readOnly writeOnly xml externalDocs $comment"
    " discriminator".split()
)
Raw = Mapping[str, Any] | bool


@dataclass(frozen=True)
class Shape:
    """An object schema, `allOf` merged, the branches of `oneOf`/`anyOf` and the kinds of a discriminator united."""

    properties: Mapping[str, Raw]
    required: frozenset[str]
    closed: bool  # no other properties are allowed
    component: str = ""  # the component the schema refers to, "" for an inline one

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the properties."""
        return frozenset(self.properties)


class Shapes:
    """Reads the schemas of one contract."""

    def __init__(self, contract: Contract) -> None:
        self._components = {name: schema.raw for name, schema in contract.schemas.items()}
        self._cache: dict[int, tuple[Raw, Shape | None]] = {}
        self._plain: dict[int, Raw] = {}  # schemas that say the same to who asks and who answers

    @cached_property
    def discriminating(self) -> set[str]:
        """The components whose discriminator lists its values, or that lead to one that does."""
        return leading_to(self._components, lambda schema: mapped_kinds(schema) is not None)

    @cached_property
    def _kinds(self) -> Mapping[str, Sequence[str]]:
        """Component with a discriminator → the components that are made of it by `allOf`, which it stands for."""
        found: dict[str, list[str]] = {}
        for name, raw in self._components.items():
            for branch in raw.get("allOf") or () if isinstance(raw, Mapping) else ():
                base = self._components.get(self.component(branch))
                if isinstance(base, Mapping) and "discriminator" in base and not base.keys() & {"oneOf", "anyOf"}:
                    found.setdefault(self.component(branch), []).append(name)
        return found

    def component(self, raw: Raw) -> str:
        """The component a schema refers to; a reference with a nullable or `allOf` of one around it counts too."""
        if isinstance(raw, Mapping):
            if isinstance(raw.get("$ref"), str):
                return _unescape(raw["$ref"].removeprefix(_PREFIX))
            for keyword in ("allOf", "anyOf", "oneOf"):
                branches = [b for b in raw.get(keyword) or [] if b != {"type": "null"}]
                if len(branches) == 1 and not raw.get("properties"):
                    return self.component(branches[0])
        return ""

    def resolve(self, raw: Raw) -> Raw:
        """Follow references until something else stands there."""
        for _ in range(50):
            if not isinstance(raw, Mapping) or "$ref" not in raw:
                return raw
            raw = self._components.get(_unescape(str(raw["$ref"]).removeprefix(_PREFIX)), True)
        return True

    def types(self, raw: Raw, *, meant: bool = True) -> frozenset[str]:
        """The JSON types a schema admits as far as its keywords say; empty means any.

        A schema that names no type but properties admits anything, though objects are what it is `meant` for.
        """
        return frozenset(self._types(raw, 0, meant))

    def _types(self, raw: Raw, depth: int, meant: bool) -> set[str]:
        raw = self.resolve(raw)
        if not isinstance(raw, Mapping) or depth > 8:
            return set()
        if "type" in raw:
            return {raw["type"]} if isinstance(raw["type"], str) else set(raw["type"])
        if "const" in raw or "enum" in raw:
            return {_type_of(value) for value in ([raw["const"]] if "const" in raw else raw["enum"])}
        found: set[str] = set()
        for keyword in ("oneOf", "anyOf"):
            branches = [self._types(branch, depth + 1, meant) for branch in raw.get(keyword) or []]
            if branches and all(branches):
                found |= set().union(*branches)
        for branch in raw.get("allOf") or []:
            found |= self._types(branch, depth + 1, meant)
        if meant and not found and ("properties" in raw or "additionalProperties" in raw):
            found.add("object")
        return found

    def without_null(self, raw: Raw) -> Raw:
        """The schema without null at its top level; in a merge, null only removes."""
        resolved = self.resolve(raw)
        if not isinstance(resolved, Mapping) or "null" not in self.types(resolved):
            return raw
        if isinstance(resolved.get("type"), list):
            return {**resolved, "type": [kind for kind in resolved["type"] if kind != "null"]}
        for keyword in ("anyOf", "oneOf"):
            branches = [branch for branch in resolved.get(keyword) or [] if branch != {"type": "null"}]
            if branches:
                return branches[0] if len(branches) == 1 else {**resolved, keyword: branches}
        return raw

    def merged_value(self, raw: Raw, depth: int = 0) -> Raw:
        """What a merge patch can leave of a value: null removes at any depth, so no object keeps one."""
        stripped = self.resolve(self.without_null(raw))
        if not isinstance(stripped, Mapping) or depth > 8:
            return raw
        changed = dict(stripped)
        if isinstance(stripped.get("properties"), Mapping):
            inner = stripped["properties"].items()
            changed["properties"] = {name: self.merged_value(value, depth + 1) for name, value in inner}
        if isinstance(stripped.get("additionalProperties"), Mapping):
            changed["additionalProperties"] = self.merged_value(stripped["additionalProperties"], depth + 1)
        return raw if changed == self.resolve(raw) else changed

    def nullable(self, raw: Raw) -> bool:
        """Whether null is plainly admitted."""
        return "null" in self.types(raw)

    def is_object(self, raw: Raw) -> bool:
        """Whether it admits objects and nothing else but null."""
        return self.types(raw) - {"null"} == {"object"}

    def items(self, raw: Raw) -> Raw | None:
        """The schema of an array's items; None when the schema is no array.

        A base may leave them open, for others to say what they are.
        """
        if self.types(raw) - {"null"} != {"array"}:
            return None
        declared = [branch["items"] for branch in self.branches(raw) if "items" in branch]
        told = [items for items in declared if isinstance(items, Mapping)]
        return next((items for items in told if not self._is_open(items)), told[0] if told else True)

    def _is_open(self, raw: Raw) -> bool:
        """Whether a schema says no more of its values than that they are objects."""
        resolved = self.resolve(raw)
        said = _constraints(resolved) if isinstance(resolved, Mapping) else {}
        return not any(value for keyword, value in said.items() if (keyword, value) != ("type", "object"))

    def branches(self, raw: Raw) -> Iterator[Mapping[str, Any]]:
        """The schema and all that `allOf`, `oneOf` and `anyOf` add to it, each once: unions may lead in circles."""
        seen: set[int] = set()
        pending = [raw]
        while pending:
            found = self.resolve(pending.pop())
            if isinstance(found, Mapping) and id(found) not in seen:
                seen.add(id(found))
                yield found
                inner = [each for keyword in ("allOf", "oneOf", "anyOf") for each in found.get(keyword) or ()]
                pending += reversed(inner)

    def alternatives(self, raw: Raw) -> tuple[Raw, ...]:
        """The branches of a schema that is nothing but a union; of any other schema, none."""
        resolved = self.resolve(raw)
        if not isinstance(resolved, Mapping) or "properties" in resolved:
            return ()
        return tuple(resolved.get("oneOf") or resolved.get("anyOf") or ())

    def shape(self, raw: Raw) -> Shape | None:
        """The object behind a schema; None when it is not an object."""
        kept = self._cache.get(id(raw))
        if kept is None or kept[0] is not raw:
            kept = (raw, self._shape(raw))
            self._cache[id(raw)] = kept
        return kept[1]

    def _shape(self, raw: Raw) -> Shape | None:
        if not self.is_object(raw):
            return None
        properties: dict[str, Raw] = {}
        required: set[str] = set()
        closed = self._collect(raw, properties, required, 0)
        component = self.component(raw)
        if not closed:
            self._collect_kinds(component, properties)
        return Shape(properties, frozenset(required), closed, component)

    def _collect_kinds(self, component: str, properties: dict[str, Raw]) -> None:
        """Add what the kinds of a component have beyond it: a document may be any of them."""
        added: dict[str, Raw] = {}
        for kind in self._kinds.get(component, ()):
            mine: dict[str, Raw] = {}
            self._collect(self._components[kind], mine, set(), 0)
            for name in mine.keys() - properties.keys():
                added[name] = _either(added[name], mine[name]) if name in added else mine[name]
        properties |= {name: added[name] for name in sorted(added)}

    def _collect(self, raw: Raw, properties: dict[str, Raw], required: set[str], depth: int) -> bool:
        raw = self.resolve(raw)
        if not isinstance(raw, Mapping) or depth > 8:
            return False
        parts = [self._collect(branch, properties, required, depth + 1) for branch in raw.get("allOf") or []]
        closed = any(parts)
        for keyword in ("oneOf", "anyOf"):
            branches = [b for b in raw.get(keyword) or [] if b != {"type": "null"}]
            common: set[str] | None = None
            alternatives = []
            for branch in branches:
                needs: set[str] = set()
                mine: dict[str, Raw] = {}
                alternatives.append(self._collect(branch, mine, needs, depth + 1))
                for name, schema in mine.items():
                    properties[name] = (
                        schema if properties.get(name, schema) == schema else _either(properties[name], schema)
                    )
                common = needs if common is None else common & needs
            required |= common or set()
            closed = closed or (bool(alternatives) and all(alternatives))
        for name, schema in (raw.get("properties") or {}).items():
            inherited = properties.get(name)
            properties[name] = schema if inherited is None or inherited == schema else {"allOf": [inherited, schema]}
        required |= {name for name in raw.get("required") or [] if isinstance(name, str)}
        return closed or raw.get("additionalProperties") is False or raw.get("unevaluatedProperties") is False

    def annotation(self, raw: Raw, keyword: str) -> Any:
        """A keyword of the schema, of what it refers to, or of an `allOf` branch; None when it is nowhere."""
        if isinstance(raw, Mapping) and keyword in raw:
            return raw[keyword]
        for branch in self.branches(raw):
            if keyword in branch:
                return branch[keyword]
        return None

    def compatible(self, written: Raw, shown: Raw, depth: int = 0) -> bool:
        """Whether an answer may show, under `shown`, every value that `written` admits, as far as can be told.

        Directional properties make the difference: a required readOnly property is never in what a client wrote.
        """
        if shown is True or (isinstance(shown, Mapping) and not _constraints(shown)):
            return True
        if depth > 8:
            return False
        if written == shown or (self.component(written) and self.component(written) == self.component(shown)):
            return not self._is_directional(shown)
        left, right = self.resolve(written), self.resolve(shown)
        if not isinstance(left, Mapping) or not isinstance(right, Mapping):
            return left is False or right is True
        return self._compatible_keywords(left, right, depth)

    def _compatible_keywords(self, left: Mapping[str, Any], right: Mapping[str, Any], depth: int) -> bool:
        kept = (self._keeps(keyword, value, left, right, depth) for keyword, value in _constraints(right).items())
        return all(kept) and not self._is_directional(right)

    def _keeps(self, keyword: str, value: Any, left: Mapping[str, Any], right: Mapping[str, Any], depth: int) -> bool:
        """Whether what `left` admits keeps one constraint of `right`."""
        if keyword == "properties":
            mine = left.get("properties") or {}
            shared = (name for name in value if name in mine)
            if not all(self.compatible(mine[name], value[name], depth + 1) for name in shared):
                return False
            return set(right.get("required") or []) <= set(left.get("required") or [])
        if keyword == "items":
            return "items" in left and self.compatible(left["items"], value, depth + 1)
        if keyword == "additionalProperties" and value is not False:
            return self.compatible(left.get(keyword, True), value, depth + 1)
        if keyword == "type":
            wanted, have = ({value} if isinstance(value, str) else set(value)), self.types(left)
            return bool(have) and (have <= wanted or (have == {"integer"} and "number" in wanted))
        if keyword == "enum":
            return isinstance(left.get("enum"), list) and all(v in value for v in left["enum"])
        return keyword == "required" or bool(left.get(keyword) == value)

    def _is_directional(self, raw: Raw) -> bool:
        """Whether a required readOnly, or any writeOnly, property stands somewhere inside."""
        seen: dict[int, Raw] = {}
        pending = [raw]
        while pending:
            for branch in self.branches(pending.pop()):
                if id(branch) in seen or id(branch) in self._plain:
                    continue
                seen[id(branch)] = branch
                properties, required = branch.get("properties") or {}, set(branch.get("required") or [])
                if any(self._is_one_way(inner, name in required) for name, inner in properties.items()):
                    return True
                pending += [*properties.values(), *([branch["items"]] if "items" in branch else [])]
        self._plain |= seen
        return False

    def _is_one_way(self, raw: Raw, required: bool) -> bool:
        read_only = required and self.annotation(raw, "readOnly") is True
        return read_only or self.annotation(raw, "writeOnly") is True


def schema_of(raw: Raw) -> Schema:
    """The contract's own wrapper around a raw schema."""
    return Schema(raw)


def _constraints(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in raw.items() if k not in _ANNOTATIONS and not k.startswith("x-")}


def _either(one: Raw, other: Raw) -> Raw:
    branches = list(one["anyOf"]) if isinstance(one, Mapping) and set(one) == {"anyOf"} else [one]
    return {"anyOf": [*branches, *([] if other in branches else [other])]}


def _type_of(value: object) -> str:
    kinds = {
        bool: "boolean",
        str: "string",
        int: "integer",
        float: "number",
        list: "array",
        dict: "object",
        type(None): "null",
    }
    return kinds[type(value)]


def _unescape(token: str) -> str:
    return unquote(token).replace("~1", "/").replace("~0", "~")
