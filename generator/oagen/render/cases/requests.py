"""Requests for tests: for every operation a valid one, and mistakes that the contract refuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from oagen.blueprint.model import OperationPlan, Resource
from oagen.contract.model import JSON, Operation, Parameter
from oagen.contract.samples import NOTHING
from oagen.render.beside import naming_arguments
from oagen.render.cases.bodies import bodies_of, is_sendable, media_name, media_of, mistakes_in
from oagen.render.cases.factories import FactoryFacts
from oagen.render.cases.samples import Samples

_PLACES = {"path": "path", "query": "query", "header": "headers", "cookie": "cookies"}
# headers that belong to the transport or to authentication, whatever a contract says about them
_TRANSPORT = frozenset({"accept", "authorization", "content-length", "content-type", "cookie", "host", "user-agent"})
_ANY_VERSION = {"if-match": ("*",)}  # the one condition that holds for whatever is there
_NOT_TEXT = frozenset({"integer", "number", "boolean"})


def request_of(
    operation: Operation, plan: OperationPlan, facts: FactoryFacts | None, samples: Samples
) -> dict[str, JSON] | None:
    """The values of a valid request, {path, query, headers, cookies, media_type, body, filled}; None if there is none.

    `filled` are the places in the body where the key of a row has to stand: [place, resource, column].
    """
    request: dict[str, Any] = {}
    for parameter in operation.parameters:
        place = _PLACES.get(parameter.location)
        if place is None or not parameter.required or parameter.name.lower() in _TRANSPORT:
            continue
        held = held_to([plan], parameter)
        value = samples.one(held, (*_sure(parameter, plan), *parameter.examples))
        if value is NOTHING:
            return None
        value = _sent(value, parameter, samples)
        request.setdefault(place, {})[parameter.name] = value
    if plan.exchange.conditions == "required":
        request["headers"] = {
            "If-None-Match" if plan.role == "upsert" else "If-Match": "*",
            **request.get("headers", {}),
        }
    media = media_of(operation)
    if media is None or operation.body is None:
        return request
    bodies = bodies_of(operation, plan, facts, samples, 1)
    if not bodies:
        return None if operation.body.is_expected else request
    body = bodies[0]
    filled = [[list(each.place), each.resource, each.column] for each in body.filled]
    value = _about_all(body.value, plan)
    value = value if is_sendable(media) or isinstance(value, str) else str(value)
    return {**request, "media_type": media_name(media), "body": value, **({"filled": filled} if filled else {})}


def _sure(parameter: Parameter, plan: OperationPlan) -> tuple[JSON, ...]:
    """Values of a parameter that any request may have, if its schema admits them."""
    masks = {argument.parameter for argument in plan.arguments if argument.use == "mask"}
    return ("*", ["*"]) if parameter.name in masks else _ANY_VERSION.get(parameter.name.lower(), ())


def _about_all(body: JSON, plan: OperationPlan) -> JSON:
    """A body whose mask, if it has one, names all of the document."""
    for argument in plan.arguments:
        if argument.use == "mask" and isinstance(body, dict) and argument.place and argument.place[0] in body:
            name = argument.place[0]
            body = {**body, name: ["*"] if isinstance(body[name], list) else "*"}
    return body


def held_to(plans: Iterable[OperationPlan], parameter: Parameter) -> Any:
    """The schema of a parameter, and of the key of a new row that it is for one of some operations."""
    keys = [key for plan in plans for key in plan.keys if parameter.location == "path" and key.held_to is not None]
    held = [key.held_to for key in keys if key.parameter == parameter.name]
    return {"allOf": [parameter.schema.raw, held[0]]} if held else parameter.schema.raw


def _sent(value: JSON, parameter: Parameter, samples: Samples) -> JSON:
    """A value that a request shows: nothing is sent for an empty list."""
    longer = samples.one({"allOf": [parameter.schema.raw, {"minItems": 1}]}) if value == [] else value
    return value if longer is NOTHING else longer


def mistakes_of(operation: Operation, request: Mapping[str, JSON], samples: Samples) -> list[dict[str, JSON]]:
    """What makes the request invalid, each with `why`: a query parameter of the wrong type, or a change of the body."""
    found: list[dict[str, JSON]] = [
        {"why": f"{parameter.name} that is no {_only_type(parameter)}", "query": {parameter.name: "x"}}
        for parameter in operation.parameters
        if parameter.location == "query" and _only_type(parameter) in _NOT_TEXT
    ][:1]
    if "body" in request:
        found += mistakes_in(operation, request["body"], samples)
    return found


def _only_type(parameter: Parameter) -> str:
    """The one type that a parameter may have; "" if it may have others."""
    raw = parameter.schema.raw
    plain = isinstance(raw, Mapping) and not {"$ref", "anyOf", "oneOf", "allOf"} & raw.keys()
    kind = raw.get("type") if plain and isinstance(raw, Mapping) else ""
    return kind if isinstance(kind, str) and not parameter.media_type and not parameter.allow_empty else ""


def rows_needed(plan: OperationPlan, resource: Resource | None) -> str:
    """Which rows must be there before: `item` (the resource's own), `scope` (those above it), or ""."""
    if resource is None:
        return ""
    if plan.role in ("related", "latest"):
        return "item"
    columns = {key.column for key in plan.keys} | {argument.column for argument in naming_arguments(plan)}
    own = {key.column for key in resource.identity}
    beside = ("create", "create_many", "list", "clear", *(() if resource.member else ("upsert",)))
    on_item = bool(own) and own <= columns and plan.role not in beside
    own_roles = ("read", "replace", "update", "delete", "transition")
    singleton = resource.singleton and (plan.role in own_roles or plan.row_property is not None)
    if on_item or singleton or plan.role == "update_many":
        return "item"
    return "scope" if resource.scope else ""


def takes_any_media(operation: Operation) -> bool:
    """Whether there is no media type that the operation would refuse."""
    return operation.body is None or any("*" in media.name for media in operation.body.media)
