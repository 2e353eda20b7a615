"""Answers: what a handler returns, in the form that the contract documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from pydantic import BaseModel
from pydantic_core import from_json, to_json

from src.core.contract.conditions import tag_of
from src.core.contract.content import Pieces
from src.core.contract.media import Kind, acceptable, essence, kind_of, matches, negotiate
from src.core.contract.model import JSON, Answer, AnswerMedia, Operation
from src.core.contract.readings import Readers
from src.core.contract.unwritten import about
from src.core.contract.validation import first_error
from src.core.contract.wire import Headers, Message, content_type_header, encode_content, encode_headers
from src.core.errors import Conflict, NotAcceptable, NotFound, NotYetImplemented

STUB_HEADER = (b"x-oagen-stub", b"true")

logger = structlog.get_logger(__name__)


@dataclass(slots=True)
class Reply:
    """An answer of which a handler wants to say more than its content. What it leaves out, the contract says.

    `media_type` is what the content is. Where the contract documents others it is said to be the first of those.
    """

    content: Any = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str | None = None


@dataclass(slots=True)
class _Representation:
    """One media type of one answer."""

    media: AnswerMedia
    content_type: tuple[bytes, bytes]
    is_json: bool


@dataclass(slots=True)
class _Form:
    """One answer, its constant parts encoded."""

    answer: Answer
    headers: Headers
    representations: list[_Representation]
    offers: list[str]
    tagged: bool  # an entity tag is documented: what names none itself gets that of its content


class AnswerWriter:
    """Writes the answers of one operation.

    Args:
        operation: Its first answer is the one given by default,
        status: unless this names another.
        readers: Compile the schemas, and know their shapes.
        validate: Whether to check every answer against the contract; a mismatch is logged as an error.
    """

    def __init__(self, operation: Operation, readers: Readers, *, validate: bool, status: int | None = None) -> None:
        self._operation = operation
        self._readers = readers
        self._validate = validate
        self._refuses_unacceptable = "406" in operation.statuses
        self._forms = {answer.status: self._form(answer) for answer in reversed(operation.answers)}
        first = operation.answers[0] if operation.answers else Answer(status or 200)
        self._default = self._forms.get(status or first.status) or self._form(first)

    def message(self, result: Any, accept: str | None) -> Message:
        """The response for what a handler returned."""
        if isinstance(result, Reply):
            return self._explicit(result, accept)
        form = self._default
        representation = _choose(form, accept)
        if representation is None:
            return Message(form.answer.status, form.headers)
        body = self._encode(result, representation)
        if self._validate:
            self._check(form.answer.status, body, representation)
        headers = [representation.content_type, *form.headers]
        return Message(form.answer.status, _tagged(headers, body) if form.tagged else headers, body)

    def expect_acceptable(self, accept: str | None) -> None:
        """Refuse a client that accepts none of the documented media types, if the contract says so."""
        if (
            accept
            and self._refuses_unacceptable
            and self._default.offers
            and not acceptable(accept, self._default.offers)
        ):
            raise NotAcceptable(f"Available: {', '.join(self._default.offers)}")

    def expect_valid(self, message: Message) -> None:
        """Refuse a change whose outcome breaks the contract, as one can whose request is valid in itself."""
        representation = _choose(self._forms.get(message.status) or self._default, None)
        if representation is None or not representation.is_json or representation.media.schema is None:
            return
        if not message.body or isinstance(message.body, Pieces):
            return
        error = first_error(self._readers.validators.compile(representation.media.schema), from_json(message.body))
        if error:
            raise Conflict(f"The document would break the contract: {error}")

    def stub(self, accept: str | None, path: Mapping[str, JSON]) -> Message:
        """The contract's own example, for an operation that nobody wrote yet, about what its path names."""
        if not self._operation.answers:
            raise NotYetImplemented
        form = self._default
        representation = _choose(form, accept)
        if representation is None:
            return Message(form.answer.status, [STUB_HEADER, *form.headers])
        if not representation.media.exact and "{" in self._operation.path:
            raise NotFound("The contract admits no such document.")
        body = self._encode(self._example(representation, path), representation)
        headers = [STUB_HEADER, representation.content_type, *form.headers]
        return Message(form.answer.status, _tagged(headers, body) if form.tagged else headers, body)

    def _example(self, representation: _Representation, path: Mapping[str, JSON]) -> JSON:
        example, schema = representation.media.example, representation.media.schema
        told = about(example, self._operation, path) if representation.is_json else example
        if told == example or schema is None:
            return told
        return example if first_error(self._readers.validators.compile(schema), told) else told

    def _explicit(self, reply: Reply, accept: str | None) -> Message:
        form = (
            self._default if reply.status is None else self._forms.get(reply.status) or self._form(Answer(reply.status))
        )
        given = encode_headers(reply.headers)
        names = {name for name, _ in given}
        headers = [*given, *(header for header in form.headers if header[0] not in names)]
        representation = _choose(form, accept) if reply.media_type is None else _named(form, reply.media_type)
        if representation is None:
            return Message(form.answer.status, headers)
        body = self._encode(reply.content, representation)
        if self._validate:
            self._check(form.answer.status, body, representation)
        headers = [representation.content_type, *headers]
        return Message(form.answer.status, _tagged(headers, body) if form.tagged else headers, body)

    def _form(self, answer: Answer) -> _Form:
        representations = [_representation(media) for media in answer.media]
        tagged = bool(representations) and self._documents_tag(answer)
        fixed = {name: value for name, value in answer.headers.items() if not (tagged and name.lower() == "etag")}
        return _Form(answer, encode_headers(fixed), representations, [media.name for media in answer.media], tagged)

    def _documents_tag(self, answer: Answer) -> bool:
        """Whether an answer has an entity tag, of the form that HTTP gives it."""
        schema = next((schema for name, schema in answer.header_schemas.items() if name.lower() == "etag"), None)
        return schema is not None and self._readers.validators.compile(schema).is_valid(tag_of(b""))

    def _encode(self, content: Any, representation: _Representation) -> bytes | Pieces:
        if isinstance(content, Pieces | memoryview):
            return content if isinstance(content, Pieces) else bytes(content)
        if isinstance(content, BaseModel):
            encoded: bytes = content.__pydantic_serializer__.to_json(content, by_alias=True)
            if representation.is_json:
                return encoded
            content = from_json(encoded)
        elif representation.is_json:
            return content if isinstance(content, bytes) else to_json(content, by_alias=True)
        elif not isinstance(content, str | bytes):
            content = from_json(to_json(content, by_alias=True))
        media = representation.media
        return encode_content(content, media.name, media.schema, self._readers.shapes)

    def _check(self, status: int, body: bytes | Pieces, representation: _Representation) -> None:
        if not representation.is_json or representation.media.schema is None or isinstance(body, Pieces):
            return
        validator = self._readers.validators.compile(representation.media.schema)
        try:
            error = first_error(validator, from_json(body))
        except ValueError:
            error = "not JSON"
        if error:
            logger.error("response_mismatch", operation=self._operation.id, status=status, detail=error)


def _tagged(headers: Headers, body: bytes | Pieces) -> Headers:
    """Headers with the entity tag of the content, unless they name one, or it is too long to be looked through."""
    if isinstance(body, Pieces) or any(name == b"etag" for name, _ in headers):
        return headers
    return [*headers, (b"etag", tag_of(body).encode())]


def _representation(media: AnswerMedia) -> _Representation:
    is_json = kind_of(essence(media.name)) is Kind.JSON
    return _Representation(media, (b"content-type", content_type_header(media.name)), is_json)


def _choose(form: _Form, accept: str | None) -> _Representation | None:
    """The representation that the client likes best; None where the contract documents no content."""
    if len(form.representations) < 2:
        return form.representations[0] if form.representations else None
    return form.representations[negotiate(accept, form.offers) if accept else 0]


def _named(form: _Form, media_type: str) -> _Representation:
    """The documented representation of a media type, or of a range that it lies in; else the first there is."""
    for representation in form.representations:
        if representation.media.name == media_type:
            return representation
    for representation in form.representations:
        if matches(essence(representation.media.range), essence(media_type)):
            return _representation(replace(representation.media, name=media_type))
    return form.representations[0] if form.representations else _representation(AnswerMedia(media_type))
