"""Mends fields that stand where none is known, and those that lack what they are to hold."""

from __future__ import annotations

from oagen.document.structure import Flaw
from oagen.document.treatment import NAMING, SCHEMA_FIELDS, Mend, Patient, is_schema
from oagen.document.wording import resembles_field

_JSON = "application/json"


def stray_scalar(flaw: Flaw, patient: Patient) -> Mend | None:
    """A flag or a text that no version of OpenAPI knows: it holds nothing that could be promised."""
    holder = patient.value(flaw)
    is_names = flaw.parts[-1:] and flaw.parts[-1] in NAMING
    if not isinstance(holder, dict) or is_names or is_schema(flaw.parts):
        return None
    if any(isinstance(holder.get(name), dict | list) or resembles_field(name) for name in flaw.detail):
        return None
    for name in flaw.detail:
        holder.pop(name, None)
    names = ", ".join(f"`{name}`" for name in flaw.detail)
    return Mend("misplaced-field", f"{names} may not stand here, and is left out")


def bare_response(flaw: Flaw, patient: Patient) -> Mend | None:
    """A schema that stands where a response should be, without the fields around it."""
    response, names = patient.value(flaw), set(flaw.detail)
    if flaw.parts[-2:-1] != ("responses",) or "type" not in names or not names <= SCHEMA_FIELDS:
        return None
    schema = {name: response.pop(name) for name in flaw.detail if name in response}
    if response.keys() & {"schema", "content"}:
        return Mend("bare-schema", "a schema beside the one of this response means nothing, and is left out")
    if patient.version == "2.0":
        response["schema"] = schema
    else:
        response["content"] = {_JSON: {"schema": schema}}
    return Mend("bare-schema", "a response holds its schema in a field of its own")


def status_zero(flaw: Flaw, patient: Patient) -> Mend | None:
    """What some generators call the response for all other statuses."""
    responses = patient.value(flaw)
    if flaw.parts[-1:] != ("responses",) or flaw.detail != ("0",) or "default" in responses:
        return None
    responses["default"] = responses.pop("0")
    return Mend("unknown-status", "there is no status 0: the response is read as the `default`")


def named_header(flaw: Flaw, patient: Patient) -> Mend | None:
    """A header that says what it is called and where it stands, as a parameter has to."""
    found = [name for name in flaw.detail if name in ("name", "in")]
    if flaw.parts[-2:-1] != ("headers",) or not found:
        return None
    for name in found:
        del patient.value(flaw)[name]
    names = ", ".join(f"`{name}`" for name in found)
    return Mend("misplaced-field", f"{names} of a header is told by its place, and is left out")


def schemaless_parameter(flaw: Flaw, patient: Patient) -> Mend | None:
    """A parameter of which nothing is said is a text; a body is any value."""
    parameter = patient.value(flaw)
    if flaw.detail != "schema" or not isinstance(parameter, dict) or not {"in", "name"} <= parameter.keys():
        return None
    is_body = parameter["in"] == "body"
    if is_body != (patient.version == "2.0"):
        return None
    parameter["schema"] = {} if is_body else {"type": "string"}
    meant = "any value will do" if is_body else "it is read as text"
    return Mend("missing-schema", f'the parameter "{parameter["name"]}" has no schema; {meant}')


def two_examples(flaw: Flaw, patient: Patient) -> Mend | None:
    """`example` beside `examples`, of which only one may stand: those with names are kept."""
    holder = patient.value(flaw)
    if not isinstance(holder, dict) or not {"example", "examples"} <= holder.keys() or is_schema(flaw.parts):
        return None
    del holder["example"]
    return Mend("misplaced-field", "`example` and `examples` exclude each other; those with names are kept")


def base_path(flaw: Flaw, patient: Patient) -> Mend | None:
    """A base path begins with a slash."""
    if flaw.parts != ("basePath",) or not isinstance(flaw.instance, str):
        return None
    patient.tree["basePath"] = f"/{flaw.instance.strip()}"
    return Mend("rootless-path", f'the base path "{flaw.instance}" is read as "{patient.tree["basePath"]}"')
