"""Components whose names no component may have: they are called something like it, wherever they are referred to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oagen.document import pointers
from oagen.document.grammar import walk
from oagen.document.names import legal, unused
from oagen.document.structure import Flaw
from oagen.document.treatment import Mend, Patient
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
    if not isinstance(reference, str) or not reference.startswith("#/components/"):
        return reference
    parts = pointers.split(pointers.of_fragment(reference[1:]))
    new = places.get(pointers.join(*parts[:3]))
    return "#" + pointers.join(*parts[3:], base=new) if new else reference
