"""A second judge for three of Schemathesis' own errors. It runs inside Schemathesis' process.

A schema-violating request was accepted
    is no failure if its bytes are also those of a valid request: no server could tell the two apart. A twin of the
    request is looked for (`spellings`) that satisfies the schemas, is encoded by Schemathesis itself, and has to come
    out byte for byte the same.
A schema-valid request was rejected
    is no failure if the document's own patterns or formats reject the value; Schemathesis' generator approximates some.
    Nor if the operation documents a status that HTTP gives to valid requests for what their headers say of the resource
    (`If-Match` names another version: 412), and the request has that header: no schema can tell which ones will do.
A missing header was not refused as missing headers are
    is no failure if the operation documents 428, which HTTP has for requests without a condition, and that is missing.

Nothing here is shared with the service under test. What cannot be proven stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from schemathesis.core import NOT_SET
from schemathesis.core.parameters import ParameterLocation
from schemathesis.transport.prepare import prepare_request

from oagen.proof.spellings import find_twin, plain

_CONTAINERS = {
    ParameterLocation.PATH: "path_parameters",
    ParameterLocation.QUERY: "query",
    ParameterLocation.HEADER: "headers",
    ParameterLocation.COOKIE: "cookies",
}
# media types whose bytes carry the types of their values: there the twin would have to be the value itself
_TYPED_MEDIA = ("json", "yaml", "yml")
_APPROXIMATED = frozenset({"pattern", "format"})


# RFC 9110 and RFC 6585: what a request says, or fails to say, that these statuses answer.
_SAID = {406: ("accept",), 412: ("if-match", "if-none-match"), 416: ("range",)}
_UNSAID = {428: ("if-match", "if-none-match")}


def acquit(failure: str, case: Any, status: int = 0) -> dict[str, str] | None:
    """Why a failure is none, with its proof; None lets it stand. `failure` is the name of its class."""
    if failure == "AcceptedNegativeData":
        twin = valid_twin(case)
        if twin is not None:
            return {"why": "the same bytes are a valid request", "proof": repr(twin)[:500]}
    elif failure == "RejectedPositiveData":
        broken = broken_patterns(case)
        if broken:
            return {"why": "the document's own schema rejects the value", "proof": "; ".join(broken)[:500]}
        condition = refused_condition(case, status)
        if condition:
            return {"why": "HTTP refuses what no schema forbids, and the document says so", "proof": condition[:500]}
    elif failure == "MissingHeaderNotRejected" and status in _UNSAID:
        condition = refused_condition(case, status)
        if condition:
            return {"why": "HTTP has this status for it, and the document says so", "proof": condition[:500]}
    return None


def valid_twin(case: Any) -> dict[str, Any] | None:
    """The values of a valid request with the same bytes, by location; None if there is no proof of one."""
    operation = case.operation
    if case.method.upper() != operation.method.upper() or _another_content_type(case):
        return None
    twin: dict[str, Any] = {}
    for location in (*_CONTAINERS, ParameterLocation.BODY):
        found = _body_twin(case) if location is ParameterLocation.BODY else _parameters_twin(case, location)
        if found is None:
            return None
        if not found and _is_blamed(case, location):
            return None  # valid as it stands: then the violation is of a kind that is not judged here
        twin |= found
    return twin


def refused_condition(case: Any, status: int) -> str:
    """The header of a valid request that a documented status is about; "" where it is none of the request's."""
    if str(status) not in (case.operation.definition.raw.get("responses") or {}):
        return ""
    headers = {name.lower(): value for name, value in (case.headers or {}).items()}
    said = [f"{name}: {headers[name]}" for name in _SAID.get(status, ()) if headers.get(name)]
    unsaid = [name for name in _UNSAID.get(status, ()) if not headers.get(name)]
    if said:
        return f"{status} for {said[0]}"
    return f"{status} without {' or '.join(unsaid)}" if unsaid == list(_UNSAID.get(status, (None,))) else ""


def broken_patterns(case: Any) -> list[str]:
    """What the exact validator objects to in a request said to be valid, if patterns and formats explain all of it."""
    errors: list[Any] = []
    if case.body is not NOT_SET and case.media_type:
        body = case.operation.get_body_for_media_type(case.media_type)
        if body is not None:
            errors += body.get_validator().iter_errors(plain(case.body))
    for location, parameter in _declared(case.operation):
        values = getattr(case, _CONTAINERS[location]) or {}
        if isinstance(values.get(parameter.name), str) and parameter.raw_schema.get("type") == "string":
            errors += parameter.get_validator().iter_errors(values[parameter.name])
    if not errors or not all(_is_approximated(error) for error in errors):
        return []
    return [error.message for error in errors]


def _is_approximated(error: Any) -> bool:
    path = list(error.schema_path)
    return bool(path) and path[-1] in _APPROXIMATED


def _declared(operation: Any) -> Iterator[tuple[ParameterLocation, Any]]:
    for parameter in operation.iter_parameters():
        if parameter.location in _CONTAINERS:
            yield parameter.location, parameter


def _another_content_type(case: Any) -> bool:
    """Whether the request names another media type than its body's: then it is not the body that is at fault."""
    sent = next((value for name, value in (case.headers or {}).items() if name.lower() == "content-type"), None)
    return sent is not None and sent.partition(";")[0].strip() != (case.media_type or "")


def _is_blamed(case: Any, location: ParameterLocation) -> bool:
    """Whether the violation is said to be in this place; in the body, if nothing is said."""
    if case.meta is None or not any(component.mode.is_negative for component in case.meta.components.values()):
        return location is ParameterLocation.BODY
    return bool(case.meta.is_negative_at(location))


def _parameters_twin(case: Any, location: ParameterLocation) -> dict[str, Any] | None:
    """Other readings of the parameters in one place, {} if none is needed; None if one of them has no valid reading."""
    values = getattr(case, _CONTAINERS[location]) or {}
    serialize = case.operation.get_parameter_serializer(location) or dict
    twin: dict[str, Any] = {}
    for where, parameter in _declared(case.operation):
        if where is not location:
            continue
        if parameter.name not in values:
            if parameter.is_required:
                return None
            continue
        wire = values[parameter.name]
        found = find_twin(wire, parameter.get_validator(), _same_parameter(serialize, parameter.name, wire))
        if found is NOT_SET:
            return None
        if found != wire or type(found) is not type(wire):
            twin[f"{location.value} {parameter.name}"] = found
    return twin


def _same_parameter(serialize: Callable[..., Any], name: str, wire: Any) -> Callable[[Any], bool]:
    def same(value: Any) -> bool:
        sent = serialize({name: value})
        return set(sent) == {name} and _text(sent[name]) == _text(wire)

    return same


def _text(value: Any) -> Any:
    """A parameter's value as text: booleans, null and numbers go on the wire the way JSON writes them."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, list):
        return [_text(item) for item in value]
    return str(value)


def _body_twin(case: Any) -> dict[str, Any] | None:
    body = case.operation.get_body_for_media_type(case.media_type) if case.media_type else None
    if case.body is NOT_SET or body is None:
        return {} if not any(alternative.is_required for alternative in case.operation.body) else None
    validator = body.get_validator()
    if any(kind in case.media_type for kind in _TYPED_MEDIA):
        return {} if validator.is_valid(plain(case.body)) else None
    sent = _bytes(case, case.body)
    found = find_twin(case.body, validator, lambda value: _bytes(case, value) == sent)
    if found is NOT_SET:
        return None
    return {} if found is case.body else {"body": found}


def _bytes(case: Any, body: Any) -> tuple[bytes, str]:
    """Body and Content-Type as they go on the wire. Schemathesis derives a multipart boundary from the content."""
    twin = case.operation.Case(
        path_parameters=case.path_parameters,
        query=case.query,
        headers=dict(case.headers or {}),
        cookies=case.cookies,
        body=body,
        media_type=case.media_type,
    )
    request = prepare_request(twin, None, config=case.operation.schema.config.output.sanitization)
    content: Any = request.body or b""
    return content if isinstance(content, bytes) else content.encode(), str(request.headers.get("Content-Type", ""))
