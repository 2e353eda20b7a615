"""Which changes may come to nothing that the contract allows, though the request keeps it."""

from __future__ import annotations

from collections.abc import Mapping

from src.core.contract.media import Kind, essence, kind_of
from src.core.contract.model import MediaType, Operation, Schema
from src.core.contract.shapes import Shapes

_CHANGES = frozenset({"PUT", "PATCH"})
_PATCHES = frozenset({"application/json-patch+json", "application/merge-patch+json"})


def must_be_checked(operation: Operation, shown: Operation, shapes: Shapes) -> bool:
    """Whether what a change comes to has to be validated before it is kept, as the answer of the operation `shown` has it.

    A patch depends on what it is applied to, and so does a mask: it may clear what has to be there. A text that becomes a property was not held to the property's schema. Where an answer may have but one of some properties, the request may
    have been allowed several, or add one to another that is there already.
    """
    if operation.body is None or not shown.answers:
        return False
    if any(_is_patch(media, operation, shapes) for media in operation.body.media) or _has_mask(operation, shapes):
        return True
    kinds = {kind_of(essence(media.name)) for media in operation.body.media}
    if Kind.TEXT in kinds and len(kinds) > 1:
        return True
    schemas = (media.schema for media in shown.answers[0].media)
    return any(_excludes(part) for schema in schemas for part in shapes.parts(schema))


def _is_patch(media: MediaType, operation: Operation, shapes: Shapes) -> bool:
    """Whether a body is a patch by its media type, or by its form: a list of operations, or an object of anything."""
    if operation.method != "PATCH" or media.schema is None:
        return essence(media.name) in _PATCHES
    is_list = any(part.get("type") == "array" for part in shapes.parts(media.schema))
    shape = shapes.of(media.schema)
    is_any_object = shape.unlimited and shape.is_object and not shape.properties
    return essence(media.name) in _PATCHES or is_list or is_any_object


def _has_mask(operation: Operation, shapes: Shapes) -> bool:
    """Whether a change may name what of a document it is about, in the query or in the body around it."""
    names = {parameter.name for parameter in operation.parameters}
    names |= {name for media in operation.body.media for name in shapes.of(media.schema).properties} if operation.body else set()
    return any(name.replace("_", "").lower() == "updatemask" for name in names)


def shows_for(reading: Operation, change: Operation) -> bool:
    """Whether a change is seen by reading its path rather than in its own answer, which has no document or another one."""
    if change.method not in _CHANGES or any(p.required and p.location != "path" for p in reading.parameters):
        return False
    document = _document(reading)
    return document is not None and document != _document(change) and _in_path(reading) == _in_path(change)


def _in_path(operation: Operation) -> dict[str, Schema | None]:
    """What may stand in the path: an operation may admit keys there that another one cannot read."""
    return {parameter.name: parameter.schema for parameter in operation.parameters if parameter.location == "path"}


def _document(operation: Operation) -> Schema | None:
    media = operation.answers[0].media if operation.answers else ()
    return next((content.schema for content in media if kind_of(essence(content.name)) is Kind.JSON), None)


def _excludes(schema: Mapping[str, Schema]) -> bool:
    """Whether some properties stand in the way of others: `oneOf` or `not` about what is required."""
    branches = schema.get("oneOf")
    rules = [*(branches if isinstance(branches, list) else ()), schema.get("not")]
    return any(isinstance(rule, dict) and "required" in rule and "$ref" not in rule for rule in rules)
