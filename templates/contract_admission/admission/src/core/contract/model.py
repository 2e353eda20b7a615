"""The contract at run time: what `contract.json` says, as slotted values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

JSON: TypeAlias = Any  # any JSON value; the standard library has no better type for it
Schema: TypeAlias = Any  # a raw JSON Schema: an object, a boolean, or None where anything goes


@dataclass(slots=True)
class Parameter:
    """A parameter of an operation; `location` is path, query, header, cookie or querystring."""

    name: str
    location: str
    required: bool
    schema: Schema
    style: str = "simple"
    explode: bool = False
    allow_empty: bool = False
    media_type: str | None = None


@dataclass(slots=True)
class Encoding:
    """How one property of a form or multipart body is encoded."""

    content_type: str | None = None
    style: str | None = None
    explode: bool | None = None


@dataclass(slots=True)
class MediaType:
    """A media type, possibly a range such as `*/*`, with its schema."""

    name: str
    schema: Schema = None
    encoding: Mapping[str, Encoding] = field(default_factory=dict)


@dataclass(slots=True)
class Body:
    """A request body; one that is `needed` may be left out by the contract, and nothing can be done without it."""

    required: bool
    media: tuple[MediaType, ...]
    needed: bool = False


@dataclass(slots=True)
class Requirement:
    """A security scheme that a request must satisfy, with the scopes it needs."""

    scheme: str
    scopes: tuple[str, ...] = ()


Security: TypeAlias = tuple[tuple[Requirement, ...], ...]  # OR of ANDs; () needs nothing, an empty AND is "optional"


@dataclass(slots=True)
class SecurityScheme:
    """A security scheme; `type` is apiKey, http, oauth2, openIdConnect or mutualTLS."""

    name: str
    type: str
    location: str = ""
    parameter: str = ""
    scheme: str = ""
    bearer_format: str = ""
    open_id_connect_url: str = ""


@dataclass(slots=True)
class Listing:
    """A list in a body with an entry for every problem: its JSON pointer, and pointers into an entry by slot.

    `keyed` says that it is an object with what is wrong by where that is: a text each, or several `texts`.
    """

    at: str
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keyed: str = ""


@dataclass(slots=True)
class Refusal:
    """How one kind of refusal is answered; `slots` says where in `body` texts may be put, as JSON pointers."""

    kind: str
    status: int
    media_type: str | None = None
    body: JSON = None
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    listing: Listing | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class AnswerMedia:
    """One media type of an answer, with an example: a JSON value for JSON-like types, text otherwise.

    `exact` is False if no value was found that fits the schema.
    `range` is what is documented where `name` is but one of many, such as `image/*`.
    """

    name: str
    schema: Schema = None
    example: JSON = None
    exact: bool = True
    range: str = ""


@dataclass(slots=True)
class Answer:
    """A success that an operation can give; `headers` are example values of the required ones."""

    status: int
    media: tuple[AnswerMedia, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    header_schemas: Mapping[str, Schema] = field(default_factory=dict)
    echoed: tuple[str, ...] = ()  # headers that say what the request's header of that name said


@dataclass(slots=True)
class Operation:
    """An operation: a method on a path template. Its first answer is the one given by default."""

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    security: Security = ()
    answers: tuple[Answer, ...] = ()
    refusals: Mapping[str, Refusal] = field(default_factory=dict)
    statuses: frozenset[str] = frozenset()  # that are documented: codes, ranges such as 4XX, default
    error_schemas: Mapping[tuple[str, str], Schema] = field(default_factory=dict)  # (status key, media type)


@dataclass(slots=True)
class LoadedContract:
    """Everything that the service promises.

    `dialect` is "draft4" or "2020-12"; `refusals` answer requests that match no operation.
    """

    title: str
    version: str
    dialect: str
    base_path: str
    operations: tuple[Operation, ...]
    schemas: Mapping[str, Schema] = field(default_factory=dict)
    security_schemes: Mapping[str, SecurityScheme] = field(default_factory=dict)
    refusals: Mapping[str, Refusal] = field(default_factory=dict)
