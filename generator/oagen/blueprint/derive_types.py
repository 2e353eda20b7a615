"""Types of generated code, written as the few forms of JSON Schema that the renderer is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from oagen.contract.model import JSON

Form = dict[str, Any]

ANY: Form = {"customTypePath": "pydantic.JsonValue"}
STRING: Form = {"type": "string"}
BOOLEAN: Form = {"type": "boolean"}
NUMBER: Form = {"type": "number", "customTypePath": "src.models.base.Number"}
INTEGER: Form = {"type": "integer"}
WHOLE_NUMBER: Form = {"type": "integer", "customTypePath": "src.models.base.Integer"}  # takes 1.0
NON_OBJECT: Form = {"customTypePath": "src.models.base.NonObject"}
# Formats whose Python type holds the value of every such text.
FORMATS: Mapping[str, Form] = {
    "date-time": {"type": "string", "customTypePath": "src.models.base.DateTime"},
    "date": {"type": "string", "customTypePath": "src.models.base.Date"},
    "uuid": {"type": "string", "format": "uuid"},
}
_BOUNDED = ("string", "integer", "number", "array")
_UNBOUNDED = ("type", "items", "customTypePath")
_ANNOTATIONS = {"string": "str", "boolean": "bool", "integer": "int"}


@dataclass(frozen=True, slots=True)
class Type:
    """One of several forms, or null. A reference is `{"$ref": class name}` until its module is known."""

    members: tuple[Form, ...]
    nullable: bool = False

    @property
    def bare(self) -> Type:
        """The type without limits: where Python can only write them by naming the type."""
        return Type(tuple(_bare(member) for member in self.members), self.nullable)

    @property
    def reference(self) -> str | None:
        """Name of the class, if it is nothing but that."""
        return self.members[0].get("$ref") if len(self.members) == 1 else None


def array_of(item: Type, bounds: Mapping[str, JSON] | None = None) -> Form:
    """A list."""
    return {"type": "array", "items": written(item.bare), **(bounds or {})}


def map_of(value: Type) -> Form:
    """A dictionary with any keys."""
    return {"type": "object", "additionalProperties": written(value.bare)}


def union(types: Iterable[Type]) -> Type:
    """Any of `types`, without members that others include and without text that could be read in two ways."""
    members: list[Form] = []
    nullable = False
    for one in types:
        nullable = nullable or one.nullable
        members += [member for member in one.members if member not in members]
    if len(members) > 1:
        members = _distinct([_bare(member) for member in members])
    if ANY in members:
        return Type((ANY,))
    return Type(tuple(members), nullable)


def written(one: Type) -> Form:
    """The type as one schema."""
    if not one.members:
        return {"type": "null"}
    if len(one.members) == 1 and not one.nullable:
        return dict(one.members[0])
    if len(one.members) == 1 and _bounded(one.members[0]) and "customTypePath" not in one.members[0]:
        return {**one.members[0], "type": [one.members[0]["type"], "null"]}
    null = [{"type": "null"}] if one.nullable else []
    return {"anyOf": [*(_bare(member) for member in one.members), *null]}


def annotation(one: Type) -> str | None:
    """The type as Python writes it with builtins, `JsonValue` and class names; None if that takes other imports."""
    parts = [_annotation(member) for member in one.members] + (["None"] if one.nullable or not one.members else [])
    return None if None in parts else " | ".join(part for part in parts if part)


def classes(form: Form) -> list[str]:
    """Names of the classes a form refers to, in order."""
    found = [form["$ref"]] if "$ref" in form else []
    return found + [name for part in _within(form) for name in classes(part)]


def with_pointers(form: Form, pointer: Callable[[str], str]) -> Form:
    """The form with `pointer(class name)` for every reference."""
    changed = dict(form)
    if "$ref" in form:
        changed["$ref"] = pointer(form["$ref"])
    if "properties" in form:
        changed["properties"] = {name: with_pointers(part, pointer) for name, part in form["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(form.get(key), dict):
            changed[key] = with_pointers(form[key], pointer)
    for key in ("anyOf", "allOf"):
        if key in form:
            changed[key] = [with_pointers(part, pointer) for part in form[key]]
    return changed


def _within(form: Form) -> list[Form]:
    singles = [form[key] for key in ("items", "additionalProperties") if isinstance(form.get(key), dict)]
    return [*form.get("properties", {}).values(), *singles, *form.get("anyOf", ()), *form.get("allOf", ())]


def _annotation(form: Form) -> str | None:
    if "$ref" in form:
        return str(form["$ref"])
    if form == ANY:
        return "JsonValue"
    if "customTypePath" in form or "format" in form or "const" in form:
        return None
    if form["type"] == "array":
        return _wrapped("list[{}]", form["items"])
    if form["type"] == "object":
        return _wrapped("dict[str, {}]", form["additionalProperties"])
    return _ANNOTATIONS[form["type"]]


def _wrapped(template: str, inner: Form) -> str | None:
    text = annotation(read(inner))
    return template.format(text) if text else None


def read(form: Form) -> Type:
    """The type that `written` wrote."""
    if "anyOf" in form:
        members = tuple(member for member in form["anyOf"] if member != {"type": "null"})
        return Type(members, len(members) < len(form["anyOf"]))
    if form == {"type": "null"}:
        return Type((), nullable=True)
    if isinstance(form.get("type"), list):
        return Type(({**form, "type": form["type"][0]},), nullable=True)
    return Type((form,))


def _bounded(form: Form) -> bool:
    return form.get("type") in _BOUNDED and "const" not in form and "format" not in form


def _bare(form: Form) -> Form:
    return {name: value for name, value in form.items() if name in _UNBOUNDED} if _bounded(form) else form


def _distinct(members: list[Form]) -> list[Form]:
    """Drop members that others include."""
    unique = [member for place, member in enumerate(members) if member not in members[:place]]
    if STRING in unique:  # a text must come back as it was written, even where it looks like a date
        unique = [member for member in unique if member not in FORMATS.values()]
    if NUMBER in unique:
        unique = [member for member in unique if member not in (INTEGER, WHOLE_NUMBER)]
    return unique
