"""What an error says in places that take only few values: flags, numbers, and words that are listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from oagen.contract.error_names import CODE, STATUS, is_for, outcome_of, plain
from oagen.contract.model import JSON
from oagen.contract.slots import is_status_text, leaves, name_at, pointer_to, put
from oagen.contract.view import RESOURCE
from oagen.contract.walk import children, component_name
from oagen.english import words

_INVALID = (
    "validation", "validation error", "validation failed", "invalid argument", "invalid request", "invalid input",
    "invalid parameter", "unprocessable", "unprocessable entity", "bad request", "bad input", "invalid",
)  # fmt: skip
_MALFORMED = ("malformed", "bad request", "invalid request", "invalid argument", "parse error", *_INVALID)
_MISSING = ("not found", "no such", "does not exist", "missing", "gone")
_BROKEN = ("internal", "server error", "api error", "unexpected", "unknown")
# Words that name a kind of refusal, the most fitting first.
_WORDS: dict[str, tuple[str, ...]] = {
    "malformed": _MALFORMED,
    "invalid": _INVALID,
    "media_type": ("media type", "content type", "unsupported", *_MALFORMED),
    "not_acceptable": ("not acceptable",),
    "unauthenticated": ("unauthenticated", "unauthorized", "unauthorised", "authentication", "not authenticated",
                        "login required", "invalid credentials", "invalid token", "access denied"),
    "forbidden": ("permission denied", "forbidden", "access denied", "not allowed", "permission", "denied",
                  "insufficient scope", "unauthorized", "unauthorised", "authorization"),
    "not_found": _MISSING,
    "method_not_allowed": ("method not allowed", "not allowed", "unimplemented"),
    "conflict": ("conflict", "already exists", "duplicate", "exists", "aborted", "failed precondition"),
    "dangling_reference": ("dangling reference", "invalid reference", "unknown reference", *_MISSING),
    "precondition_failed": ("precondition failed", "failed precondition", "precondition", "conflict", "aborted"),
    "precondition_required": ("precondition required", "precondition", *_INVALID),
    "too_large": ("too large", "payload", "size", *_MALFORMED),
    "range_not_satisfiable": ("range", "out of range"),
    "too_slow": ("timeout", "timed out", "deadline", *_MALFORMED),
    "too_many": ("too many requests", "too many", "rate limited", "rate limit", "rate limit exceeded",
                 "resource exhausted", "throttled", "throttling", "quota", "quota exceeded"),
    "unavailable": ("unavailable", "service down", "maintenance", *_BROKEN),
    "timeout": ("timeout", "timed out", "deadline", "deadline exceeded", "unavailable", *_BROKEN),
    "not_implemented": ("not implemented", "unimplemented", "unsupported", *_BROKEN),
    "error": _BROKEN,
}  # fmt: skip
# What is said of any request that is refused, by the first digit of its status.
_OF_CLASS = {4: ("bad request", "invalid request", "client error", "request error"), 5: _BROKEN}
_OUTCOMES = {4: ("fail", "failed", "failure", "error"), 5: ("error", "fail", "failed", "failure")}


def chosen(
    body: JSON,
    slots: Mapping[str, tuple[str, ...]],
    kind: str,
    status: int,
    listed: Mapping[str, tuple[str, ...]],
    is_valid: Callable[[JSON], bool],
) -> JSON:
    """`body` with what fits the kind wherever the service puts nothing; `listed` has the texts a name may have."""
    filled = {pointer for pointers in slots.values() for pointer in pointers}
    for path, value in leaves(body):
        if pointer_to(path) in filled or is_status_text(path, value):
            continue
        for better in _better(name_at(path), value, kind, status, listed):
            if is_valid(put(body, path, better)):
                body = put(body, path, better)
                break
    return body


def _better(name: str, value: JSON, kind: str, status: int, listed: Mapping[str, tuple[str, ...]]) -> Iterator[JSON]:
    if isinstance(value, bool):
        said = outcome_of(name)
        yield from () if said is None else (said,)
    elif isinstance(value, int) and is_for(STATUS, name):
        yield status
    elif isinstance(value, str):
        yield from _fitting(kind, status, listed.get(name, ()))
        if is_for(CODE, name) and name not in listed and plain(name) != "type":  # which may be a URI
            yield from (kind, kind.upper())


def _fitting(kind: str, status: int, options: tuple[str, ...]) -> Iterator[str]:
    """Those of the texts that speak of the kind, the best first; then those that speak of any refusal."""
    spelled = {option: words(option) for option in options}
    own = _MISSING if kind == "invalid_path" and status == 404 else _WORDS.get(kind, _INVALID)
    for term in (*own, *_OF_CLASS.get(status // 100, ())):
        yield from sorted((option for option, parts in spelled.items() if _speaks(parts, term)), key=len)
    for outcome in _OUTCOMES.get(status // 100, ()):
        yield from (option for option, parts in spelled.items() if "".join(parts) == outcome)


def _speaks(parts: list[str], term: str) -> bool:
    return f" {term} " in f" {' '.join(parts)} " or "".join(parts) == term.replace(" ", "")


def listed_texts(view: Any, components: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The texts that properties may have, by name, where a schema lists them, wherever it leads."""
    found: dict[str, dict[str, None]] = {}
    pending: list[tuple[str, Any]] = [("", view)]
    seen: set[tuple[str, str]] = set()
    while pending:
        name, schema = pending.pop()
        if not isinstance(schema, Mapping):
            continue
        reference = schema.get("$ref")
        if isinstance(reference, str) and (name, reference) not in seen:
            seen.add((name, reference))
            pending.append((name, components.get(component_name(reference.removeprefix(f"{RESOURCE}#/")))))
        texts = [text for text in schema.get("enum") or () if isinstance(text, str)]
        found.setdefault(name, {}).update(dict.fromkeys(texts))
        properties = schema.get("properties")
        pending += properties.items() if isinstance(properties, Mapping) else ()
        pending += ((name, child) for child in children({**schema, "properties": None}))
    return {name: tuple(texts) for name, texts in found.items() if texts}
