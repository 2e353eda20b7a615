"""Components whose names, or places, no component may have: they get others, wherever they are referred to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oagen.document import pointers
from oagen.document.grammar import walk
from oagen.document.names import legal, unused
from oagen.document.structure import Flaw
from oagen.document.treatment import Mend, Patient, is_schema
from oagen.document.versions import grammar_of


def component_names(flaw: Flaw, patient: Patient) -> Mend | None:
    """Rename the components of a section whose names hold other characters than letters, digits, `.`, `-` and `_`."""
    if len(flaw.parts) != 2 or flaw.parts[0] != "components":
        return None
    section = patient.value(flaw)
    names: dict[str, str] = {}
    for name in section:
        if name != legal(name):
            names[name] = unused(legal(name), {*section, *names.values()})
    patient.tree["components"][flaw.parts[1]] = {names.get(name, name): item for name, item in section.items()}
    moved = {pointers.join(*flaw.parts, new): pointers.join(*flaw.parts, old) for old, new in names.items()}
    _follow(patient, {old: new for new, old in moved.items()}, names if flaw.parts[1] == "schemas" else {})
    first = next(iter(names))
    more = f", and {len(names) - 1} more like it" if len(names) > 1 else ""
    return Mend("illegal-name", f'no component may be called "{first}": it is called "{names[first]}"{more}', moved)


def local_definitions(flaw: Flaw, patient: Patient) -> Mend | None:
    """Schemas that JSON Schema keeps inside of one, as `definitions`: in OpenAPI 3.0 all of them are components."""
    found = [keyword for keyword in ("definitions", "$defs") if keyword in flaw.detail]
    schema, shared = patient.value(flaw), pointers.find(patient.tree, ("components", "schemas"))
    if patient.version[:3] != "3.0" or not is_schema(flaw.parts) or not found or not isinstance(shared, dict):
        return None
    if not all(isinstance(schema.get(keyword), dict) for keyword in found):
        return None
    moved: dict[str, str] = {}
    for keyword in found:
        for name, inner in schema.pop(keyword).items():
            new = unused(legal(f"{flaw.parts[-1]}_{name}"), shared)
            shared[new] = inner
            moved[pointers.join("components", "schemas", new)] = pointers.join(*flaw.parts, keyword, name)
    _follow(patient, {old: new for new, old in moved.items()}, {})
    words = " and ".join(f"`{keyword}`" for keyword in found)
    return Mend("newer-keyword", f"{words} of a schema came with OpenAPI 3.1: what is there becomes components", moved)


def _follow(patient: Patient, places: Mapping[str, str], names: Mapping[str, str]) -> None:
    """Lead all references to where the components are now; a discriminator may name schemas without a pointer."""
    for node in walk(patient.tree, grammar_of(patient.version)):
        if not isinstance(node.value, dict):
            continue
        if "$ref" in node.value:
            node.value["$ref"] = _led(node.value["$ref"], places)
        discriminator = node.value.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        if node.kind == "schema" and isinstance(mapping, dict):
            for kind, target in mapping.items():
                mapping[kind] = names[target] if target in names else _led(target, places)


def _led(reference: Any, places: Mapping[str, str]) -> Any:
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return reference
    parts = pointers.split(pointers.of_fragment(reference[1:]))
    for length in range(len(parts), 2, -1):
        new = places.get(pointers.join(*parts[:length]))
        if new:
            return "#" + pointers.join(*parts[length:], base=new)
    return reference
