"""Base classes: what `TaskCreate`, `TaskUpdate` and `Task` have in common moves to `TaskBase`."""

from __future__ import annotations

from oagen.blueprint.derive_classes import Classes
from oagen.blueprint.derive_types import Form

_WORTH_A_BASE = 3  # properties in common
_INHERITED = ("type", "properties", "required", "additionalProperties")


def extract_bases(classes: Classes) -> None:
    """Rewrite the forms of `classes`; a form with a base is `allOf` of the base and what it adds."""
    for name in list(classes.forms):
        create, update = f"{name}Create", f"{name}Update"
        if _is_object(classes, name) and _is_object(classes, create):
            _extract(classes, name, create, update)


def _extract(classes: Classes, name: str, create: str, update: str) -> None:
    shown, sent = classes.forms[name], classes.forms[create]
    common = [prop for prop in sent["properties"] if _agree(sent, shown, prop)]
    if len(common) < _WORTH_A_BASE or sent.get("additionalProperties") != shown.get("additionalProperties"):
        return
    family = [create, name]
    if _is_object(classes, update):
        form = classes.forms[update]
        closed = form.get("additionalProperties") == sent.get("additionalProperties")
        family += [update] if closed and all(_agree(sent, form, prop) for prop in common) else []
    base = {
        "type": "object",
        "description": f"What {' and '.join(f'`{one}`' for one in sorted(family))} have in common.",
        "properties": {prop: sent["properties"][prop] for prop in common},
        "required": [prop for prop in sent.get("required", ()) if prop in common],
        **({"additionalProperties": False} if "additionalProperties" in sent else {}),
    }
    label = classes.define(f"{name}Base", base, classes.module_of[name])
    for member in family:
        classes.forms[member] = _derived(classes.forms[member], label, common)


def _derived(form: Form, base: str, common: list[str]) -> Form:
    own = {
        "type": "object",
        "properties": {prop: schema for prop, schema in form["properties"].items() if prop not in common},
        "required": [prop for prop in form.get("required", ()) if prop not in common],
    }
    kept = {key: value for key, value in form.items() if key not in _INHERITED}
    return {**kept, "allOf": [{"$ref": base}, own]}


def _is_object(classes: Classes, name: str) -> bool:
    return "properties" in classes.forms.get(name, {})


def _agree(one: Form, other: Form, prop: str) -> bool:
    same_presence = (prop in one.get("required", ())) == (prop in other.get("required", ()))
    return same_presence and one["properties"].get(prop) == other["properties"].get(prop)
