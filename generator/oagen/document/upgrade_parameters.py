"""Parameters and bodies of Swagger 2.0, as OpenAPI 3.0 writes them."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oagen.document.upgrade_schemas import SchemaUpgrade

_URLENCODED = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_DEFAULT = "application/json"

# fields of a parameter, of its items or of a header that belong to its schema in 3.0
_SCHEMA_FIELDS = (
    "type format items default maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern "
    "maxItems minItems uniqueItems enum multipleOf x-nullable"
).split()
# collectionFormat → style and explode, in a query or a form
_STYLES = {
    "csv": ("form", False),
    "ssv": ("spaceDelimited", False),
    "pipes": ("pipeDelimited", False),
    "multi": ("form", True),
    "tsv": ("form", False),  # no style of 3.0 says "separated by tabs"
}


def upgrade_parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is not part of a body."""
    upgraded = {
        key: value
        for key, value in parameter.items()
        if key not in _SCHEMA_FIELDS and key not in ("collectionFormat", "x-example")
    }
    if parameter.get("in") != "query":
        upgraded.pop("allowEmptyValue", None)
    if parameter.get("type") == "array":
        written = parameter.get("collectionFormat", "csv")
        if parameter.get("in") == "query":
            upgraded["style"], upgraded["explode"] = _STYLES.get(written, _STYLES["csv"])
        if written == "tsv":
            upgraded["x-collectionFormat"] = written
    if "x-example" in parameter:
        upgraded["example"] = parameter["x-example"]
    upgraded["schema"] = upgrade_items(parameter)
    return upgraded


def upgrade_items(items: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter, of its items, or of a header."""
    schema = {key: items[key] for key in _SCHEMA_FIELDS if key in items}
    if isinstance(schema.get("items"), dict):
        schema["items"] = upgrade_items(schema["items"])
    if schema.get("type") == "array":
        schema.setdefault("items", {})
        _move_enum(schema)
    if schema.get("type") == "file":
        schema["type"], schema["format"] = "string", "binary"
    if schema.get("x-nullable") is True:
        schema["nullable"] = True
    return schema


def _move_enum(schema: dict[str, Any]) -> None:
    """The values that an array's `enum` lists are those of its items, unless they are lists themselves."""
    values = schema.get("enum")
    if not isinstance(values, list) or any(isinstance(value, list) for value in values):
        return
    items = schema["items"]
    items["enum"] = [value for value in values if value in items["enum"]] if "enum" in items else values
    del schema["enum"]


def json_body(parameter: dict[str, Any], consumes: list[str], schemas: SchemaUpgrade) -> dict[str, Any]:
    """The request body for a parameter `in: body`."""
    body: dict[str, Any] = {key: parameter[key] for key in ("description", "required") if key in parameter}
    written = parameter.get("x-examples")
    examples: dict[str, Any] = written if isinstance(written, dict) else {}
    body["content"] = {}
    for media_type in _concrete(consumes) or [_DEFAULT]:
        body["content"][media_type] = media = {"schema": schemas.rewrite(parameter.get("schema", {}), None)}
        if media_type in examples:
            media["example"] = examples[media_type]
    return body | {key: value for key, value in parameter.items() if key.startswith("x-")}


def form_body(fields: list[dict[str, Any]], consumes: list[str]) -> dict[str, Any]:
    """The request body for parameters `in: formData`. 2.0 knows no fields beside those, so the object is closed."""
    properties: dict[str, Any] = {}
    encoding: dict[str, Any] = {}
    for field in fields:
        name = field["name"]
        properties[name] = upgrade_items(field)
        if "description" in field:
            properties[name]["description"] = field["description"]
        if field.get("type") == "array":
            style, explode = _STYLES.get(field.get("collectionFormat", "csv"), _STYLES["csv"])
            encoding[name] = {"style": style, "explode": explode}
    schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    required = [field["name"] for field in fields if field.get("required") is True]
    if required:
        schema["required"] = required
    media: dict[str, Any] = {"schema": schema} | ({"encoding": encoding} if encoding else {})
    has_file = any(field.get("type") == "file" for field in fields)
    content = {media_type: copy.deepcopy(media) for media_type in _form_types(consumes, has_file)}
    return {"required": True, "content": content}


def _form_types(consumes: list[str], has_file: bool) -> list[str]:
    stated = [media_type for media_type in consumes if media_type in (_URLENCODED, _MULTIPART)]
    if stated:
        return stated
    if has_file:
        return [_MULTIPART]
    # with nothing said at all, either form will do
    return [_URLENCODED] if _concrete(consumes) else [_URLENCODED, _MULTIPART]


def _concrete(media_types: list[str]) -> list[str]:
    """The media types without `*/*`, which nobody can send."""
    return [media_type for media_type in dict.fromkeys(media_types) if media_type != "*/*"]
