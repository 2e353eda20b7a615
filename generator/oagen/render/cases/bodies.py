"""Request bodies for tests: valid ones, the places in them for keys of other rows, and what makes them invalid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oagen.blueprint.model import BodyUse, Field, OperationPlan
from oagen.contract.media import concrete, is_json, is_structured
from oagen.contract.model import JSON, MediaType, Operation
from oagen.render.beside import naming_arguments
from oagen.render.cases.factories import FactoryFacts
from oagen.render.cases.samples import Samples

_MOST_MISTAKES = 6
_WRONG: tuple[JSON, ...] = ("no such value", -1, True, [], {}, None)


@dataclass(frozen=True, slots=True)
class Filled:
    """A place in a body that a test fills with the key of a row: of `resource`, or of the operation's own if ""."""

    place: tuple[str | int, ...]
    resource: str
    column: str


@dataclass(frozen=True, slots=True)
class Body:
    """A valid request body, as a JSON value."""

    value: JSON
    filled: tuple[Filled, ...] = ()


def media_of(operation: Operation) -> MediaType | None:
    """The media type that tests send: JSON if the operation takes it."""
    media = operation.body.media if operation.body else ()
    return next((each for each in media if is_json(each.name)), media[0] if media else None)


def media_name(media: MediaType) -> str:
    """What the Content-Type of a body of this media type says."""
    return concrete(media.name, media.schema)


def raw_of(media: MediaType) -> Any:
    """The schema of a body; anything goes without one."""
    return True if media.schema is None else media.schema.raw


def bodies_of(
    operation: Operation, plan: OperationPlan, facts: FactoryFacts | None, samples: Samples, count: int
) -> list[Body]:
    """Up to `count` different bodies; none if no valid one was found."""
    media = media_of(operation)
    if media is None:
        return []
    raw = raw_of(media)
    if plan.body and plan.body.is_list:
        raw = _with_one(raw, plan.body.wrapper)
    found: list[Body] = []
    for value in samples.several(raw, count, media.examples):
        body = _referring(value, raw, plan, facts, samples) if facts and plan.body else Body(value)
        if body is not None and body.value not in [other.value for other in found]:
            found.append(body)
    return found


def inside(body: JSON, use: BodyUse) -> dict[str, JSON] | None:
    """The resource's (first) document in a body, in the body's own spelling; None if there is none."""
    for name in use.wrapper:
        body = body.get(name) if isinstance(body, Mapping) else None
    if use.is_list:
        body = body[0] if isinstance(body, list) and body else None
    return body if isinstance(body, dict) else None


def document_of(body: JSON, use: BodyUse) -> dict[str, JSON]:
    """The document that the service makes of a body."""
    for name in use.wrapper:
        body = body.get(name) if isinstance(body, Mapping) else None
    if use.into:
        return {} if body is None else {use.into: body}
    return {use.renames.get(name, name): value for name, value in body.items()} if isinstance(body, dict) else {}


def spelling(field: Field, use: BodyUse) -> str:
    """How a body spells a property of the resource."""
    return next((spelled for spelled, name in use.renames.items() if name == field.property), field.property)


def _referring(value: JSON, raw: Any, plan: OperationPlan, facts: FactoryFacts, samples: Samples) -> Body | None:
    """The body with the places of other rows' keys; without those that no row can be made for. None if it needs one."""
    use = plan.body
    document = inside(value, use) if use and use.kind == "model" and not use.into else None
    if use is None or document is None:
        return Body(value)
    _tell_kind(document, use, facts, lambda: samples.admits(raw, value))
    where: tuple[str | int, ...] = (*use.wrapper, 0) if use.is_list else use.wrapper
    filled: list[Filled] = []
    own = {key.column for key in (*facts.resource.scope, *facts.resource.identity)} & {k.column for k in plan.keys}
    named = {argument.column for argument in naming_arguments(plan)}
    own |= named | {key.column for key in facts.resource.identity if plan.role == "update_many"}
    for field in facts.resource.fields:
        name = spelling(field, use)
        if field.column.name in named and name not in document:
            document[name] = samples.one(field.schema.raw)
        if name not in document:
            continue
        place = (*where, name)
        reference = facts.references.get(field.property)
        if field.column.name in own:
            filled.append(Filled(place, "", field.column.name))
        elif reference is not None:
            filled.append(Filled(place, reference.resource.plural, reference.column))
        elif field.column.foreign_key and not _left_out(value, document, name, raw, samples):
            return None
    return Body(value, tuple(filled))


def _tell_kind(document: dict[str, JSON], use: BodyUse, facts: FactoryFacts, is_valid: Callable[[], bool]) -> None:
    """Let a document be of a kind that the service knows: it would keep any other as the first one."""
    spelled = {name: other for other, name in use.renames.items()}
    for path, known in facts.resource.kinds.items():
        name = spelled.get(path[0], path[0])
        if len(path) == 1 and name in document and document[name] not in known:
            given, document[name] = document[name], known[0]
            if not is_valid():
                document[name] = given


def _with_one(raw: Any, wrapper: Sequence[str]) -> Any:
    """The schema of bodies with one document in the list that `wrapper` leads to: nothing in it has to be distinct."""
    rule: dict[str, Any] = {"minItems": 1, "maxItems": 1}
    for name in reversed(wrapper):
        rule = {"type": "object", "required": [name], "properties": {name: rule}}
    return {"allOf": [raw, rule]}


def _left_out(value: JSON, document: dict[str, JSON], name: str, raw: Any, samples: Samples) -> bool:
    """Whether the body could do without a property; then it does."""
    kept = document.pop(name)
    if samples.admits(raw, value):
        return True
    document[name] = None
    if samples.admits(raw, value):
        return True
    document[name] = kept
    return False


def mistakes_in(operation: Operation, body: JSON, samples: Samples) -> list[dict[str, JSON]]:
    """Changes that make a valid JSON body invalid, each verified: {why, without | with | body}."""
    media = media_of(operation)
    if media is None or not is_json(media.name):
        return []
    raw = raw_of(media)
    if samples.is_costly(raw):
        return []
    members = [*_missing(body, raw, samples), *_mistyped(body, raw, samples)] if isinstance(body, dict) else []
    wholes: tuple[JSON, ...] = ("text", 1, [])
    whole = [
        {"why": f"a body that is {_kind(wrong)}", "body": wrong} for wrong in wholes if not samples.admits(raw, wrong)
    ]
    return [*members[: _MOST_MISTAKES - 1], *whole[:1]]


def _missing(body: Mapping[str, JSON], raw: Any, samples: Samples) -> Iterator[dict[str, JSON]]:
    for name in body:
        if not samples.admits(raw, {other: value for other, value in body.items() if other != name}):
            yield {"why": f"without {name}", "without": name}


def _mistyped(body: Mapping[str, JSON], raw: Any, samples: Samples) -> Iterator[dict[str, JSON]]:
    for name in body:
        for wrong in _WRONG:
            if not samples.admits(raw, {**body, name: wrong}):
                yield {"why": f"{name} that is {_kind(wrong)}", "with": {name: wrong}}
                break


def _kind(value: JSON) -> str:
    kinds: Sequence[tuple[type, str]] = (
        (bool, "true"), (str, "another text"), (int, "a number"), (list, "a list"), (dict, "an object"),
    )  # fmt: skip
    return next((name for kind, name in kinds if isinstance(value, kind)), "null")


def is_sendable(media: MediaType | None) -> bool:
    """Whether a JSON value stands for the body: JSON, forms, XML, YAML; not text or bytes of unknown meaning."""
    return media is not None and (is_structured(media.name) or media.name.lower().startswith("multipart/"))
