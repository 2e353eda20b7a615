"""Mends what a document gets wrong where its meaning is plain.

Each mend answers one flaw that the official schema found. It never changes what an operation promises: it says what the
author must have meant, or leaves out what means nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from oagen.document import pointers
from oagen.document.dialects import (
    collection_format,
    exclusive_bound,
    identified_schema,
    newer_keywords,
    querystring,
    shared_path_items,
    simple_parameter,
    styled_parameter,
    unknown_keywords,
)
from oagen.document.empty_values import bare_security, empty_map, null_scalar, scopes_of_nothing
from oagen.document.field_mending import (
    bare_response,
    base_path,
    named_header,
    schemaless_parameter,
    status_zero,
    stray_scalar,
    two_examples,
)
from oagen.document.grammar import METHODS, walk
from oagen.document.misspelling import misspelt_field
from oagen.document.pointers import MISSING
from oagen.document.renaming import component_names, local_definitions
from oagen.document.structure import Flaw
from oagen.document.treatment import SCHEMA_FIELDS, Mend, Patient, is_schema
from oagen.document.type_mending import (
    TYPES,
    file_type,
    foreign_type,
    no_type,
    null_type,
    parameter_type,
    type_list,
    unknown_type,
)
from oagen.document.versions import grammar_of
from oagen.document.wording import is_misspelt

# fields that only describe or name things: where they are not allowed, nothing is lost without them
_DESCRIPTIVE = frozenset(
    ("title", "summary", "description", "tags", "operationId", "externalDocs", "deprecated", "example", "name")
)
_TEXTS = frozenset(("description", "summary"))
_LISTS = frozenset(
    "callbacks consumes enum examples externalDocs headers links parameters produces properties required schemes"
    " servers tags variables".split()
)
# what means something to some version of JSON Schema, though not to OpenAPI 2.0 or 3.0
_KEYWORDS = frozenset(
    "$anchor $defs $dynamicRef $id $ref additionalItems anyOf const contains contentEncoding contentMediaType"
    " contentSchema definitions dependencies dependentRequired dependentSchemas else examples extends id if"
    " maxContains minContains not nullable oneOf patternProperties prefixItems propertyNames then unevaluatedItems"
    " unevaluatedProperties".split()
)


def mend(flaw: Flaw, patient: Patient) -> Mend | None:
    """Mend a flaw in place, if that is safe, and say what was done."""
    if flaw.parts[:1] == ("webhooks",) or patient.value(flaw) is MISSING:
        return None  # what oagen does not serve, it passes on as it is
    for remedy in _REMEDIES.get(flaw.keyword, ()):
        done = remedy(flaw, patient)
        if done is not None:
            return done
    return None


def _missing_description(flaw: Flaw, patient: Patient) -> Mend | None:
    if flaw.detail != "description" or len(flaw.parts) < 2 or flaw.parts[-2] != "responses":
        return None
    status = str(flaw.parts[-1])
    known = status.isdecimal() and int(status) in HTTPStatus._value2member_map_
    patient.value(flaw)["description"] = HTTPStatus(int(status)).phrase if known else "Response"
    return Mend("missing-description", f"the response {status} has no description; it gets a standard one")


def _missing_responses(flaw: Flaw, patient: Patient) -> Mend | None:
    # OpenAPI 3.1 allows an operation that promises nothing; 3.0 means the same when `responses` is left out
    if flaw.detail != "responses" or patient.version == "2.0":
        return None
    patient.value(flaw)["responses"] = {"default": {"description": "Response"}}
    return Mend("missing-responses", "the operation documents no responses; any response will do")


def _empty_responses(flaw: Flaw, patient: Patient) -> Mend | None:
    if flaw.parts[-1:] != ("responses",) or flaw.instance != {}:
        return None
    patient.value(flaw)["default"] = {"description": "Response"}
    return Mend("missing-responses", "the operation documents no responses; any response will do")


def _empty_section(flaw: Flaw, patient: Patient) -> Mend | None:
    """A section of shared objects, with nothing behind it."""
    is_section = flaw.parts[:-1] == ("components",) or flaw.parts in (("definitions",), ("parameters",), ("responses",))
    if flaw.instance is not None or not is_section:
        return None
    del patient.holder(flaw)[flaw.parts[-1]]
    return Mend("empty-section", f"`{flaw.parts[-1]}` holds nothing, and is left out")


def _path_parameter_required(flaw: Flaw, patient: Patient) -> Mend | None:
    """A path parameter is always required.

    Not to say so is a slip in a document that says it of others; in one that never does, it is a misunderstanding.
    """
    parameter = patient.value(flaw)
    if flaw.detail != "required" or parameter.get("in") != "path" or not _says_required(patient):
        return None
    parameter["required"] = True
    return Mend("missing-required", f'the path parameter "{parameter.get("name")}" does not say `required: true`')


def _optional_path_parameter(flaw: Flaw, patient: Patient) -> Mend | None:
    """The same slip, said aloud: `required: false` where others of its kind say `true`."""
    parameter = patient.holder(flaw)
    if flaw.parts[-1:] != ("required",) or not isinstance(parameter, dict) or parameter.get("in") != "path":
        return None
    if flaw.instance is not False or not _says_required(patient):
        return None
    parameter["required"] = True
    return Mend("optional-path-parameter", f'the path parameter "{parameter.get("name")}" is required, as they all are')


def _namelessquerystring(flaw: Flaw, patient: Patient) -> Mend | None:
    parameter = patient.value(flaw)
    if flaw.detail != "name" or not isinstance(parameter, dict) or parameter.get("in") != "querystring":
        return None
    parameter["name"] = "querystring"
    return Mend("missing-name", "the parameter has no name; it gets one, for it speaks of the whole query")


def _says_required(patient: Patient) -> bool:
    return any(
        node.kind == "parameter"
        and isinstance(node.value, dict)
        and node.value.get("in") == "path"
        and node.value.get("required") is True
        for node in walk(patient.tree, grammar_of(patient.version))
    )


def _header_schema(flaw: Flaw, patient: Patient) -> Mend | None:
    if flaw.detail != "schema" or len(flaw.parts) < 2 or flaw.parts[-2] != "headers":
        return None
    patient.value(flaw)["schema"] = {}
    return Mend("missing-schema", f'the header "{flaw.parts[-1]}" has no schema; any value will do')


def _repeated_item(flaw: Flaw, patient: Patient) -> Mend | None:
    items = patient.value(flaw)
    if flaw.parts[-1] not in ("required", "enum", "tags", "parameters", "consumes", "produces", "schemes", "type"):
        return None
    kept: list[Any] = []
    for item in items:
        if item not in kept:
            kept.append(item)
    items[:] = kept
    return Mend("repeated-item", f"an item of `{flaw.parts[-1]}` stands twice; once is enough")


def _empty_required(flaw: Flaw, patient: Patient) -> Mend | None:
    if flaw.parts[-1:] != ("required",):
        return None
    del patient.holder(flaw)["required"]
    return Mend("empty-list", "an empty `required` says nothing")


def _required_property(flaw: Flaw, patient: Patient) -> Mend | None:
    """`required: true` inside a property belongs into the list of the object around it; elsewhere it says nothing."""
    said = {"true": True, "false": False}.get(str(flaw.instance).strip().lower())
    if flaw.parts[-1:] != ("required",) or said is None or "array" not in flaw.detail:
        return None
    if flaw.parts[-3:-2] != ("properties",):
        del patient.holder(flaw)["required"]
        return Mend("misplaced-required", "`required` of a schema lists its properties; a boolean is left out")
    owner, name = pointers.find(patient.tree, flaw.parts[:-3]), str(flaw.parts[-2])
    del patient.holder(flaw)["required"]
    names = owner.setdefault("required", [])
    if said and name not in names:
        names.append(name)
    if not names:
        del owner["required"]
    return Mend("misplaced-required", f'`required` of the property "{name}" belongs into the list of its object')


def _listed_items(flaw: Flaw, patient: Patient) -> Mend | None:
    """One schema in a list where a schema must stand."""
    is_list = isinstance(flaw.instance, list) and len(flaw.instance) == 1 and isinstance(flaw.instance[0], dict)
    if flaw.parts[-1:] != ("items",) or not is_list:
        return None
    patient.holder(flaw)["items"] = flaw.instance[0]
    return Mend("listed-items", "`items` is a schema, not a list; the one schema in it is meant")


def _named_type(flaw: Flaw, patient: Patient) -> Mend | None:
    if flaw.instance not in TYPES or flaw.parts[-1] not in ("items", "additionalProperties"):
        return None
    patient.holder(flaw)[flaw.parts[-1]] = {"type": flaw.instance}
    return Mend("bare-type", f"`{flaw.parts[-1]}: {flaw.instance}` is read as a schema of that type")


def _listed_examples(flaw: Flaw, patient: Patient) -> Mend | None:
    """Examples in a list, where each should have a name: the first one is kept as the `example`."""
    holder = patient.holder(flaw)
    if flaw.parts[-1:] != ("examples",) or not isinstance(flaw.instance, list) or not isinstance(holder, dict):
        return None
    del holder["examples"]
    if flaw.instance:
        holder.setdefault("example", flaw.instance[0])
    return Mend("listed-examples", "`examples` is a mapping of names here; of a list the first one is kept")


def _quoted_value(flaw: Flaw, patient: Patient) -> Mend | None:
    """A boolean or a number in quotes, where only one without them may stand."""
    if not isinstance(flaw.instance, str) or not set(flaw.detail) & {"boolean", "integer", "number"} or not flaw.parts:
        return None
    try:
        meant = json.loads(flaw.instance.strip().lower())
    except ValueError:
        return None
    if isinstance(meant, bool) != ("boolean" in flaw.detail) or not isinstance(meant, (bool, int, float)):
        return None
    patient.holder(flaw)[flaw.parts[-1]] = meant
    return Mend("quoted-value", f"`{flaw.parts[-1]}` is {flaw.instance}, without quotes")


def _empty_body(flaw: Flaw, patient: Patient) -> Mend | None:
    """A request body of which nothing is said."""
    says = set(flaw.instance) if isinstance(flaw.instance, dict) else set()
    if flaw.detail != "content" or flaw.parts[-1:] != ("requestBody",) or says - {"description", "required"}:
        return None
    del patient.holder(flaw)["requestBody"]
    return Mend("empty-body", "the request body has no content, so there is none")


def _named_examples(flaw: Flaw, patient: Patient) -> Mend | None:
    """Examples of a schema by name, where a list belongs."""
    if flaw.parts[-1:] != ("examples",) or not isinstance(flaw.instance, dict) or "array" not in flaw.detail:
        return None
    values = [each.get("value", each) if isinstance(each, dict) else each for each in flaw.instance.values()]
    patient.holder(flaw)["examples"] = values
    return Mend("named-examples", "`examples` of a schema is a list; the names are left out")


def _version_text(flaw: Flaw, patient: Patient) -> Mend | None:
    if flaw.parts != ("info", "version") or isinstance(flaw.instance, (bool, dict, list)) or flaw.instance is None:
        return None
    patient.tree["info"]["version"] = str(flaw.instance)
    return Mend("unquoted-version", f'the version should be quoted: "{flaw.instance}"')


def _no_value(flaw: Flaw, patient: Patient) -> Mend | None:
    """A field that only describes, or that lists things, with nothing behind it."""
    name = flaw.parts[-1] if flaw.parts else ""
    if flaw.instance is not None or name not in (*_TEXTS, *_LISTS) or is_schema(flaw.parts):
        return None
    del patient.holder(flaw)[name]
    return Mend("empty-text" if name in _TEXTS else "empty-section", f"`{name}` is empty, and is left out")


def _text_elsewhere(flaw: Flaw, patient: Patient) -> Mend | None:
    """A text that is in a file of its own, as some bundlers have it: nothing is promised by it."""
    is_reference = isinstance(flaw.instance, dict) and flaw.instance.keys() == {"$ref"}
    if not is_reference or not flaw.parts or flaw.parts[-1] not in _TEXTS or is_schema(flaw.parts):
        return None
    del patient.holder(flaw)[flaw.parts[-1]]
    return Mend("text-elsewhere", f"`{flaw.parts[-1]}` is a text, and no reference: it is left out")


def _no_meaning(flaw: Flaw, patient: Patient) -> Mend | None:
    """A keyword whose value no validator would look at."""
    keyword = flaw.parts[-1] if flaw.parts else ""
    is_no_pattern = keyword == "pattern" and flaw.keyword == "type"
    if keyword not in ("$anchor", "$recursiveAnchor") and not is_no_pattern and flaw.parts != ("host",):
        return None
    del patient.holder(flaw)[keyword]
    return Mend("meaningless-keyword", f"`{keyword}` is not of the form it should have, and is left out")


def _misplaced_fields(flaw: Flaw, patient: Patient) -> Mend | None:
    holder = patient.value(flaw)
    descriptive = _DESCRIPTIVE | ({"in"} if holder.get("type") in ("mutualTLS", "http") else set())
    unknown = set(flaw.detail) - descriptive
    if unknown and (
        not _only_describes(flaw) or any(is_misspelt(name, in_schema=is_schema(flaw.parts)) for name in unknown)
    ):
        return None
    for name in flaw.detail:
        del holder[name]
    names = ", ".join(f"`{name}`" for name in flaw.detail)
    return Mend("misplaced-field", f"{names} may not stand here, and is left out")


def _beside_reference(flaw: Flaw, patient: Patient) -> Mend | None:
    """A reference stands for what it leads to: since 3.1 only a summary and a description may stand beside it."""
    holder = patient.value(flaw)
    if not isinstance(holder.get("$ref"), str) or is_schema(flaw.parts):
        return None
    for name in flaw.detail:
        del holder[name]
    names = ", ".join(f"`{name}`" for name in flaw.detail)
    return Mend("beside-reference", f"{names} beside `$ref` means nothing, and is left out")


def _only_describes(flaw: Flaw) -> bool:
    """Whether what stands in an object promises nothing: it is about the document, its tags, other pages.

    Nor do keywords of a schema that no version of JSON Schema knows.
    """
    if is_schema(flaw.parts):
        return not _KEYWORDS & set(flaw.detail)
    return flaw.parts[:1] in (("info",), ("tags",)) or flaw.parts[-1:] == ("externalDocs",)


def _bare_schema(flaw: Flaw, patient: Patient) -> Mend | None:
    """A schema that stands where a media type should be, without the field `schema` around it."""
    if flaw.parts[-2:-1] != ("content",) or not set(flaw.detail) <= SCHEMA_FIELDS:
        return None
    media = patient.value(flaw)
    if "schema" in media:
        return None
    media["schema"] = {name: media.pop(name) for name in flaw.detail}
    return Mend("bare-schema", "a media type holds its schema in the field `schema`")


def _rootless_paths(flaw: Flaw, patient: Patient) -> Mend | None:
    """Paths begin with a slash, and not with a space."""
    paths = patient.value(flaw)
    meant = {name: f"/{name.strip().lstrip('/')}" for name in flaw.detail}
    if flaw.parts != ("paths",) or not all(_is_path_item(paths[name]) for name in meant):
        return None
    if len({*paths.keys(), *meant.values()}) != len(paths) + len(meant):
        return None  # there is such a path already
    patient.tree["paths"] = {meant.get(name, name): item for name, item in paths.items()}
    first = flaw.detail[0]
    more = f", and {len(meant) - 1} more like it" if len(meant) > 1 else ""
    moved = {pointers.join("paths", new): pointers.join("paths", old) for old, new in meant.items()}
    return Mend("rootless-path", f'the path "{first}" is read as "{meant[first]}"{more}', moved)


def _is_path_item(value: Any) -> bool:
    return isinstance(value, dict) and not value.keys().isdisjoint(METHODS)


def _two_licences(flaw: Flaw, patient: Patient) -> Mend | None:
    if flaw.parts != ("info", "license") or not {"identifier", "url"} <= set(flaw.instance):
        return None
    del patient.tree["info"]["license"]["identifier"]
    return Mend("misplaced-field", "a license has an identifier or a URL, not both; the URL is kept")


_UNEXPECTED = (
    _rootless_paths,
    _beside_reference,
    identified_schema,
    local_definitions,
    named_header,
    _misplaced_fields,
    misspelt_field,
    collection_format,
    simple_parameter,
    newer_keywords,
    unknown_keywords,
    _bare_schema,
    bare_response,
    status_zero,
    shared_path_items,
    stray_scalar,
)
_REMEDIES: dict[str, tuple[Callable[[Flaw, Patient], Mend | None], ...]] = {
    "required": (
        _missing_description,
        _missing_responses,
        _path_parameter_required,
        _header_schema,
        schemaless_parameter,
        _namelessquerystring,
        styled_parameter,
        parameter_type,
        _empty_body,
    ),
    "enum": (
        file_type,
        null_type,
        no_type,
        foreign_type,
        type_list,
        unknown_type,
        _optional_path_parameter,
        querystring,
        parameter_type,
    ),
    "const": (_optional_path_parameter,),
    "type": (
        _required_property,
        _named_type,
        _listed_items,
        _listed_examples,
        _named_examples,
        exclusive_bound,
        _version_text,
        _no_value,
        _text_elsewhere,
        _empty_section,
        _quoted_value,
        empty_map,
        scopes_of_nothing,
        bare_security,
        null_scalar,
        no_type,
        type_list,
        _no_meaning,
    ),
    "uniqueItems": (_repeated_item,),
    "minItems": (_empty_required,),
    "minProperties": (_empty_responses,),
    "pattern": (_no_meaning, base_path),
    "propertyNames": (component_names,),
    "not": (_two_licences, two_examples),
    "additionalProperties": _UNEXPECTED,
    "unevaluatedProperties": _UNEXPECTED,
}
