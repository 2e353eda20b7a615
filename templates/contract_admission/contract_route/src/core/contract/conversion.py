"""From admitted JSON values to the Python types that a handler's signature asks for.

The contract has decided already; conversion only types. A value that it allows and a type refuses is a defect of the
service, which is logged, and answered as an invalid request.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

import structlog
from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError
from pydantic_core import to_json

from src.core.contract.bodies import AdmittedBody
from src.core.contract.model import JSON
from src.core.errors import Invalid

Convert = Callable[[JSON], Any]

logger = structlog.get_logger(__name__)


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
    convert = _body_converter(annotation)
    if not _allows_none(annotation):
        return convert
    return lambda body: None if body.value is None else convert(body)


def _body_converter(annotation: Any) -> Callable[[AdmittedBody], Any]:
    bare = bare_type(annotation)
    if bare is bytes:
        return _as_bytes
    if bare is str:
        return _as_text
    if bare in (Any, JsonValue, object):
        return _body_value
    is_model = _is_model(bare)
    validate = bare.model_validate_json if is_model else _lazy_validate_json(annotation)

    def convert(body: AdmittedBody) -> Any:
        if is_model and body.json is None and isinstance(body.value, str | bytes):
            raise NotImplementedError  # another media type than the handler was written for
        json = to_json(_text(body.value)) if body.json is None else body.json
        try:
            return validate(json)
        except ValidationError as error:
            raise narrower(annotation, error) from error

    return convert


def bare_type(annotation: Any) -> Any:
    """The type without `Annotated` and without `None`."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        members = [member for member in get_args(annotation) if member is not type(None)]
        if len(members) == 1:
            return bare_type(members[0])
    return annotation


def _allows_none(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _allows_none(get_args(annotation)[0])
    return get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation)


def narrower(annotation: Any, error: ValidationError) -> Invalid:
    """The refusal of a value that the contract allows and a type does not."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = "/".join(map(str, first["loc"]))
    logger.error("model_narrower_than_contract", type=str(annotation), place=place, reason=first["msg"])
    return Invalid(f"{place}: {first['msg']}" if place else first["msg"])


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
