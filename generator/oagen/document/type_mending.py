"""Mends what documents call types."""

from __future__ import annotations

from typing import Any

from oagen.document import pointers
from oagen.document.structure import Flaw
from oagen.document.treatment import Mend, Patient
from oagen.document.versions import is_legacy
from oagen.document.wording import suggest

TYPES = ("string", "number", "integer", "boolean", "array", "object", "null")
# what else types are called → the type, and the format that says the rest
_ELSEWHERE: dict[str, tuple[str, str]] = {
    "str": ("string", ""),
    "text": ("string", ""),
    "int": ("integer", ""),
    "long": ("integer", "int64"),
    "decimal": ("number", ""),
    "bool": ("boolean", ""),
    "list": ("array", ""),
    "dict": ("object", ""),
    "map": ("object", ""),
    "datetime": ("string", "date-time"),
    **{name: ("integer", name) for name in ("int32", "int64")},
    **{name: ("number", name) for name in ("float", "double")},
    **{name: ("string", name) for name in ("date", "date-time", "time", "uuid", "email", "uri", "byte", "binary")},
    **{name: (name, "") for name in TYPES},  # in capitals
}


def parameter_type(flaw: Flaw, patient: Patient) -> Mend | None:
    """In 2.0, a parameter or a header without a type, or an object, has no form but text."""
    is_object = flaw.keyword == "enum" and flaw.parts[-1] == "type" and flaw.instance == "object"
    parameter = patient.holder(flaw) if is_object else patient.value(flaw)
    is_untyped = flaw.keyword == "required" and flaw.detail == "type" and isinstance(parameter, dict)
    is_header = flaw.parts[-2:-1] == ("headers",)
    is_parameter = isinstance(parameter, dict) and {"in", "name"} <= parameter.keys()
    if patient.version != "2.0" or not (is_object or is_untyped) or not (is_header or is_parameter):
        return None
    parameter["type"] = "string"
    what = f'header "{flaw.parts[-1]}"' if is_header else f'parameter "{parameter["name"]}"'
    return Mend("untyped-parameter", f"the {what} has no simple type; it is read as text")


def file_type(flaw: Flaw, patient: Patient) -> Mend | None:
    """2.0's `file`, in a schema."""
    if flaw.parts[-1:] != ("type",) or flaw.instance != "file":
        return None
    schema = patient.holder(flaw)
    schema["type"] = "string"
    schema.setdefault("format", "binary")
    return Mend("file-type", "schemas know no type `file`; it is read as binary text")


def null_type(flaw: Flaw, patient: Patient) -> Mend | None:
    """`null` as the only type, in the dialect that has `nullable` for it: nothing else is among the values."""
    if flaw.parts[-1:] != ("type",) or flaw.instance != "null" or not is_legacy(patient.version):
        return None
    schema = patient.holder(flaw)
    del schema["type"]
    schema["nullable"], schema["enum"] = True, [None]
    return Mend("newer-keyword", "the type `null` came with OpenAPI 3.1; it is read as `nullable`")


def no_type(flaw: Flaw, patient: Patient) -> Mend | None:
    """A type with nothing behind it."""
    if flaw.parts[-1:] != ("type",) or flaw.instance is not None:
        return None
    del patient.holder(flaw)["type"]
    return Mend("foreign-type", "`type` is empty, and is left out")


def foreign_type(flaw: Flaw, patient: Patient) -> Mend | None:
    """What is a type elsewhere, or a format here, and no type at all."""
    if flaw.parts[-1:] != ("type",) or not isinstance(flaw.instance, str) or flaw.instance in TYPES:
        return None
    schema, name = patient.holder(flaw), flaw.instance.strip(" \t\n,;.:'\"").lower()
    if name in ("", "any"):
        del schema["type"]
        return Mend("foreign-type", f'the type "{flaw.instance}" says nothing, and is left out')
    if name not in _ELSEWHERE:
        return None
    schema["type"], form = _ELSEWHERE[name]
    if form:
        schema.setdefault("format", form)
    return Mend(
        "foreign-type",
        f'the type "{flaw.instance}" is read as `{schema["type"]}`' + f" of the format `{form}`" * bool(form),
    )


def type_list(flaw: Flaw, patient: Patient) -> Mend | None:
    """A list of types: repeated ones anywhere, and `null` in the dialect that has `nullable` for it."""
    if flaw.parts[-1:] != ("type",) or not isinstance(flaw.instance, list):
        return None
    schema = patient.holder(flaw)
    if any(kind not in TYPES for kind in flaw.instance):
        return _drop_unknown_types(schema)
    kinds = list(dict.fromkeys(flaw.instance))
    if not is_legacy(patient.version):
        schema["type"] = kinds
        return Mend("repeated-item", "a type stands twice in this list")
    rest = [kind for kind in kinds if kind != "null"]
    if len(rest) != 1 and "anyOf" in schema:
        return None
    del schema["type"]
    schema |= {"type": rest[0]} if len(rest) == 1 else {"anyOf": [{"type": kind} for kind in rest]}
    if "null" in kinds:
        schema["nullable"] = True
    return Mend("newer-keyword", "lists of types came with OpenAPI 3.1; this one is read in the words of this version")


def unknown_type(flaw: Flaw, patient: Patient) -> Mend | None:
    """One in a list that is none."""
    schema = pointers.find(patient.tree, flaw.parts[:-2])
    if flaw.parts[-2:-1] != ("type",) or not isinstance(schema, dict) or not isinstance(schema["type"], list):
        return None
    if flaw.instance is None:
        schema["type"] = ["null" if kind is None else kind for kind in schema["type"]]
        return Mend("foreign-type", "in a list of types, null is a word: it is read as `null` in quotes")
    return _drop_unknown_types(schema)


def _drop_unknown_types(schema: dict[str, Any]) -> Mend | None:
    """In a list of types, one that nothing is of says nothing, unless another one was meant."""
    unknown = [kind for kind in schema["type"] if kind not in TYPES]
    known = [kind for kind in schema["type"] if kind in TYPES]
    misspelt = any(not isinstance(kind, str) or suggest(kind, TYPES) for kind in unknown)
    if misspelt or not unknown or not set(known) - {"null"}:
        return None
    schema["type"] = known
    return Mend("unknown-type", f"nothing is of the type `{unknown[0]}`, which is left out of the list")
