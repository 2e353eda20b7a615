"""Bodies that may be left out, though no document is one without them.

A body is optional unless its author writes `required: true`, which is easily forgotten. Where every document that it
may be has required properties, nobody means a request without one. It is valid all the same, so it is refused as what
cannot be done, not as what breaks the contract. An explicit `required: false` is taken at its word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from oagen.contract.media import essence, is_structured
from oagen.contract.model import MediaType, Operation
from oagen.contract.view import REQUEST, RESOURCE, SchemaViews
from oagen.contract.walk import component_name
from oagen.document import pointers

_METHODS = frozenset({"POST", "PUT", "PATCH"})


def with_needed_bodies(
    operations: Sequence[Operation], normal: Mapping[str, Any], views: SchemaViews
) -> list[Operation]:
    """The operations, where bodies that nobody means to leave out say so."""
    known: dict[str, bool] = {}
    return [_needing(operation, normal, views, known) for operation in operations]


def _needing(operation: Operation, normal: Mapping[str, Any], views: SchemaViews, known: dict[str, bool]) -> Operation:
    body = operation.body
    if body is None or operation.method not in _METHODS or not body.media:
        return operation
    raw = pointers.find(normal, body.pointer)
    is_said = isinstance(raw, Mapping) and "required" in raw
    needed = not is_said and all(_asks_for_properties(media, views, known) for media in body.media)
    return replace(operation, body=replace(body, needed=True)) if needed else operation


def _asks_for_properties(media: MediaType, views: SchemaViews, known: dict[str, bool]) -> bool:
    is_document = is_structured(media.name) or essence(media.name) == "multipart/form-data"
    return is_document and media.schema is not None and _requires(views.of(media.schema.raw, REQUEST), views, known)


def _requires(view: Any, views: SchemaViews, known: dict[str, bool]) -> bool:
    """Whether whatever a view admits has a property; `known` has the answers for components."""
    if not isinstance(view, Mapping):
        return False
    reference = view.get("$ref")
    if isinstance(reference, str):
        name = component_name(reference.removeprefix(f"{RESOURCE}#/"))
        if name not in known:
            known[name] = False  # for a circle of references
            known[name] = _requires(views.components.get(name), views, known)
        return known[name]
    if view.get("required") and view.get("type", "object") in ("object", ["object"]):
        return True
    branches = [view[word] for word in ("anyOf", "oneOf") if view.get(word)]
    within = [any(_requires(each, views, known) for each in view.get("allOf") or ())]
    return any([*within, *(all(_requires(each, views, known) for each in of) for of in branches)])
