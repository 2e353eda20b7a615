"""What the properties of an error are for, by the words of their names."""

from __future__ import annotations

import re

from oagen.english import words

DETAIL, TITLE, STATUS, CODE, REQUEST_ID, PATH, TIME = "detail", "title", "status", "code", "request_id", "path", "time"
PLACE, POINTER, PART = "place", "pointer", "part"

# By the name in lower case without separators.
_NAMES: dict[str, frozenset[str]] = {
    DETAIL: frozenset({
        "detail", "details", "message", "msg", "description", "reason", "errordescription", "errormessage",
        "errormsg", "issue", "developermessage", "usermessage", "explanation", "text", "errors", "messages", "summary",
        "error", "info", "body", "longmessage",
    }),
    TITLE: frozenset({"title", "heading", "reasonphrase", "statustext", "statusphrase"}),
    STATUS: frozenset({"status", "statuscode", "httpstatus", "httpstatuscode", "code", "errorcode", "httpcode"}),
    CODE: frozenset({"code", "errorcode", "statuscode", "status", "errorname", "key", "type"}),
    REQUEST_ID: frozenset({
        "requestid", "xrequestid", "traceid", "correlationid", "transactionid", "operationid", "logid", "errorid",
    }),
    PATH: frozenset({"instance", "path", "uri", "requesturi", "requestpath"}),
    TIME: frozenset({"timestamp", "time", "date", "datetime", "occurred", "when"}),
    PLACE: frozenset({
        "field", "fieldname", "fieldpath", "property", "propertyname", "propertypath", "attribute", "attributename",
        "param", "paramname", "parameter", "parametername", "loc",
    }),
    POINTER: frozenset({"pointer", "jsonpointer"}),
    PART: frozenset({"in"}),
}  # fmt: skip

_ERROR = frozenset({"err", "error", "exception", "failure", "fault", "problem"})
_ANSWER = _ERROR | {
    "api",
    "app",
    "application",
    "http",
    "internal",
    "response",
    "result",
    "return",
    "service",
    "status",
}
_MORE = _ERROR | {"additional", "extra", "further", "more"}
_MOMENT = _ERROR | {"created", "generated", "happened", "occurred", "raised", "server", "thrown"}
_ANY: frozenset[str] = frozenset()
# (what for, last word, the words of which one stands before it, if not any does): `faultString`, `userMessage`
_ENDINGS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    (
        DETAIL,
        frozenset({"desc", "description", "detail", "details", "explanation", "message", "messages", "msg"}),
        _ANY,
    ),
    (DETAIL, frozenset({"reason"}), _ANY),
    (DETAIL, frozenset({"body", "info", "information", "string", "summary", "text"}), _MORE),
    (TITLE, frozenset({"heading", "title"}), _ERROR),
    (CODE, frozenset({"code"}), _ANSWER),
    (CODE, frozenset({"class", "key", "kind", "name", "type"}), _ERROR),
    (TIME, frozenset({"datetime", "timestamp"}), _ANY),
    (TIME, frozenset({"at", "date", "on", "time"}), _MOMENT),
)
# Objects that say where a problem is: JSON:API's `source`, with a `pointer` and a `parameter`.
_HOLDERS = frozenset({"source"})
_GOOD = frozenset({"issuccess", "issuccessful", "ok", "succeeded", "success", "successful"})
_BAD = frozenset({"error", "failed", "failure", "haserror", "haserrors", "iserror", "isfailure"})


def is_for(role: str, name: str) -> bool:
    """Whether a property of this name has room for what the role stands for."""
    if plain(name) in _NAMES[role]:
        return True
    *before, last = words(name) or [""]
    return any(
        role == each and last in endings and (not qualifiers or not qualifiers.isdisjoint(before))
        for each, endings, qualifiers in _ENDINGS
    )


def is_place_in_entry(name: str) -> bool:
    """Whether a property of one of several problems says where it is; elsewhere it may mean the request's own path."""
    return plain(name) in ("path", "location", "target")


def outcome_of(name: str) -> bool | None:
    """What a flag of this name says of a request that was refused; None if it is about something else."""
    if plain(name) in _GOOD:
        return False
    return True if plain(name) in _BAD else None


def is_telling(name: str) -> bool:
    """Whether an error's body should have a property of this name even if it need not."""
    return plain(name) in _HOLDERS or any(is_for(role, name) for role in _NAMES) or outcome_of(name) is not None


def plain(name: str) -> str:
    """A name in lower case without separators."""
    return re.sub(r"[^a-z]", "", name.lower())
