"""Mends what is empty in the wrong way: PHP's `[]` for a map without entries, `{}` for a list, null for no text."""

from __future__ import annotations

from oagen.document.structure import Flaw
from oagen.document.treatment import Mend, Patient

# fields that hold a map or an object, and those whose entries are objects
_MAPS = frozenset(
    "additionalProperties callbacks components content definitions encoding examples headers items links mapping"
    " parameters pathItems paths patternProperties properties requestBodies responses schema schemas scopes"
    " securityDefinitions securitySchemes variables".split()
)
_MAPS_OF_OBJECTS = frozenset(("content", "definitions", "properties", "schemas"))
# fields that say nothing where they are null; what has to be there is found missing afterwards
_SCALARS = frozenset(
    "bearerFormat contentEncoding contentMediaType deprecated exclusiveMaximum exclusiveMinimum explode externalValue"
    " format maxItems maxLength maxProperties maximum minItems minLength minProperties minimum multipleOf nullable"
    " operationId operationRef pattern readOnly style termsOfService uniqueItems writeOnly".split()
)


def empty_map(flaw: Flaw, patient: Patient) -> Mend | None:
    """What PHP writes for a map of nothing: it has one word for lists and maps."""
    name, holder = flaw.parts[-1] if flaw.parts else "", flaw.parts[-2:-1]
    is_map = name in _MAPS or (holder and holder[0] in _MAPS_OF_OBJECTS)
    if flaw.instance != [] or "object" not in flaw.detail or not is_map:
        return None
    patient.holder(flaw)[name] = {}
    return Mend("listed-map", f"`{name}` is a mapping; the empty list is read as one without entries")


def scopes_of_nothing(flaw: Flaw, patient: Patient) -> Mend | None:
    """A mapping in the place of the scopes that a security scheme asks for: of none, there are none."""
    if flaw.parts[-3:-2] != ("security",) or flaw.instance not in ({}, None) or "array" not in flaw.detail:
        return None
    patient.holder(flaw)[flaw.parts[-1]] = []
    return Mend("mapped-list", f'the scopes of "{flaw.parts[-1]}" are a list, and there are none')


def bare_security(flaw: Flaw, patient: Patient) -> Mend | None:
    """One requirement without the list around it; of nothing, there is none."""
    is_place = flaw.parts == ("security",) or (flaw.parts[:1] == ("paths",) and len(flaw.parts) == 4)
    if flaw.parts[-1:] != ("security",) or not is_place or not isinstance(flaw.instance, dict):
        return None
    meant = [flaw.instance] if flaw.instance else []
    patient.holder(flaw)["security"] = meant
    said = "the one that is given is read as the only one" if meant else "of nothing, there are none"
    return Mend("mapped-list", f"`security` is a list of requirements; {said}")


def null_scalar(flaw: Flaw, patient: Patient) -> Mend | None:
    """Null for a text, a number or a flag that need not be there."""
    name = flaw.parts[-1] if flaw.parts else ""
    if flaw.instance is not None or name not in _SCALARS or "null" in flaw.detail:
        return None
    del patient.holder(flaw)[name]
    return Mend("empty-text", f"`{name}` is empty, and is left out")
