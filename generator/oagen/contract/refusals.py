"""Refusals: for each reason to say no, the status and the body that the operation documents for it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from oagen.contract.answers import required_headers
from oagen.contract.error_choices import chosen, listed_texts
from oagen.contract.error_names import is_telling
from oagen.contract.listings import (
    NOWHERE,
    TELLING_KINDS,
    Slots,
    emptied,
    keyed_listing_of,
    listing_of,
    tells_places,
    without_listed,
)
from oagen.contract.media import concrete, is_json, is_structured
from oagen.contract.model import JSON, Listing, MediaType, Operation, Refusal, Response
from oagen.contract.samples import NOTHING, Sampler
from oagen.contract.security import wants_authorization
from oagen.contract.slots import Path, at, fill, find_slots, is_status_text, leaves, put
from oagen.contract.spelling import is_doubtful
from oagen.contract.validators import Validators
from oagen.contract.view import RESPONSE


@dataclass(frozen=True, slots=True)
class Kind:
    """A reason to refuse: the statuses that fit it, the most natural first, and what is said when nothing else is."""

    statuses: tuple[int, ...]
    text: str
    wide: int = 0  # what a range or `default` stands for, if not the most natural


KINDS: dict[str, Kind] = {
    "malformed": Kind((400, 422), "The request could not be read."),
    "invalid": Kind((422, 400), "The request is not valid."),
    # no resource can have such a path; a 404 also tells clients that followed a link without a value
    "invalid_path": Kind((404, 422, 400), "The path is not valid."),
    "media_type": Kind((415, 400, 422), "The media type of the body is not supported."),
    "not_acceptable": Kind((406,), "No acceptable representation is available."),
    "unauthenticated": Kind((401, 403), "Valid credentials are required."),
    "forbidden": Kind((403, 401), "The credentials do not allow this."),
    "not_found": Kind((404, 410), "There is no such resource."),
    "method_not_allowed": Kind((405,), "The method is not allowed here."),
    "conflict": Kind((409,), "The request conflicts with the state of the resource."),
    # what an author calls "not found" in the body, where nothing in the path can be it, or no conflict is spoken of
    "dangling_reference": Kind((404,), "It refers to something that does not exist."),
    # who documents no 412 hardly means that valid requests may fail with it: what failed is then a conflict
    "precondition_failed": Kind((412, 409), "A precondition of the request does not hold.", 409),
    "precondition_required": Kind((428,), "The request must be conditional."),
    "too_large": Kind((413, 400, 422), "The body is too large."),
    "range_not_satisfiable": Kind((416,), "The content has none of the bytes asked for."),
    "too_slow": Kind((408, 400, 422), "The body did not arrive in time."),
    "too_many": Kind((429,), "Too many requests."),
    "unavailable": Kind((503,), "The service is not available at the moment."),
    "timeout": Kind((504, 503), "The request took too long."),
    "not_implemented": Kind((501,), "This operation is not implemented."),
    "error": Kind((500,), "An unexpected error occurred."),
}
# Who does not document these ignores what a client would rather have, and sends the whole; or calls it a conflict.
ONLY_DOCUMENTED = {"not_acceptable": "406", "range_not_satisfiable": "416", "dangling_reference": "404"}
# what an author says of a 410 that also means what never was there; of itself it speaks of what was (RFC 9110, 15.5.11)
_NEVER_WAS = re.compile(r"\b(?:not|n't) exist|\bnot (?:be )?found|\bno such\b|\bunknown\b", re.IGNORECASE)
# what is no HTTP is refused before the service sees it, in words that are not the service's
SERVERS_OWN = "400"
PROBLEM_MEDIA_TYPE = "application/problem+json"


def usual_refusals(kind: str, operations: Iterable[Operation]) -> dict[str, Refusal]:
    """The refusal that most operations give for a reason, by its kind; {} if none has this reason to refuse."""
    known: dict[str, Refusal] = {}
    looks: Counter[str] = Counter()
    for operation in operations:
        if refusal := operation.refusals.get(kind):
            look = json.dumps([refusal.status, refusal.media_type, refusal.body], sort_keys=True)
            known.setdefault(look, refusal)
            looks[look] += 1
    return {kind: known[max(looks, key=lambda look: looks[look])]} if looks else {}


def is_servers_own(response: Response) -> bool:
    """Whether a response was added for what the server refuses before the service sees it."""
    return response.added and response.status == SERVERS_OWN and not response.media


def documented_for(kind: str, operation: Operation) -> Iterator[tuple[int, Response]]:
    """(status, response) of everything the operation documents that fits `kind`, the best first."""
    told = (each for each in operation.responses if not is_servers_own(each))
    by_status = {response.status: response for response in told}
    statuses = _statuses(kind, operation)
    for status in statuses:
        response = by_status.get(str(status))
        if response and (status != HTTPStatus.GONE or _NEVER_WAS.search(response.description)):
            yield status, response
    # a range and `default` speak of the statuses that nothing else speaks of; not of 410, which says more
    preferred = (KINDS[kind].wide or statuses[0], *(status for status in statuses if status != HTTPStatus.GONE))
    unspoken = next((status for status in preferred if str(status) not in by_status), None)
    for wider in (f"{statuses[0] // 100}XX", "default"):
        if wider in by_status and unspoken is not None:
            yield unspoken, by_status[wider]


def _statuses(kind: str, operation: Operation) -> tuple[int, ...]:
    """The statuses that fit; nothing but 401 asks for the Authorization header (RFC 9110, section 15.5.2)."""
    if kind == "unauthenticated" and wants_authorization(operation):
        return (401,)
    return KINDS[kind].statuses


class Refuser:
    """Makes the refusals of one contract's operations."""

    def __init__(self, validators: Validators, sampler: Sampler) -> None:
        self._validators = validators
        self._sampler = sampler
        self._telling = Sampler(validators, is_telling)
        self._templates: dict[str, tuple[JSON, Slots, Listing | None]] = {}
        self._bodies: dict[str, JSON] = {}
        self._listed: dict[str, dict[str, tuple[str, ...]]] = {}

    def can_tell(self, media: MediaType) -> bool:
        """Whether an error of this media type has room for a text."""
        made = self._body("invalid", 422, media)
        if made is None:
            return False
        _, slots, listing = made
        return "detail" in slots or (listing is not None and ("detail" in listing.slots or bool(listing.keyed)))

    def doubts(self, operation: Operation) -> bool:
        """Whether a request may have to be refused since nobody can tell whether it is valid."""
        return is_doubtful(operation, self._validators)

    def refusals_of(self, operation: Operation, fallback: MediaType) -> dict[str, Refusal]:
        """Every refusal the operation may have to give. What it does not document looks like `fallback`."""
        kinds = [kind for kind in KINDS if kind != "method_not_allowed" and _concerns(kind, operation)]
        return {kind: self.written(kind, operation) or self.undocumented(kind, fallback) for kind in kinds}

    def undocumented(self, kind: str, fallback: MediaType) -> Refusal:
        """The refusal of a request for which nothing is documented."""
        status = KINDS[kind].statuses[0]
        made = self._body(kind, status, fallback)
        if made is None:
            return Refusal(kind, status)
        return Refusal(kind, status, concrete(fallback.name, fallback.schema), *made)

    def documented(self, kind: str, operation: Operation) -> Refusal | None:
        """The refusal as the operation documents it; None if it does not, or so that no body fits."""
        for status, response in documented_for(kind, operation):
            headers = required_headers(response, self._sampler)
            if not response.media:
                return Refusal(kind, status, headers=headers)
            for media in sorted(response.media, key=_unreadable):
                made = self._body(kind, status, media)
                if made is not None:
                    return Refusal(kind, status, concrete(media.name, media.schema), *made, headers=headers)
        return None

    def written(self, kind: str, operation: Operation) -> Refusal | None:
        """The refusal as documented; as JSON text, where that is an object in a media type without structure."""
        if refusal := self.documented(kind, operation):
            return refusal
        for status, response in documented_for(kind, operation):
            for media in response.media:
                made = self._body(kind, status, MediaType("application/json", media.schema))
                if made is not None:
                    headers = required_headers(response, self._sampler)
                    told = json.dumps(made[0])
                    return Refusal(kind, status, concrete(media.name, media.schema), told, headers=headers)
        return None

    def _body(self, kind: str, status: int, media: MediaType) -> tuple[JSON, Slots, Listing | None] | None:
        """A body for `kind`, the slots in it, and where it lists problems; None if no valid one can be made."""
        raw = True if media.schema is None else media.schema.raw
        view = self._validators.views.of(raw, RESPONSE)
        structured = is_structured(concrete(media.name, media.schema))

        def is_valid(value: JSON) -> bool:
            return (structured or isinstance(value, str)) and self._validators.is_valid(view, value)

        lists = kind in TELLING_KINDS
        schema = json.dumps(view, sort_keys=True)
        key = f"{status} {structured} {lists} {schema}"
        if key not in self._templates:
            self._templates[key] = self._template(raw, media, status, is_valid, lists=lists)
        template, slots, listing = self._templates[key]
        if template is NOTHING:
            return None
        if f"{kind} {key}" not in self._bodies:
            if schema not in self._listed:
                self._listed[schema] = listed_texts(view, self._validators.views.components)
            said = {"detail": KINDS[kind].text, "title": HTTPStatus(status).phrase, "code": kind, "status": status}
            said |= NOWHERE
            body = chosen(template, slots, kind, status, self._listed[schema], is_valid)
            self._bodies[f"{kind} {key}"] = fill(body, slots, said)
        return self._bodies[f"{kind} {key}"], slots, listing

    def _template(
        self, raw: Any, media: MediaType, status: int, is_valid: Callable[[JSON], bool], *, lists: bool
    ) -> tuple[JSON, Slots, Listing | None]:
        """The body with the most room for what there is to say; `lists` wants to tell of several problems."""
        best: tuple[JSON, Slots] = (NOTHING, {})
        made = (sampler.sample(raw, RESPONSE) for sampler in (self._telling, self._sampler))
        for found in (*made, _problem(status), *media.examples, ""):
            if found is not NOTHING and is_valid(found):
                listed = self._listing(found, find_slots(found, status, is_valid), is_valid) if lists else None
                kept = at(listed.at, found)[:1] if listed and tells_places(listed) else ()
                body = _with_status_text(_plainer(found, status, is_valid, kept), status, is_valid)
                slots: Slots = find_slots(body, status, is_valid)
                if best[0] is NOTHING or ("detail" in slots and "detail" not in best[1]):
                    best = (_about_blank(body, is_valid), slots)
            if "detail" in best[1]:
                break
        body, slots = best
        listing = self._listing(body, slots, is_valid) if lists else None
        if listing and not listing.keyed:
            return body, without_listed(slots, listing), listing
        body = emptied(body, slots, is_valid)
        return body, find_slots(body, status, is_valid), listing

    @staticmethod
    def _listing(body: JSON, slots: Slots, is_valid: Callable[[JSON], bool]) -> Listing | None:
        return listing_of(body, slots, is_valid) or keyed_listing_of(body, is_valid)


def _concerns(kind: str, operation: Operation) -> bool:
    """Whether the operation can be asked for something that is refused for this reason."""
    if kind == "media_type":
        return operation.body is not None
    if kind == "dangling_reference":
        return _speaks_of_references(operation)
    if kind in ONLY_DOCUMENTED:
        return any(response.status == ONLY_DOCUMENTED[kind] for response in operation.responses)
    if kind in ("unauthenticated", "forbidden"):
        return bool(operation.security) or (kind == "unauthenticated" and wants_authorization(operation))
    if kind == "invalid_path":
        return any(parameter.location == "path" for parameter in operation.parameters)
    return True


def _speaks_of_references(operation: Operation) -> bool:
    """Whether the author's 404 is about what the body refers to, and not about what stands in the path alone.

    That of a row's own path is about the row, or clients would take it for gone, unless it says otherwise.
    """
    authored = {response.status: response.description for response in operation.responses if not response.added}
    if operation.body is None or "404" not in authored:
        return False
    has_path = any(parameter.location == "path" for parameter in operation.parameters)
    is_of_row = operation.place.endswith("}")
    return not has_path or not ("409" in authored or is_of_row) or " or " in authored["404"].lower()


def _unreadable(media: MediaType) -> tuple[bool, bool]:
    return (not is_json(media.name), not is_structured(media.name))


def _problem(status: int) -> dict[str, JSON]:
    return {"type": "about:blank", "title": "", "status": status, "detail": "", "instance": "/"}


def _plainer(body: JSON, status: int, is_valid: Callable[[JSON], bool], kept: Path) -> JSON:
    """`body` without lists and objects that need not be there, as far as there is room for a text without them.

    What is `kept` stays.
    """
    for name in (
        [name for name, value in body.items() if isinstance(value, dict | list) and name not in kept]
        if isinstance(body, dict)
        else ()
    ):
        without = {other: value for other, value in body.items() if other != name}
        if is_valid(without) and "detail" in find_slots(without, status, is_valid):
            body = without
    return body


def _with_status_text(body: JSON, status: int, is_valid: Callable[[JSON], bool]) -> JSON:
    """`body` with the status as JSON:API has it in its errors, if it may be there."""
    for path, value in leaves(body):
        if is_status_text(path, value) and is_valid(put(body, path, str(status))):
            body = put(body, path, str(status))
    return body


def _about_blank(body: JSON, is_valid: Callable[[JSON], bool]) -> JSON:
    """`body` with RFC 9457's type for problems that are no more than their status, if it can have it."""
    if not isinstance(body, dict) or not isinstance(body.get("type"), str) or "title" not in body:
        return body
    changed = {**body, "type": "about:blank"}
    return changed if is_valid(changed) else body
