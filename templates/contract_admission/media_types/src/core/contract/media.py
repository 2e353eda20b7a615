"""Media types: their names, their kinds, and how `Accept` chooses among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto

_JSON_NAMES = frozenset({"application/json", "text/json", "application/x-json"})
_YAML_NAMES = frozenset(
    {"application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "text/vnd.yaml", "text/yml"}
)
_PARAMETER = re.compile(r';\s*([\w!#$&.+^*-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')
_MEDIA_TYPE = re.compile(r"[\w!#$%&'*+.^`|~-]+/[\w!#$%&'*+.^`|~-]+", re.ASCII)
# What a range in a contract stands for where something concrete has to be said.
_CONCRETE = {
    "*": "application/json",
    "application": "application/json",
    "text": "text/plain",
    "image": "image/png",
    "audio": "audio/mpeg",
    "video": "video/mp4",
}


class Kind(Enum):
    """How a media type is read and written."""

    JSON = auto()
    FORM = auto()
    MULTIPART = auto()
    XML = auto()
    YAML = auto()
    TEXT = auto()
    BINARY = auto()


def is_media_type(name: str) -> bool:
    """Whether an essence is one: two tokens (RFC 9110, section 8.3.1)."""
    return _MEDIA_TYPE.fullmatch(name) is not None


def essence(header: str) -> str:
    """Type and subtype of a media type, lower case, without parameters."""
    return header.partition(";")[0].strip().lower()


def parameters(header: str) -> dict[str, str]:
    """The parameters of a header such as Content-Type or Content-Disposition, unquoted."""
    found: dict[str, str] = {}
    for name, value in _PARAMETER.findall(header):
        text = value.strip()
        if len(text) > 1 and text[0] == text[-1] == '"':
            text = text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
        found.setdefault(name.lower(), text)
    return found


def kind_of(name: str) -> Kind:
    """The kind of a media type, by its essence."""
    main, _, sub = name.partition("/")
    if name in _JSON_NAMES or sub.endswith("+json"):
        return Kind.JSON
    if name == "application/x-www-form-urlencoded":
        return Kind.FORM
    if main == "multipart":
        return Kind.MULTIPART
    if sub == "xml" or sub.endswith("+xml"):
        return Kind.XML
    if name in _YAML_NAMES or sub.endswith("+yaml"):
        return Kind.YAML
    return Kind.TEXT if main == "text" else Kind.BINARY


def concrete(name: str) -> str:
    """A media type to say, from one that may be a range."""
    main, _, sub = essence(name).partition("/")
    return name if sub != "*" else _CONCRETE.get(main, "application/octet-stream")


def matches(pattern: str, name: str) -> bool:
    """Whether an essence lies in a media type or range."""
    if pattern in (name, "*/*", "*"):
        return True
    return pattern.endswith("/*") and name.startswith(pattern[:-1])


def negotiate(accept: str, offers: Sequence[str]) -> int:
    """The index of the offer that an `Accept` header likes best; the first one where it likes none."""
    preferences = list(_preferences(accept))
    best, best_quality = 0, 0.0
    for index, offer in enumerate(offers):
        quality = _quality_of(offer, preferences)
        if quality > best_quality:
            best, best_quality = index, quality
    return best


def acceptable(accept: str, offers: Sequence[str]) -> bool:
    """Whether an `Accept` header likes any of the offers."""
    return _quality_of(offers[negotiate(accept, offers)], list(_preferences(accept))) > 0


def _quality_of(offer: str, preferences: Sequence[tuple[float, int, str]]) -> float:
    """How much an offer is liked; the most specific range that matches it decides."""
    name = essence(concrete(offer))
    matching = ((specificity, q) for q, specificity, pattern in preferences if matches(pattern, name))
    return max(matching, default=(0, 0.0))[1]


def _preferences(accept: str) -> Iterable[tuple[float, int, str]]:
    for item in accept.split(","):
        pattern = essence(item)
        if not pattern:
            continue
        specificity = 0 if pattern.startswith("*") else 1 if pattern.endswith("/*") else 2
        yield _quality(parameters(item)), specificity, pattern


def _quality(found: Mapping[str, str]) -> float:
    try:
        return min(max(float(found.get("q", "1")), 0.0), 1.0)
    except ValueError:
        return 1.0
