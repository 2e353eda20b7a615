"""From the components of a contract to classes, enumerations and named unions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from oagen.blueprint.derive_limits import is_valid, limits
from oagen.blueprint.derive_modules import SHARED
from oagen.blueprint.derive_names import class_name, item_name, member_names, part_name
from oagen.blueprint.derive_registry import Registry
from oagen.blueprint.derive_shape import (
    Components,
    Shape,
    json_type,
    only_restricts,
)
from oagen.blueprint.derive_types import (
    ANY,
    BOOLEAN,
    FORMATS,
    NON_OBJECT,
    NUMBER,
    STRING,
    Form,
    Type,
    array_of,
    map_of,
    union,
    written,
)
from oagen.contract.model import JSON

_LONGEST_TITLE = 40  # of a branch, to be used as its name
_NULL: Form = {"type": "null"}
_NOTES = ("description", "readOnly", "writeOnly")
_DEEPEST = 40  # levels of inline schemas that are worth typing
_CONDITIONS = frozenset(("dependentRequired", "dependentSchemas", "dependencies", "if", "not", "maxProperties"))
_REQUEST_NAMES = ("Create", "Update", "Input", "Request", "Patch", "Body")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a schema stands: what its parts are named after, and who reads it.

    `fallback` is a longer name, for when `owner` is that of something else. `within` are the named types that it is
    itself a branch of, not a part: there they admit whatever the validator makes of it.
    """

    owner: str
    module: str
    direction: str  # request | response
    fallback: str = ""
    defaults: bool = True
    depth: int = 0
    within: tuple[str, ...] = ()

    def part(self, name: str) -> Place:
        """The place of a property."""
        return self._inside(part_name(self.owner, name), part_name(self.fallback or self.owner, name))

    def item(self) -> Place:
        """The place of what stands in an array or a map."""
        return self._inside(item_name(self.owner), f"{self.fallback or self.owner}Item")

    def branch(self, name: str) -> Place:
        """The place of a branch of a union."""
        place = self._inside(name, f"{self.fallback or self.owner}{name}")
        return replace(place, within=self.within)

    def _inside(self, owner: str, fallback: str) -> Place:
        return Place(owner, self.module, self.direction, fallback, depth=self.depth + 1)


@dataclass(slots=True)
class Classes:
    """Derives types, and puts the named ones into `registry`."""

    components: Components
    modules: Mapping[str, str]  # component → module
    integer: Form
    registry: Registry
    two_faced: frozenset[str]  # components with a class for requests and one for responses
    _types: dict[tuple[str | int, str], Type] = field(default_factory=dict)  # by component, or by id of a schema
    _waiting: list[tuple[Shape, Place, str]] = field(default_factory=list)
    _joined: dict[tuple[str | int, ...], tuple[Any, Any]] = field(default_factory=dict)

    def component(self, name: str, direction: str, within: tuple[str, ...] = ()) -> Type:
        """The type of a component, in a request or in a response; `within` as for `Place`."""
        if name not in self.components.schemas:
            return Type((ANY,))
        schema = self.components.schemas[name]
        face = direction if name in self.two_faced else ""
        place = Place(class_name(name), self.modules.get(name, SHARED), direction, within=within)
        target = self.components.reference(schema)
        if target is None or target == name:
            return self._once((name, face), schema, place, self._labels(name, face))
        if (name, face) not in self._types:
            self._types[name, face] = Type((ANY,))  # for a circle of references
            self._types[name, face] = self.component(target, direction, within)
        return self._types[name, face]

    def finish(self) -> None:
        """Derive the classes that were only referred to so far."""
        while self._waiting:
            shape, place, label = self._waiting.pop(0)
            self.derive(shape, place, label)

    def derive(self, shape: Shape, place: Place, label: str) -> Type:
        """The type of a shape that has a name of its own, `label`, if it needs one."""
        self.registry.open(label)
        result = self._type_of_shape(shape, place, label)
        if label not in self.registry.forms and (self.registry.is_recursive(label) or len(result.members) > 1):
            result = self.registry.put(label, _described(written(result), shape.keywords), place.module)
        self.registry.close(label)
        return result

    def remember(self, component: str, direction: str, found: Type) -> None:
        """Let `found` stand for a component from now on, unless it has a type already."""
        self._types.setdefault((component, direction if component in self.two_faced else ""), found)

    def type_of(self, schema: JSON, place: Place, label: str = "") -> Type:
        """The type of a schema; `label` names it if it needs a name, else the place's owner does."""
        if not isinstance(schema, Mapping) or place.depth > _DEEPEST:
            return Type((ANY,))
        if (name := self.components.reference(schema)) is not None:
            return self.component(name, place.direction, place.within)
        if self.registry.is_open(label):
            return self._type_of_shape(self.components.shape(schema), place, label)
        key = (id(schema), "" if "enum" in schema else place.direction)
        if "$ref" in schema or "allOf" in schema:  # components laid together may well hold themselves
            return self._once(key, schema, place, iter([label or place.owner, place.fallback or place.owner]))
        if key not in self._types:
            self._types[key] = self._type_of_shape(self.components.shape(schema), place, label)
        return self._types[key]

    def _once(self, key: tuple[str | int, str], schema: JSON, place: Place, names: Iterator[str]) -> Type:
        """The type of a schema that is derived only once, whoever refers to it."""
        if key not in self._types:
            shape = self.components.shape(schema)
            label = self.registry.free(names)
            self._types[key] = Type(({"$ref": label},), shape.nullable)
            if shape.is_class:  # it can wait: documents may nest hundreds of them
                self.registry.take(label)
                self._waiting.append((shape, place, label))
            else:
                self._types[key] = self.derive(shape, replace(place, within=(*place.within, label)), label)
        found = self._types[key]
        return Type((ANY,)) if found.reference in place.within else self.registry.refer(found)

    def object(self, shape: Shape, place: Place, label: str) -> Type:
        """A class with the shape's properties, named `label` (or like the place's owner, if `label` is empty)."""
        self._fold_unions(shape)
        # where values ask for others, one that nobody sent would do so too
        has_defaults = place.defaults and _CONDITIONS.isdisjoint(shape.keywords)
        properties: dict[str, Form] = {}
        for name, schemas in shape.properties.items():
            schema = self._join("allOf", schemas)
            if schema is False or self.components.hides(schema, place.direction):
                continue
            may_be_absent = name not in shape.required
            properties[name] = self._property(schema, place, name, defaults=has_defaults and may_be_absent)
        properties.update((name, dict(ANY)) for name in shape.required if name not in shape.properties)
        shown = [name for name in shape.required if name in properties]
        form: Form = {"type": "object", "properties": properties}
        if shown:
            form["required"] = shown
        if shape.closed and not shape.patterns:
            form["additionalProperties"] = False
        return self._named(_described(form, shape.keywords), place, label)

    def _type_of_shape(self, shape: Shape, place: Place, label: str) -> Type:
        if shape.enum is not None:
            return self._enumeration(shape, place, label)
        branches = next((group for group in shape.unions if not all(map(only_restricts, group))), None)
        if branches is not None and not shape.properties:
            return self._union_of(branches, shape, place, label)
        if shape.types is None:
            if not shape.properties:
                return Type((ANY,))
            held = self.object(shape, place, f"{label}Object" if self.registry.is_open(label) else label)
            return union([held, Type((NON_OBJECT,))])
        kinds = [kind for kind in ("string", "number", "integer", "boolean", "array", "object") if kind in shape.types]
        types = [self._of_kind(kind, shape, place, label) for kind in kinds]
        return union([*types, Type((), nullable="null" in shape.types)])

    def _of_kind(self, kind: str, shape: Shape, place: Place, label: str) -> Type:
        bounds = limits(kind, shape.keywords)
        if kind == "object":
            return self._object_or_map(shape, place, label)
        if kind == "array":
            item = Type((ANY,)) if shape.items is None else self.type_of(shape.items, place.item())
            return Type((array_of(item, bounds),))
        if kind == "string" and (form := FORMATS.get(str(shape.keywords.get("format")))) is not None:
            return Type((form if not bounds else {**STRING, **bounds},)) if form.get("format") else Type((form,))
        plain = {"string": STRING, "number": NUMBER, "integer": self.integer, "boolean": BOOLEAN}[kind]
        return Type(({**plain, **bounds},))

    def _object_or_map(self, shape: Shape, place: Place, label: str) -> Type:
        if shape.properties or (shape.closed and not shape.patterns):
            return self.object(shape, place, label)
        values = shape.patterns if shape.closed else [shape.additional] if not shape.patterns else []
        if len(values) == 1 and isinstance(values[0], Mapping):
            return Type((map_of(self.type_of(values[0], place.item())),))
        return Type((map_of(Type((ANY,))),))

    def _union_of(self, branches: Sequence[JSON], shape: Shape, place: Place, label: str) -> Type:
        named = [branch for branch in branches if self._needs_a_name(branch)]
        others = [branch for branch in branches if branch not in named and branch != _NULL]
        types: list[Type] = []
        for number, branch in enumerate(branches, 1):
            whole = branch
            if shape.types is not None and self.components.shape(branch).types is None:
                whole = self._join("allOf", [self._only(shape.types), branch])
            if named == [branch] and not others:  # the union is that branch, or null
                types.append(self.type_of(whole, replace(place, depth=place.depth + 1), label))
            else:
                alone = named == [branch] and not self.registry.is_open(label)
                types.append(self.type_of(whole, self._branch_place(branch, place, "" if alone else f"Option{number}")))
        joined = union(types)
        refuses_null = shape.types is not None and "null" not in shape.types
        return Type(joined.members, joined.nullable and not refuses_null) if joined.members else joined

    def _needs_a_name(self, branch: JSON) -> bool:
        shape = self.components.shape(branch)
        return self.components.reference(branch) is None and bool(shape.properties or len(shape.enum or ()) > 1)

    @staticmethod
    def _branch_place(branch: JSON, place: Place, suffix: str) -> Place:
        title = branch.get("title") if isinstance(branch, Mapping) else None
        if suffix and isinstance(title, str) and title.isascii() and 0 < len(title) <= _LONGEST_TITLE:
            return place.branch(class_name(title))
        return place.branch(f"{place.owner}{suffix}")

    def _enumeration(self, shape: Shape, place: Place, label: str) -> Type:
        kinds = [(value, _kind(value, shape.types or frozenset())) for value in shape.enum or ()]
        texts = list(dict.fromkeys(value for value, kind in kinds if kind == "string"))
        others = sorted({kind for _, kind in kinds} - {"string", "null", ""})
        types: list[Type] = []
        if len(texts) == 1:
            types.append(Type(({"const": texts[0]},)))
        elif texts:
            form = {"type": "string", "enum": texts, "x-enum-varnames": member_names(texts)}
            types.append(self._named(_described(form, shape.keywords), place, label))
        types += [self._of_kind(kind, Shape(), place, label) for kind in others]
        return union([*types, Type((), nullable=(None, "null") in kinds)])

    def _property(self, schema: JSON, place: Place, name: str, *, defaults: bool) -> Form:
        found = self.type_of(schema, place.part(name))
        form = written(found)
        if not isinstance(schema, Mapping):
            return form
        form = _described(form, schema)
        shape = self.components.shape(schema)
        if defaults and "default" in shape.keywords and self._takes_default(found, shape):
            form["default"] = shape.keywords["default"]
        return form

    def _takes_default(self, found: Type, shape: Shape) -> bool:
        """Whether Python can write the default as a value of the type."""
        default = shape.keywords["default"]
        if default is None:
            return found.nullable
        if len(found.members) != 1 or found.members[0] in FORMATS.values():
            return False
        member = found.members[0]
        if (name := member.get("$ref")) is not None:
            return default in self.registry.forms.get(name, {}).get("enum", ())
        if member == ANY or member.get("type") == "object" or (isinstance(default, list) and default):
            return False
        if member.get("type") == "integer" and not isinstance(default, int):
            return False
        schema = {name: value for name, value in shape.keywords.items() if name in _CHECKED}
        return is_valid(default, {**schema, "type": sorted(shape.types or ())} if shape.types else schema)

    def _fold_unions(self, shape: Shape) -> None:
        """Properties that only some branches name become optional ones: of any value where others are silent."""
        options: dict[str, list[JSON]] = {}
        loose: set[str] = set()
        for group in shape.unions:
            branches = [self.components.shape(branch) for branch in group if branch != _NULL]
            named = {name for branch in branches for name in branch.properties} - shape.properties.keys()
            for branch in branches:
                loose |= set() if shape.closed or branch.closed else named - branch.properties.keys()
                for name in (name for name in branch.properties if name in named):
                    options.setdefault(name, []).append(self._join("allOf", branch.properties[name]))
        for name, schemas in options.items():
            folded = self._join("anyOf", schemas)
            shape.properties[name] = [self._anything_like(folded) if name in loose else folded]

    def _anything_like(self, schema: JSON) -> JSON:
        """A schema of any value with the notes of another, always the same object for the same one."""
        notes = {name: note for name, note in self.components.shape(schema).keywords.items() if name in _NOTES}
        return self._joined.setdefault(("anything", id(schema)), (notes, schema))[0]

    def _only(self, types: frozenset[str]) -> JSON:
        """A schema of these types, always the same object for the same ones."""
        key: tuple[str | int, ...] = ("type", *sorted(types))
        return self._joined.setdefault(key, ({"type": sorted(types)}, None))[0]

    def _join(self, keyword: str, schemas: Sequence[JSON]) -> JSON:
        """One schema for several, always the same object for the same ones."""
        distinct = list({id(schema): schema for schema in schemas}.values())
        if len(distinct) == 1:
            return distinct[0]
        key: tuple[str | int, ...] = (keyword, *map(id, distinct))
        return self._joined.setdefault(key, ({keyword: distinct}, distinct))[0]

    def _labels(self, name: str, direction: str) -> Iterator[str]:
        label = class_name(name)
        for_request = label.endswith(_REQUEST_NAMES)
        if direction == "request" and not for_request:
            yield f"{label}Input"
        elif direction == "response" and for_request:
            yield f"{label}Output"
        else:
            yield label
        yield f"{label}Model"

    def _named(self, form: Form, place: Place, label: str) -> Type:
        """A reference to a class of this form."""
        if self.registry.is_open(label):
            return self.registry.put(label, form, place.module)
        return self.registry.share([label or place.owner, place.fallback or place.owner], form, place.module)


_CHECKED = frozenset(
    "enum const minLength maxLength pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf format "
    "minItems maxItems".split()
)


def _kind(value: JSON, types: frozenset[str]) -> str:
    """The one of `types` that a value has, "" if it has none."""
    kind = json_type(value)
    if kind in types:
        return kind
    return "number" if kind == "integer" and "number" in types else ""


def _described(form: Form, keywords: Mapping[str, JSON]) -> Form:
    text = keywords.get("description")
    return {**form, "description": text} if isinstance(text, str) and text.strip() else form
