"""Refusals in the shape that the contract documents.

Each operation has a template a kind: a status and a body that is valid against the response's schema, with slots where
texts may be put. Where an operation has none for a kind, a kindred one serves.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from urllib.parse import quote

from src.core.clock import now
from src.core.contract.model import JSON, LoadedContract, Operation, Refusal
from src.core.contract.shapes import Shapes
from src.core.contract.wire import Message, content_type_header, encode_content, encode_headers
from src.core.errors import Problem, Refused, pointer

# What serves where a kind has no template of its own, the nearest first.
_KINDRED: Mapping[str, tuple[str, ...]] = {
    "malformed": ("invalid",),
    "invalid": ("malformed",),
    "invalid_path": ("not_found", "invalid", "malformed"),
    "media_type": ("malformed", "invalid"),
    "too_large": ("malformed", "invalid"),
    "too_slow": ("malformed", "invalid"),
    "conflict": ("invalid", "malformed"),
    "dangling_reference": ("conflict", "invalid", "malformed"),
    "precondition_failed": ("conflict", "invalid"),
    "precondition_required": ("invalid", "malformed"),
    "unauthenticated": ("forbidden",),
    "forbidden": ("unauthenticated", "not_found"),
    "timeout": ("unavailable",),
    "not_implemented": ("unavailable",),
}
# What is wrong with a body as a whole is nowhere in it.
_MAY_BE_EMPTY = frozenset({"place", "pointer"})


class Refusals:
    """Answers refusals.

    Args:
        contract: Its default templates serve requests that match no operation.
        shapes: For writing XML.
    """

    def __init__(self, contract: LoadedContract, shapes: Shapes) -> None:
        self._defaults = contract.refusals
        self._shapes = shapes

    def message(self, refused: Refused, operation: Operation | None, *, request_id: str, path: str) -> Message:
        """The response that refuses a request to an operation, or to none."""
        template = self._template(refused.kind, operation)
        if template is None:
            return Message(_bare_status(refused), encode_headers(refused.headers))
        headers = encode_headers({**template.headers, **refused.headers})
        if template.media_type is None:
            return Message(template.status, headers)
        texts: dict[str, JSON] = {
            "title": refused.title,
            "detail": refused.detail,
            "status": template.status,
            "code": refused.code,
            "request_id": request_id,
            "path": quote(path),
        }
        if "time" in template.slots:
            texts["time"] = now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        problems = refused.problems or (Problem("body", (), refused.detail),)
        texts |= _where(problems[0])
        schema = None if operation is None else _schema(operation, template)
        body = encode_content(_told(template, texts, problems), template.media_type, schema, self._shapes)
        return Message(template.status, [*headers, (b"content-type", content_type_header(template.media_type))], body)

    def _template(self, kind: str, operation: Operation | None) -> Refusal | None:
        if operation is None:
            return self._defaults.get(kind) or self._defaults.get("error")
        for candidate in (kind, *_KINDRED.get(kind, ())):
            # An operation that refuses like all others says nothing about it.
            template = operation.refusals.get(candidate) or self._defaults.get(candidate)
            if template is not None and _is_documented(operation, template):
                return template
        return self._defaults.get(kind) or self._defaults.get("error")


def _is_documented(operation: Operation, template: Refusal) -> bool:
    """Whether the operation documents the template's status, be it as a range or by default."""
    known = operation.statuses
    return template.kind in operation.refusals or not known.isdisjoint(
        (str(template.status), f"{template.status // 100}XX", "default")
    )


def _told(template: Refusal, texts: Mapping[str, JSON], problems: Sequence[Problem]) -> JSON:
    """The template's body with texts in its slots, and an entry for every problem."""
    body = _filled(template.body, template.slots, texts)
    if template.listing is not None and template.listing.keyed:
        place = _at(body, template.listing.at)
        place.clear()
        place.update(_by_place(problems, template.listing.keyed))
    elif template.listing is not None:
        slots = template.listing.slots
        is_told_where = not {"place", "pointer"}.isdisjoint(slots)
        entry = _at(body, template.listing.at)[0]
        entries = [
            _filled(entry, slots, {**texts, **_where(each), "detail": each.reason if is_told_where else str(each)})
            for each in problems
        ]
        _at(body, template.listing.at)[:] = entries
    return body


def _by_place(problems: Sequence[Problem], keyed: str) -> dict[str, JSON]:
    """What is wrong by where that is: all of it, or the first."""
    reasons: dict[str, list[JSON]] = {}
    for each in problems:
        reasons.setdefault(".".join(map(str, each.place)) or each.part, []).append(each.reason)
    return {place: found[0] if keyed == "text" else found for place, found in reasons.items()}


def _where(problem: Problem) -> dict[str, JSON]:
    return {
        "part": problem.part,
        "place": ".".join(map(str, problem.place)),
        "pointer": pointer(problem.place),
    }


def _at(body: JSON, path: str) -> JSON:
    for step in _steps(path):
        body = body[int(step)] if isinstance(body, list) else body[step]
    return body


def _steps(path: str) -> list[str]:
    """The steps of a JSON pointer."""
    return [step.replace("~1", "/").replace("~0", "~") for step in path.split("/")[1:]]


def _filled(template: JSON, slots: Mapping[str, tuple[str, ...]], texts: Mapping[str, JSON]) -> JSON:
    """A copy of a body, or of a part of one, with texts in its slots."""
    body = copy.deepcopy(template)
    for slot, pointers in slots.items():
        text = texts.get(slot)
        if text is None or (text == "" and slot not in _MAY_BE_EMPTY):
            continue
        for path in pointers:
            if path == "":
                body = text
            else:
                _put(body, path, text)
    return body


def _put(body: JSON, path: str, value: JSON) -> None:
    *steps, last = _steps(path)
    for step in steps:
        body = body[int(step)] if isinstance(body, list) else body[step]
    if isinstance(body, list):
        body[int(last)] = value
    else:
        body[last] = value


def _schema(operation: Operation, template: Refusal) -> JSON:
    """The schema of the documented response that the template was made from."""
    media_type = template.media_type or ""
    for key in (str(template.status), f"{template.status // 100}XX", "default"):
        if (key, media_type) in operation.error_schemas:
            return operation.error_schemas[key, media_type]
    return None


def _bare_status(refused: Refused) -> int:
    """A status for a contract without templates."""
    statuses = {
        "malformed": HTTPStatus.BAD_REQUEST,
        "invalid": HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid_path": HTTPStatus.NOT_FOUND,
        "media_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "unauthenticated": HTTPStatus.UNAUTHORIZED,
        "forbidden": HTTPStatus.FORBIDDEN,
        "not_found": HTTPStatus.NOT_FOUND,
        "method_not_allowed": HTTPStatus.METHOD_NOT_ALLOWED,
        "conflict": HTTPStatus.CONFLICT,
        "dangling_reference": HTTPStatus.CONFLICT,
        "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too_slow": HTTPStatus.REQUEST_TIMEOUT,
        "too_many": HTTPStatus.TOO_MANY_REQUESTS,
        "not_implemented": HTTPStatus.NOT_IMPLEMENTED,
        "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
        "timeout": HTTPStatus.GATEWAY_TIMEOUT,
    }
    return statuses.get(refused.kind, HTTPStatus.INTERNAL_SERVER_ERROR)
