"""From admitted JSON values to the Python types that a handler's signature asks for.

The contract has decided already; conversion only types. A value that it allows and a type refuses is a defect of the
service, which is logged, and answered as an invalid request.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

import structlog
from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError
from pydantic_core import to_json

from src.core.contract.bodies import AdmittedBody
from src.core.contract.media import Kind, kind_of
from src.core.contract.model import JSON
from src.core.errors import Conflict, Invalid, Refused

Convert = Callable[[JSON], Any]
Refusal = Callable[[Any, ValidationError], Refused]

logger = structlog.get_logger(__name__)


class TextAs:
    """Marks the body of a handler that takes plain text as well: the text is the property where `place` leads.

        note: Annotated[NoteCreate, TextAs("body")]
    """

    def __init__(self, *place: str) -> None:
        self._place = place

    def read(self, body: AdmittedBody) -> AdmittedBody:
        """The document that a text stands for; any other body as it is."""
        if body.json is not None or not isinstance(body.value, str):
            return body
        document: JSON = body.value
        for name in reversed(self._place):
            document = {name: document}
        return AdmittedBody(document, to_json(document))


def value_converter(annotation: Any) -> Convert:
    """A function from a parameter's JSON value to a value of a type."""
    bare = bare_type(annotation)
    if bare in (Any, JsonValue, object, str):
        return _as_is
    if bare is UUID:
        return _as_uuid
    if bare in (int, float, bool):
        return _instance_or(bare, _adapter(annotation))
    return _adapter(annotation)


def body_converter(annotation: Any) -> Callable[[AdmittedBody], Any]:
    """A function from an admitted body to a value of a type."""
    bare, text = bare_type(annotation), _text_as(annotation)
    convert = _body_converter(bare) if text is None else _text_converter(bare, text)
    if not _allows_none(annotation):
        return convert
    return lambda body: None if body.value is None else convert(body)


def _text_converter(bare: Any, text: TextAs) -> Callable[[AdmittedBody], Any]:
    sent, written = _body_converter(bare), _body_converter(bare, unfit)

    def convert(body: AdmittedBody) -> Any:
        read = text.read(body)
        return sent(body) if read is body else written(read)

    return convert


def _body_converter(bare: Any, refusal: Refusal | None = None) -> Callable[[AdmittedBody], Any]:
    if bare is bytes:
        return _as_bytes
    if bare is str:
        return _as_text
    if bare in (Any, JsonValue, object):
        return _body_value
    if _is_union(bare) and bytes in get_args(bare):
        return _document_or_bytes(bare, refusal)
    is_model = _is_model(bare)
    validate = bare.model_validate_json if is_model else _lazy_validate_json(bare)

    def convert(body: AdmittedBody) -> Any:
        if is_model and body.json is None and isinstance(body.value, str | bytes):
            raise NotImplementedError  # another media type than the handler was written for
        json = to_json(_text(body.value)) if body.json is None else body.json
        try:
            return validate(json)
        except ValidationError as error:
            raise (refusal or narrower)(bare, error) from error

    return convert


def _document_or_bytes(union: Any, refusal: Refusal | None) -> Callable[[AdmittedBody], Any]:
    """For `Document | bytes`: what no document can be read from stays as it was sent."""
    document = reduce(or_, (member for member in get_args(union) if member is not bytes))
    as_document = _body_converter(document, refusal)

    def convert(body: AdmittedBody) -> Any:
        is_opaque = body.media_type is not None and kind_of(body.media_type) in (Kind.TEXT, Kind.BINARY)
        return _as_bytes(body) if is_opaque or body.json is None else as_document(body)

    return convert


def _text_as(annotation: Any) -> TextAs | None:
    """The mark of a body's annotation, also of an optional one."""
    marks = annotation.__metadata__ if get_origin(annotation) is Annotated else ()
    inner = get_args(annotation) if _is_union(annotation) else ()
    return next((mark for mark in (*marks, *map(_text_as, inner)) if isinstance(mark, TextAs)), None)


def bare_type(annotation: Any) -> Any:
    """The type without `Annotated` and without `None`."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if _is_union(annotation):
        members = [member for member in get_args(annotation) if member is not type(None)]
        if len(members) == 1:
            return bare_type(members[0])
    return annotation


def _allows_none(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _allows_none(get_args(annotation)[0])
    return _is_union(annotation) and type(None) in get_args(annotation)


def _is_union(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, types.UnionType)


def narrower(annotation: Any, error: ValidationError) -> Invalid:
    """The refusal of a value that the contract allows and a type does not."""
    place, reason = _first_of(error)
    logger.error("model_narrower_than_contract", type=str(annotation), place=place, reason=reason)
    return Invalid(f"{place}: {reason}" if place else reason)


def unfit(_annotation: Any, error: ValidationError) -> Conflict:
    """The refusal of a text that the contract allows, and the property that it becomes does not."""
    return Conflict(": ".join(_first_of(error)))


def _first_of(error: ValidationError) -> tuple[str, str]:
    first = error.errors(include_url=False, include_input=False)[0]
    return "/".join(map(str, first["loc"])), first["msg"]


def _as_is(value: JSON) -> Any:
    return value


def _as_uuid(value: JSON) -> Any:
    return UUID(value) if isinstance(value, str) else value


def _instance_or(expected: type, convert: Convert) -> Convert:
    def instance_or(value: JSON) -> Any:
        return value if type(value) is expected else convert(value)

    return instance_or


def _adapter(annotation: Any) -> Convert:
    validate = _lazy_validate_json(annotation)

    def convert(value: JSON) -> Any:
        try:
            return validate(to_json(value))
        except ValidationError as error:
            raise narrower(annotation, error) from error

    return convert


def _lazy_validate_json(annotation: Any) -> Callable[[bytes], Any]:
    """Types are analysed when they are first needed, which keeps the start-up of large services short."""

    @cache
    def adapter() -> TypeAdapter[Any]:
        return TypeAdapter(annotation)

    def validate(json: bytes) -> Any:
        return adapter().validate_json(json, strict=True)

    return validate


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _body_value(body: AdmittedBody) -> Any:
    return body.value


def _as_bytes(body: AdmittedBody) -> bytes:
    if isinstance(body.value, bytes):
        return body.value
    return body.value.encode() if isinstance(body.value, str) else body.json or b""


def _as_text(body: AdmittedBody) -> str:
    return _text(body.value) if isinstance(body.value, str | bytes) else (body.json or b"").decode()


def _text(value: str | bytes) -> str:
    if isinstance(value, str):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
