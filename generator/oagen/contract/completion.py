"""Completion: the responses a server cannot do without and the document does not mention.

Only additions, each of them marked (`contract/marking.py`).
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from oagen.contract.marking import MARK
from oagen.contract.media import concrete, is_json, is_readable, is_structured, matches, parse_response
from oagen.contract.model import Addition, MediaType, Operation, Parameter, Response, Schema
from oagen.contract.parse import token
from oagen.contract.refusals import SERVERS_OWN, Refuser
from oagen.contract.security import must_sign_in, needs_scopes, wants_authorization
from oagen.contract.walk import COMPONENTS, component_name
from oagen.problem_details import PROBLEM_SCHEMA

RETRY_AFTER: dict[str, Any] = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}
INVALID = frozenset({"400", "422"})
_KEPT_IN_FORM = frozenset({"enum", "const", "format", "pattern"})
_WRITES_A_BODY = frozenset({"POST", "PUT", "PATCH"})


@dataclass(frozen=True, slots=True)
class Gap:
    """A response that an operation lacks."""

    status: str
    reason: str
    is_servers: bool = False  # refused before the service sees it, in words that are not the service's


@dataclass(frozen=True, slots=True)
class ErrorShape:
    """What the errors of a document look like. `authored` is False for RFC 9457, which nobody wrote down yet.

    With `produced`, an operation has no other media types than those it documents: `produces` of Swagger 2.0 speaks of
    every response.
    """

    media_type: str
    component: str
    authored: bool = True
    produced: bool = False

    @property
    def is_structured(self) -> bool:
        """Whether the media type has room for more than text."""
        return is_structured(self.media_type)

    @property
    def is_new(self) -> bool:
        """Whether a document that speaks of the component has yet to get it."""
        return self.is_structured and not self.authored

    @property
    def schema(self) -> dict[str, Any]:
        """A reference to the component, or text where there is no room for more."""
        return {"$ref": COMPONENTS + token(self.component)} if self.is_structured else {"type": "string"}

    @property
    def media(self) -> MediaType:
        """The shape as a response documents it."""
        return MediaType(self.media_type, Schema(self.schema))

    def of(self, operation: Operation) -> ErrorShape:
        """The shape of one operation's errors: as it is, where none of the media types can tell an error."""
        known = self._produced_by(operation)
        if not known or any(matches(name, self.media_type) for name in known):
            return self
        readable = sorted(filter(is_readable, known), key=is_structured, reverse=True)
        return replace(self, media_type=concrete(readable[0], None)) if readable else self

    def is_ruled_out(self, operation: Operation) -> bool:
        """Whether an operation has media types, and none of them can tell an error."""
        known = self._produced_by(operation)
        return bool(known) and not any(matches(name, self.media_type) or is_readable(name) for name in known)

    def _produced_by(self, operation: Operation) -> list[str]:
        return [media.name for response in operation.responses for media in response.media] if self.produced else []


@dataclass(frozen=True, slots=True)
class ErrorShapes:
    """The shape of most errors, and that of those which tell what is invalid."""

    usual: ErrorShape
    invalid: ErrorShape

    def of(self, status: str) -> ErrorShape:
        """The shape of the errors with a status."""
        return self.invalid if status in INVALID else self.usual


def problem_shape(authored: Mapping[str, Any], media_type: str) -> ErrorShape:
    """RFC 9457, under a name that the document does not use."""
    name = "ProblemDetails"
    while name in (authored.get("components", {}).get("schemas") or {}):
        name += "Document"
    return ErrorShape(media_type, name, authored=False)


def vanishing(operations: Iterable[Operation]) -> frozenset[str]:
    """The paths of what can be deleted and is written anew: at times there is nothing."""
    methods: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        methods.setdefault(operation.path, {})[operation.method] = operation
    return frozenset(
        path
        for path, of in methods.items()
        if "DELETE" in of and (of.keys() & {"PUT", "PATCH"} or _makes_what_it_shows(of))
    )


def _makes_what_it_shows(methods: Mapping[str, Operation]) -> bool:
    """Whether POST answers with the very schema that GET shows, which is no list then."""
    if not {"GET", "POST"} <= methods.keys():
        return False
    shown, made = (_successes(methods[method]) for method in ("GET", "POST"))
    return any(raw in made and not (isinstance(raw, Mapping) and raw.get("type") == "array") for raw in shown)


def _successes(operation: Operation) -> list[Any]:
    """The schemas of an operation's successes that say something."""
    media = [media for response in operation.responses if response.status[0] == "2" for media in response.media]
    return [each.schema.raw for each in media if each.schema and each.schema.raw not in ({}, True)]


def gaps_of(
    operation: Operation, refuser: Refuser, shapes: ErrorShapes, absent: frozenset[str], invalid: str = "422"
) -> list[Gap]:
    """What the operation has to document and does not, or so that no server could answer it.

    `absent` are the `vanishing` paths, `invalid` is the document's `usual_invalid`. Where no media type can tell an
    error, one that is documented says what it can.
    """
    gaps = []
    if not any(response.status[0] in "23" or response.status == "default" for response in operation.responses):
        gaps.append(Gap("200", "no success is documented"))
    if _statuses(operation).isdisjoint(("400", "4XX", "default")) and any(map(_is_free_text, operation.parameters)):
        gaps.append(Gap(SERVERS_OWN, "HTTP forbids some values of its headers", is_servers=True))
        invalid = "422"
    if invalid in _statuses(operation):  # which says something that cannot be told
        invalid = "422"
    needed = _needed_refusals(operation, refuser, absent, invalid)
    needed = (pair for pair in needed if pair[0].status not in _statuses(operation))
    refusal = refuser.written if shapes.invalid.is_ruled_out(operation) else refuser.documented
    return gaps + [gap for gap, kind in needed if refusal(kind, operation) is None]


def usual_invalid(operations: Iterable[Operation]) -> str:
    """The status of invalid requests where none is documented: 422, unless the author says 400 more often."""
    said = Counter(response.status for operation in operations for response in operation.responses)
    return "400" if said["400"] > said["422"] else "422"


def _is_free_text(parameter: Parameter) -> bool:
    """Whether a parameter admits control characters where HTTP does not, which servers refuse before the service."""
    raw = parameter.schema.raw
    is_text = isinstance(raw, Mapping) and raw.get("type") == "string" and not raw.keys() & _KEPT_IN_FORM
    return parameter.location in ("header", "cookie") and is_text


def _statuses(operation: Operation) -> set[str]:
    return {response.status for response in operation.responses}


def _needed_refusals(
    operation: Operation, refuser: Refuser, absent: frozenset[str], invalid: str
) -> Iterator[tuple[Gap, str]]:
    if must_sign_in(operation.security) or wants_authorization(operation):
        yield Gap("401", "credentials are required"), "unauthenticated"
    if needs_scopes(operation.security):
        yield Gap("403", "scopes are required"), "forbidden"
    if "{" in operation.path:
        yield Gap("404", "the path has parameters"), "not_found"
    elif operation.path in absent and operation.method not in ("PUT", "DELETE"):
        yield Gap("404", "what is there can be deleted"), "not_found"
    deletes_an_item = operation.method == "DELETE" and operation.place.endswith("}")
    if deletes_an_item or (operation.method in _WRITES_A_BODY and operation.body is not None):
        yield Gap("409", "it can conflict with what is stored"), "conflict"
    elif operation.has_idempotency_key:
        yield Gap("409", "its key can belong to another request"), "conflict"
    elif refuser.doubts(operation):
        yield Gap("409", "what is sent may be valid or not, and nobody can tell"), "conflict"
    if operation.body is not None or any(parameter.location != "path" for parameter in operation.parameters):
        yield Gap(invalid, "parameters or a body are validated"), "invalid"


def error_shapes(
    operations: list[Operation], authored: Mapping[str, Any], statuses: Collection[str] = ()
) -> list[ErrorShape]:
    """The named schemas that the document's errors have, or those of some statuses; the most used one first."""
    named = authored.get("components", {}).get("schemas") or {}
    counted: Counter[ErrorShape] = Counter()
    for operation in operations:
        for response in operation.responses:
            if response.status != "default" and response.status[0] not in "45":
                continue
            if statuses and response.status not in statuses:
                continue
            for media in response.media:
                reference = _sole_reference(media)
                if reference is not None and is_json(media.name) and component_name(reference) in named:
                    counted[ErrorShape(media.name, component_name(reference))] += 1
    return [shape for shape, _ in counted.most_common()]


def _sole_reference(media: MediaType) -> str | None:
    raw = media.schema.raw if media.schema is not None else None
    reference = raw.get("$ref") if isinstance(raw, Mapping) and len(raw) == 1 else None
    return reference if isinstance(reference, str) else None


def complete(
    operations: list[Operation],
    authored: Mapping[str, Any],
    shapes: ErrorShapes,
    refuser: Refuser,
    *,
    limited: bool = False,
) -> tuple[list[Operation], dict[str, Any], list[Addition]]:
    """(operations, served document, additions); `authored` is left as it is.

    `limited` says that the service limits how often a client may ask.
    """
    served = copy.deepcopy(dict(authored))
    additions: list[Addition] = []
    completed = []
    absent, invalid = vanishing(operations), usual_invalid(operations)
    is_used = False
    for operation in operations:
        gaps = gaps_of(operation, refuser, shapes, absent, invalid)
        if limited and "429" not in _statuses(operation) and refuser.documented("too_many", operation) is None:
            gaps.append(Gap("429", "clients may ask too often"))
        told = [(gap, shapes.of(gap.status).of(operation)) for gap in gaps]
        is_used = is_used or any(shape.is_new and gap.status[0] in "45" and not gap.is_servers for gap, shape in told)
        responses = [_added_response(gap, operation, shape) for gap, shape in told]
        target = _authored_operation(served, operation)
        for gap, (raw, response) in zip(gaps, responses, strict=True):
            _put(target, "responses").setdefault(gap.status, raw)
            additions.append(Addition(operation.id, gap.status, gap.reason, response.pointer))
        added = tuple(response for _, response in responses)
        completed.append(replace(operation, responses=(*operation.responses, *added)))
    if is_used:
        schemas = _put(_put(served, "components"), "schemas")
        schemas[shapes.usual.component] = {**copy.deepcopy(PROBLEM_SCHEMA), MARK: True}
    return completed, served, additions


def _added_response(gap: Gap, operation: Operation, shape: ErrorShape) -> tuple[dict[str, Any], Response]:
    raw: dict[str, Any] = {"description": HTTPStatus(int(gap.status)).phrase}
    if gap.status[0] in "45" and not gap.is_servers:
        raw["content"] = {shape.media_type: {"schema": shape.schema}}
    if gap.status == "429":
        raw["headers"] = {"Retry-After": copy.deepcopy(RETRY_AFTER)}
    raw[MARK] = True
    pointer = f"{operation.pointer}/responses/{gap.status}"
    return raw, parse_response(gap.status, raw, pointer, added=True)


def _put(owner: dict[str, Any], key: str) -> dict[str, Any]:
    """The object at `key`, made and marked if it is not there."""
    value = owner.get(key)
    if isinstance(value, dict):
        return value
    owner[MARK] = [*owner.get(MARK, ()), key]
    owner[key] = {}
    return owner[key]  # type: ignore[no-any-return]


def _authored_operation(served: dict[str, Any], operation: Operation) -> dict[str, Any]:
    """The operation as its author wrote it, behind the reference of its path item if need be."""
    _, _, path, *below = operation.pointer.split("/")
    node: Any = served["paths"][_key(path)]
    for part in below:
        while _key(part) not in node and isinstance(node.get("$ref"), str):
            node = _resolved(served, node["$ref"])
        node = node[_key(part)]
    return node  # type: ignore[no-any-return]


def _resolved(served: dict[str, Any], reference: str) -> Any:
    node: Any = served
    for part in reference.removeprefix("#/").split("/"):
        node = node[_key(part)]
    return node


def _key(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")
