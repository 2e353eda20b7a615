"""Requests that do not tell what they mean, and so not whether they keep the contract.

An empty list sends nothing at all, so a form without a required list is also one with an empty list: no server can
refuse the first and take the second. What clients make of lists and objects in lists is in no contract; in a query
`null` is nothing, or a text that is not among those listed; and what is of several kinds where it may be of one
(`oneOf`) is meant to be of one of them. Such requests are refused as a conflict, which calls none of them broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from oagen.contract.media import essence
from oagen.contract.model import MediaType, Operation, Parameter
from oagen.contract.validators import Validators
from oagen.contract.view import REQUEST, RESOURCE
from oagen.contract.walk import children, component_name

_FORM, _PARTS = "application/x-www-form-urlencoded", "multipart/"
_COMBINED = ("allOf", "anyOf", "oneOf")
_CONTAINERS = frozenset({"array", "object"})


def is_doubtful(operation: Operation, validators: Validators) -> bool:
    """Whether a request may be refused since nobody can tell whether it is valid."""
    media = operation.body.media if operation.body else ()
    in_body = any(_omits_what_is_empty(each) or _may_be_of_several_kinds(each, validators) for each in media)
    return in_body or any(_is_doubtful(parameter, validators) for parameter in operation.parameters)


def unspelled(operation: Operation, validators: Validators) -> list[str]:
    """What forms of an operation require and cannot tell from an empty list, or from nothing."""
    media = operation.body.media if operation.body else ()
    return [name for each in media if _is_form(each) for name in _unspelled_in(each, validators)]


def _omits_what_is_empty(media: MediaType) -> bool:
    return _is_form(media) or essence(media.name).endswith(("/xml", "+xml"))


def _may_be_of_several_kinds(media: MediaType, validators: Validators) -> bool:
    view = validators.views.of(True if media.schema is None else media.schema.raw, REQUEST)
    return any("oneOf" in schema for schema in _reached(view, validators, children))


def _is_form(media: MediaType) -> bool:
    return essence(media.name) == _FORM or essence(media.name).startswith(_PARTS)


def _unspelled_in(media: MediaType, validators: Validators) -> Iterator[str]:
    view = validators.views.of(True if media.schema is None else media.schema.raw, REQUEST)
    parts = list(_parts(view, validators))
    for name in dict.fromkeys(name for part in parts for name in part.get("required") or ()):
        told = [part["properties"][name] for part in parts if name in (part.get("properties") or {})]
        if all(validators.is_valid(schema, []) for schema in told):
            yield name


def _is_doubtful(parameter: Parameter, validators: Validators) -> bool:
    view = validators.views.of(parameter.schema.raw, REQUEST)
    if _has_no_spelling(parameter, view, validators):
        return True
    if parameter.location == "query" and _lists_texts_or_null(view, validators):
        return True
    return parameter.required and parameter.allow_empty and validators.is_valid(view, [])


def _has_no_spelling(parameter: Parameter, view: Any, validators: Validators) -> bool:
    """Whether lists or objects may lie in others, where clients write them as they like."""
    if parameter.location not in ("header", "cookie", "query") or parameter.media_type is not None:
        return False
    parts = list(_parts(view, validators))
    inner = [child for part in parts for child in _items_of(part)]
    if parameter.location != "query":  # where brackets spell what lies in objects
        inner += [child for part in parts for child in _members_of(part)]
    return any(_may_be_container(child, validators) for child in inner)


def _lists_texts_or_null(view: Any, validators: Validators) -> bool:
    """Whether the text `null` is either nothing, or one that is not among those listed."""
    listed = (value for part in _parts(view, validators) for value in part.get("enum", [part.get("const")]))
    is_listed = any(isinstance(value, str) for value in listed)
    return is_listed and validators.is_valid(view, None) and not validators.is_valid(view, "null")


def _members_of(schema: Mapping[str, Any]) -> Iterator[Any]:
    """The schemas of what an object holds."""
    types = _types(schema)
    if "object" in types or (not types and "properties" in schema):
        yield from (schema.get("properties") or {}).values()
        yield schema.get("additionalProperties", True)


def _items_of(schema: Mapping[str, Any]) -> Iterator[Any]:
    """The schemas of what a list holds."""
    types = _types(schema)
    if "array" in types or (not types and "items" in schema):
        items = schema.get("items", True)
        yield from items if isinstance(items, list) else [items]
        yield from schema.get("prefixItems") or ()


def _may_be_container(view: Any, validators: Validators) -> bool:
    """Whether a value may be a list or an object, if only since nothing is said of its type."""
    if isinstance(view, bool):
        return view
    parts = [part for part in _parts(view, validators) if _types(part) or part.keys() & {"enum", "const", "not"}]
    return not parts or any(_types(part) & _CONTAINERS for part in parts)


def _types(schema: Mapping[str, Any]) -> set[str]:
    types = schema.get("type", ())
    return {types} if isinstance(types, str) else set(types)


def _parts(view: Any, validators: Validators) -> Iterator[Mapping[str, Any]]:
    """The schema, and all that references and combinations add to it."""
    return _reached(view, validators, lambda schema: (part for word in _COMBINED for part in schema.get(word) or ()))


def _reached(
    view: Any, validators: Validators, below: Callable[[Mapping[str, Any]], Iterable[Any]]
) -> Iterator[Mapping[str, Any]]:
    """The schema, what it refers to, and what is `below` these, each once."""
    pending, seen = [view], set[str]()
    while pending:
        schema = pending.pop()
        if not isinstance(schema, Mapping):
            continue
        yield schema
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            seen.add(reference)
            pending.append(validators.views.components.get(component_name(reference.removeprefix(f"{RESOURCE}#/"))))
        pending += below(schema)
