"""Mends what is written in the words of another version of OpenAPI, or of JSON Schema."""

from __future__ import annotations

import copy
from typing import Any

from oagen.document import pointers
from oagen.document.grammar import SWAGGER, walk
from oagen.document.pointers import MISSING
from oagen.document.problems import Problems
from oagen.document.structure import Flaw
from oagen.document.treatment import Mend, Patient, is_schema
from oagen.document.versions import is_legacy

# what 2.0 lacks and 3.0 has: it is kept, for 3.0 is what a document of 2.0 is read as
_NEWER_WORDS = ("oneOf", "anyOf", "not", "writeOnly")
# how JSON Schema names a schema and its dialect
_IDENTITY = frozenset(("$schema", "$id", "id", "$comment"))
_LATER_KEYWORDS = frozenset(
    "$comment contains contentEncoding contentMediaType contentSchema dependentRequired dependentSchemas else if"
    " maxContains minContains patternProperties prefixItems propertyNames then unevaluatedItems"
    " unevaluatedProperties".split()
)
# what a parameter of 2.0 says without a schema
_SIMPLE = frozenset(
    "type format items default description maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength"
    " pattern maxItems minItems uniqueItems enum multipleOf".split()
)
# how 3.x says what `collectionFormat` says in 2.0; it has no word for tabs, and reads the default
_STYLES: dict[str, dict[str, Any]] = {
    "tsv": {},
    "csv": {"style": "form", "explode": False},
    "ssv": {"style": "spaceDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
    "multi": {"style": "form", "explode": True},
}


def newer_words(tree: dict[str, Any], problems: Problems) -> None:
    """Say which schemas of a Swagger 2.0 document use words that OpenAPI has had since 3.0 only."""
    for node in walk(tree, SWAGGER):
        if node.kind == "schema" and isinstance(node.value, dict):
            for word in _NEWER_WORDS:
                if word in node.value:
                    message = f"`{word}` came with OpenAPI 3.0; it is read as it is meant there"
                    problems.mend("newer-keyword", pointers.of_trail(node.trail, word), message)


def identified_schema(flaw: Flaw, patient: Patient) -> Mend | None:
    """A schema that says which dialect it is of, and what it is called, as JSON Schema has it."""
    schema, found = patient.value(flaw), [name for name in flaw.detail if name in _IDENTITY]
    if not is_legacy(patient.version) or not is_schema(flaw.parts) or not found:
        return None
    for name in found:
        del schema[name]
    names = ", ".join(f"`{name}`" for name in found)
    return Mend("misplaced-field", f"{names} may not stand here, and is left out")


def styled_parameter(flaw: Flaw, patient: Patient) -> Mend | None:
    """A parameter of 2.0 that says its type in a `schema`, as one of 3.x does."""
    parameter = patient.value(flaw)
    if patient.version != "2.0" or flaw.detail != "type" or not isinstance(parameter, dict) or "in" not in parameter:
        return None
    schema = parameter.get("schema")
    if not isinstance(schema, dict) or not isinstance(schema.get("type"), str) or not schema.keys() <= _SIMPLE:
        return None
    del parameter["schema"]
    parameter.update({name: value for name, value in schema.items() if name not in parameter})
    return Mend("newer-keyword", f'the parameter "{parameter.get("name")}" has a schema, as in OpenAPI 3.0')


def simple_parameter(flaw: Flaw, patient: Patient) -> Mend | None:
    """A parameter of 3.x that says beside its schema what belongs into it, as one of 2.0 does."""
    parameter, names = patient.value(flaw), set(flaw.detail)
    if patient.version == "2.0" or not isinstance(parameter, dict) or "in" not in parameter or not names <= _SIMPLE:
        return None
    schema = parameter.setdefault("schema", {}) if "content" not in parameter else None
    if not isinstance(schema, dict) or "$ref" in schema:
        return None
    for name in flaw.detail:
        schema.setdefault(name, parameter.pop(name))
    moved = ", ".join(f"`{name}`" for name in flaw.detail)
    return Mend("older-keyword", f'{moved} of the parameter "{parameter.get("name")}" belongs into its schema')


def querystring(flaw: Flaw, patient: Patient) -> Mend | None:
    """`in: querystring` came with 3.2, which changed nothing else that a document of 3.1 could hold."""
    if flaw.parts[-1:] != ("in",) or flaw.instance != "querystring" or patient.version[:3] != "3.1":
        return None
    patient.tree["openapi"] = patient.version = "3.2.0"
    return Mend("newer-keyword", "`in: querystring` came with OpenAPI 3.2; the document is read as one of 3.2")


def exclusive_bound(flaw: Flaw, patient: Patient) -> Mend | None:
    """Exclusive bounds are booleans beside a bound until 3.0, and bounds themselves since 3.1."""
    keyword = str(flaw.parts[-1]) if flaw.parts else ""
    bound = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}.get(keyword)
    if bound is None:
        return None
    schema = patient.holder(flaw)
    if is_legacy(patient.version):
        if isinstance(flaw.instance, bool) or not isinstance(flaw.instance, (int, float)) or bound in schema:
            return None
        schema[bound], schema[keyword] = flaw.instance, True
    elif isinstance(flaw.instance, bool):
        del schema[keyword]
        if flaw.instance and bound in schema:
            schema[keyword] = schema.pop(bound)
    else:
        return None
    return Mend("other-dialect", f"`{keyword}` is written as in another version of OpenAPI")


def collection_format(flaw: Flaw, patient: Patient) -> Mend | None:
    """What 2.0 says of lists in a query, in a document of 3.x."""
    parameter = patient.value(flaw)
    if flaw.detail != ("collectionFormat",) or parameter.get("in") != "query":
        return None
    style = _STYLES.get(str(parameter["collectionFormat"]))
    if style is None or not parameter.keys().isdisjoint(style):
        return None
    del parameter["collectionFormat"]
    parameter.update(style)
    return Mend("older-keyword", "`collectionFormat` belongs to OpenAPI 2.0; `style` and `explode` say it instead")


def newer_keywords(flaw: Flaw, patient: Patient) -> Mend | None:
    """Keywords that came with a later version, and that this one has other words for."""
    schema = patient.value(flaw)
    if patient.version == "2.0" and flaw.detail == ("nullable",) and isinstance(schema["nullable"], bool):
        schema["x-nullable"] = schema.pop("nullable")
        return Mend("newer-keyword", "`nullable` came with OpenAPI 3.0; it is read as `x-nullable`")
    if patient.version == "2.0" or not set(flaw.detail) <= {"const", "examples"}:
        return None
    if "const" in schema:
        schema["enum"] = [schema.pop("const")]
    examples = schema.pop("examples", None)
    if isinstance(examples, list) and examples:
        schema.setdefault("example", examples[0])
    return Mend("newer-keyword", f"`{flaw.detail[0]}` came with OpenAPI 3.1; it is read as if 3.0 knew it")


def unknown_keywords(flaw: Flaw, patient: Patient) -> Mend | None:
    """Keywords that JSON Schema knows and OpenAPI 3.0 does not: there, no reader looks at them."""
    schema = patient.value(flaw)
    if patient.version[:3] != "3.0" or not is_schema(flaw.parts) or not set(flaw.detail) <= _LATER_KEYWORDS:
        return None
    patterns = schema.get("patternProperties")
    if schema.get("additionalProperties") is False and isinstance(patterns, dict) and patterns:
        # what they admitted must not be refused
        schema["additionalProperties"] = next(iter(patterns.values())) if len(patterns) == 1 else True
    for name in flaw.detail:
        del schema[name]
    names = ", ".join(f"`{name}`" for name in flaw.detail)
    return Mend("unknown-keyword", f"left out: {names}, which OpenAPI 3.0 does not have, and 3.1 has")


def shared_path_items(flaw: Flaw, patient: Patient) -> Mend | None:
    """`components.pathItems` came with 3.1. Its objects are put where they are referred to."""
    if flaw.parts != ("components",) or flaw.detail != ("pathItems",):
        return None
    shared = patient.tree["components"].pop("pathItems")
    for item in patient.tree.get("paths", {}).values():
        reference = item.get("$ref") if isinstance(item, dict) else None
        found = pointers.find({"components": {"pathItems": shared}}, str(reference or "")[1:]) if reference else MISSING
        if isinstance(found, dict):
            del item["$ref"]
            item.update(copy.deepcopy(found) | item)
    return Mend("newer-keyword", "`components.pathItems` came with OpenAPI 3.1; its path items are put in place")
