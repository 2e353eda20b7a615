"""Required values that a form, or a query, cannot spell: the served contract does without them.

An empty array sends nothing at all, so a form without a required array is also one with an empty array: no server can
refuse the first and take the second. The same holds for a required value of any type. What an author requires is meant
to be there, so the served contract asks for one item, or for a text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from oagen.contract.parse import token
from oagen.contract.walk import COMPONENTS, component_name, mappings

_FORM = "application/x-www-form-urlencoded"
_FORMS = frozenset({_FORM, "multipart/form-data"})
_SAYS_NOTHING_OF_TYPES = frozenset({"title", "description", "deprecated", "example", "examples", "externalDocs"})
_CONTENT = frozenset({"contentMediaType", "contentEncoding"})


def narrowings_of(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """JSON pointer of a schema → the keywords that it lacks."""
    uses: Counter[str] = Counter()
    in_forms: dict[str, list[str]] = {}
    found: dict[str, dict[str, Any]] = {}
    for pointer, node in mappings(document):
        if isinstance(node.get("$ref"), str):
            uses[component_name(node["$ref"])] += 1
        found |= _in_query(node, pointer)
        for place, schema, media_type in _form_schemas(pointer, node):
            if "$ref" in schema:
                in_forms.setdefault(component_name(schema["$ref"]), []).append(media_type)
            found |= _in_object(schema, place, media_type)
    for name, schema in _components(document).items():
        kinds = in_forms.get(name, [])
        if kinds and uses[name] == len(kinds):
            kind = kinds[0] if len(set(kinds)) == 1 else ""
            found |= _in_object(schema, COMPONENTS.removeprefix("#") + token(name), kind)
    return found


def _in_query(node: Mapping[str, Any], pointer: str) -> dict[str, dict[str, Any]]:
    """What a required list in a query lacks that may also be sent without a value: no item is then no parameter."""
    if node.get("in") != "query" or node.get("required") is not True or node.get("allowEmptyValue") is not True:
        return {}
    schema, place = (node["schema"], f"{pointer}/schema") if "schema" in node else (node, pointer)
    is_list = isinstance(schema, Mapping) and schema.get("type") in ("array", ["array"])
    return {place: {"minItems": 1}} if is_list and "minItems" not in schema else {}


def _form_schemas(pointer: str, node: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """(pointer, schema, media type) of every form that the request body at `pointer` may be."""
    in_operation = pointer.startswith("/paths/") and pointer.endswith("/requestBody")
    is_body = in_operation or pointer.startswith("/components/requestBodies/")
    content = node.get("content")
    if not is_body or not isinstance(content, Mapping):
        return
    for name, media in content.items():
        media_type = str(name).partition(";")[0].strip().lower()
        schema = media.get("schema") if isinstance(media, Mapping) else None
        if media_type in _FORMS and isinstance(schema, Mapping):
            yield f"{pointer}/content/{token(str(name))}/schema", schema, media_type


def _in_object(schema: Any, pointer: str, media_type: str) -> dict[str, dict[str, Any]]:
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    if not isinstance(properties, Mapping) or not isinstance(schema.get("required"), list):
        return {}
    found: dict[str, dict[str, Any]] = {}
    for name in schema["required"]:
        if isinstance(name, str) and isinstance(properties.get(name), Mapping):
            found |= _narrowed(properties[name], f"{pointer}/properties/{token(name)}", media_type)
    return found


def _narrowed(schema: Mapping[str, Any], pointer: str, media_type: str) -> dict[str, dict[str, Any]]:
    if schema.get("type") in ("array", ["array"]):
        found = {} if "minItems" in schema else {pointer: {"minItems": 1}}
        return found | _as_text(schema.get("items"), f"{pointer}/items", media_type)
    return _as_text(schema, pointer, media_type)


def _as_text(schema: Any, pointer: str, media_type: str) -> dict[str, dict[str, Any]]:
    """What a schema of any value lacks. In a form of parts it is a file, if anything is said of its content."""
    if media_type not in _FORMS or not isinstance(schema, Mapping):
        return {}
    said = {keyword for keyword in schema if not keyword.startswith("x-")} - _SAYS_NOTHING_OF_TYPES
    is_any = not said if media_type == _FORM else bool(said)
    return {pointer: {"type": "string"}} if is_any and said <= _CONTENT else {}


def _components(document: Mapping[str, Any]) -> Mapping[str, Any]:
    components = document.get("components")
    schemas = components.get("schemas") if isinstance(components, Mapping) else None
    return schemas if isinstance(schemas, Mapping) else {}
