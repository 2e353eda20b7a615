"""The types of the generated code: from the contract's components to classes with names, modules and references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oagen.blueprint.derive_bases import extract_bases
from oagen.blueprint.derive_classes import Classes, Place
from oagen.blueprint.derive_modules import place_classes
from oagen.blueprint.derive_names import VARIANTS, class_name, stem
from oagen.blueprint.derive_registry import Registry
from oagen.blueprint.derive_shape import Components, two_faced
from oagen.blueprint.derive_types import (
    ANY,
    INTEGER,
    WHOLE_NUMBER,
    Form,
    Type,
    annotation,
    classes,
    with_pointers,
    written,
)
from oagen.blueprint.model import Model, ModelRef
from oagen.blueprint.naming import words
from oagen.contract.model import Contract, Schema

_PREFIX = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A type that an operation needs.

    `name` is the preferred class name. `direction` is `create` (no readOnly properties), `update` (nor defaults) or
    `response` (no writeOnly properties).
    """

    name: str
    module: str  # below src/models/schemas
    schema: Schema
    direction: str

    @property
    def label(self) -> str:
        """The name, fit to be a class's."""
        return class_name(self.name)

    @property
    def reader(self) -> str:
        """Who reads it: a `request` or a `response`."""
        return "response" if self.direction == "response" else "request"

    @property
    def is_variant(self) -> bool:
        """Whether readers expect a class of that very name: `TaskCreate`."""
        return self.reader == "request" and self.name.endswith(VARIANTS)


def derive_models(
    contract: Contract, wanted: Sequence[Wanted], modules: Mapping[str, str]
) -> tuple[tuple[Model, ...], tuple[ModelRef, ...]]:
    """Derive the models that `wanted` needs.

    `modules` tells the module of a component; those it does not name go to the one module that uses them, or to
    "shared". The second result has one reference for each wanted type, in order.
    """
    schemas = {name: schema.raw for name, schema in contract.schemas.items()}
    draft4 = contract.dialect == "draft4"
    registry = Registry(reserved=frozenset(one.label.lower() for one in wanted if one.is_variant))
    found = Classes(
        Components(schemas, draft4), modules, INTEGER if draft4 else WHOLE_NUMBER, registry, two_faced(schemas)
    )
    types = [_annotated(registry, one, _type_of(found, one)) for one in wanted]
    found.finish()
    forms, placed = registry.forms, registry.module_of
    placed.update(place_classes(placed, {name: classes(form) for name, form in forms.items()}))
    extract_bases(forms, placed, registry)
    models = tuple(
        Model(name, placed[name], Schema(with_pointers(forms[name], lambda used: f"{_PREFIX}{placed[used]}.{used}")))
        for name in _in_reading_order(forms)
    )
    return models, tuple(_model_ref(one, placed) for one in types)


def _type_of(found: Classes, one: Wanted) -> Type:
    component = found.components.reference(one.schema.raw)
    if not one.is_variant:
        if component is not None:
            return found.component(component, one.reader)
        place = Place(stem(one.label), one.module, one.reader, fallback=one.label)
        return found.type_of(one.schema.raw, place, one.label)
    if component is None and not isinstance(one.schema.raw, Mapping):
        return Type((ANY,))
    label = found.registry.free([one.label], asked_for=True)
    owner = class_name(component) if component is not None and class_name(component) != one.label else stem(one.label)
    place = Place(owner, one.module, one.reader, fallback=one.label, defaults=one.direction != "update")
    result = found.derive(found.components.shape(one.schema.raw), place, label)
    if "description" not in found.registry.forms.get(label, {"description": ""}):
        found.registry.forms[label]["description"] = _purpose(one.label)
    if component is not None and class_name(component) == label:
        found.remember(component, one.reader, result)
    return result


def _in_reading_order(forms: Mapping[str, Form]) -> list[str]:
    """The order in which they were derived, except that what a class uses and its variants come before it."""
    order: dict[str, None] = {}
    begun: set[str] = set()
    waiting = [(name, False) for name in reversed(list(forms))]
    while waiting:
        name, ready = waiting.pop()
        if ready:
            order[name] = None
        elif name not in begun:
            begun.add(name)
            before = [*classes(forms[name]), *(f"{name}{suffix}" for suffix in VARIANTS if f"{name}{suffix}" in forms)]
            waiting += [(name, True), *((one, False) for one in reversed(before))]
    return list(order)


def _purpose(name: str) -> str:
    """What a variant is for: ("OrderLineCreate") → "The body that creates an order line."."""
    *thing, verb = words(name)
    noun = " ".join(thing)
    return f"The body that {verb}s {'an' if noun[:1] in 'aeiou' else 'a'} {noun}."


def _annotated(registry: Registry, one: Wanted, result: Type) -> Type:
    """The type itself if an annotation can say it with names from `schemas` alone, else a named one."""
    return result if annotation(result) is not None else registry.share([one.label], written(result), one.module)


def _model_ref(one: Type, placed: Mapping[str, str]) -> ModelRef:
    names = list(dict.fromkeys(name for member in one.members for name in classes(member)))
    return ModelRef(annotation(one) or "JsonValue", tuple((placed[name], name) for name in names))
