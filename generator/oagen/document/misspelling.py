"""Mends names of fields that are one letter away from what is meant."""

from __future__ import annotations

from oagen.document import pointers
from oagen.document.structure import Flaw
from oagen.document.treatment import NAMING, Mend, Patient, is_schema
from oagen.document.wording import one_letter_off


def misspelt_field(flaw: Flaw, patient: Patient) -> Mend | None:
    """Fields with a letter too many, too few or wrong, where the one that is meant does not stand beside them."""
    holder = patient.value(flaw)
    is_names = bool(flaw.parts) and flaw.parts[-1] in NAMING
    if not isinstance(holder, dict) or is_names:
        return None
    found = {name: one_letter_off(name, in_schema=is_schema(flaw.parts)) for name in flaw.detail if name in holder}
    meant = {name: field for name, field in found.items() if field and field not in holder}
    if not meant or len(set(meant.values())) < len(meant):
        return None
    renamed = {meant.get(name, name): value for name, value in holder.items()}
    holder.clear()
    holder.update(renamed)
    said = ", ".join(f"`{name}` is read as `{field}`" for name, field in meant.items())
    base = pointers.join(*flaw.parts)
    moved = {pointers.join(new, base=base): pointers.join(old, base=base) for old, new in meant.items()}
    return Mend("misspelt-field", said, moved, name=next(iter(meant)))
