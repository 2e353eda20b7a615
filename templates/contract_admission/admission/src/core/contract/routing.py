"""Matching requests with operations on the raw path.

A path is split on `/` before its segments are percent-decoded, so `%2F` stays inside its segment. Literal segments
go before templated ones, and those before bare parameters. An empty segment is a parameter's empty value, so that the
operation itself refuses it; a trailing slash is never redirected. Where a template has a query (`/items?beta=true`,
`/search?term={term}`), what is text there has to be asked for, and its parameters are those of the request's query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import unquote

T = TypeVar("T")

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_CONCRETE = re.compile(r"[^{]*|\{[^{}]+\}:\w+")  # text, or a verb behind a parameter (`{id}:cancel`)


@dataclass(slots=True)
class Resource(Generic[T]):
    """A path template with what it holds, by method."""

    template: str
    path: str  # the template without a query
    parameters: tuple[str, ...]  # those in the path, then those in the query
    asked: tuple[str, ...] = ()  # names in the query that have the latter
    fixed: Mapping[str, str] = field(default_factory=dict)  # what else has to be in the query
    methods: dict[str, T] = field(default_factory=dict)

    @classmethod
    def of(cls, template: str) -> Resource[T]:
        """A template's, which holds nothing yet."""
        # Some documents tell operations of one path apart by a fragment, which no client sends.
        path, _, query = template.partition("#")[0].partition("?")
        pairs = _pairs(query)
        asked = {name: found[1] for name, text in pairs.items() if (found := _PARAMETER.fullmatch(text))}
        fixed = {name: text for name, text in pairs.items() if name not in asked}
        return cls(template, path, (*_PARAMETER.findall(path), *asked.values()), tuple(asked), fixed)

    @property
    def shape(self) -> str:
        """The template whatever its parameters are called; templates of one shape match the same paths."""
        return _PARAMETER.sub("{}", self.template)

    def values(self, texts: Sequence[str], query: Mapping[str, str]) -> Mapping[str, str] | None:
        """The text of every parameter; None if one that stands twice in the template has two, or if the query differs."""
        if not self.fixed.items() <= query.items():
            return None
        values: dict[str, str] = {}
        for name, text in zip(self.parameters, (*texts, *(query.get(name, "") for name in self.asked)), strict=True):
            if values.setdefault(name, text) != text:
                return None
        return values


@dataclass(slots=True)
class Hit(Generic[T]):
    """A template that a path matches, with its parameters' texts, still percent-encoded."""

    resource: Resource[T]
    values: Mapping[str, str]


@dataclass(slots=True)
class _Node(Generic[T]):
    literals: dict[str, _Node[T]] = field(default_factory=dict)
    patterns: list[tuple[re.Pattern[str], _Node[T]]] = field(default_factory=list)
    parameter: _Node[T] | None = None
    resources: list[Resource[T]] = field(default_factory=list)


class Router(Generic[T]):
    """A trie of path templates."""

    def __init__(self, base_path: str = "") -> None:
        self._base = tuple(_literal(segment) for segment in base_path.strip("/").split("/") if segment)
        self._root: _Node[T] = _Node()
        self._resources: dict[str, Resource[T]] = {}
        self._has_queries = False

    def add(self, method: str, template: str, value: T) -> None:
        """Put `value` under a method of a path template."""
        resource = self._resources.get(template)
        if resource is None:
            resource = self._resources[template] = Resource.of(template)
            self._leaf(resource.path).resources.append(resource)
            self._has_queries |= "?" in template
        resource.methods.setdefault(method, value)

    def methods(self) -> Iterator[Mapping[str, T]]:
        """The values of each template, by method."""
        return (resource.methods for resource in self._resources.values())

    def match(self, raw_path: str, query_string: str = "") -> list[Hit[T]]:
        """Every template that the path matches, the best first."""
        segments = raw_path[1:].split("/")
        if depth := len(self._base):
            if tuple(_literal(segment) for segment in segments[:depth]) != self._base:
                return []
            segments = segments[depth:] or [""]
        query = _pairs(query_string) if self._has_queries else {}
        hits = [
            Hit(resource, values)
            for node, texts in _walk(self._root, segments, 0, ())
            for resource in node.resources
            if (values := resource.values(texts, query)) is not None
        ]
        hits = [hit for hit in hits if not _is_shadowed(hit.resource.path, hits[0].resource.path)]
        hits.sort(key=lambda hit: len(hit.resource.fixed), reverse=True)
        if len(hits) > 1:
            # An empty segment is a parameter's value only where it is nothing else.
            return [hit for hit in hits if all(hit.values.values())] or hits
        return hits

    def _leaf(self, template: str) -> _Node[T]:
        node = self._root
        for segment in template[1:].split("/") if template.startswith("/") else template.split("/"):
            node = _child(node, segment)
        return node


def allowed_methods(hits: Iterable[Hit[T]]) -> str:
    """The value of an `Allow` header: declared methods, and those that HTTP derives from them."""
    declared = {method for hit in hits for method in hit.resource.methods}
    derived = {"OPTIONS"} | ({"HEAD"} if "GET" in declared else set())
    return ", ".join(sorted(declared | derived))


def _pairs(query: str) -> Mapping[str, str]:
    """The names in a query, decoded, with their first texts, encoded as in a path."""
    pairs = (pair.partition("=") for pair in reversed(query.split("&")) if pair)
    return {unquote(name.replace("+", " ")): text.replace("+", "%20") for name, _, text in pairs}


def _is_shadowed(template: str, best: str) -> bool:
    """Whether OpenAPI's rule that concrete paths go before templated ones leaves a template out."""
    pairs = zip(template.split("/"), best.split("/"), strict=False)
    return any(_CONCRETE.fullmatch(concrete) and _PARAMETER.fullmatch(segment) for segment, concrete in pairs)


def _child(node: _Node[T], segment: str) -> _Node[T]:
    if "{" not in segment or not _PARAMETER.search(segment):
        return node.literals.setdefault(_literal(segment), _Node())
    if _PARAMETER.fullmatch(segment):
        if node.parameter is None:
            node.parameter = _Node()
        return node.parameter
    pattern = _segment_pattern(segment)
    for known, child in node.patterns:
        if known.pattern == pattern.pattern:
            return child
    child = _Node()
    node.patterns.append((pattern, child))
    # The more literal text a template has, the more specific it is: `{id}:cancel` goes before `{id}{rest}`.
    node.patterns.sort(key=lambda entry: len(entry[0].pattern), reverse=True)
    return child


def _segment_pattern(segment: str) -> re.Pattern[str]:
    # `re.split` with a capturing group alternates literal text and parameter names.
    pieces = _PARAMETER.split(segment)
    return re.compile("".join(re.escape(piece) if index % 2 == 0 else "(.*)" for index, piece in enumerate(pieces)))


def _walk(
    node: _Node[T], segments: list[str], index: int, texts: tuple[str, ...]
) -> Iterator[tuple[_Node[T], tuple[str, ...]]]:
    if index == len(segments):
        yield node, texts
        return
    segment = segments[index]
    literal = node.literals.get(_literal(segment))
    if literal is not None:
        yield from _walk(literal, segments, index + 1, texts)
    for pattern, child in node.patterns:
        # Punctuation between parameters may arrive percent-encoded.
        if found := pattern.fullmatch(segment) or pattern.fullmatch(segment.replace("%3A", ":").replace("%3a", ":")):
            yield from _walk(child, segments, index + 1, (*texts, *found.groups()))
    if node.parameter is not None:
        yield from _walk(node.parameter, segments, index + 1, (*texts, segment))


def _literal(segment: str) -> str:
    return unquote(segment) if "%" in segment else segment
