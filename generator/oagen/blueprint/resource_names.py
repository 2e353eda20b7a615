"""Resource names (AIP-122): properties that are the path of what their document is about, made of the keys in it.

Only where the document says so: `projects/{project}/topics/{topic}` in a description, a pattern, an example or an
extension. A `name` beside a key that no document shows needs to be told from a title, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from oagen.blueprint.beside import given_keys
from oagen.blueprint.candidates import Candidate
from oagen.blueprint.making import RowName
from oagen.blueprint.model import Evidence, Field, Resource
from oagen.blueprint.naming import normal
from oagen.blueprint.paths import Path
from oagen.blueprint.resources import Tools
from oagen.blueprint.shapes import Raw, Shapes
from oagen.contract.model import Schema

Pair = tuple[Candidate, Resource]
_NAMES = frozenset({"name", "resourcename"})
_PARENT = "parent"
_BEFORE = re.compile(r"v[0-9]\w*|apis?|rest", re.ASCII | re.IGNORECASE)  # segments of a path that are no part of names
_TOLD = re.compile(r"\b(?:resource|relative)[- ]name\b|\bname of (?:the|this) resource\b", re.IGNORECASE)
_UNTOLD = re.compile(r"\b(?:display|friendly|human|label|short|title)\b", re.IGNORECASE)
_TITLES = frozenset({"displayname", "title"})  # beside one of these, a `name` is none
_KEYS = ("a1b2c3d4", "abcdefgh", "12345678")  # that most schemas of names admit
_SEGMENT = r"(?:\{[^{}/]+\}|<[^<>/]+>|[^/\s{}<>\"'`]+)"
# what stands in a pattern for a key: `[^/]+`, `([a-z][a-z0-9-]*)`, `.+`
_VARIES = re.compile(r"\(?(?:\?:|\?P?<\w+>)?(?:(?:\[(?:\\.|[^\]\\])*\]|\\w|\\S|\\d|\.)(?:[+*]\??|\{[0-9,]+\})?)+\)?")


def with_names(pairs: Sequence[Pair], tools: Tools) -> list[Pair]:
    """The resources with the properties that are made of the keys of their rows."""
    return [(candidate, _with_names(candidate, resource, tools)) for candidate, resource in pairs]


def _with_names(candidate: Candidate, resource: Resource, tools: Tools) -> Resource:
    item, keys = candidate.item, [key.column for key in resource.path_keys]
    if item is None or item.is_mixed or candidate.member or len(item.parameters) != len(keys):
        return resource
    above = candidate.collection.parent
    called = {name: _Called.all_of(item, keys) for name in _NAMES}
    called |= {_PARENT: _Called.all_of(above, keys)} if above.parameter and not candidate.shallow else {}
    fields, evidence = [], list(resource.evidence)
    for field in resource.fields:
        is_free = field.column.type in ("text", "string") and field.column.name not in keys and not field.write_only
        found = _found(field, called.get(normal(field.property), ()), candidate, resource, tools) if is_free else None
        fields.append(_named(field, found[0], tools) if found else field)
        if found:
            evidence.append(Evidence(f"{field.property} is {found[0].form}", found[1]))
    return replace(resource, fields=tuple(fields), evidence=tuple(evidence))


@dataclass(frozen=True, slots=True)
class _Called:
    """A path, and the columns of the keys in it."""

    segments: tuple[str, ...]
    columns: tuple[str, ...]

    @classmethod
    def all_of(cls, path: Path, columns: Sequence[str]) -> tuple[_Called, ...]:
        """What names may show of a path, the most first: they begin behind its version, or at a literal further on."""
        fixed = list(takewhile(lambda segment: "{" not in segment, path.segments))
        start = max((index for index, each in enumerate(fixed, start=1) if _BEFORE.fullmatch(each)), default=0)
        found = []
        for first in range(start, len(path.segments) - 1):
            rest = Path(path.segments[first:])
            if not rest.segments[0].startswith("{") and rest.parameters:
                used = columns[: len(path.parameters)][-len(rest.parameters) :]
                found.append(cls(rest.key, tuple(used)))
        return tuple(found)

    @property
    def form(self) -> str:
        """A format string over the columns."""
        columns = iter(self.columns)
        return "/".join(f"{{{next(columns)}}}" if each == "{}" else each for each in self.segments)

    def stands_in(self, text: str) -> bool:
        """Whether a text shows the path, with names, stars or values in the place of its keys."""
        parts = (_SEGMENT if each == "{}" else re.escape(each) for each in self.segments)
        return bool(re.search(rf"(?<![\w/}}>*.-]){'/'.join(parts)}(?![\w/{{<*-])", text))


def _named(field: Field, called: _Called, tools: Tools) -> Field:
    raw = field.schema.raw
    is_free = tools.shapes.compatible({"type": "string"}, raw)
    name = RowName(called.form, None if is_free else tools.shown(tools.shapes.resolve(raw)))
    made = replace(field, generated="name", named=name, read_only=True, kept=Schema(raw))
    return replace(made, filler=None, key_format=None, numbering=None)


def _found(
    field: Field, options: Sequence[_Called], candidate: Candidate, resource: Resource, tools: Tools
) -> tuple[_Called, str] | None:
    """What a property shows of the path, and why; None if it is something else, or could not be shown."""
    shapes, raw = tools.shapes, field.schema.raw
    told = [*_told_of(raw, shapes)]
    if normal(field.property) in _NAMES:
        told += _told_of_whole(candidate.read, shapes)
    strong = ((each, f"{what} shows it") for each in options for what, text in told if each.stands_in(text))
    found = next(strong, None)
    if found is None and options and normal(field.property) in _NAMES:
        reason = _hint(field, candidate, resource, tools)
        found = (options[0], reason) if reason else None
    return found if found and _may_be_shown(found[0], raw, tools) else None


def _may_be_shown(called: _Called, raw: Raw, tools: Tools) -> bool:
    """Whether a schema admits names that are made so."""
    return any(tools.admits(raw, called.form.format_map(dict.fromkeys(called.columns, key))) for key in _KEYS)


def _told_of(raw: Raw, shapes: Shapes) -> Iterator[tuple[str, str]]:
    """What a schema says of its texts: (where, what), with stars for what varies in a pattern."""
    for word in ("description", "title"):
        yield f"its {word}", str(shapes.annotation(raw, word) or "")
    pattern = shapes.annotation(raw, "pattern")
    if isinstance(pattern, str):
        yield "its pattern", _VARIES.sub("*", pattern.strip("^$").replace("\\/", "/"))
    examples = shapes.annotation(raw, "examples")
    yield from (("its example", each) for each in examples or () if isinstance(each, str))
    yield from _told_of_whole(raw, shapes)


def _told_of_whole(raw: Raw, shapes: Shapes) -> Iterator[tuple[str, str]]:
    """What the extensions of a schema say."""
    for branch in shapes.branches(raw):
        for word, value in branch.items():
            if word.startswith("x-"):
                yield from ((word, text) for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for each in value.values() for text in _texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _texts(each))


def _hint(field: Field, candidate: Candidate, resource: Resource, tools: Tools) -> str:
    """Why a `name` without a path is one all the same: it is all that documents show of a key; "" if it is none."""
    own = {key.column for key in resource.identity}
    raw, shapes = field.schema.raw, tools.shapes
    is_seen = not own or any(f.column.name in own and f.property for f in resource.fields)
    said = " ".join(str(shapes.annotation(raw, word) or "") for word in ("title", "description"))
    examples = shapes.annotation(raw, "examples") or ()
    if is_seen or _UNTOLD.search(said) or any("/" not in str(each) for each in examples):
        return ""
    if _TOLD.search(said) or shapes.annotation(raw, "x-google-identifier") is True:
        return "its description says that it is a resource name"
    given = given_keys(candidate, tools.contract, shapes)
    beside = {normal(f.property) for f in resource.fields if f.property != field.property}
    is_no_title = field.read_only or (field.column.nullable and not beside.isdisjoint(_TITLES))
    return "the key is given beside it, and it is no title" if given and is_no_title else ""
