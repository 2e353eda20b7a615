"""The contract: what a document promises, as frozen values that can be dumped to JSON.

Source: the normal form of a `Document` (OpenAPI 3.1, JSON Schema 2020-12). Raw JSON Schema travels only inside
`Schema`; its references all have the form `#/components/schemas/<name>` and point into `Contract.schemas`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JSON = Any  # any JSON value; the standard library has no better type for it


@dataclass(frozen=True, slots=True)
class Schema:
    """A raw JSON Schema (2020-12): a dictionary or a boolean."""

    raw: Mapping[str, JSON] | bool


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation, path-level ones included."""

    name: str
    location: str  # path | query | header | cookie | querystring
    required: bool
    schema: Schema
    style: str = "simple"  # simple | label | matrix | form | deepObject | spaceDelimited | pipeDelimited
    explode: bool = False
    allow_reserved: bool = False
    allow_empty: bool = False
    media_type: str | None = None  # set for a `content`-typed parameter
    examples: tuple[JSON, ...] = ()
    description: str = ""
    deprecated: bool = False
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one property of a form or multipart body is encoded. `style` is None unless the document sets one."""

    content_type: str | None = None
    style: str | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    headers: tuple[Header, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type (possibly a range such as `*/*`) with its schema; `schema` is None when anything goes."""

    name: str
    schema: Schema | None = None
    encoding: Mapping[str, Encoding] = field(default_factory=dict)
    examples: tuple[JSON, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A request body; one that is `needed` may be left out, which nobody means (`contract/omissions.py`)."""

    required: bool
    media: tuple[MediaType, ...]
    description: str = ""
    pointer: str = ""
    needed: bool = False

    @property
    def is_expected(self) -> bool:
        """Whether nothing can be done without it."""
        return self.required or self.needed


@dataclass(frozen=True, slots=True)
class Header:
    """A response header."""

    name: str
    required: bool
    schema: Schema
    explode: bool = False
    examples: tuple[JSON, ...] = ()


@dataclass(frozen=True, slots=True)
class Response:
    """A documented response; `status` is a code, a range (`4XX`) or `default`."""

    status: str
    description: str
    media: tuple[MediaType, ...] = ()
    headers: tuple[Header, ...] = ()
    added: bool = False  # by completion, not by the author
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One scheme that a request must satisfy, with the scopes it needs."""

    scheme: str
    scopes: tuple[str, ...] = ()
    authorization: bool = False  # its credentials come in the Authorization header


@dataclass(frozen=True, slots=True)
class Listing:
    """A list in an error with an entry for every problem: its JSON pointer, and pointers into an entry by slot.

    `keyed` says that it is an object instead, with what is wrong by where that is: a text each, or several `texts`.
    """

    at: str
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keyed: str = ""  # "" | text | texts


@dataclass(frozen=True, slots=True)
class Refusal:
    """How an operation refuses for one reason (see `contract.refusals.KINDS`).

    `body` is valid against the response's schema. `slots` maps `detail`, `request_id`, `path`, `code`, `time`… to
    the JSON pointers in `body` where that text may be put without breaking validity. `listing` is the list that has an
    entry a problem; one entry is in `body`. `headers` are the response's required ones.
    """

    kind: str
    status: int
    media_type: str | None = None
    body: JSON = None
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    listing: Listing | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnswerMedia:
    """One media type of an answer, with an example that is valid against its schema.

    `example` is a JSON value for JSON-like types, text otherwise. `exact` is False when no valid example could be made.
    """

    name: str
    schema: Schema | None
    example: JSON = None
    exact: bool = True
    range: str = ""  # what is documented, where `name` is but one of many: "image/*"


@dataclass(frozen=True, slots=True)
class Answer:
    """A success (2xx or 3xx) an operation can give, with a concrete status."""

    status: int
    documented_as: str  # the key in the document: "200", "2XX", "default"
    media: tuple[AnswerMedia, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)  # example values of the required headers
    optional_headers: tuple[str, ...] = ()
    header_schemas: Mapping[str, Schema] = field(default_factory=dict)  # of every documented header
    echoed: tuple[str, ...] = ()  # the headers that say what the request's header of that name said


IDEMPOTENCY_HEADERS = frozenset({"idempotency-key", "x-idempotency-key"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation: a method on a path template."""

    id: str  # the operationId, or one derived from method and path; unique
    method: str  # upper case
    path: str  # template as written, without the server's base path
    file_extension: str = ""  # end of the path that only names a format (`/tickets.json`), and tells no paths apart
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    responses: tuple[Response, ...] = ()
    security: tuple[tuple[Requirement, ...], ...] = ()  # OR of ANDs; () needs nothing, an empty AND is "optional"
    tags: tuple[str, ...] = ()
    summary: str = ""
    description: str = ""
    deprecated: bool = False
    pointer: str = ""
    answers: tuple[Answer, ...] = ()  # the first is the one given by default
    refusals: Mapping[str, Refusal] = field(default_factory=dict)
    extensions: Mapping[str, JSON] = field(default_factory=dict)  # x-oagen-* keys

    @property
    def place(self) -> str:
        """The path without an extension that only names a format: where a thing is, or many."""
        return self.path.removesuffix(self.file_extension)

    @property
    def has_idempotency_key(self) -> bool:
        """Whether it may be sent again under a key, and is done once."""
        headers = {each.name.lower() for each in self.parameters if each.location == "header"}
        return self.method not in SAFE_METHODS and bool(headers & IDEMPOTENCY_HEADERS)


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A security scheme."""

    name: str  # key in components.securitySchemes
    type: str  # apiKey | http | oauth2 | openIdConnect | mutualTLS
    location: str = ""  # apiKey: header | query | cookie
    parameter: str = ""  # apiKey: name of the header, parameter or cookie
    scheme: str = ""  # http: lower case, e.g. basic, bearer
    bearer_format: str = ""
    open_id_connect_url: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request that the service sends: a webhook, or a callback whose URL an expression finds."""

    name: str
    method: str  # upper case
    expression: str  # of a callback: where in the request its URL stands; "" for a webhook
    media_type: str
    schema: Schema  # of the body
    summary: str = ""
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Addition:
    """One response that completion added, for the build's summary."""

    operation: str
    status: str
    reason: str
    pointer: str  # in the served document


@dataclass(frozen=True, slots=True)
class Contract:
    """Everything a document promises, completed (the *served contract*)."""

    title: str
    version: str
    description: str
    source_version: str  # of the authored document: "2.0", "3.0.3", "3.1.0"…
    dialect: str  # of schema validation: "draft4" for 2.0 and 3.0, "2020-12" for 3.1 and later
    base_path: str  # path of the first server, variables filled in, no trailing slash
    operations: tuple[Operation, ...]
    schemas: Mapping[str, Schema]
    security_schemes: Mapping[str, SecurityScheme] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)  # tag → description
    additions: tuple[Addition, ...] = ()
    served: Mapping[str, JSON] = field(default_factory=dict)  # the served OpenAPI document, raw
    refusals: Mapping[str, Refusal] = field(default_factory=dict)  # for requests that match no operation
    outgoing: tuple[Outgoing, ...] = ()
    extensions: Mapping[str, JSON] = field(default_factory=dict)
