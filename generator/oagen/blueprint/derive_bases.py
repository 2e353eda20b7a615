"""Base classes: what `TaskCreate`, `TaskUpdate` and `Task` have in common moves to `TaskBase`."""

from __future__ import annotations

from collections.abc import Mapping

from oagen.blueprint.derive_names import VARIANTS
from oagen.blueprint.derive_registry import Registry
from oagen.blueprint.derive_types import Form

_WORTH_A_BASE = 3  # properties in common
_INHERITED = ("type", "properties", "required", "additionalProperties")


def extract_bases(forms: dict[str, Form], module_of: Mapping[str, str], registry: Registry) -> None:
    """Rewrite `forms`; one with a base is `allOf` of the base and what it adds.

    A base stands in the module of all its children, where
    Pydantic can resolve names that come later.
    """
    for name in list(forms):
        variants = [
            variant
            for suffix in VARIANTS
            if _is_object(forms.get(variant := f"{name}{suffix}")) and module_of[variant] == module_of[name]
        ]
        if not variants or not _is_object(forms[name]):
            continue
        common = _common(forms[variants[0]], forms[name])
        if len(common) < _WORTH_A_BASE:
            continue
        family = [name, *(one for one in variants if set(common) <= set(_common(forms[one], forms[name])))]
        base = registry.free([f"{name}Base"])
        registry.put(base, _base(forms[variants[0]], common, family), module_of[name])
        for member in family:
            forms[member] = _child(forms[member], base, common)


def _common(one: Form, other: Form) -> list[str]:
    """The properties that two classes declare alike, if one base can serve both."""
    if one.get("additionalProperties") != other.get("additionalProperties"):
        return []
    return [
        name
        for name, form in one["properties"].items()
        if other["properties"].get(name) == form and (name in _required(one)) == (name in _required(other))
    ]


def _base(form: Form, common: list[str], family: list[str]) -> Form:
    *most, last = (f"`{name}`" for name in family)
    base = {**form, "description": f"What {', '.join(most)} and {last} have in common."}
    base["properties"] = {name: form["properties"][name] for name in common}
    base["required"] = [name for name in _required(form) if name in common]
    return base


def _child(form: Form, base: str, common: list[str]) -> Form:
    own = {
        "type": "object",
        "properties": {name: part for name, part in form["properties"].items() if name not in common},
        "required": [name for name in _required(form) if name not in common],
    }
    return {**{key: value for key, value in form.items() if key not in _INHERITED}, "allOf": [{"$ref": base}, own]}


def _is_object(form: Form | None) -> bool:
    return form is not None and "properties" in form


def _required(form: Form) -> list[str]:
    return list(form.get("required", ()))
